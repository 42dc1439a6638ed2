import { lineTotal } from '../basket/line-total.ts';
import { settleTotals } from '../basket/settle.ts';
import { findProduct } from '../catalog/find.ts';
import type { Product } from '../catalog/product.ts';
import { quantityFault } from '../catalog/quantity.ts';
import { MAX_LINES } from '../money/bound.ts';
import type { Basket, BasketLine, TillState } from '../state/till-state.ts';
import type { CommandOf } from './command.ts';
import type { Context } from './context.ts';
import { type Decided, decided } from './decision.ts';
import { freshId, inShift, reasonOf, type ShiftDesk } from './desk.ts';
import { type Refused, refuse } from './rejection.ts';

/** Largest number a line can have; numbers of voided lines are not used again. */
const LAST_LINE = 1_000_000;
const ONE = 1_000;

/** The changed basket, when it still comes to something that can be paid. */
const changed = ({ context, shift }: ShiftDesk, basket: Basket, line: number): Decided => {
  const owed = settleTotals(basket, context.till.branch, shift.businessDate);
  return owed.ok ? decided({ facts: [], basket, answer: { kind: 'line', line } }) : owed;
};

type OpenLine = { readonly ok: true; readonly basket: Basket; readonly line: BasketLine } | Refused;

/** The line a command names, in a basket that may still change. */
export const openLine = ({ basket }: TillState, number: number): OpenLine => {
  const line = basket?.lines.find((candidate) => candidate.line === number);
  if (basket === null || line === undefined) return refuse('LINE-UNKNOWN', 'command.line');
  if (basket.payments.length > 0) return refuse('BASKET-HAS-PAYMENT');
  return { ok: true, basket, line };
};

const withLine = (basket: Basket, line: BasketLine): Basket => ({
  ...basket,
  lines: basket.lines.map((old) => (old.line === line.line ? line : old)),
});

const isSameItem = (line: BasketLine, product: Product): boolean =>
  line.productId === product.id &&
  line.unitPriceMinor === product.priceMinor &&
  line.listPriceMinor === product.priceMinor &&
  line.taxClass === product.taxClass &&
  line.unit === product.unit &&
  line.overrideReason === undefined &&
  line.discount === undefined;

const newBasket = (context: Context): Basket => ({
  basketId: freshId(context, 0),
  startedAtMs: context.now.utcMs,
  nextLine: 1,
  lines: [],
  payments: [],
});

/** An item that is in the basket already, at the same price, adds to its line, scanned or tapped. */
export const addLine = (state: TillState, command: CommandOf<'basket.add'>, context: Context): Decided => {
  const at = inShift(state, command, context, 'sell');
  if (!at.ok) return at;
  const found = findProduct(context, command, 'command');
  if (!found.ok) return found;
  const { product } = found;
  if (!product.active) return refuse('PRODUCT-INACTIVE');
  if (product.priceMinor === null) return refuse('PRODUCT-WITHOUT-PRICE');
  const quantityMilli = command.quantityMilli ?? ONE;
  const fault = quantityFault(quantityMilli, product.unit);
  if (fault !== null) return refuse(fault, 'command.quantityMilli');

  const basket = state.basket ?? newBasket(context);
  if (basket.payments.length > 0) return refuse('BASKET-HAS-PAYMENT');
  const same = basket.lines.findLast((line) => isSameItem(line, product));
  if (same !== undefined) {
    const grown = { ...same, quantityMilli: same.quantityMilli + quantityMilli };
    const grownFault = quantityFault(grown.quantityMilli, product.unit);
    return grownFault === null
      ? changed(at.desk, withLine(basket, grown), same.line)
      : refuse(grownFault, 'command.quantityMilli');
  }
  if (basket.lines.length >= MAX_LINES || basket.nextLine > LAST_LINE) return refuse('BASKET-FULL');
  const line: BasketLine = {
    line: basket.nextLine,
    productId: product.id,
    sku: product.sku,
    name: product.name,
    unit: product.unit,
    quantityMilli,
    listPriceMinor: product.priceMinor,
    unitPriceMinor: product.priceMinor,
    taxClass: product.taxClass,
    scannedAtMs: context.now.utcMs,
  };
  return changed(
    at.desk,
    { ...basket, nextLine: basket.nextLine + 1, lines: [...basket.lines, line] },
    line.line,
  );
};

export const setQuantity = (
  state: TillState,
  command: CommandOf<'basket.set-quantity'>,
  context: Context,
): Decided => {
  const at = inShift(state, command, context, 'sell');
  if (!at.ok) return at;
  const open = openLine(state, command.line);
  if (!open.ok) return open;
  const { quantityMilli } = command;
  const fault = quantityFault(quantityMilli, open.line.unit);
  if (fault !== null) return refuse(fault, 'command.quantityMilli');
  return changed(at.desk, withLine(open.basket, { ...open.line, quantityMilli }), command.line);
};

/** A discount of nothing, or none named, takes the line's discount away and needs no reason. */
export const discountLine = (
  state: TillState,
  command: CommandOf<'basket.discount'>,
  context: Context,
): Decided => {
  const at = inShift(state, command, context, 'discount');
  if (!at.ok) return at;
  const open = openLine(state, command.line);
  if (!open.ok) return open;
  const { sharePpm, amountMinor } = command;
  if (sharePpm !== undefined && amountMinor !== undefined) return refuse('DISCOUNT-AMBIGUOUS');
  const { discount: _discount, ...plain } = open.line;
  if ((sharePpm ?? amountMinor ?? 0) === 0) {
    return changed(at.desk, withLine(open.basket, plain), command.line);
  }
  const reason = reasonOf(command.reason);
  if (reason === null) return refuse('REASON-MISSING', 'command.reason');
  if (amountMinor !== undefined && amountMinor > lineTotal(plain).beforeMinor) {
    return refuse('DISCOUNT-TOO-LARGE', 'command.amountMinor');
  }
  const discount = sharePpm === undefined ? { amountMinor: amountMinor ?? 0, reason } : { sharePpm, reason };
  return changed(at.desk, withLine(open.basket, { ...plain, discount }), command.line);
};

/** The list's own price, asked for again, is no override. */
export const overridePrice = (
  state: TillState,
  command: CommandOf<'basket.override-price'>,
  context: Context,
): Decided => {
  const at = inShift(state, command, context, 'override-price');
  if (!at.ok) return at;
  const open = openLine(state, command.line);
  if (!open.ok) return open;
  const overrideReason = reasonOf(command.reason);
  if (overrideReason === null) return refuse('REASON-MISSING', 'command.reason');
  const { overrideReason: _old, ...line } = open.line;
  const { unitPriceMinor } = command;
  const priced =
    unitPriceMinor === line.listPriceMinor
      ? { ...line, unitPriceMinor }
      : { ...line, unitPriceMinor, overrideReason };
  return changed(at.desk, withLine(open.basket, priced), command.line);
};
