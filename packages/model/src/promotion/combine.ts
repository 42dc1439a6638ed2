import { takeBundle } from './bundle.ts';
import { takeBuyGet } from './buy-get.ts';
import {
  type Candidate,
  type Left,
  NOTHING,
  type PromotedLine,
  type TakeGoods,
  type Taken,
} from './promoted-line.ts';
import type { Promotion } from './promotion.ts';
import { MAX_TRIED } from './bound.ts';
import { takeReduction } from './reduction.ts';

/** What a promotion took, and off what. */
export type Applied = { readonly candidate: Candidate; readonly taken: Taken };

/** Thresholds go by what goods come to, and take none. */
const TAKE: Readonly<Record<Exclude<Promotion['kind'], 'threshold'>, TakeGoods>> = {
  reduction: takeReduction,
  'buy-get': takeBuyGet,
  bundle: takeBundle,
};
const takeOf: TakeGoods = (candidate, lines, left) => {
  const { kind } = candidate.promotion;
  return kind === 'threshold' ? NOTHING : TAKE[kind](candidate, lines, left);
};

export const without = (left: Left, { takes }: Taken): Left => {
  const rest = [...left];
  for (const { at, quantityMilli } of takes) rest[at] = (rest[at] ?? 0) - quantityMilli;
  return rest;
};

type Combination = { readonly offMinor: number; readonly applied: readonly Applied[] };

/** All that each of these would take by itself now; those that would take nothing off are left out. */
const offersOf = (
  candidates: readonly Candidate[],
  lines: readonly PromotedLine[],
  left: Left,
): readonly Applied[] =>
  candidates
    .map((candidate) => ({ candidate, taken: takeOf(candidate, lines, left) }))
    .filter(({ taken }) => taken.offMinor > 0);

const NOBODY: Combination = { offMinor: 0, applied: [] };

/**
 * The order that takes most off, of all; of equals the first by their ids. What several orders come to alike is worked
 * out once, and where all can have what they would take by themselves there is nothing better to look for: no promotion
 * takes more off fewer goods.
 */
const bestOrder = (
  candidates: readonly Candidate[],
  lines: readonly PromotedLine[],
  left: Left,
): Combination => {
  const known = new Map<string, Combination>();
  const from = (open: readonly Candidate[], rest: Left): Combination => {
    const offers = offersOf(open, lines, rest);
    if (offers.length === 0) return NOBODY;
    const state = `${offers.map(({ candidate }) => candidates.indexOf(candidate)).join()} ${rest.join()}`;
    const again = known.get(state);
    if (again !== undefined) return again;
    const most = offers.reduce((sum, { taken }) => sum + taken.offMinor, 0);
    let best = NOBODY;
    for (const offer of offers) {
      const others = offers.filter((each) => each !== offer).map(({ candidate }) => candidate);
      const then = from(others, without(rest, offer.taken));
      const offMinor = offer.taken.offMinor + then.offMinor;
      if (offMinor > best.offMinor) best = { offMinor, applied: [offer, ...then.applied] };
      if (best.offMinor === most) break;
    }
    known.set(state, best);
    return best;
  };
  return from(candidates, left);
};

/** Too many to try: the one that takes most off now, then the next, each of what is left; of equals the first by id. */
const greedyOrder = (
  candidates: readonly Candidate[],
  lines: readonly PromotedLine[],
  left: Left,
): readonly Applied[] => {
  const applied: Applied[] = [];
  let [open, rest] = [candidates, left];
  for (;;) {
    const offers = offersOf(open, lines, rest);
    const [first, ...others] = offers.toSorted((a, b) => b.taken.offMinor - a.taken.offMinor);
    if (first === undefined) return applied;
    applied.push(first);
    rest = without(rest, first.taken);
    open = others.map(({ candidate }) => candidate);
  }
};

/** Those that could want the same goods, directly or by others, together; each in the order of their ids. */
const competing = (candidates: readonly Candidate[], left: Left): readonly (readonly Candidate[])[] => {
  const groupAt = new Map<number, Set<Candidate>>();
  const groups = new Set<Set<Candidate>>();
  for (const candidate of candidates) {
    const group = new Set([candidate]);
    const places = new Set(candidate.parts.flat().filter((at) => (left[at] ?? 0) > 0));
    for (const at of places) {
      const other = groupAt.get(at);
      if (other === undefined || !groups.delete(other)) continue;
      for (const each of other) group.add(each);
    }
    groups.add(group);
    for (const each of group) {
      for (const at of each.parts.flat()) if ((left[at] ?? 0) > 0) groupAt.set(at, group);
    }
  }
  return [...groups].map((group) => candidates.filter((each) => group.has(each)));
};

/** What promotions of one priority take together. `candidates` stand in the order of their ids. */
export const combine = (
  candidates: readonly Candidate[],
  lines: readonly PromotedLine[],
  left: Left,
): readonly Applied[] => {
  const [only, ...others] = offersOf(candidates, lines, left);
  if (only === undefined) return [];
  if (others.length === 0) return [only];
  const open = [only, ...others].map(({ candidate }) => candidate);
  return competing(open, left).flatMap((group) =>
    group.length > MAX_TRIED ? greedyOrder(group, lines, left) : bestOrder(group, lines, left).applied,
  );
};
