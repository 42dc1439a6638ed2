import {
  type Answer,
  applyDecision,
  type Command,
  type Context,
  decide,
  type Decision,
  readCommand,
  type Rejection,
  reject,
  type TillState,
} from '@tillmesh/model';
import type { CommandResult } from '../node/node-port.ts';
import type { TillStore } from '../store/till-store.ts';
import type { Journal } from './journal.ts';
import type { PinDesk, PinVerdict } from './pin-desk.ts';
import type { StateKeeper } from './state-keeper.ts';

/** What takes time and is done before the transaction: a PIN judged or hashed, catalogue values signed. */
export type Prepared = {
  readonly command: Command;
  readonly pin: PinVerdict | null;
  /** Writes what was prepared for the decision; inside the transaction. */
  readonly write: (decision: Decision) => void;
};

export type CommandLoopDeps = {
  readonly store: TillStore;
  /** Of the present series. */
  readonly journal: () => Journal;
  readonly keeper: StateKeeper;
  readonly pins: PinDesk;
  readonly context: (pin: PinVerdict['judged']) => Context;
  readonly prepare: (command: Command, state: TillState) => Promise<Prepared | Rejection>;
  /** After the commit: pass on what was written, tell the listeners. */
  readonly committed: () => void;
  readonly rolledBack: () => void;
};

const malformed = (raw: unknown): CommandResult | Command => {
  const read = readCommand(raw);
  if (read.ok) return read.value;
  const unknownKind = read.error.at === 'command.kind';
  return {
    ok: false,
    rejection: reject(unknownKind ? 'COMMAND-UNKNOWN' : 'COMMAND-MALFORMED', read.error.message),
  };
};

/**
 * Runs commands one after another: the same id twice gives the same answer and one effect, a refused
 * one changes nothing, and no answer leaves before the transaction of its batch is on the disk.
 */
export const createCommandLoop = (deps: CommandLoopDeps) => {
  const { store, journal, keeper, pins } = deps;
  let last: Promise<unknown> = Promise.resolve();

  const runOne = (item: Prepared): CommandResult => {
    const { command } = item;
    const known = store.local.answerOf(command.id) as Answer | undefined;
    if (known !== undefined) return { ok: true, answer: known };
    if (item.pin !== null) pins.record(item.pin);
    const decided = decide(keeper.state(), command, deps.context(item.pin?.judged ?? 'unchecked'));
    if (!decided.ok) return { ok: false, rejection: decided.rejection };
    const { decision } = decided;
    for (const fact of decision.facts) journal().append(fact);
    item.write(decision);
    store.local.putAnswer(command.id, decision.answer);
    keeper.replace(applyDecision(keeper.state(), decision));
    return { ok: true, answer: decision.answer };
  };

  const runBatch = async (raws: readonly unknown[]): Promise<readonly CommandResult[]> => {
    const items: (Prepared | CommandResult)[] = [];
    for (const raw of raws) {
      const command = malformed(raw);
      if ('ok' in command) items.push(command);
      else {
        const prepared = await deps.prepare(command, keeper.state());
        items.push('code' in prepared ? { ok: false, rejection: prepared } : prepared);
      }
    }
    try {
      const results = store.transaction(() => {
        const done = items.map((item) => ('ok' in item ? item : runOne(item)));
        keeper.save();
        return done;
      });
      journal().committed();
      keeper.committed();
      deps.committed();
      return results;
    } catch (error) {
      journal().rolledBack();
      keeper.rolledBack();
      deps.rolledBack();
      throw error;
    }
  };

  return {
    /** Batches wait for one another, so that wrong PINs cannot be tried side by side. */
    execute: (raws: readonly unknown[]): Promise<readonly CommandResult[]> => {
      const run = last.then(() => runBatch(raws));
      // A failed batch is its caller's to hear of; the next one starts regardless.
      last = run.catch(() => undefined);
      return run;
    },
    idle: async (): Promise<void> => void (await last),
  };
};
