import type { LabelFormat, Role, Staff, Tender } from '@tillmesh/model';
import { EARLIEST, type HybridTime } from '../clock/hybrid-clock.ts';
import type { DataKey } from '../key/data-key.ts';
import { compareMoment } from '../value/winner.ts';
import { Admissions } from './admission.ts';
import { buildBranches } from './branch-build.ts';
import { catalogBarsOf } from './catalog-bar-build.ts';
import type { BodyOf, StatementKind } from './content.ts';
import { type ParentsOf, seriesOf } from './series-build.ts';
import { devicePlace, openText } from './sealed-text.ts';
import { revokedOf } from './revocation-build.ts';
import { adminGrants } from './succession.ts';
import {
  type Applied,
  appliedOf,
  earliestApplied,
  latestApplied,
  ofBestForce,
  rankOf,
  signerOf,
} from './applied.ts';
import { type DeviceRecord, ORGANISATION, pinKey, RECOVERY, type RegistryState } from './registry-state.ts';

type Built = Omit<
  RegistryState,
  'organisationId' | 'rootKey' | 'owners' | 'statements' | 'heads' | 'entryHeads'
>;

const nameOf = (body: BodyOf<'device'>, dataKeys: ReadonlyMap<string, DataKey>): string | null =>
  openText(body.name, devicePlace(body.deviceId), dataKeys);

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

/** What is at hand beside the statements that had a right. */
type Around = { readonly dataKeys: ReadonlyMap<string, DataKey>; readonly parentsOf: ParentsOf };

/** What the statements say together. Of those that concern one thing the latest that is valid counts. */
export const buildState = (all: readonly Applied[], { dataKeys, parentsOf }: Around): Built => {
  const valid = all.filter(({ force }) => force === 'valid');
  const of = <K extends StatementKind>(kind: K, items: readonly Applied[] = valid): Applied<K>[] =>
    appliedOf(items, kind);
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
  const grants = grouped(of('grant'), ({ body }) => body.deviceId);
  const devices = devicesOf(of('device', all));
  const revoked = revokedOf({
    revocations: of('revocation', all),
    reinstatements: of('reinstatement', all),
    devices,
    dataKeys,
  });
  return {
    recoveryKey: latestOf('organisation', () => '').get('')?.recoveryKey ?? null,
    devices: inOrder(
      [...devices].map(([key, { body }]): [string, DeviceRecord] => [
        key,
        { ...body, name: nameOf(body, dataKeys) },
      ]),
    ),
    revoked,
    catalogBars: catalogBarsOf(all, { devices, revoked }),
    admittedBy: admittedBy(of('device', all)),
    admins: new Set(
      [...grants.keys()]
        .filter((deviceId) => adminGrants(grants.get(deviceId) ?? []).length > 0 && !revoked.has(deviceId))
        .sort(),
    ),
    series: seriesOf(of('series', all), parentsOf),
    ...keysOf(of('data-key', all), [...of('key-share', all), ...of('owner-key-share', all)]),
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
      promotions: [...latestOf('promotion', ({ id }) => id).values()],
    }),
    priceLists: latestOf('price-list', ({ id }) => id),
    labelFormats: latestOf('label-format', ({ id }) => id) satisfies Map<string, LabelFormat>,
    staff: latestOf('staff', ({ id }) => id) satisfies Map<string, Staff>,
    pins: inOrder(
      [...latestOf('staff-pin', ({ staffId, branchId }) => pinKey(staffId, branchId))].map(
        ([key, { pin }]) => [key, pin] as const,
      ),
    ),
    tenders: latestOf('tender', ({ id }) => id) satisfies Map<string, Tender>,
    roles: latestOf('role', ({ id }) => id) satisfies Map<string, Role>,
    clock: clockOf(valid),
  };
};

/** What is voided is no way: whoever states something now follows none of it. */
const admittedBy = (introductions: readonly Applied<'device'>[]): RegistryState['admittedBy'] => {
  const admissions = new Admissions();
  for (const one of introductions) if (one.force !== 'voided') admissions.add(one);
  return admissions.all();
};

/** A device whose admission is void stays known: others hold what it wrote, and must go on judging it alike. */
const devicesOf = (introductions: readonly Applied<'device'>[]): Map<string, Applied<'device'>> =>
  inOrder(
    [...grouped(introductions, ({ body }) => body.deviceId)].flatMap(([deviceId, items]) => {
      const last = latestApplied(ofBestForce(items));
      return last === undefined ? [] : [[deviceId, last] as const];
    }),
  );

