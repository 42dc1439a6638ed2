import { cashPaymentV1, drawerOfShiftV1, upgradeTotalsV1 } from '../fact/version-1/upgrade.ts';
import type { FactV1Of } from '../fact/version-1/fact.ts';
import type { PriceStep } from '../price/price-list.ts';
import type { DocumentKind } from '../sale/document.ts';
import { initialTillState } from './evolve.ts';
import type { Basket, BasketLine, LastNumber, OpenShift, Session, TillState } from './till-state.ts';

/** The parts in which a till keeps its state, as they come out of its store; undefined where there is none. */
export type StoredState = {
  readonly basket: unknown;
  readonly session: unknown;
  readonly shift: unknown;
  /** Everything else. */
  readonly numbers: unknown;
};

/** The state's own parts as the first version kept them. What did not change since stands as it stood. */
type NumbersV1 = { readonly documentNumbers: Readonly<Record<'receipt' | 'refund' | 'z', number>> };
type ShiftV1 = Omit<OpenShift, 'drawerId' | 'joined' | 'floats' | 'totals'> & {
  readonly floatMinor: number;
  readonly expectedMinor: number;
  readonly totals: FactV1Of<'shift.closed'>['totals'];
};
type LineV1 = Omit<BasketLine, 'steps' | 'priceIncludesTax'>;
type BasketV1 = Pick<Basket, 'basketId' | 'startedAtMs' | 'nextLine'> & {
  readonly lines: readonly LineV1[];
  readonly payments: readonly Omit<FactV1Of<'payment.taken'>, 'kind'>[];
};

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null;

const isNumbersV1 = (numbers: object): numbers is NumbersV1 => {
  const kept = 'documentNumbers' in numbers ? numbers.documentNumbers : undefined;
  return isObject(kept) && Object.values(kept).some((number) => typeof number === 'number');
};
const isShiftV1 = (shift: object): shift is ShiftV1 => 'floatMinor' in shift;
const isBasketV1 = (basket: object): basket is BasketV1 => !('extras' in basket);

/** A number of 0 stood for none. */
const upgradeNumbers = ({ receipt, refund, z }: NumbersV1['documentNumbers']) => {
  const numbers: Partial<Record<DocumentKind, LastNumber>> = {};
  if (receipt > 0) numbers.receipt = { number: receipt, fiscalYear: null };
  if (refund > 0) numbers['credit-note'] = { number: refund, fiscalYear: null };
  if (z > 0) numbers.z = { number: z, fiscalYear: null };
  return numbers;
};

const upgradeShift = (shift: ShiftV1): OpenShift => {
  const { floatMinor, expectedMinor: _expectedMinor, totals, ...kept } = shift;
  return {
    ...kept,
    drawerId: drawerOfShiftV1(shift.shiftId),
    joined: false,
    floats: [{ currency: shift.currency, totalMinor: floatMinor }],
    totals: upgradeTotalsV1(totals, shift.currency, floatMinor),
  };
};

/** There were no prices by quantity: what a line was scanned at is its price for any. */
const upgradeLine = (line: LineV1, priceIncludesTax: boolean): BasketLine => {
  const { listPriceMinor } = line;
  const steps: readonly PriceStep[] =
    listPriceMinor === undefined ? [] : [{ fromMilli: 1, priceMinor: listPriceMinor }];
  return { ...line, steps, priceIncludesTax };
};

const upgradeBasket = (basket: BasketV1, priceIncludesTax: boolean): Basket => ({
  basketId: basket.basketId,
  startedAtMs: basket.startedAtMs,
  nextLine: basket.nextLine,
  lines: basket.lines.map((line) => upgradeLine(line, priceIncludesTax)),
  discounts: [],
  nextExtra: 1,
  extras: [],
  channel: 'shop',
  service: null,
  customer: null,
  buyer: null,
  payments: basket.payments.map(cashPaymentV1),
});

/**
 * A till's own state as it was kept, by this version or the first one: an upgrade in the middle of a shift, with
 * a basket open and money on it, goes on where it was. The store is the till's own and sealed, so what is in it
 * is trusted to be what one of the versions wrote. `priceIncludesTax` is the branch's: the first version had
 * no other way.
 */
export const readTillState = (stored: StoredState, priceIncludesTax: boolean): TillState => {
  const { basket, session, shift, numbers } = stored;
  const rest = isObject(numbers) ? numbers : {};
  return {
    ...initialTillState(),
    ...rest,
    ...(isNumbersV1(rest) ? { documentNumbers: upgradeNumbers(rest.documentNumbers) } : {}),
    shift: isObject(shift) ? (isShiftV1(shift) ? upgradeShift(shift) : (shift as OpenShift)) : null,
    session: isObject(session) ? (session as Session) : null,
    basket: isObject(basket)
      ? isBasketV1(basket)
        ? upgradeBasket(basket, priceIncludesTax)
        : (basket as Basket)
      : null,
  };
};
