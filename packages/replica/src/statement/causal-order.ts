/** Something that names by hash (hexadecimal) what it follows. */
export type Follower = { readonly hash: string; readonly parents: readonly string[] };

/** An item with everything it follows, directly or not. */
export type Placed<T> = { readonly item: T; readonly index: number; readonly past: Past };

/** Places in one page of a set. */
const PAGE = 1_024;
const WORDS = PAGE / 32;

/**
 * A set of places, one bit each, in pages that it shares with the sets that it was made from until it changes them:
 * what follows 100,000 others has the pages of what it follows, and one of its own.
 */
export class Past {
  readonly #pages: (Uint32Array | undefined)[] = [];
  readonly #own = new Set<number>();

  has(index: number): boolean {
    const word = this.#pages[Math.floor(index / PAGE)]?.[(index % PAGE) >>> 5] ?? 0;
    return ((word >>> (index & 31)) & 1) === 1;
  }

  add(index: number): void {
    const page = this.#ownPage(Math.floor(index / PAGE));
    const word = (index % PAGE) >>> 5;
    page[word] = (page[word] ?? 0) | (1 << (index & 31));
  }

  addAll(other: Past): void {
    for (const [number, theirs] of other.#pages.entries()) {
      if (theirs === undefined || theirs === this.#pages[number]) continue;
      if (this.#pages[number] === undefined) {
        this.#pages[number] = theirs;
        other.#own.delete(number);
      } else {
        const page = this.#ownPage(number);
        for (let at = 0; at < WORDS; at += 1) page[at] = (page[at] ?? 0) | (theirs[at] ?? 0);
      }
    }
  }

  /** Whether they have a place in common. */
  meets(other: Past): boolean {
    return this.#pages.some((page, number) => {
      const theirs = other.#pages[number];
      return theirs !== undefined && page?.some((word, at) => (word & (theirs[at] ?? 0)) !== 0);
    });
  }

  #ownPage(number: number): Uint32Array {
    const page = this.#pages[number];
    if (page !== undefined && this.#own.has(number)) return page;
    const own = page?.slice() ?? new Uint32Array(WORDS);
    this.#pages[number] = own;
    this.#own.add(number);
    return own;
  }
}

export const follows = <T>(later: Placed<T>, earlier: Placed<T>): boolean => later.past.has(earlier.index);

/**
 * Puts items after all that they follow. `known` holds every hash at hand, also of what could not be read:
 * such a parent has no past. An item with a parent that is not at hand waits, and so does what follows it.
 * Nothing depends on the order in which the items are given.
 */
export const causalOrder = <T extends Follower>(
  items: readonly T[],
  known: ReadonlySet<string>,
): { readonly placed: readonly Placed<T>[]; readonly waiting: readonly T[] } => {
  const byHash = new Map(items.map((item) => [item.hash, item]));
  const children = new Map<string, T[]>();
  const open = new Map<string, number>();
  for (const item of byHash.values()) {
    const unread = item.parents.filter((parent) => byHash.has(parent) || !known.has(parent));
    open.set(item.hash, unread.length);
    for (const parent of unread) {
      const list = children.get(parent);
      if (list === undefined) children.set(parent, [item]);
      else list.push(item);
    }
  }
  const placed: Placed<T>[] = [];
  const placeOf = new Map<string, Placed<T>>();
  const ready = [...byHash.values()].filter(({ hash }) => open.get(hash) === 0);
  for (let item = ready.pop(); item !== undefined; item = ready.pop()) {
    const past = new Past();
    for (const parent of item.parents) {
      const place = placeOf.get(parent);
      if (place !== undefined) {
        past.addAll(place.past);
        past.add(place.index);
      }
    }
    const place = { item, index: placed.length, past };
    placed.push(place);
    placeOf.set(item.hash, place);
    for (const child of children.get(item.hash) ?? []) {
      const left = (open.get(child.hash) ?? 0) - 1;
      open.set(child.hash, left);
      if (left === 0) ready.push(child);
    }
  }
  return { placed, waiting: [...byHash.values()].filter(({ hash }) => !placeOf.has(hash)) };
};
