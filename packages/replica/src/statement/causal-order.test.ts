import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { causalOrder, type Follower, follows, Past } from './causal-order.ts';

/** Items `0..n`, each following some of those before it. */
const history = fc.array(fc.array(fc.nat({ max: 60 }), { maxLength: 4 }), { maxLength: 70 }).map((drafts) =>
  drafts.map((parents, index): Follower => ({
    hash: `h${index}`,
    parents: [...new Set(parents.filter((parent) => parent < index))].map((parent) => `h${parent}`),
  })),
);
const named = (items: readonly Follower[]): ReadonlySet<string> => new Set(items.map(({ hash }) => hash));
const ancestors = (items: readonly Follower[], hash: string): Set<string> => {
  const found = new Set<string>();
  const open = [hash];
  for (let at = open.pop(); at !== undefined; at = open.pop()) {
    for (const parent of items.find((item) => item.hash === at)?.parents ?? []) {
      if (!found.has(parent)) open.push(parent);
      found.add(parent);
    }
  }
  return found;
};

describe('causal order', () => {
  it('[REG-03] knows all that an item follows, in whatever order the items come', () => {
    const same = fc.property(history, fc.gen(), (items, gen) => {
      const shuffled = gen(fc.shuffledSubarray, items, { minLength: items.length });
      const { placed, waiting } = causalOrder(shuffled, named(items));
      const right = placed.every((later) => {
        const past = ancestors(items, later.item.hash);
        return placed.every((earlier) => follows(later, earlier) === past.has(earlier.item.hash));
      });
      return right && placed.length === items.length && waiting.length === 0;
    });
    expect(() => fc.assert(same)).not.toThrow();
  });

  it('[REG-03] lets wait what follows something that is not at hand, however far away', () => {
    const some = fc.property(history, fc.gen(), (items, gen) => {
      const held = gen(fc.subarray, items);
      const { placed, waiting } = causalOrder(held, named(held));
      const complete = (item: Follower): boolean =>
        [...ancestors(items, item.hash)].every((hash) => named(held).has(hash));
      return placed.every(({ item }) => complete(item)) && waiting.every((item) => !complete(item));
    });
    expect(() => fc.assert(some)).not.toThrow();
  });

  it('[REG-03] takes a parent that is at hand but was not read for one without a past', () => {
    const { placed } = causalOrder([{ hash: 'a', parents: ['unread'] }], new Set(['a', 'unread']));
    expect(placed.map(({ item }) => item.hash)).toEqual(['a']);
  });

  it('[REG-03] a set of places holds what was put in, whatever is put into the sets it shares pages with', () => {
    const shared = fc.property(
      fc.array(fc.array(fc.nat(3_000)), { minLength: 3, maxLength: 6 }),
      (drafts) => {
        const sets = drafts.map(() => ({ past: new Past(), held: new Set<number>() }));
        for (const [at, indexes] of drafts.entries()) {
          const [own, next] = [sets[at]!, sets[(at + 1) % sets.length]!];
          for (const index of indexes) {
            own.past.add(index);
            own.held.add(index);
          }
          next.past.addAll(own.past);
          for (const index of own.held) next.held.add(index);
          own.past.add(at);
          own.held.add(at);
        }
        const isSame = sets.every(({ past, held }) =>
          Array.from({ length: 3_001 }, (_, index) => index).every(
            (index) => past.has(index) === held.has(index),
          ),
        );
        const meets = sets.every((a) =>
          sets.every((b) => a.past.meets(b.past) === !a.held.isDisjointFrom(b.held)),
        );
        return isSame && meets;
      },
    );
    expect(() => fc.assert(shared)).not.toThrow();
  });
});
