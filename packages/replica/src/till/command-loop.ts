import {
  type Answer,
  applyDecision,
  type Command,
  type Context,
  decide,
  type Decision,
  type Declined,
  evolve,
  type Lookup,
  readCommand,
  type RecordedFact,
  type Rejection,
  rejectReading,
  type TillState,
} from '@tillmesh/model';
import type { CommandResult } from '../node/node-port.ts';
import type { TillStore } from '../store/till-store.ts';
import type { CatalogWork } from './catalog-desk.ts';
import type { ListedValues } from './registry-desk.ts';
import type { OwnChain } from './own-chain.ts';
import type { PinDesk, PinVerdict } from './pin-desk.ts';
import type { StateKeeper } from './state-keeper.ts';
import type { PinJudgements } from './till-context.ts';

/** What was done of a command ahead of its turn. */
export type Ahead = { readonly catalog?: CatalogWork; readonly listed?: ListedValues | null };

/** A command with what takes time done before the transaction. */
export type Prepared = {
  readonly command: Command;
  readonly pin: PinVerdict | null;
  readonly approvalPin: PinVerdict | null;
  /** What was looked up ahead; null: as things are. */
  readonly lookup: (() => Lookup) | null;
  /** Writes what was prepared for the decision; inside the transaction. `staffId`: who is signed in. */
  readonly write: (decision: Decision, staffId: string | null) => void;
};

/** A command refused before its transaction. */
type Refused = { readonly command: Command; readonly rejection: Rejection };
/** A command that stands in its batch once more: it is told what the first was. */
type Repeated = { readonly command: Command; readonly repeated: true };
type Ready = Prepared | Refused | Repeated | CommandResult;

export type CommandLoopDeps = {
  readonly store: TillStore;
  readonly chain: OwnChain;
  readonly keeper: StateKeeper;
  readonly pins: PinDesk;
  readonly context: (judged: PinJudgements) => Context;
  /** May take long; other batches run meanwhile. */
  readonly ahead: (command: Command, state: TillState) => Promise<Ahead>;
  readonly inTurn: (command: Command, state: TillState, ahead: Ahead | null) => Promise<Prepared | Rejection>;
  /** Before a batch is decided, outside any transaction. */
  readonly before: () => void;
  /** Null: entries may be written; else what to wait for before the first. */
  readonly asking: () => Promise<void> | null;
  /** After the commit: pass on what was written, tell the listeners. */
  readonly committed: () => void;
  readonly rolledBack: () => void;
};

/** An entry was to be written while it was still asked whether the series has entries elsewhere. */
class StillAsking extends Error {}

type Item = { readonly command: Command; readonly ahead: Ahead | null } | CommandResult;

/** Products in one command from which on it is prepared ahead of its turn. */
const MANY_PRODUCTS = 100;

const takesLong = (command: Command): boolean => {
  switch (command.kind) {
    case 'catalog.put':
      return command.products.length >= MANY_PRODUCTS;
    case 'device.revoke':
    case 'catalog-right.put':
      // All values of the catalogue are looked at.
      return true;
    default:
      return false;
  }
};

const read = (raw: unknown): Command | CommandResult => {
  const command = readCommand(raw);
  return command.ok ? command.value : { ok: false, rejection: rejectReading(command.error) };
};

/** What a command id was told, as it is kept: an answer, or a refusal. */
type Told = Answer | { readonly refused: Rejection };

/** What a command of this id was told before, refused or not: asked again, it would find things changed. */
const toldTo = ({ local }: TillStore, { id }: Command): CommandResult | null => {
  const told = local.answerOf(id) as Told | undefined;
  if (told === undefined) return null;
  return 'refused' in told ? { ok: false, rejection: told.refused } : { ok: true, answer: told };
};

const remember = ({ local }: TillStore, { id }: Command, result: CommandResult): CommandResult => {
  const told: Told = result.ok ? result.answer : { refused: result.rejection };
  local.putAnswer(id, told);
  return result;
};

