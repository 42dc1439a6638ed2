import type { Role, Staff, Tender } from '@tillmesh/model';
import { toHex, utf8 } from '../cbor/bytes.ts';
import { EARLIEST, type HybridTime } from '../clock/hybrid-clock.ts';
import { decrypt0 } from '../cose/encrypt0.ts';
import type { DataKey } from '../key/data-key.ts';
import { compareMoment } from '../value/winner.ts';
import { buildBranches } from './branch-build.ts';
import { follows } from './causal-order.ts';
import type { BodyOf, SealedText, StatementKind } from './content.ts';
import { type Applied, earliestApplied, latestApplied } from './judge.ts';
import {
  type DeviceRecord,
  type KeyRecord,
  ORGANISATION,
  pinKey,
  RECOVERY,
  type RegistryState,
  type SeriesRecord,
} from './registry-state.ts';

type Built = Omit<RegistryState, 'organisationId' | 'rootKey' | 'statements' | 'heads' | 'entryHeads'>;

/** What a device's sealed name is bound to. */
export const devicePlace = (deviceId: string): Uint8Array => utf8(`tillmesh/v1/device-name/${deviceId}`);

const nameOf = (body: BodyOf<'device'>, dataKeys: ReadonlyMap<string, DataKey>): string | null => {
  const text: SealedText | null = body.name;
  const key = text === null ? undefined : dataKeys.get(toHex(text.dataKeyId));
  const plain =
    text === null || key === undefined ? null : decrypt0(text.sealed, key.key, devicePlace(body.deviceId));
  return plain?.ok === true ? new TextDecoder().decode(plain.value) : null;
};

const inOrder = <T>(entries: Iterable<readonly [string, T]>): Map<string, T> =>
  new Map([...entries].sort(([a], [b]) => (a < b ? -1 : 1)));

const grouped = <T>(items: readonly T[], keyOf: (item: T) => string): Map<string, T[]> => {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const key = keyOf(item);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [item]);
    else group.push(item);
  }
  return groups;
};

/** What the valid statements say together. Of those that concern one thing the latest counts. */
export const buildState = (applied: readonly Applied[], dataKeys: ReadonlyMap<string, DataKey>): Built => {
  const of = <K extends StatementKind>(kind: K): Applied<K>[] =>
    applied.filter((item): item is Applied<K> => item.kind === kind);
  const lastOf = <K extends StatementKind>(
    kind: K,
    subject: (body: BodyOf<K>) => string,
  ): Map<string, Applied<K>> =>
    inOrder(
      [...grouped(of(kind), (item) => subject(item.body))].flatMap(([key, items]) => {
        const last = latestApplied<Applied<K>>(items);
        return last === undefined ? [] : [[key, last] as const];
      }),
    );
  const latestOf = <K extends StatementKind>(
    kind: K,
    subject: (body: BodyOf<K>) => string,
  ): Map<string, BodyOf<K>> => new Map([...lastOf(kind, subject)].map(([key, { body }]) => [key, body]));
  const grants = latestOf('grant', ({ deviceId }) => deviceId);
  return {
    recoveryKey: latestOf('organisation', () => '').get('')?.recoveryKey ?? null,
    devices: inOrder(
      [...latestOf('device', ({ deviceId }) => deviceId)].map(([key, body]): [string, DeviceRecord] => [
        key,
        { ...body, name: nameOf(body, dataKeys) },
      ]),
    ),
    admins: new Set(
      [...grants].flatMap(([deviceId, body]) => (body.grants.includes('admin') ? [deviceId] : [])),
    ),
    series: seriesOf(of('series')),
    ...keysOf(of('data-key')),
    settings: latestOf('settings', () => '').get('') ?? null,
    branches: buildBranches({
      branches: latestOf('branch', ({ id }) => id),
      taxClasses: [...lastOf('tax-class', ({ branchId, taxClass }) => `${branchId}/${taxClass.id}`).values()],
      settings: latestOf('branch-settings', ({ branchId }) => branchId),
      legalEntities: [
        ...latestOf(
          'legal-entity',
          ({ branchId, legalEntity }) => `${branchId}/${legalEntity.from}`,
        ).values(),
      ],
    }),
    priceLists: latestOf('price-list', ({ id }) => id),
    staff: latestOf('staff', ({ id }) => id) satisfies Map<string, Staff>,
    pins: inOrder(
      [...latestOf('staff-pin', ({ staffId, branchId }) => pinKey(staffId, branchId))].map(
        ([key, { pin }]) => [key, pin] as const,
      ),
    ),
    tenders: latestOf('tender', ({ id }) => id) satisfies Map<string, Tender>,
    roles: latestOf('role', ({ id }) => id) satisfies Map<string, Role>,
    clock: clockOf(applied),
  };
};

