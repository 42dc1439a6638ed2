import { CURRENCIES } from '../../money/currency.ts';
import { isPromotion, type Promotion } from '../../promotion/promotion.ts';
import type { TillState } from '../../state/till-state.ts';
import type { CommandOf } from '../command.ts';
import type { Context } from '../context.ts';
import type { Decided } from '../decision.ts';
import { type Refused, refuse } from '../rejection.ts';
import { stateShop } from './statement.ts';

const promotionFault = (promotion: Promotion): Refused | null => {
  const { currency, rule } = promotion;
  if (!CURRENCIES.has(currency)) return refuse('CURRENCY-UNKNOWN', 'command.promotion.currency');
  if (!isPromotion(promotion)) return refuse('PROMOTION-IMPOSSIBLE', 'command.promotion');
  const { fromDate, untilDate } = rule;
  return fromDate !== undefined && untilDate !== undefined && untilDate < fromDate
    ? refuse('PROMOTION-NEVER', 'command.promotion.rule')
    : null;
};

/** It counts from the next gesture on, in open baskets too. */
export const putPromotion = (
  till: TillState,
  command: CommandOf<'promotion.put'>,
  context: Context,
): Decided =>
  stateShop(till, command, context, { kind: 'promotion', promotion: command.promotion }, () =>
    promotionFault(command.promotion),
  );
