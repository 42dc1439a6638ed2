import { findProduct } from '../../catalog/find.ts';
import { quantityFault } from '../../catalog/quantity.ts';
import { MAX_LINES } from '../../money/bound.ts';
import { lineOfQuantity } from '../../price/line-price.ts';
import { pickPrice } from '../../price/pick.ts';
import { type PriceSituation, situationOf } from '../../price/situation.ts';
import { areSameSteps } from '../../price/step.ts';
import { areTimedAlike } from '../../promotion/running.ts';
import { LAST_LINE } from '../../sale/line.ts';
import type { Basket, BasketLine, TillState } from '../../state/till-state.ts';
import type { CommandOf } from '../command.ts';
import type { Context } from '../context.ts';
import type { Decided } from '../decision.ts';
import { inShift, type ShiftDesk } from '../desk.ts';
import { refuse } from '../rejection.ts';
import { type Item, itemOf, type ItemPrice, listPrice } from './add-item.ts';
import { basketToFill, changed, withLine } from './open-basket.ts';

const isSamePrice = (line: BasketLine, price: ItemPrice): boolean =>
  line.priceListId === price.priceListId &&
  line.priceIncludesTax === price.priceIncludesTax &&
  (price.listPriceMinor === undefined
    ? line.unitPriceMinor === price.unitPriceMinor
    : areSameSteps(line.steps, price.steps));

/** Whether so many more of a product cost by the same prices as the line: added up, or by themselves. */
const isPricedAlike = (line: BasketLine, item: Item, situation: PriceSituation): boolean => {
  if (isSamePrice(line, item.price)) return true;
  if (item.price.listPriceMinor === undefined) return false;
  const together = pickPrice(item.product, line.quantityMilli + item.quantityMilli, situation);
  return together !== null && isSamePrice(line, listPrice(together));
};

/**
 * Whether more of an item goes to a line: the same goods, supplied and priced alike, untouched by hand. What a label
 * measured stays by itself, as it costs what the label says; and what was scanned when another promotion counts does.
 */
const takesMore = (
  line: BasketLine,
  item: Item,
  basket: Basket,
  { situation, nowMs }: { readonly situation: PriceSituation; readonly nowMs: number },
): boolean =>
  line.productId === item.product.id &&
  line.taxClass === item.product.taxClass &&
  line.unit === item.product.unit &&
  line.service === (basket.service ?? undefined) &&
  line.overrideReason === undefined &&
  line.discount === undefined &&
  line.labelled !== true &&
  areTimedAlike(situation.branch, line.scannedAtMs, nowMs) &&
  !item.labelled &&
  isPricedAlike(line, item, situation);

const lineOf = (
  basket: Basket,
  { product, quantityMilli, price, labelled }: Item,
  scannedAtMs: number,
): BasketLine => ({
  line: basket.nextLine,
  productId: product.id,
  sku: product.sku,
  name: product.name,
  unit: product.unit,
  quantityMilli,
  taxClass: product.taxClass,
  scannedAtMs,
  ...price,
  ...(basket.service === null ? {} : { service: basket.service }),
  ...(product.costMinor === null ? {} : { costMinor: product.costMinor }),
  ...(labelled ? { labelled } : {}),
  ...(product.category === '' ? {} : { category: product.category }),
});

const added = (desk: ShiftDesk, basket: Basket, item: Item, situation: PriceSituation): Decided => {
  const nowMs = desk.context.now.utcMs;
  const same = basket.lines.findLast((line) => takesMore(line, item, basket, { situation, nowMs }));
  if (same !== undefined) {
    const quantityMilli = same.quantityMilli + item.quantityMilli;
    const fault = quantityFault(quantityMilli, same.unit);
    if (fault !== null) return refuse(fault, 'command.quantityMilli');
    const grown = lineOfQuantity(same, quantityMilli, item.product, situation);
    if (grown === null) return refuse('PRODUCT-WITHOUT-PRICE');
    return changed(desk, withLine(basket, grown), { kind: 'line', line: same.line });
  }
  if (basket.lines.length >= MAX_LINES || basket.nextLine > LAST_LINE) return refuse('BASKET-FULL');
  const line = lineOf(basket, item, nowMs);
  return changed(
    desk,
    { ...basket, nextLine: basket.nextLine + 1, lines: [...basket.lines, line] },
    { kind: 'line', line: line.line },
  );
};

/** An item that is in the basket already, at the same prices, adds to its line, scanned or tapped. */
export const addLine = (state: TillState, command: CommandOf<'basket.add'>, context: Context): Decided => {
  const at = inShift(state, command, context, 'sell');
  if (!at.ok) return at;
  const { desk } = at;
  const found = findProduct(context, command, 'command');
  if (!found.ok) return found;
  const { product, measured } = found;
  if (!product.active) return refuse('PRODUCT-INACTIVE');
  const filling = basketToFill(desk);
  if (!filling.ok) return filling;
  const { basket } = filling;
  const situation = situationOf(context, desk.shift.businessDate, basket);
  const told = itemOf(product, measured, command, situation);
  return told.ok ? added(desk, basket, told.item, situation) : told;
};
