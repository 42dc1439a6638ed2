import type { Basket, Payment, Settled } from '@tillmesh/model';

export type BasketLineView = Settled['lines'][number] & {
  /** What the line comes to, in the way of its price: with the tax in it or without. */
  readonly totalMinor: number;
  /**
   * The price a scan would find now, where that is another one: `basket.reprice` gives it to the line. Null
   * where nothing changed, and for a price that was asked by hand.
   */
  readonly priceNow: { readonly unitPriceMinor: number; readonly includesTax: boolean } | null;
};

/**
 * The open basket as settled now. `totalMinor` is the goods' gross; with `extrasMinor`, less `paidMinor`, that
 * is `dueMinor`; `cashDueMinor` is the same as it can be paid in coins.
 */
export type BasketView = Omit<Settled, 'lines'> &
  Pick<Basket, 'basketId' | 'customer' | 'buyer' | 'channel' | 'service' | 'extras'> & {
    readonly lines: readonly BasketLineView[];
    /** As they stand: only what is approved, stored or captured counts as paid. */
    readonly payments: readonly Payment[];
  };
