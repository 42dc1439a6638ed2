import type { Promotion } from '../promotion/promotion.ts';
import type { RoundingMode } from '../money/round-ratio.ts';
import type { Id } from '../schema/scalar.ts';
import type { LegalEntity } from '../shop/legal-entity.ts';

export type BranchId = Id<'branch'>;

/** One rate of a tax from a business date on. */
export type EffectiveRate = { readonly from: string; readonly ratePpm: number };

/** One tax of a class, such as a state's and a city's sales tax. */
export type Tax = {
  readonly id: string;
  readonly name: string;
  /** Counted on the net amount and the taxes before it in its class, instead of on the net amount alone. */
  readonly compound: boolean;
  readonly rates: readonly EffectiveRate[];
};

/** Goods that are taxed alike. Its taxes stand in the order in which they are counted. */
export type TaxClass = {
  readonly id: string;
  readonly name: string;
  /** The letter or sign that marks its lines on paper. */
  readonly mark: string;
  readonly taxes: readonly Tax[];
  /** The class that counts instead when the goods are taken away; absent where that makes no difference. */
  readonly takeAwayClass?: string;
};

/** Tax is rounded for each line, once for each rate of a document, or once for the document. */
export const TAX_ROUNDINGS = ['line', 'rate', 'document'] as const;
export type TaxRounding = (typeof TAX_ROUNDINGS)[number];

/** The smallest amount that can be paid in coins: what is due in cash is rounded to a multiple of it. */
export type CashRounding = { readonly stepMinor: number; readonly mode: RoundingMode };

/** Whether the numbers of documents begin again with each fiscal year, and when that begins (`MM-DD`). */
export type Numbering = { readonly restart: 'never' | 'fiscal-year'; readonly yearStartsOn: string };

/** What happens to a sale whose fiscal device fails: it is sold and marked so, or it is refused. */
export const FISCAL_FAILURES = ['sell-and-mark', 'refuse'] as const;
export type FiscalRule = { readonly onFailure: (typeof FISCAL_FAILURES)[number] };

/** How a branch's drawers are counted. Amounts are minor units of its base currency. */
export type DrawerRule = {
  /** Whoever counts is not told beforehand what should be there. */
  readonly blindCount: boolean;
  /** A larger variance, either way, wants somebody's approval. */
  readonly varianceLimitMinor: number;
};

/** How a branch counts: data, from the country profile it was made with or settings. */
export type Branch = {
  readonly id: BranchId;
  readonly name: string;
  readonly country: string;
  /** Its one base currency. Every document names it. */
  readonly currency: string;
  /** IANA time zone. */
  readonly zone: string;
  /** Minutes after midnight at which a business date begins; 240 is 04:00. */
  readonly cutoffMinutes: number;
  /** Of a price list that does not say so itself. */
  readonly pricesIncludeTax: boolean;
  readonly taxRounding: TaxRounding;
  readonly roundingMode: RoundingMode;
  readonly taxClasses: readonly TaxClass[];
  /** The list that holds a price where no other does. */
  readonly priceListId: string;
  readonly cashRounding: CashRounding;
  /** Coins and notes of the base currency, minor units, smallest first. */
  readonly denominations: readonly number[];
  readonly numbering: Numbering;
  readonly fiscal: FiscalRule;
  readonly drawer: DrawerRule;
  /** All that the organisation states; each says when it counts. */
  readonly promotions: readonly Promotion[];
  /** Who sells here, from a date on each; of those begun the latest counts. */
  readonly legalEntities: readonly LegalEntity[];
};

/** This till, in its present series. */
export type Till = {
  readonly deviceId: string;
  readonly code: string;
  readonly seriesId: string;
  /** Four characters that tell this series' documents from those of an earlier life of the till. */
  readonly seriesTag: string;
  readonly branch: Branch;
};
