import type { CustomerTerms } from '../../sale/buyer.ts';
import type { Basket, TillState } from '../../state/till-state.ts';
import type { Command, CommandOf } from '../command.ts';
import type { Context } from '../context.ts';
import { type Decided, decided } from '../decision.ts';
import { allow, inShift, reasonOf, type ShiftDesk } from '../desk.ts';
import { refuse } from '../rejection.ts';
import { basketToFill, changed, openLine, withLine } from './open-basket.ts';

/** Nothing in it, and nothing said of it: as good as none, so that the shift can be closed. */
const isBlank = ({ lines, extras, customer, buyer, service, channel }: Basket): boolean =>
  lines.length === 0 &&
  extras.length === 0 &&
  customer === null &&
  buyer === null &&
  service === null &&
  channel === 'shop';

/** Changes what a basket is about, and begins one where there is none: a customer may come before the goods. */
const about = (desk: ShiftDesk, change: (basket: Basket) => Basket): Decided => {
  const filling = basketToFill(desk);
  if (!filling.ok) return filling;
  const basket = change(filling.basket);
  return isBlank(basket)
    ? decided({ facts: [], basket: null, answer: { kind: 'done' } })
    : changed(desk, basket, { kind: 'done' });
};

/** What the command says of a customer; null when it names nobody. */
const termsOf = ({
  customerId,
  groups,
  relief,
  reliefEvidence,
}: CommandOf<'basket.set-customer'>): CustomerTerms | null => {
  if (customerId === undefined && groups.length === 0 && relief === undefined) return null;
  const evidence = reasonOf(reliefEvidence);
  return {
    ...(customerId === undefined ? {} : { customerId }),
    groups: [...new Set(groups)],
    ...(relief === undefined ? {} : { relief }),
    ...(relief === undefined || evidence === null ? {} : { reliefEvidence: evidence }),
  };
};

/** A relief from tax needs its right and what it rests on. */
export const setCustomer = (
  state: TillState,
  command: CommandOf<'basket.set-customer'>,
  context: Context,
): Decided => {
  const at = inShift(state, command, context, 'sell');
  if (!at.ok) return at;
  let { desk } = at;
  const customer = termsOf(command);
  if (customer?.relief !== undefined) {
    const may = allow(desk, 'exempt-tax');
    if (!may.ok) return may;
    ({ desk } = may);
    if (customer.reliefEvidence === undefined) return refuse('REASON-MISSING', 'command.reliefEvidence');
  }
  return about(desk, (basket) => ({ ...basket, customer }));
};

const sell = (
  state: TillState,
  command: Command,
  context: Context,
  change: (basket: Basket) => Basket,
): Decided => {
  const at = inShift(state, command, context, 'sell');
  return at.ok ? about(at.desk, change) : at;
};

export const setBuyer = (
  state: TillState,
  command: CommandOf<'basket.set-buyer'>,
  context: Context,
): Decided => sell(state, command, context, (basket) => ({ ...basket, buyer: command.buyer ?? null }));

export const setChannel = (
  state: TillState,
  command: CommandOf<'basket.set-channel'>,
  context: Context,
): Decided => sell(state, command, context, (basket) => ({ ...basket, channel: command.channel }));

export const setService = (
  state: TillState,
  command: CommandOf<'basket.set-service'>,
  context: Context,
): Decided => {
  const { service, line: number } = command;
  if (number === undefined) {
    return sell(state, command, context, (basket) => ({
      ...basket,
      service,
      lines: basket.lines.map((line) => ({ ...line, service })),
    }));
  }
  const at = inShift(state, command, context, 'sell');
  if (!at.ok) return at;
  const open = openLine(state, number);
  if (!open.ok) return open;
  const { basket, line } = open;
  return changed(at.desk, withLine(basket, { ...line, service }), { kind: 'line', line: number });
};
