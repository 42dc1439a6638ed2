import {
  type DeviceView,
  type Lag,
  type LinkState,
  NEVER_MET,
  type PeerLag,
  type PeerTraffic,
  type TillNode,
} from '@tillmesh/replica';
import { meteredView } from './metered-words.ts';
import type { BytesView, DeviceRowView, DevicesView, LagView } from '../../api/device-view.ts';

/** What the list of devices is made of, as it stands at this moment. */
export type DeviceFacts = {
  readonly node: Pick<
    TillNode,
    'self' | 'shop' | 'status' | 'traffic' | 'lags' | 'metered' | 'till' | 'lookup'
  >;
  readonly offSinceMs: number | null;
  /** By which links are timed. */
  readonly machineNowMs: number;
  /** By which records are timed. */
  readonly nowMs: number;
  /** The moment from which on traffic is of today. */
  readonly isToday: (utcMs: number) => boolean;
};

const NO_BYTES: BytesView = { in: 0, out: 0 };
const NOTHING: DeviceRowView['waiting'] = { documents: 0, records: 0 };
const MS = 1_000;

const lagView = ({ entries, sinceMs }: Lag, nowMs: number): LagView => ({
  records: entries,
  seconds: sinceMs === null ? null : Math.max(0, Math.round((nowMs - sinceMs) / MS)),
});

const todayOf = (traffic: PeerTraffic | undefined, isToday: DeviceFacts['isToday']): BytesView =>
  (traffic?.hours ?? [])
    .filter(({ fromMs }) => isToday(fromMs))
    .reduce((sum, { bytesIn, bytesOut }) => ({ in: sum.in + bytesIn, out: sum.out + bytesOut }), NO_BYTES);

const stateOf = (
  link: LinkState | undefined,
  isOff: boolean,
): Pick<DeviceRowView, 'state' | 'sinceMs' | 'cause'> => {
  if (isOff && link?.state !== 'linked') return { state: 'off', sinceMs: null, cause: '' };
  if (link === undefined) return { state: 'never', sinceMs: null, cause: '' };
  const { state, sinceMs, cause } = link;
  return cause === NEVER_MET ? { state: 'never', sinceMs, cause: '' } : { state, sinceMs, cause };
};

/** Whether it is meant to hold what this till records, and the other way round: any but tills of other branches. */
const isMeantToHold = ({ kind, branchId }: DeviceView, ownBranch: string | null): boolean =>
  kind !== 'till' || branchId === ownBranch;

/** Of a till of another branch nothing is held here: its sales can be set aside, and not admitted. */
const actOf = (isOff: boolean, isElsewhere: boolean): DeviceRowView['mayState'] => {
  if (isOff) return isElsewhere ? null : 'admit';
  return isElsewhere ? 'set-aside' : 'take-off';
};

/** Who is off gets no rights. A relay reads no product. */
const catalogActOf = (isBarred: boolean, isOff: boolean): DeviceRowView['mayStateCatalog'] => {
  if (!isBarred) return 'take';
  return isOff ? null : 'give';
};

/** How it stands in the shop, and what can be said of it here. */
const standingOf = (
  { self, shop, lookup }: DeviceFacts['node'],
  { deviceId, kind, admin, off, catalogBar }: DeviceView,
): Pick<DeviceRowView, 'admin' | 'off' | 'mayState' | 'catalogBar' | 'mayStateCatalog'> => {
  const { devices } = shop();
  const codeOf = (id: string | null): string | null =>
    devices.find((device) => device.deviceId === id)?.code ?? null;
  const isAdminHere = devices.some((device) => device.deviceId === self.deviceId && device.admin === true);
  const standing = lookup.deviceStanding(deviceId);
  const mayTakeOff = isAdminHere && deviceId !== self.deviceId && standing?.isAbove === false;
  const isElsewhere = standing?.isElsewhere === true;
  return {
    admin: admin === true,
    off: off === undefined ? null : { ...off, by: codeOf(off.by) },
    mayState: mayTakeOff ? actOf(off?.state === 'revoked', isElsewhere) : null,
    catalogBar: catalogBar === undefined ? null : { ...catalogBar, by: codeOf(catalogBar.by) },
    mayStateCatalog:
      mayTakeOff && kind !== 'relay' ? catalogActOf(catalogBar !== undefined, off !== undefined) : null,
  };
};

