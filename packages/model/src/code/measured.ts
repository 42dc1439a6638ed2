/** What a code says of the very goods that bear it. */
export type Measured = {
  /** Net, thousandths of a kilogram. */
  readonly weightMilli?: number;
  /** How many, thousandths. */
  readonly quantityMilli?: number;
  /** What they cost, minor units of the branch's currency. */
  readonly amountMinor?: number;
};