const clockOf = (applied: readonly Applied[]): HybridTime => {
  let last = { clock: EARLIEST, hash: new Uint8Array(0) };
  for (const { place } of applied) {
    const { clock, hash } = place.item.statement;
    if (compareMoment({ clock, hash }, last) > 0) last = { clock, hash: Uint8Array.from(hash) };
  }
  return last.clock;
};

const purposeOf = (body: BodyOf<'data-key'>): string => body.branchId ?? ORGANISATION;

type Share = Applied<'key-share'> | Applied<'owner-key-share'>;
type Wrapping = Applied<'data-key'> | Share;

const partsOf = (statement: Wrapping) =>
  statement.kind === 'owner-key-share'
    ? [{ deviceId: statement.body.ownerId, wrapped: statement.body.wrapped }]
    : statement.body.wrapped;

/** By recipient, of several wrappings for one the latest first. */
const wrappingsOf = (statements: readonly Wrapping[]) => {
  const wraps = statements.flatMap((statement) =>
    partsOf(statement).map((part) => ({
      signer: signerOf(statement),
      clock: statement.place.item.statement.clock,
      hash: statement.place.item.statement.hash,
      recipient: part.deviceId ?? RECOVERY,
      wrapped: part.wrapped,
    })),
  );
  return inOrder(
    [...grouped(wraps, ({ recipient }) => recipient)].map(
      ([recipient, ofOne]) => [recipient, ofOne.sort((a, b) => compareMoment(b, a))] as const,
    ),
  );
};

/**
 * A key wrapped again for one more device is not thereby the newest: its first statement decides, of several apart one
 * that counts, so that nobody void undoes a rotation by stating its key too. A key whose first statement does not count is never used for anything new, and opens what was sealed under it before that was known.
 */
const keysOf = (
  items: readonly Applied<'data-key'>[],
  shares: readonly Share[],
): Pick<RegistryState, 'keys' | 'currentKeys' | 'keyRanks'> => {
  const byKey = grouped(items, ({ body }) => body.dataKeyId);
  const sharesOf = grouped(shares, ({ body }) => body.dataKeyId);
  const introductions = [...byKey.values()].flatMap((statements) => earliestApplied(statements) ?? []);
  const counting = introductions.filter(({ force }) => force === 'valid');
  const current = [...grouped(counting, ({ body }) => purposeOf(body))].flatMap(([purpose, statements]) => {
    const last = latestApplied(statements);
    return last === undefined ? [] : [[purpose, last.body.dataKeyId] as const];
  });
  const keys = introductions.map(({ body, place }) => {
    const { dataKeyId } = body;
    const by = place.item.statement.signer;
    const wrappings = [...(byKey.get(dataKeyId) ?? []), ...(sharesOf.get(dataKeyId) ?? [])];
    const all = [...wrappingsOf(wrappings)];
    // Every wrapping counts: whoever can open one holds the key.
    const wrapped = new Map(all.map(([recipient, ofOne]) => [recipient, ofOne.map((one) => one.wrapped)]));
    const wrappedBy = new Map(
      all.map(([recipient, ofOne]) => [recipient, new Set(ofOne.map(({ signer }) => signer).sort())]),
    );
    const givenTo = new Set(wrappingsOf(wrappings.filter(({ force }) => force === 'valid')).keys());
    return [dataKeyId, { dataKeyId, purpose: purposeOf(body), by, wrapped, givenTo, wrappedBy }] as const;
  });
  const currentKeys = inOrder(current);
  const ranked = [...grouped(introductions, ({ body }) => purposeOf(body))].map(([purpose, statements]) => {
    const placeOf = (one: Applied<'data-key'>): number =>
      one.body.dataKeyId === currentKeys.get(purpose) ? 0 : rankOf(one) + 1;
    const byRank = statements.toSorted(
      (a, b) => placeOf(a) - placeOf(b) || compareMoment(b.place.item.statement, a.place.item.statement),
    );
    return [purpose, byRank.map(({ body }) => body.dataKeyId)] as const;
  });
  return { keys: inOrder(keys), currentKeys, keyRanks: inOrder(ranked) };
};