const rowOf = (
  { node, machineNowMs, nowMs, isToday }: DeviceFacts,
  device: DeviceView,
  lags: ReadonlyMap<string, PeerLag>,
): DeviceRowView => {
  const { deviceId, kind, code, branchId } = device;
  const { branches } = node.shop();
  const isSelf = deviceId === node.self.deviceId;
  const { peers, dials } = node.traffic();
  const traffic = peers.find((peer) => peer.deviceId === deviceId);
  const lag = lags.get(deviceId);
  const metered = node.metered().find((each) => each.deviceId === deviceId);
  const isMeant = isMeantToHold(device, node.self.branchId);
  const link = node.status().links.find((each) => each.deviceId === deviceId);
  const linked = stateOf(link, device.off !== undefined);
  const tries = dials.filter((dial) => dial.deviceId === deviceId).flatMap(({ nextMs }) => nextMs ?? []);
  return {
    deviceId,
    kind,
    code,
    branch: branches.find(({ id }) => id === branchId)?.name ?? null,
    ...(isSelf ? { state: 'self' as const, sinceMs: null, cause: '' } : linked),
    theyLack: lag === undefined || !isMeant ? null : lagView(lag.theyLack, nowMs),
    weLack: lag === undefined || !isMeant || kind !== 'till' ? null : lagView(lag.weLack, nowMs),
    sinceStart: traffic === undefined ? NO_BYTES : { in: traffic.bytesIn, out: traffic.bytesOut },
    today: todayOf(traffic, isToday),
    metered: metered === undefined ? null : meteredView(metered),
    waiting: lag?.waiting ?? NOTHING,
    lastContactMs: linked.state === 'linked' ? machineNowMs : (traffic?.lastHeardMs ?? null),
    nextTryMs: isSelf || linked.state === 'linked' || tries.length === 0 ? null : Math.min(...tries),
    program: traffic?.program ?? null,
    ...standingOf(node, device),
  };
};

/** A key that nobody names any more, and that never stood, is none. */
const ownersOf = ({ self, shop }: DeviceFacts['node']): Pick<DevicesView, 'owners' | 'mayMakeSheet'> => {
  const { devices, owners } = shop();
  const isAdminHere = devices.some((device) => device.deviceId === self.deviceId && device.admin === true);
  return {
    mayMakeSheet: isAdminHere,
    owners: owners
      .filter(({ state, namedBy }) => state !== 'named' || namedBy.length > 0)
      .map((owner) => ({
        ...owner,
        namedBy: owner.namedBy
          .flatMap((id) => devices.find(({ deviceId }) => deviceId === id)?.code ?? [])
          .sort(),
        // Where enough have named it apart from one another, one of them has to do so once more.
        mayConfirm:
          isAdminHere &&
          owner.state === 'named' &&
          (!owner.namedBy.includes(self.deviceId) || owner.namedBy.length >= owner.needed),
      })),
  };
};

const KIND_ORDER = { till: 0, relay: 1, reporter: 2 } as const;

/** This till, the others of its branch, relays and reporters, and then the tills of other branches. */
const inOrder =
  (ownId: string, ownBranch: string | null) =>
  (one: DeviceView, other: DeviceView): number => {
    const rank = (device: DeviceView): number => {
      if (device.deviceId === ownId) return -1;
      return isMeantToHold(device, ownBranch) ? KIND_ORDER[device.kind] : 3;
    };
    return rank(one) - rank(other) || one.code.localeCompare(other.code);
  };

/** Every device of the organisation as this till knows it. */
export const devicesView = (facts: DeviceFacts): DevicesView => {
  const { node, offSinceMs, machineNowMs } = facts;
  const { devices } = node.shop();
  const lags = new Map(node.lags().map((lag) => [lag.deviceId, lag]));
  const known = new Set(devices.map(({ deviceId }) => deviceId));
  return {
    nowMs: machineNowMs,
    offSinceMs,
    devices: devices
      .toSorted(inOrder(node.self.deviceId, node.self.branchId))
      .map((device) => rowOf(facts, device, lags)),
    ...ownersOf(node),
    strangers: node
      .status()
      .links.filter(({ deviceId, state }) => state === 'refused' && !known.has(deviceId))
      .map(({ deviceId, sinceMs, cause }) => ({ id: deviceId, sinceMs, cause })),
    unanswered: node
      .traffic()
      .dials.filter(({ deviceId }) => deviceId === null)
      .map(({ address, cause, nextMs }) => ({ address, cause, nextTryMs: nextMs })),
  };
};
