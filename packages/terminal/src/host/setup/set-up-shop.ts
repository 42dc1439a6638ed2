import type { RecoverySheetView, SetupChoices, SetupReply } from '../../api/setup-view.ts';
import type { Caller } from '../api/reply.ts';
import { readSetupRequest, type ShopPlan } from './setup-request.ts';
import { setupChoices } from './setup-choice.ts';

/** The first run of a till, as the API offers it. */
export type SetUpShop = {
  readonly choices: () => SetupChoices;
  /** Null when there is a shop already. */
  readonly make: (body: unknown, caller: Caller) => Promise<SetupReply | null>;
  /** The recovery sheet again, for whoever made the shop; null for others, and once it is kept. */
  readonly sheet: (caller: Caller) => RecoverySheetView | null;
  /** Whoever made the shop holds the sheet on paper: it is forgotten. */
  readonly kept: (caller: Caller) => null;
};

export type SetUpPorts = {
  readonly today: () => string;
  readonly isDone: () => boolean;
  /** Makes organisation, branch, this till and its owner, and opens the till; gives the recovery sheet. */
  readonly found: (plan: ShopPlan) => Promise<string>;
};

/**
 * One shop is made and never two, however often the button is pressed. Its sheet stays in memory until
 * it is kept: an answer that was lost, or a page loaded again, must not cost the only copy of the key.
 */
export const createSetUp = ({ today, isDone, found }: SetUpPorts): SetUpShop => {
  let making: Promise<string> | null = null;
  let held: { readonly caller: Caller; readonly sheet: RecoverySheetView } | null = null;

  const makeOne = async (plan: ShopPlan, caller: Caller): Promise<string> => {
    try {
      const recoverySheet = await found(plan);
      const { organisation, branch, tillCode } = plan;
      held = { caller, sheet: { organisation, branch, tillCode, recoverySheet } };
      return recoverySheet;
    } finally {
      making = null;
    }
  };
  const make = async (body: unknown, caller: Caller): Promise<SetupReply | null> => {
    if (making !== null) {
      // How it ends is told to whoever asked first; here it decides whether there is still one to make.
      await Promise.allSettled([making]);
      return make(body, caller);
    }
    if (isDone()) return null;
    const read = readSetupRequest(body);
    if (!read.ok) return read;
    making = makeOne(read.plan, caller);
    return { ok: true, recoverySheet: await making };
  };
  return {
    choices: () => setupChoices(today()),
    make,
    sheet: (caller) => (held?.caller === caller ? held.sheet : null),
    kept: (caller) => {
      if (held?.caller === caller) held = null;
      return null;
    },
  };
};
