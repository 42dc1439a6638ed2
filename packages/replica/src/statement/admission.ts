import type { Applied } from './applied.ts';
import { follows } from './causal-order.ts';
import { ROOT } from './statement.ts';

const NOBODY: ReadonlySet<string> = new Set();

const common = (sets: readonly ReadonlySet<string>[]): ReadonlySet<string> => {
  const [first = NOBODY, ...others] = sets;
  return new Set([...first].filter((id) => others.every((set) => set.has(id))));
};

/**
 * By device: those that are met on every way by which it was admitted, as `objection` weighs it for a statement that
 * follows all of these. `introductions` stand after what they follow.
 */
export const admittedBy = (
  introductions: readonly Applied<'device'>[],
): ReadonlyMap<string, ReadonlySet<string>> => {
  const waysOf = new Map<string, Applied<'device'>[]>();
  const above = new Map<Applied<'device'>, ReadonlySet<string>>();
  for (const one of introductions) {
    const { signer } = one.place.item.statement;
    const ways = (waysOf.get(signer) ?? []).filter((way) => follows(one.place, way.place));
    const ofSigner = common(ways.map((way) => above.get(way) ?? NOBODY));
    above.set(one, signer === ROOT ? NOBODY : new Set([signer, ...ofSigner]));
    waysOf.set(one.body.deviceId, [...(waysOf.get(one.body.deviceId) ?? []), one]);
  }
  return new Map(
    [...waysOf]
      .map(([deviceId, ways]) => [deviceId, common(ways.map((way) => above.get(way) ?? NOBODY))] as const)
      .sort(([a], [b]) => (a < b ? -1 : 1)),
  );
};
