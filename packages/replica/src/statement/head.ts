import { MAX_HASHES } from '../cose/label.ts';
import { type Applied, type Item, signerOf } from './applied.ts';
import type { Placed } from './causal-order.ts';
import { OF_ANYBODY } from './right.ts';

/** A statement that is followed, with what it states; undefined: nobody here can read that. */
export type Standing = { readonly place: Placed<Item>; readonly applied: Applied | undefined };

/** Whether any device may state it of itself. */
const isOfAnybody = ({ applied }: Standing): boolean => applied !== undefined && OF_ANYBODY.has(applied.kind);

/** Of these, the ones that none of the others follows. `placed`: each after all that it follows. */
const endsOf = (standing: readonly Standing[], placed: readonly Placed<Item>[]): readonly Standing[] => {
  const followed = new Set<string>();
  const isStanding = new Set(standing.map(({ place }) => place));
  for (const place of placed.toReversed()) {
    const { hash, parents } = place.item;
    if (isStanding.has(place) || followed.has(hash)) for (const parent of parents) followed.add(parent);
  }
  return standing.filter(({ place }) => !followed.has(place.item.hash));
};

const byHash = (a: Standing, b: Standing): number => (a.place.item.hash < b.place.item.hash ? -1 : 1);

/** One of each signer, then a second one of each, and so on: whoever states most hides its own. */
const inTurns = (standing: readonly Standing[]): readonly Standing[] => {
  const turnOf = new Map<Standing, number>();
  for (const own of Map.groupBy(standing, signerOf).values())
    for (const [turn, one] of own.toSorted(byHash).entries()) turnOf.set(one, turn);
  const turn = (one: Standing): number => turnOf.get(one) ?? 0;
  return standing.toSorted((a, b) => turn(a) - turn(b) || byHash(a, b));
};

const hashesOf = (heads: readonly Standing[]): readonly Uint8Array[] =>
  heads.map(({ place }) => place.item.statement.hash).sort((a, b) => Buffer.compare(a, b));

/**
 * What follows all that stands: its ends. Where there are more than a header takes, first the ends of what not anybody
 * may state, so that whoever may state more is not hidden by those who may not; then those of anybody, in turns.
 */
export const headsOf = (
  standing: readonly Standing[],
  placed: readonly Placed<Item>[],
): { readonly heads: readonly Uint8Array[]; readonly entryHeads: readonly Uint8Array[] } => {
  const ends = endsOf(standing, placed);
  const granted = inTurns(
    endsOf(
      standing.filter((one) => !isOfAnybody(one)),
      placed,
    ),
  ).slice(0, MAX_HASHES);
  const heads =
    ends.length <= MAX_HASHES
      ? ends
      : [...granted, ...inTurns(ends.filter(isOfAnybody))].slice(0, MAX_HASHES);
  return { heads: hashesOf(heads), entryHeads: hashesOf(granted) };
};
