import { type Applied, appliedOf, latestApplied } from './applied.ts';
import { follows } from './causal-order.ts';
import type { CatalogBar, RegistryState } from './registry-state.ts';
import { isLifted as isPutBack } from './revocation-build.ts';

type Right = Applied<'catalog-right'>;

type Parts = {
  readonly rights: readonly Right[];
  /** Valid ones. */
  readonly reinstatements: readonly Applied<'reinstatement'>[];
  /** By hash, in force or not: what a statement that counts names counts with it. */
  readonly lists: ReadonlyMap<string, Applied<'catalog-list'>>;
  /** Who is off. */
  readonly revoked: Known['revoked'];
};

type Known = {
  /** Each with the statement that names it. */
  readonly devices: ReadonlyMap<string, Applied<'device'>>;
  readonly revoked: Pick<RegistryState['revoked'], 'has'>;
};

const partsOf = (all: readonly Applied[], revoked: Known['revoked']): Parts => ({
  rights: appliedOf(all, 'catalog-right'),
  reinstatements: appliedOf(all, 'reinstatement').filter(({ force }) => force === 'valid'),
  lists: new Map(appliedOf(all, 'catalog-list').map((one) => [one.place.item.hash, one])),
  revoked,
});

/**
 * Whoever gave the right back, or put back a device that was off, knew of this taking. One that came with taking the
 * device off goes with what took it off: nothing gives the right back to a device that is still off.
 */
const isLifted = (right: Right, { rights, reinstatements, revoked }: Omit<Parts, 'lists'>): boolean => {
  const { deviceId, isOff } = right.body;
  if (isOff && isPutBack(right, reinstatements)) return true;
  if (isOff && revoked.has(deviceId)) return false;
  return rights.some(
    (one) =>
      one.force === 'valid' &&
      one.body.mayEdit &&
      one.body.deviceId === deviceId &&
      follows(one.place, right.place),
  );
};

const listedBy = (takings: readonly Right[], lists: Parts['lists']): readonly Uint8Array[] => {
  const further = [...new Set(takings.flatMap(({ body }) => body.lists))].sort();
  return [
    ...takings.map(({ body }) => body.values),
    ...further.flatMap((hash) => lists.get(hash)?.body.values ?? []),
  ].filter((list) => list.length > 0);
};

/**
 * Every device that may not edit the catalogue: somebody took the right in the form of a taking that nothing lifted, or
 * its admission does not count. Nothing goes by clocks: of one who takes and one who gives apart the one who takes
 * prevails, since who gives does not know of what.
 */
export const catalogBarsOf = (
  all: readonly Applied[],
  { devices, revoked }: Known,
): Map<string, CatalogBar> => {
  const parts = partsOf(all, revoked);
  const { rights, lists } = parts;
  const inForce = rights.filter(
    (right) => right.force !== 'voided' && !right.body.mayEdit && !isLifted(right, parts),
  );
  const fallen = [...devices].filter(([, { force }]) => force !== 'valid').map(([deviceId]) => deviceId);
  const ids = new Set([...fallen, ...inForce.map(({ body }) => body.deviceId)]);
  return new Map(
    [...ids].sort().flatMap((deviceId): [string, CatalogBar][] => {
      const found = inForce.filter(({ body }) => body.deviceId === deviceId);
      const valid = found.filter(({ force }) => force === 'valid');
      const takings = (valid.length > 0 ? valid : found).toSorted((a, b) =>
        a.place.item.hash < b.place.item.hash ? -1 : 1,
      );
      const shown = latestApplied(takings);
      const stated = (shown ?? devices.get(deviceId))?.place.item.statement;
      if (stated === undefined) return [];
      return [
        [
          deviceId,
          {
            by: shown === undefined ? null : stated.signer,
            atMs: stated.clock.utcMs,
            takings: takings.map(({ place }) => place.item.hash),
            listed: listedBy(takings, lists),
          },
        ],
      ];
    }),
  );
};