/** Decides one command and writes what was decided; inside the transaction. */
const createRun = ({ chain, keeper, pins, context, asking }: CommandLoopDeps) => {
  const append = (fact: RecordedFact): void => {
    if (asking() !== null) throw new StillAsking();
    chain.append(fact);
  };

  /** Nothing is done; but that it was tried may itself have to be known. */
  const declined = ({ facts = [], rejection }: Declined): CommandResult => {
    for (const fact of facts) {
      append(fact);
      keeper.replace(evolve(keeper.state(), fact));
    }
    return { ok: false, rejection };
  };

  return (item: Prepared): CommandResult => {
    const { command } = item;
    const judged = { pin: pins.record(item.pin), approvalPin: pins.record(item.approvalPin) };
    const at = context(judged);
    const state = keeper.state();
    const decided = decide(state, command, item.lookup === null ? at : { ...at, lookup: item.lookup() });
    if (!decided.ok) return declined(decided);
    const { decision } = decided;
    decision.facts.forEach(append);
    item.write(decision, state.session?.staffId ?? null);
    keeper.replace(applyDecision(state, decision));
    return { ok: true, answer: decision.answer };
  };
};

/** Runs one batch in one transaction. */
const createBatchRun = (deps: CommandLoopDeps) => {
  const { store, chain, keeper } = deps;
  const runOne = createRun(deps);

  const runOnce = (item: Ready): CommandResult => {
    if ('ok' in item) return item;
    const told = toldTo(store, item.command);
    if (told !== null) return told;
    if ('repeated' in item) throw new Error('a command was repeated before it was answered');
    const { command } = item;
    return remember(
      store,
      command,
      'rejection' in item ? { ok: false, rejection: item.rejection } : runOne(item),
    );
  };

  const prepareAll = async (items: readonly Item[]): Promise<readonly Ready[]> => {
    const prepared: Ready[] = [];
    const ids = new Set<string>();
    for (const item of items) {
      // A PIN is not judged again for an answer that was given: it would count as another try.
      const done = 'ok' in item ? item : toldTo(store, item.command);
      if (done !== null) prepared.push(done);
      else if (!('ok' in item)) {
        const { command } = item;
        const isRepeated = ids.has(command.id);
        ids.add(command.id);
        const ready = isRepeated
          ? { command, repeated: true as const }
          : await deps.inTurn(command, keeper.state(), item.ahead);
        prepared.push('code' in ready ? { command, rejection: ready } : ready);
      }
    }
    return prepared;
  };

  const run = async (items: readonly Item[]): Promise<readonly CommandResult[]> => {
    const prepared = await prepareAll(items);
    deps.before();
    let results: readonly CommandResult[];
    try {
      results = store.transaction(() => {
        const done = prepared.map(runOnce);
        keeper.save();
        return done;
      });
    } catch (error) {
      chain.rolledBack();
      keeper.rolledBack();
      deps.rolledBack();
      if (!(error instanceof StillAsking)) throw error;
      await deps.asking();
      return run(items);
    }
    keeper.committed();
    chain.committed();
    deps.committed();
    return results;
  };
  return run;
};

/**
 * Runs commands one after another: the same id twice gives the same answer and one effect, a refused
 * one changes nothing, and no answer leaves before the transaction of its batch is on the disk.
 */
export const createCommandLoop = (deps: CommandLoopDeps) => {
  const runBatch = createBatchRun(deps);
  let last: Promise<unknown> = Promise.resolve();
  const running = new Set<Promise<unknown>>();

  const prepareAhead = async (commands: readonly (Command | CommandResult)[]): Promise<readonly Item[]> => {
    const items: Item[] = [];
    for (const command of commands) {
      if ('ok' in command) items.push(command);
      else {
        const isLong = takesLong(command) && toldTo(deps.store, command) === null;
        items.push({ command, ahead: isLong ? await deps.ahead(command, deps.keeper.state()) : null });
      }
    }
    return items;
  };

  /** Batches wait for one another, so that wrong PINs cannot be tried side by side. */
  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const run = last.then(work);
    // A failed batch is its caller's to hear of; the next one starts regardless.
    last = run.catch(() => undefined);
    return run;
  };

  return {
    execute: (raws: readonly unknown[]): Promise<readonly CommandResult[]> => {
      const commands = raws.map(read);
      const isLong = commands.some((command) => !('ok' in command) && takesLong(command));
      const run = isLong
        ? // As things are after all that was asked before; what is asked meanwhile goes first.
          last.then(() => prepareAhead(commands)).then((items) => inTurn(() => runBatch(items)))
        : inTurn(async () => runBatch(await prepareAhead(commands)));
      // Here only its end matters: what it rejects with is for whoever asked.
      const settled = run.catch(() => undefined).finally(() => running.delete(settled));
      running.add(settled);
      return run;
    },
    /** Resolves when everything asked so far is answered. */
    idle: async (): Promise<void> => void (await Promise.all(running)),
  };
};
