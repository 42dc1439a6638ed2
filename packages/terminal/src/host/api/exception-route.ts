import { currencyExponent } from '@tillmesh/model';
import type { DeviceView, ShopView, TillNode } from '@tillmesh/replica';
import type {
  DeviceNameView,
  DocumentNameView,
  ExceptionsView,
  LiftRequest,
  SeenRequest,
  WithheldView,
} from '../../api/exception-view.ts';
import { sessionView } from '../live/shop-view.ts';
import { refuse } from './api-error.ts';
import type { Desk } from './desk.ts';
import { ok, refused, type Reply } from './reply.ts';

/** More than are ever told at once. */
const MOST_IDS = 200;

const deviceName = (devices: readonly DeviceView[], deviceId: string | null): DeviceNameView | null => {
  if (deviceId === null) return null;
  const device = devices.find((known) => known.deviceId === deviceId);
  if (device === undefined) return { kind: 'unknown', code: '' };
  return { kind: device.kind, code: device.kind === 'till' ? device.code : '' };
};

const KINDS: readonly string[] = [
  'registry',
  'directory',
  'catalog',
  'ledger',
  'stock',
] satisfies DocumentNameView['kind'][];
const isKind = (text: string): text is DocumentNameView['kind'] => KINDS.includes(text);

/** Of a name such as `ledger/<series>/0` or `stock/<branch>/<series>/0`. */
const documentName = (node: TillNode, shop: ShopView, name: string | null): DocumentNameView | null => {
  const [kind = '', ...parts] = name?.split('/') ?? [];
  if (!isKind(kind)) return null;
  const seriesId = kind === 'ledger' ? parts[0] : kind === 'stock' ? parts[1] : undefined;
  const series = node.status().series.find((known) => known.seriesId === seriesId);
  const device = shop.devices.find(({ deviceId }) => deviceId === series?.deviceId);
  return { kind, till: device?.code ?? null };
};

/** At an admin device, and not of who is suspended until the owner decides, nor of whom this device owes its place. */
const mayAdmit = ({ self, lookup }: TillNode, { devices }: ShopView, deviceId: string): boolean =>
  deviceId !== self.deviceId &&
  devices.some((device) => device.deviceId === self.deviceId && device.admin === true) &&
  devices.some((device) => device.deviceId === deviceId && device.off?.state === 'revoked') &&
  lookup.deviceStanding(deviceId)?.isAbove === false;

/** What is withheld, till by till: a till may have several series. */
const withheldView = (node: TillNode, shop: ShopView): readonly WithheldView[] => {
  const byDevice = Map.groupBy(node.status().withheld, ({ deviceId }) => deviceId);
  return [...byDevice].flatMap(([deviceId, series]): readonly WithheldView[] => {
    const branch = shop.branches.find(({ id }) => id === series[0]?.branchId);
    const device = deviceName(shop.devices, deviceId);
    if (branch === undefined || device === null) return [];
    const sum = (of: (each: (typeof series)[number]) => number): number =>
      series.reduce((total, each) => total + of(each), 0);
    return [
      {
        deviceId,
        device,
        records: sum(({ entries }) => entries),
        sinceMs: Math.min(...series.map(({ sinceMs }) => sinceMs)),
        salesMinor: sum(({ salesMinor }) => salesMinor),
        refundsMinor: sum(({ refundsMinor }) => refundsMinor),
        currency: branch.currency,
        exponent: currencyExponent(branch.currency),
        mayAdmit: mayAdmit(node, shop, deviceId),
      },
    ];
  });
};

/** `GET /api/exceptions` */
export const listExceptions = ({ node }: Desk): Reply => {
  const shop = node.shop();
  const { exceptions, quarantines } = node.status();
  const view: ExceptionsView = {
    exceptions: exceptions.map(({ deviceId, document, ...exception }) => ({
      ...exception,
      device: deviceName(shop.devices, deviceId),
      document: documentName(node, shop, document),
    })),
    quarantines: quarantines.map(({ deviceId, document, ...quarantine }) => ({
      ...quarantine,
      device: deviceName(shop.devices, deviceId),
      document: documentName(node, shop, document),
    })),
    withheld: withheldView(node, shop),
  };
  return ok(view);
};

const mayManage = ({ node }: Desk): boolean => sessionView(node)?.rights.includes('manage-shop') === true;

const isSeenRequest = (body: unknown): body is SeenRequest =>
  typeof body === 'object' &&
  body !== null &&
  'ids' in body &&
  Array.isArray(body.ids) &&
  body.ids.length <= MOST_IDS &&
  body.ids.every((id) => typeof id === 'string');

/** `POST /api/exceptions/seen` */
export const seeExceptions = (desk: Desk, body: unknown): Reply => {
  if (!isSeenRequest(body)) return refused(refuse('BODY-UNEXPECTED', 'body.ids'));
  if (!mayManage(desk)) return refused(refuse('RIGHT-MISSING'));
  desk.node.seeExceptions(body.ids);
  return listExceptions(desk);
};

const isLiftRequest = (body: unknown): body is LiftRequest =>
  typeof body === 'object' && body !== null && 'id' in body && typeof body.id === 'string';

/** `POST /api/exceptions/lift`. One that is over by now is as it was asked for. */
export const liftQuarantine = (desk: Desk, body: unknown): Reply => {
  if (!isLiftRequest(body)) return refused(refuse('BODY-UNEXPECTED', 'body.id'));
  if (!mayManage(desk)) return refused(refuse('RIGHT-MISSING'));
  desk.node.liftQuarantine(body.id);
  return listExceptions(desk);
};
