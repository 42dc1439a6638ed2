/**
 * What a fact does to the read models, as deltas that add up in any order (I5): stock and refunded
 * amounts are sums, a receipt is a row under its own id. Applied once per entry hash (I2).
 */
export type Effect =
  | { readonly kind: 'stock'; readonly productId: string; readonly quantityMilli: number }
  | { readonly kind: 'receipt'; readonly saleId: string }
  | {
      readonly kind: 'refunded';
      readonly saleId: string;
      readonly line: number;
      readonly quantityMilli: number;
      readonly totalMinor: number;
    }
  | {
      readonly kind: 'refunded-rate';
      readonly saleId: string;
      /** `taxClass/ratePpm` */
      readonly rate: string;
      readonly grossMinor: number;
      readonly taxMinor: number;
    };
