import {
  type Basket,
  type BasketLine,
  isPriceChanged,
  type PriceSituation,
  repricedLine,
  type SaleLine,
  settle,
  situationOf,
  zoneOffsetMinutes,
} from '@tillmesh/model';
import type { TillNode } from '@tillmesh/replica';
import type { BasketLineView, BasketView } from '../../api/basket-view.ts';

type PriceNow = BasketLineView['priceNow'];

const priceNowOf = (node: TillNode, line: BasketLine, situation: PriceSituation): PriceNow => {
  const product = node.lookup.product(line.productId);
  if (product === null || !isPriceChanged(line, product, situation)) return null;
  const now = repricedLine(line, product, situation);
  return now === null ? null : { unitPriceMinor: now.unitPriceMinor, includesTax: now.priceIncludesTax };
};

const lineView = (sold: SaleLine, priceNow: PriceNow): BasketLineView => ({
  ...sold,
  totalMinor: sold.priceIncludesTax ? sold.netMinor + sold.taxMinor : sold.netMinor,
  priceNow,
});

export type BasketViewPorts = {
  readonly node: TillNode;
  readonly nowMs: () => number;
  /** Grows when a price may have changed. */
  readonly pricesRevision: () => number;
};

/**
 * Makes the open basket as it would be paid now; every change to it was held against `settle` before. What
 * a line would cost now is looked up once and not at every step: a basket may have a thousand lines, and a
 * line that did not change is the same object.
 */
export const createBasketView = ({
  node,
  nowMs,
  pricesRevision,
}: BasketViewPorts): (() => BasketView | null) => {
  let known = new WeakMap<BasketLine, { readonly priceNow: PriceNow }>();
  let knownFor = '';

  const pricesOf = (basket: Basket, businessDate: string): readonly PriceNow[] => {
    const till = node.till();
    const utcMs = nowMs();
    const now = { utcMs, offsetMinutes: zoneOffsetMinutes(till.branch.zone, utcMs) };
    const situation = situationOf({ now, till, lookup: node.lookup }, businessDate, basket);
    const { minuteOfDay, channel, groups } = situation;
    const asked = JSON.stringify([pricesRevision(), businessDate, minuteOfDay, channel, groups]);
    if (asked !== knownFor) known = new WeakMap();
    knownFor = asked;
    return basket.lines.map((line) => {
      const price = known.get(line) ?? { priceNow: priceNowOf(node, line, situation) };
      known.set(line, price);
      return price.priceNow;
    });
  };

  return () => {
    const { basket, shift } = node.state();
    if (basket === null || shift === null) return null;
    const { branch } = node.till();
    const settlement = settle(basket, branch, shift.businessDate);
    if (!settlement.ok) throw new Error(`an open basket does not settle: ${settlement.rejection.code}`);
    const { basketId, customer, buyer, channel, service, extras, payments } = basket;
    const prices = pricesOf(basket, shift.businessDate);
    return {
      ...settlement.settled,
      lines: settlement.settled.lines.map((line, index) => lineView(line, prices[index] ?? null)),
      basketId,
      customer,
      buyer,
      channel,
      service,
      extras,
      payments,
    };
  };
};
