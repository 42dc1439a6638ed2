import type { OpId } from './operation.ts';

/** What is known of a change beside its objects: its place among the others. */
export type ChangeNote = {
  readonly hash: string;
  readonly actor: string;
  readonly seq: number;
  readonly startOp: number;
  /** The last of its operations. */
  readonly maxOp: number;
  readonly deps: readonly string[];
};

/** A row of changes, each following the one before and nothing else; the first may follow several. */
type Row = { readonly deps: readonly string[]; last: string };
type Placed = ChangeNote & { readonly row: Row; readonly at: number };

/** Which changes follow which. Long rows, as a single writer makes them, are walked in one step. */
export class ChangeGraph {
  readonly #notes = new Map<string, Placed>();
  readonly #byActor = new Map<string, Placed[]>();

  get size(): number {
    return this.#notes.size;
  }

  /** Each after what it follows. */
  add({ hash, actor, seq, startOp, maxOp, deps }: ChangeNote): void {
    if (this.#notes.has(hash)) return;
    const [only, ...more] = deps;
    const before = only === undefined || more.length > 0 ? undefined : this.#notes.get(only);
    const goesOn = before !== undefined && before.row.last === before.hash;
    const row: Row = goesOn ? before.row : { deps, last: hash };
    row.last = hash;
    const note: Placed = { hash, actor, seq, startOp, maxOp, deps, row, at: goesOn ? before.at + 1 : 0 };
    this.#notes.set(hash, note);
    const ofActor = this.#byActor.get(actor) ?? [];
    ofActor[seq - 1] = note;
    this.#byActor.set(actor, ofActor);
  }

  get(hash: string): ChangeNote | null {
    return this.#notes.get(hash) ?? null;
  }

  at(actor: string, seq: number): ChangeNote | null {
    return this.#byActor.get(actor)?.[seq - 1] ?? null;
  }

  /**
   * The change among those that lead to `deps` which made an operation; null: none of them did. Only what a change
   * follows is there at every device before it, in whatever order changes come. `steps` counts what it took.
   */
  makerOf(id: OpId, deps: readonly string[], steps: { count: number }): ChangeNote | null {
    const maker = this.#madeBy(id);
    return maker !== null && this.#leadsTo(maker, deps, steps) ? maker : null;
  }

  #madeBy({ count, actor }: OpId): Placed | null {
    const ofActor = this.#byActor.get(actor) ?? [];
    let [low, high] = [0, ofActor.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((ofActor[middle]?.startOp ?? 0) <= count) low = middle + 1;
      else high = middle;
    }
    const maker = ofActor[low - 1];
    return maker !== undefined && count <= maker.maxOp ? maker : null;
  }

  #leadsTo(maker: Placed, deps: readonly string[], steps: { count: number }): boolean {
    const seen = new Map<Row, number>();
    const queue = [...deps];
    for (let next = queue.pop(); next !== undefined; next = queue.pop()) {
      steps.count += 1;
      const note = this.#notes.get(next);
      // Operations count upwards along everything that follows.
      if (note === undefined || note.maxOp < maker.maxOp || (seen.get(note.row) ?? -1) >= note.at) continue;
      if (note.row === maker.row && note.at >= maker.at) return true;
      seen.set(note.row, note.at);
      for (const dep of note.row.deps) queue.push(dep);
    }
    return false;
  }
}
