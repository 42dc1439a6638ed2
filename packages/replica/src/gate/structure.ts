import { Malformed } from './byte-reader.ts';
import type { ChangeForm } from './change-form.ts';
import type { ChangeIndex, ChangeNote } from './change-index.ts';
import type { Operations, OpId } from './operation.ts';

/** Two different changes of one writer in one place. */
export class Twins extends Error {
  override readonly name = 'Twins';
  readonly actor: string;
  /** Both came in what is being judged. */
  readonly isWithin: boolean;

  constructor(actor: string, isWithin: boolean) {
    super('two changes of one writer in one place');
    this.actor = actor;
    this.isWithin = isWithin;
  }
}

const OPS_MAX = 2 ** 31;

export const rowsOf = (operations: Operations): number =>
  operations.form === 'list' ? operations.inserts.length : operations.puts.length;

const checkInserts = (
  change: ChangeForm,
  operations: Extract<Operations, { form: 'list' }>,
  index: ChangeIndex,
  genesisActor: string,
): void => {
  operations.inserts.forEach(({ after }, row) => {
    if (after === null || isOwn(change, row, after)) return;
    if (after.actor === genesisActor || index.makerOf(after, change.deps) === null)
      throw new Malformed('it is put behind an item that is not there');
  });
};

/** Whether an operation is one of the same change, before this row. */
const isOwn = ({ actors, startOp }: ChangeForm, row: number, { count, actor }: OpId): boolean =>
  actor === actors[0] && count >= startOp && count < startOp + row;

const checkPuts = (
  change: ChangeForm,
  operations: Extract<Operations, { form: 'map' }>,
  index: ChangeIndex,
  genesisActor: string,
): void => {
  operations.puts.forEach(({ key, replaces }, row) => {
    for (const id of replaces) {
      const replaced = isOwn(change, row, id)
        ? operations.puts[id.count - change.startOp]?.key
        : keyOf(id, change, index, genesisActor, key);
      if (replaced !== key) throw new Malformed('it replaces a value that is not there');
    }
  });
};

/** The key under which an earlier operation put its value. */
const keyOf = (
  id: OpId,
  change: ChangeForm,
  index: ChangeIndex,
  genesisActor: string,
  expected: string,
): string | undefined => {
  const maker = id.actor === genesisActor ? null : index.makerOf(id, change.deps);
  if (maker === null) return undefined;
  const keys = index.keysOf(maker.hash);
  return keys === null ? expected : keys[id.count - maker.startOp];
};

/**
 * Whether a change, all of whose predecessors are in the index, has the place among them that its writer would have
 * given it: counts that go on from theirs, and operations that name what is there. `within`: the changes that came
 * with it. Throws Malformed or Twins.
 */
export const checkStructure = (
  change: ChangeForm,
  operations: Operations,
  index: ChangeIndex,
  { genesisActor, within }: { readonly genesisActor: string; readonly within: ReadonlySet<string> },
): ChangeNote => {
  const { hash, deps, seq, startOp, actors } = change;
  const [actor = ''] = actors;
  if (deps.length === 0 || actor === genesisActor) throw new Malformed('a document that begins anew');
  const twin = index.at(actor, seq);
  if (twin !== null) throw new Twins(actor, within.has(twin.hash));
  // This device would have made it, or a writer of the same name did.
  if (actor === index.ownActor()) throw new Twins(actor, false);
  const before = deps.reduce((most, dep) => Math.max(most, index.get(dep)?.maxOp ?? OPS_MAX), 0);
  if (startOp !== before + 1) throw new Malformed('operations that do not count on from those before');
  if (seq > 1) {
    const previous = index.at(actor, seq - 1);
    if (previous === null || !deps.includes(previous.hash))
      throw new Malformed('it does not follow the change of its writer before it');
  }
  const maxOp = startOp + rowsOf(operations) - 1;
  if (maxOp >= OPS_MAX) throw new Malformed('more operations than can be counted');
  if (operations.form === 'list') checkInserts(change, operations, index, genesisActor);
  else checkPuts(change, operations, index, genesisActor);
  return { hash, actor, seq, startOp, maxOp, deps };
};