const clockOf = (applied: readonly Applied[]): HybridTime => {
  let last = { clock: EARLIEST, hash: new Uint8Array(0) };
  for (const { place } of applied) {
    const { clock, hash } = place.item.statement;
    if (compareMoment({ clock, hash }, last) > 0) last = { clock, hash: Uint8Array.from(hash) };
  }
  return last.clock;
};

/** Of several claims of one series the first counts: entries are folded at its branch from then on. */
const seriesOf = (claims: readonly Applied<'series'>[]): Map<string, SeriesRecord> => {
  const signerOf = ({ place }: Applied<'series'>): string => place.item.statement.signer;
  const firsts = [...grouped(claims, ({ body }) => body.series).values()].flatMap(
    (items) => earliestApplied(items) ?? [],
  );
  const byDevice = grouped(firsts, signerOf);
  return inOrder(
    firsts.map((first) => {
      const { series, branchId } = first.body;
      const deviceId = signerOf(first);
      const after = (byDevice.get(deviceId) ?? [])
        .filter(({ place }) => follows(first.place, place))
        .map(({ body }) => body.series);
      return [series, { series, deviceId, branchId, after: after.sort() }] as const;
    }),
  );
};

const purposeOf = (body: BodyOf<'data-key'>): string => body.branchId ?? ORGANISATION;

/** Every wrapping counts; of several for one device the latest. */
const wrappedOf = (statements: readonly Applied<'data-key'>[]): Map<string, Uint8Array> => {
  const wraps = statements.flatMap((statement) =>
    statement.body.wrapped.map((part) => ({
      statement,
      recipient: part.deviceId ?? RECOVERY,
      wrapped: part.wrapped,
    })),
  );
  return inOrder(
    [...grouped(wraps, ({ recipient }) => recipient)].flatMap(([recipient, ofOne]) => {
      const last = latestApplied(ofOne.map(({ statement }) => statement));
      const wrap = ofOne.find(({ statement }) => statement === last);
      return wrap === undefined ? [] : [[recipient, wrap.wrapped] as const];
    }),
  );
};

/** A key wrapped again for one more device is not thereby the newest: its first statement decides. */
const keysOf = (
  items: readonly Applied<'data-key'>[],
): { readonly keys: Map<string, KeyRecord>; readonly currentKeys: Map<string, string> } => {
  const byKey = grouped(items, ({ body }) => body.dataKeyId);
  const introductions = [...byKey.values()].flatMap((statements) => earliestApplied(statements) ?? []);
  const current = [...grouped(introductions, ({ body }) => purposeOf(body))].flatMap(
    ([purpose, statements]) => {
      const last = latestApplied(statements);
      return last === undefined ? [] : [[purpose, last.body.dataKeyId] as const];
    },
  );
  const keys = introductions.map(({ body }) => {
    const { dataKeyId } = body;
    const wrapped = wrappedOf(byKey.get(dataKeyId) ?? []);
    return [dataKeyId, { dataKeyId, purpose: purposeOf(body), wrapped }] as const;
  });
  return { keys: inOrder(keys), currentKeys: inOrder(current) };
};
