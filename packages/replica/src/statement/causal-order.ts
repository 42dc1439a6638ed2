/** Something that names by hash (hexadecimal) what it follows. */
export type Follower = { readonly hash: string; readonly parents: readonly string[] };

/** An item with everything it follows, directly or not. */
export type Placed<T> = { readonly item: T; readonly index: number; readonly past: Past };

/** A set of places, one bit each: a registry of 5,000 statements takes 3 MB while it is folded. */
export class Past {
  readonly #bits: Uint32Array;

  constructor(size: number) {
    this.#bits = new Uint32Array(Math.ceil(size / 32));
  }

  has(index: number): boolean {
    return (((this.#bits[index >>> 5] ?? 0) >>> (index & 31)) & 1) === 1;
  }

  add(index: number): void {
    this.#bits[index >>> 5] = (this.#bits[index >>> 5] ?? 0) | (1 << (index & 31));
  }

  addAll(other: Past): void {
    const bits = this.#bits;
    for (let at = 0; at < bits.length; at += 1) bits[at] = (bits[at] ?? 0) | (other.#bits[at] ?? 0);
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
    const past = new Past(byHash.size);
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
