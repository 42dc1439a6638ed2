import { type Extra, MAX_EXTRAS } from '../../sale/extra.ts';
import type { TillState } from '../../state/till-state.ts';
import type { CommandOf } from '../command.ts';
import type { Context } from '../context.ts';
import { type Decided, decided } from '../decision.ts';
import { inShift, reasonOf } from '../desk.ts';
import { refuse } from '../rejection.ts';
import { basketToFill, changed } from './open-basket.ts';

/** Largest number an extra can have; numbers of removed ones are not used again. */
const LAST_EXTRA = 1_000;

/** A payment to an account names whose: the command's customer, or the basket's. */
export const addExtra = (
  state: TillState,
  command: CommandOf<'basket.add-extra'>,
  context: Context,
): Decided => {
  const at = inShift(state, command, context, 'sell');
  if (!at.ok) return at;
  const { extra: kind, amountMinor, staffId } = command;
  if (amountMinor === 0) return refuse('EXTRA-ZERO', 'command.amountMinor');
  const filling = basketToFill(at.desk);
  if (!filling.ok) return filling;
  const { basket } = filling;
  const customerId = command.customerId ?? basket.customer?.customerId;
  if (kind === 'account-payment' && customerId === undefined) {
    return refuse('CUSTOMER-NEEDED', 'command.customerId');
  }
  if (basket.extras.length >= MAX_EXTRAS || basket.nextExtra > LAST_EXTRA) return refuse('EXTRA-TOO-MANY');
  const note = reasonOf(command.note);
  const extra: Extra = {
    extra: basket.nextExtra,
    kind,
    amountMinor,
    ...(note === null ? {} : { note }),
    ...(staffId === undefined ? {} : { staffId }),
    ...(customerId === undefined || kind === 'tip' ? {} : { customerId }),
  };
  return changed(
    at.desk,
    { ...basket, nextExtra: basket.nextExtra + 1, extras: [...basket.extras, extra] },
    { kind: 'extra', extra: extra.extra },
  );
};

/** The last thing taken out of a basket leaves none behind. */
export const removeExtra = (
  state: TillState,
  command: CommandOf<'basket.remove-extra'>,
  context: Context,
): Decided => {
  const at = inShift(state, command, context, 'sell');
  if (!at.ok) return at;
  const { basket } = state;
  const extras = basket?.extras.filter(({ extra }) => extra !== command.extra) ?? [];
  if (basket === null || extras.length === basket.extras.length) {
    return refuse('EXTRA-UNKNOWN', 'command.extra');
  }
  if (basket.payments.length > 0) return refuse('BASKET-HAS-PAYMENT');
  return extras.length === 0 && basket.lines.length === 0
    ? decided({ facts: [], basket: null, answer: { kind: 'done' } })
    : changed(at.desk, { ...basket, extras }, { kind: 'done' });
};
