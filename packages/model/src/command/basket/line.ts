import { shareUp } from '../../basket/discount-share.ts';
import { quantityFault } from '../../catalog/quantity.ts';
import type { Fact } from '../../fact/fact.ts';
import { MAX_AMOUNT_MINOR } from '../../money/bound.ts';
import { priceTimesQuantity } from '../../money/multiply.ts';
import { lineOfQuantity, repricedLine } from '../../price/line-price.ts';
import { situationOf } from '../../price/situation.ts';
import type { Basket, BasketLine, TillState } from '../../state/till-state.ts';
import type { CommandOf } from '../command.ts';
import type { Context } from '../context.ts';
import type { Decided } from '../decision.ts';
import { allow, inShift, reasonOf } from '../desk.ts';
import { refuse } from '../rejection.ts';
import { changed, openLine, trainingMark, withLine } from './open-basket.ts';
import { overrideWithdrawn } from './withdrawn.ts';

/** How far a price is below the list's, as a share of that, ppm; 0 where it is not, or where no list has one. */
const belowList = ({ listPriceMinor = 0 }: BasketLine, unitPriceMinor: number): number =>
  shareUp(Math.max(0, listPriceMinor - unitPriceMinor), listPriceMinor);

/** The reason of a line that got smaller, as nobody was asked for one. */
const LOWERED = 'quantity lowered';

/** What goes out of a line that gets smaller: told as a voided line is, but with no question to somebody who mistyped. */
const takenOut = (
  state: TillState,
  { basketId }: Basket,
  line: BasketLine,
  quantityMilli: number,
): readonly Fact[] => {
  const outMilli = line.quantityMilli - quantityMilli;
  if (outMilli <= 0) return [];
  const { productId, name, unitPriceMinor } = line;
  const totalMinor = Math.min(priceTimesQuantity(unitPriceMinor, outMilli), MAX_AMOUNT_MINOR);
  const out = { line: line.line, productId, name, quantityMilli: outMilli, unitPriceMinor, totalMinor };
  return [{ kind: 'line.voided', basketId, line: out, reason: LOWERED, ...trainingMark(state) }];
};

/**
 * The price follows from the new quantity by the prices that the line was scanned with. A price asked for many
 * may be further below the list's for few: then it needs the right again.
 */
export const setQuantity = (
  state: TillState,
  command: CommandOf<'basket.set-quantity'>,
  context: Context,
): Decided => {
  const at = inShift(state, command, context, 'sell');
  if (!at.ok) return at;
  const open = openLine(state, command.line);
  if (!open.ok) return open;
  const { basket, line } = open;
  const { quantityMilli } = command;
  const fault = quantityFault(quantityMilli, line.unit);
  if (fault !== null) return refuse(fault, 'command.quantityMilli');
  const situation = situationOf(context, at.desk.shift.businessDate, basket);
  const product = context.lookup.product(line.productId);
  const next = lineOfQuantity(line, quantityMilli, product, situation);
  if (next === null) return refuse('PRODUCT-WITHOUT-PRICE');
  const belowPpm = belowList(next, next.unitPriceMinor);
  const isFurther = belowPpm > belowList(line, line.unitPriceMinor);
  const may = isFurther ? allow(at.desk, 'override-price', { sharePpm: belowPpm }) : at;
  if (!may.ok) return may;
  const out = takenOut(state, basket, line, quantityMilli);
  return changed(may.desk, withLine(basket, next), { kind: 'line', line: line.line }, out);
};

/**
 * An override is told by the sale of its line, or when another price takes its place. The list's own price,
 * asked for again, is none.
 */
export const overridePrice = (
  state: TillState,
  command: CommandOf<'basket.override-price'>,
  context: Context,
): Decided => {
  const at = inShift(state, command, context, 'sell');
  if (!at.ok) return at;
  const open = openLine(state, command.line);
  if (!open.ok) return open;
  const { basket } = open;
  const { overrideReason: _reason, overriddenBy: _by, overrideApproverId: _approver, ...line } = open.line;
  const { unitPriceMinor } = command;
  const may = allow(at.desk, 'override-price', { sharePpm: belowList(line, unitPriceMinor) });
  if (!may.ok) return may;
  const reason = reasonOf(command.reason);
  if (reason === null) return refuse('REASON-MISSING', 'command.reason');
  const answer = { kind: 'line', line: line.line } as const;
  const withdrawn = overrideWithdrawn(state, basket, open.line);
  if (unitPriceMinor === line.listPriceMinor) {
    return changed(may.desk, withLine(basket, { ...line, unitPriceMinor }), answer, withdrawn);
  }
  const { staff, stamp } = may.desk;
  const overridden = {
    ...line,
    unitPriceMinor,
    overrideReason: reason,
    overriddenBy: staff.id,
    ...(stamp.approverId === null ? {} : { overrideApproverId: stamp.approverId }),
  };
  return changed(may.desk, withLine(basket, overridden), answer, withdrawn);
};

/** Of all lines, those for which there is no other price stay as they are; of one that is named it is told. */
export const repriceLines = (
  state: TillState,
  command: CommandOf<'basket.reprice'>,
  context: Context,
): Decided => {
  const at = inShift(state, command, context, 'sell');
  if (!at.ok) return at;
  const { basket } = state;
  if (basket === null) return refuse('BASKET-EMPTY');
  if (basket.payments.length > 0) return refuse('BASKET-HAS-PAYMENT');
  const situation = situationOf(context, at.desk.shift.businessDate, basket);
  const repriced = (line: BasketLine): BasketLine => {
    const product = context.lookup.product(line.productId);
    return (product === null ? null : repricedLine(line, product, situation)) ?? line;
  };
  if (command.line === undefined) {
    return changed(at.desk, { ...basket, lines: basket.lines.map(repriced) }, { kind: 'done' });
  }
  const open = openLine(state, command.line);
  if (!open.ok) return open;
  const next = repriced(open.line);
  if (next === open.line) return refuse('LINE-KEEPS-PRICE', 'command.line');
  return changed(at.desk, withLine(basket, next), { kind: 'line', line: next.line });
};
