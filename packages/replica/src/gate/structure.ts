import { Malformed } from './byte-reader.ts';
import type { ChangeForm } from './change-form.ts';
import type { ChangeNote } from './change-graph.ts';
import type { ChangeIndex } from './change-index.ts';
import type { Operations, OpId } from './operation.ts';

/** Two different changes of one writer in one place. */
export class Twins extends Error {
  override readonly name = 'Twins';
  readonly actor: string;
  readonly seq: number;
  /** Both came in what is being judged. */
  readonly isWithin: boolean;

  constructor({ actor, seq }: { actor: string; seq: number }, isWithin: boolean) {
    super('two changes of one writer in one place');
    this.actor = actor;
    this.seq = seq;
    this.isWithin = isWithin;
  }
}

const OPS_MAX = 2 ** 31;

export const rowsOf = (operations: Operations): number =>
  operations.form === 'list' ? operations.inserts.length : operations.puts.length;

/** What a change is held against. */
export type Place = {
  readonly index: ChangeIndex;
  readonly genesisActor: string;
  /** Hashes of the changes that came with it. */
  readonly within: ReadonlySet<string>;
  /** What walking along changes has taken, for all that came together. */
  readonly steps: { count: number };
};

/** Walks of more steps than a sound history ever takes. */
const STEPS_MAX = 5_000_000;

/** The change that made an operation, among those that this one follows. */
const makerOf = (
  id: OpId,
  { deps }: ChangeForm,
  { index, genesisActor, steps }: Place,
): ChangeNote | null => {
  if (steps.count > STEPS_MAX) throw new Malformed('a history that takes too long to follow');
  return id.actor === genesisActor ? null : index.graph.makerOf(id, deps, steps);
};

const checkInserts = (
  change: ChangeForm,
  operations: Extract<Operations, { form: 'list' }>,
  place: Place,
): void => {
  operations.inserts.forEach(({ after }, row) => {
    if (after === null || isOwn(change, row, after)) return;
    if (makerOf(after, change, place) === null)
      throw new Malformed('it is put behind an item that is not there');
  });
};

/** Whether an operation is one of the same change, before this row. */
const isOwn = ({ actors, startOp }: ChangeForm, row: number, { count, actor }: OpId): boolean =>
  actor === actors[0] && count >= startOp && count < startOp + row;

const checkPuts = (
  change: ChangeForm,
  operations: Extract<Operations, { form: 'map' }>,
  place: Place,
): void => {
  operations.puts.forEach(({ key, replaces }, row) => {
    for (const id of replaces) {
      const replaced = isOwn(change, row, id)
        ? operations.puts[id.count - change.startOp]?.key
        : keyOf(id, change, place, key);
      if (replaced !== key) throw new Malformed('it replaces a value that is not there');
    }
  });
};

/** The key under which an earlier operation put its value. */
const keyOf = (id: OpId, change: ChangeForm, place: Place, expected: string): string | undefined => {
  const maker = makerOf(id, change, place);
  if (maker === null) return undefined;
  const keys = place.index.keysOf(maker.hash);
  return keys === null ? expected : keys[id.count - maker.startOp];
};

/**
 * Whether a change, all of whose predecessors are in the index, has the place among them that its writer would have
 * given it: counts that go on from theirs, and operations that name what is there. Throws Malformed or Twins.
 */
export const checkStructure = (change: ChangeForm, operations: Operations, place: Place): ChangeNote => {
  const { index, genesisActor, within } = place;
  const { hash, deps, seq, startOp, actors } = change;
  const [actor = ''] = actors;
  if (deps.length === 0 || actor === genesisActor) throw new Malformed('a document that begins anew');
  const twin = index.graph.at(actor, seq);
  if (twin !== null) throw new Twins({ actor, seq }, within.has(twin.hash));
  // This device would have made it, or a writer of the same name did.
  if (actor === index.ownActor()) throw new Twins({ actor, seq }, false);
  const before = deps.reduce((most, dep) => Math.max(most, index.graph.get(dep)?.maxOp ?? OPS_MAX), 0);
  if (startOp !== before + 1) throw new Malformed('operations that do not count on from those before');
  if (seq > 1) {
    const previous = index.graph.at(actor, seq - 1);
    if (previous === null || !deps.includes(previous.hash))
      throw new Malformed('it does not follow the change of its writer before it');
  }
  const maxOp = startOp + rowsOf(operations) - 1;
  if (maxOp >= OPS_MAX) throw new Malformed('more operations than can be counted');
  if (operations.form === 'list') checkInserts(change, operations, place);
  else checkPuts(change, operations, place);
  return { hash, actor, seq, startOp, maxOp, deps };
};
