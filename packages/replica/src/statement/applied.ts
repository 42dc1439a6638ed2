import { latest } from '../value/winner.ts';
import { follows, type Placed } from './causal-order.ts';
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

export const appliedOf = <K extends StatementKind>(items: readonly Applied[], kind: K): Applied<K>[] =>
  items.filter((item): item is Applied<K> => item.kind === kind);

/** Of several that concern one thing: causally later, then later clock, then hash. */
export const latestApplied = <A extends Applied>(items: readonly A[]): A | undefined => {
  const last = items.filter((item) => !items.some((other) => follows(other.place, item.place)));
  const ranked = last.map((item) => ({
    item,
    clock: item.place.item.statement.clock,
    hash: item.place.item.statement.hash,
  }));
  return latest(ranked)?.item;
};

/** Of several that say a thing for the first time: the one that follows none of the others, then by hash. */
export const earliestApplied = <A extends Applied>(items: readonly A[]): A | undefined =>
  items
    .filter((item) => !items.some((other) => follows(item.place, other.place)))
    .sort((a, b) => (a.place.item.hash < b.place.item.hash ? -1 : 1))[0];
