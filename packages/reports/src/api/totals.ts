/**
 * Consolidated totals, as `GET /api/totals` and `npm run -s report -- --json` give them.
 * Money is minor units of the row's currency; quantities are thousandths; rates are parts per
 * million. Sales and refunds stand apart and are both positive. Nothing adds two currencies.
 */
export type Figures = {
  /** Documents. */
  readonly count: number;
  readonly unitsMilli: number;
  readonly grossMinor: number;
};

/** Sales and refunds of one currency. */
export type TradeFigures = {
  readonly currency: string;
  readonly sales: Figures;
  readonly refunds: Figures;
};

export type RateFigures = {
  readonly netMinor: number;
  readonly taxMinor: number;
  readonly grossMinor: number;
};

export type Totals = {
  readonly overall: readonly TradeFigures[];
  readonly branches: readonly (TradeFigures & { readonly branchId: string })[];
  readonly tills: readonly (TradeFigures & { readonly branchId: string; readonly deviceId: string })[];
  readonly businessDates: readonly (TradeFigures & { readonly businessDate: string })[];
  /** Local hour of the branch, 0 to 23. */
  readonly hours: readonly (TradeFigures & { readonly branchId: string; readonly hour: number })[];
  readonly rates: readonly {
    readonly currency: string;
    readonly taxClass: string;
    readonly ratePpm: number;
    readonly sales: RateFigures;
    readonly refunds: RateFigures;
  }[];
  /** Money by its payment facts: received is less the change; given back holds refunds and returned payments. */
  readonly tenders: readonly {
    readonly currency: string;
    readonly tender: string;
    readonly receivedMinor: number;
    readonly givenBackMinor: number;
  }[];
  /** What the numbered Z reports say; `grossMinor` is sales less refunds. */
  readonly zReports: readonly {
    readonly currency: string;
    readonly count: number;
    readonly grossMinor: number;
    readonly varianceMinor: number;
  }[];
};

/** Which facts to count; an absent part leaves nothing out. Dates are business dates, both ends included. */
export type TotalsFilter = {
  readonly from?: string;
  readonly to?: string;
  readonly branchId?: string;
  readonly deviceId?: string;
};
