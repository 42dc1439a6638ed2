import type { DataKey } from '../key/data-key.ts';
import { follows } from './causal-order.ts';
import type { BodyOf } from './content.ts';
import { type Applied, latestApplied, signerOf } from './applied.ts';
import type { Cut, Revocation } from './registry-state.ts';
import { openText, reasonPlace } from './sealed-text.ts';
import { ROOT } from './statement.ts';

export type RevocationParts = {
  readonly revocations: readonly Applied<'revocation'>[];
  readonly reinstatements: readonly Applied<'reinstatement'>[];
  /** Each with the statement that names it. */
  readonly devices: ReadonlyMap<string, Applied<'device'>>;
  readonly dataKeys: ReadonlyMap<string, DataKey>;
};

type Cuts = ReadonlyMap<string, readonly Cut[]>;

const byPlace = (a: Cut, b: Cut): number => a.sequence - b.sequence || (a.hash < b.hash ? -1 : 1);

const cutsOf = ({ cuts }: BodyOf<'revocation'>): Cuts => {
  const bySeries = new Map<string, Map<string, Cut>>();
  for (const { series, sequence, hash } of cuts) {
    const ofSeries = bySeries.get(series) ?? new Map<string, Cut>();
    bySeries.set(series, ofSeries.set(`${sequence}/${hash}`, { sequence, hash }));
  }
  return new Map([...bySeries].map(([series, found]) => [series, [...found.values()].sort(byPlace)]));
};

const reach = (cuts: readonly Cut[]): number => cuts.at(-1)?.sequence ?? 0;
const nameOf = (cuts: readonly Cut[]): string => cuts.map(({ hash }) => hash).join();

/** The one that lets less count; of two that reach as far any, but the same everywhere. */
const stricter = (a: readonly Cut[], b: readonly Cut[]): readonly Cut[] => {
  if (reach(a) !== reach(b)) return reach(a) < reach(b) ? a : b;
  if (a.length !== b.length) return a.length < b.length ? a : b;
  return nameOf(a) <= nameOf(b) ? a : b;
};

/** What none of several people who took a device off apart would have cut away. */
const strictest = (all: readonly Cuts[]): Cuts => {
  const [first, ...others] = all;
  const cuts = [...(first ?? [])].flatMap(([series, own]): [string, readonly Cut[]][] => {
    const least = others.reduce((found, other) => stricter(found, other.get(series) ?? []), own);
    return least.length === 0 ? [] : [[series, least]];
  });
  return new Map(cuts.sort(([a], [b]) => (a < b ? -1 : 1)));
};

const NO_CUTS: Cuts = new Map();

/** A device is taken off by what its latest revocations say, or because whoever admitted it was. */
const revocationOf = (
  found: readonly Applied<'revocation'>[],
  introduction: Applied<'device'> | undefined,
  dataKeys: ReadonlyMap<string, DataKey>,
): Revocation | null => {
  const valid = found.filter(({ force }) => force === 'valid');
  const isVoid = introduction?.force === 'voided';
  // Who follows another knew of it and moved its cuts.
  const counting = valid.length > 0 ? valid : found;
  const last = counting.filter((one) => !counting.some((other) => follows(other.place, one.place)));
  const shown = latestApplied(last);
  const by = shown ?? introduction;
  if (by === undefined || (shown === undefined && by.force === 'valid')) return null;
  const { signer, clock } = by.place.item.statement;
  return {
    state: valid.length > 0 || isVoid ? 'revoked' : 'suspended',
    cuts:
      shown === undefined || introduction?.force !== 'valid'
        ? NO_CUTS
        : strictest(last.map(({ body }) => cutsOf(body))),
    by: shown === undefined ? null : signer,
    atMs: clock.utcMs,
    reason:
      shown === undefined ? null : openText(shown.body.reason, reasonPlace(shown.body.deviceId), dataKeys),
  };
};

/** What takes a device off, or comes with it. */
type Taking = Applied<'revocation' | 'catalog-right'>;

/** Those that put the device back in knowledge of this taking. What the root key stated nobody else lifts. */
export const liftsOf = (
  taking: Taking,
  reinstatements: readonly Applied<'reinstatement'>[],
): readonly Applied<'reinstatement'>[] =>
  reinstatements.filter(
    (one) =>
      one.body.deviceId === taking.body.deviceId &&
      follows(one.place, taking.place) &&
      (signerOf(taking) !== ROOT || signerOf(one) === ROOT),
  );

/** Whether an owner put the device back in knowledge of this taking. */
export const isLifted = (taking: Taking, reinstatements: readonly Applied<'reinstatement'>[]): boolean =>
  liftsOf(taking, reinstatements).length > 0;

/** Every device that is taken off or suspended. What is voided takes nobody off, and what the owner lifted neither. */
export const revokedOf = (parts: RevocationParts): Map<string, Revocation> => {
  const { revocations, reinstatements, devices, dataKeys } = parts;
  const inForce = revocations.flatMap((revocation): readonly Applied<'revocation'>[] => {
    const lifts = liftsOf(revocation, reinstatements).map(({ force }) => force);
    if (revocation.force === 'voided' || lifts.includes('valid')) return [];
    return lifts.includes('suspended') ? [{ ...revocation, force: 'suspended' }] : [revocation];
  });
  const ids = new Set([...devices.keys(), ...inForce.map(({ body }) => body.deviceId)]);
  return new Map(
    [...ids].sort().flatMap((deviceId): [string, Revocation][] => {
      const found = inForce.filter(({ body }) => body.deviceId === deviceId);
      const revocation = revocationOf(found, devices.get(deviceId), dataKeys);
      return revocation === null ? [] : [[deviceId, revocation]];
    }),
  );
};
