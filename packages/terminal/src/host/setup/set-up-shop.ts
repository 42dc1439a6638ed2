import type { SetupChoices, SetupReply } from '../../api/view.ts';
import { readSetupRequest, type ShopPlan } from './setup-request.ts';
import { setupChoices } from './setup-choice.ts';

/** The first run of a till, as the API offers it. */
export type SetUpShop = {
  readonly choices: () => SetupChoices;
  /** Null when there is a shop already, or one is being made. */
  readonly make: (body: unknown) => Promise<SetupReply | null>;
};

export type SetUpPorts = {
  readonly today: () => string;
  readonly isDone: () => boolean;
  /** Makes organisation, branch, this till and its owner, and opens the till; gives the recovery sheet. */
  readonly found: (plan: ShopPlan) => Promise<string>;
};

/** One shop is made and never two, however often the button is pressed. */
export const createSetUp = ({ today, isDone, found }: SetUpPorts): SetUpShop => {
  let making = false;
  return {
    choices: () => setupChoices(today()),
    make: async (body) => {
      if (isDone() || making) return null;
      const read = readSetupRequest(body);
      if (!read.ok) return read;
      making = true;
      try {
        return { ok: true, recoverySheet: await found(read.plan) };
      } finally {
        making = false;
      }
    },
  };
};
