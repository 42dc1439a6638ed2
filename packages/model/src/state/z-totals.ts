import type { RefundCompleted, SaleCompleted, ZTotals } from '../fact/fact.ts';
import type { RateTotal } from '../sale/line.ts';
import { compareRates, rateKey } from '../tax/rate.ts';

type TenderTotal = ZTotals['tenders'][number];

export const EMPTY_Z: ZTotals = {
  salesCount: 0,
  salesGrossMinor: 0,
  refundsCount: 0,
  refundsGrossMinor: 0,
  rates: [],
  tenders: [],
  voidedLinesCount: 0,
  cancelledBasketsCount: 0,
};

/** Rates added (sign 1) or taken off (sign -1), in the one order of rates. */
const addRates = (
  rates: readonly RateTotal[],
  more: readonly RateTotal[],
  sign: 1 | -1,
): readonly RateTotal[] => {
  const sums = new Map(rates.map((rate) => [rateKey(rate.taxClass, rate.ratePpm), rate]));
  for (const { taxClass, ratePpm, netMinor, taxMinor, grossMinor } of more) {
    const key = rateKey(taxClass, ratePpm);
    const sum = sums.get(key);
    sums.set(key, {
      taxClass,
      ratePpm,
      netMinor: (sum?.netMinor ?? 0) + sign * netMinor,
      taxMinor: (sum?.taxMinor ?? 0) + sign * taxMinor,
      grossMinor: (sum?.grossMinor ?? 0) + sign * grossMinor,
    });
  }
  return [...sums.values()].toSorted(compareRates);
};

/** Money in the drawer of one kind: what was kept of what was tendered, and what was given back. */
export const addTender = (
  totals: ZTotals,
  { tender, receivedMinor = 0, givenBackMinor = 0 }: Pick<TenderTotal, 'tender'> & Partial<TenderTotal>,
): ZTotals => {
  const at = totals.tenders.findIndex((total) => total.tender === tender);
  const old = totals.tenders[at] ?? { tender, receivedMinor: 0, givenBackMinor: 0 };
  const sum = {
    tender,
    receivedMinor: old.receivedMinor + receivedMinor,
    givenBackMinor: old.givenBackMinor + givenBackMinor,
  };
  return { ...totals, tenders: at === -1 ? [...totals.tenders, sum] : totals.tenders.with(at, sum) };
};

export const addSale = (totals: ZTotals, sale: SaleCompleted): ZTotals => ({
  ...totals,
  salesCount: totals.salesCount + 1,
  salesGrossMinor: totals.salesGrossMinor + sale.totalMinor,
  rates: addRates(totals.rates, sale.rates, 1),
});

export const addRefund = (totals: ZTotals, refund: RefundCompleted): ZTotals =>
  refund.payouts.reduce<ZTotals>(
    (sum, { tender, amountMinor }) => addTender(sum, { tender, givenBackMinor: amountMinor }),
    {
      ...totals,
      refundsCount: totals.refundsCount + 1,
      refundsGrossMinor: totals.refundsGrossMinor + refund.totalMinor,
      rates: addRates(totals.rates, refund.rates, -1),
    },
  );

/** I8: float + received - given back. Received is what was tendered less the change. */
export const expectedDrawer = (floatMinor: number, totals: ZTotals): number =>
  totals.tenders.reduce(
    (sum, { receivedMinor, givenBackMinor }) => sum + receivedMinor - givenBackMinor,
    floatMinor,
  );
