import type { RoundingMode } from '../money/round-ratio.ts';
import type { Id } from '../schema/scalar.ts';

export type BranchId = Id<'branch'>;

/** One rate of a tax class from a business date on. */
export type EffectiveRate = { readonly from: string; readonly ratePpm: number };
export type TaxClass = {
  readonly id: string;
  readonly name: string;
  readonly rates: readonly EffectiveRate[];
};

/** How a branch counts: data, from the country profile it was made with or settings. */
export type Branch = {
  readonly id: BranchId;
  readonly name: string;
  readonly country: string;
  readonly currency: string;
  /** IANA time zone. */
  readonly zone: string;
  /** Minutes after midnight at which a business date begins; 240 is 04:00. */
  readonly cutoffMinutes: number;
  readonly pricesIncludeTax: boolean;
  /** Tax is rounded once per rate of a document, or per line and added. */
  readonly taxRounding: 'document' | 'line';
  readonly roundingMode: RoundingMode;
  readonly taxClasses: readonly TaxClass[];
  readonly priceListId: string;
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
