import { setTimeout as pause } from 'node:timers/promises';
import type { CommandReply } from '../../packages/terminal/src/api/view.ts';
import { Refused } from '../../scripts/chain/local-api.ts';
import type { Chance } from './chance.ts';
import { type Batch, drawBatch, type Journal } from './journal.ts';
import type { ChaosTill } from './till.ts';

export type SellerOptions = {
  readonly till: ChaosTill;
  readonly chance: Chance;
  readonly journal: Journal;
  /** Requests on their way at any moment. */
  readonly lanes: number;
  readonly mostSales: number;
  /** Longest pause of a lane between two requests, milliseconds. */
  readonly pauseMs: number;
  /** A refusal other than those of the command: whether the lane goes on after it. */
  readonly onRefused?: (refused: Refused, batch: Batch) => boolean;
};

/** The connection broke: whether the batch was done is known only after the next start. A mistake of ours has no cause. */
const isCut = (error: unknown): boolean => error instanceof TypeError && error.cause !== undefined;

/** People at one till who never stop selling; what was left without an answer is asked again first. */
export const createSeller = (options: SellerOptions) => {
  const { till, chance, journal, lanes, mostSales, pauseMs } = options;
  const shift = { open: false };
  let running: Promise<unknown> = Promise.resolve();

  /** Whether the till is still there. */
  const ask = async (batch: Batch): Promise<boolean> => {
    journal.asked(batch);
    try {
      journal.answered(
        batch,
        await till.api().post<readonly CommandReply[]>('/api/commands', batch.commands),
      );
      return true;
    } catch (error) {
      if (error instanceof Refused && options.onRefused !== undefined) return options.onRefused(error, batch);
      if (isCut(error)) return false;
      throw error;
    }
  };
  const lane = async (): Promise<void> => {
    while (shift.open) {
      if (!(await ask(drawBatch(till.code, chance, mostSales)))) return;
      await pause(chance.between(0, pauseMs));
    }
  };
  return {
    /** Asks for every answer that was lost; gives whether all came. */
    catchUp: async (): Promise<boolean> => {
      for (const batch of journal.openAt(till.code)) if (!(await ask(batch))) return false;
      return true;
    },
    /** Sells until `rest`, or until the till is gone. */
    begin: (): void => {
      shift.open = true;
      running = Promise.all(Array.from({ length: lanes }, lane));
      // `rest` tells of it.
      running.catch(() => undefined);
    },
    /** Resolves when every request has ended, one way or the other. */
    rest: async (): Promise<void> => {
      shift.open = false;
      await running;
    },
  };
};
export type Seller = ReturnType<typeof createSeller>;
