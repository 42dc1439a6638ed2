import type { Context } from '../command/context.ts';
import { type Refused, refuse } from '../command/rejection.ts';

type Situation = Pick<Context, 'fiscalDevice' | 'till'>;

/** Why nothing may be sold now: the fiscal device fails in a country that sells with one alone. Null: go on. */
export const fiscalFault = ({ fiscalDevice, till }: Situation): Refused | null =>
  fiscalDevice === 'failed' && till.branch.fiscal.onFailure === 'refuse'
    ? refuse('FISCAL-DEVICE-FAILED')
    : null;

/** Whether a sale completed now has to say that the fiscal device failed. */
export const isFiscalFailed = ({ fiscalDevice, till }: Situation): boolean =>
  fiscalDevice === 'failed' && till.branch.fiscal.onFailure === 'sell-and-mark';
