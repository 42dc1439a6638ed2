import { latest } from '../value/winner.ts';
import { Past, type Placed } from './causal-order.ts';
import type { BodyOf, StatementKind } from './content.ts';
import type { Force } from './settle.ts';
import type { Statement } from './statement.ts';

export type Item = {
  readonly hash: string;
  readonly parents: readonly string[];
  readonly statement: Statement;
};
/** A statement that had a right, with what it states and what came of it. */
export type Applied<K extends StatementKind = StatementKind> = {
  readonly place: Placed<Item>;
  readonly kind: K;
  /** In which it was stated. */
  readonly version: number;
  readonly body: BodyOf<K>;
  /** `valid` until it is weighed who was taken off. */
  readonly force: Force;
};

/** A device id, the id of a later owner key, or `ROOT`. */
export const signerOf = ({ place }: { readonly place: Placed<Item> }): string => place.item.statement.signer;

export const appliedOf = <K extends StatementKind>(items: readonly Applied[], kind: K): Applied<K>[] =>
  items.filter((item): item is Applied<K> => item.kind === kind);

/** Of several that concern one thing: causally later, then later clock, then hash. */
export const latestApplied = <A extends Applied>(items: readonly A[]): A | undefined => {
  const followed = new Past();
  if (items.length > 1) for (const { place } of items) followed.addAll(place.past);
  const last = items.filter(({ place }) => !followed.has(place.index));
  const ranked = last.map((item) => ({
    item,
    clock: item.place.item.statement.clock,
    hash: item.place.item.statement.hash,
  }));
  return latest(ranked)?.item;
};

const RANKS: readonly Force[] = ['valid', 'suspended', 'voided'];

/** 0 counts most. */
export const rankOf = ({ force }: Pick<Applied, 'force'>): number => RANKS.indexOf(force);

/** Those that count most: what is voided says something only where nothing else does. */
export const ofBestForce = <A extends Applied>(items: readonly A[]): readonly A[] => {
  const best = items.reduce((least, item) => Math.min(least, rankOf(item)), RANKS.length);
  return items.filter((item) => rankOf(item) === best);
};

/**
 * Of several that say a thing for the first time: those that follow none of the others, of these the one that counts
 * most, then by hash.
 */
export const earliestApplied = <A extends Applied>(items: readonly A[]): A | undefined => {
  const all = new Past();
  if (items.length > 1) for (const { place } of items) all.add(place.index);
  return ofBestForce(items.filter(({ place }) => !place.past.meets(all))).toSorted((a, b) =>
    a.place.item.hash < b.place.item.hash ? -1 : 1,
  )[0];
};
