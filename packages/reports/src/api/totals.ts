/**
 * Consolidated totals, as `GET /api/totals` and `npm run -s report -- --json` give them.
 * Money is minor units of the row's currency; quantities are thousandths; rates are parts per
 * million. Sales, refunds and voids stand apart and are all positive. Nothing adds two currencies.
 */
export type Figures = {
  /** Documents. */
  readonly count: number;
  readonly unitsMilli: number;
  readonly grossMinor: number;
};

/** Sales, refunds and voids of one currency; voided sales are among the sales. */
export type TradeFigures = {
  readonly currency: string;
  readonly sales: Figures;
  readonly refunds: Figures;
  readonly voids: Figures;
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
    /** Why no tax was charged; null where it was. */
    readonly relief: string | null;
    readonly sales: RateFigures;
    readonly refunds: RateFigures;
    readonly voids: RateFigures;
  }[];
  /**
   * Money by its payment facts: received is less the change; given back holds refunds, voids and returned
   * payments; lost is what a stored payment came to when nobody ever paid it.
   */
  readonly tenders: readonly {
    readonly currency: string;
    readonly tender: string;
    readonly receivedMinor: number;
    readonly givenBackMinor: number;
    readonly lostMinor: number;
  }[];
  /** Tips, deposits and what else is no revenue, taken less given back. */
  readonly extras: readonly {
    readonly currency: string;
    readonly extra: string;
    readonly amountMinor: number;
  }[];
  /** What cash was rounded by, sales less refunds and voids. */
  readonly cashRounding: readonly { readonly currency: string; readonly amountMinor: number }[];
  /** What the numbered Z reports say with their supplements; `grossMinor` is sales less refunds and voids. */
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
