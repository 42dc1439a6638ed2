import { MAX_AMOUNT_MINOR } from '../money/bound.ts';
import { currencyExponent } from '../money/currency.ts';
import type { Branch, CashRounding, DrawerRule, FiscalRule, Numbering, TaxClass } from '../state/shop.ts';
import { isZone } from '../time/zone.ts';

/** Where a rule was read, and what it says there in a few words. */
export type Source = { readonly url: string; readonly says: string };

/** How shops of a country count, as data with its sources. A branch starts from it and keeps its own copy. */
export type CountryProfile = {
  /** ISO 3166-1 alpha-2. */
  readonly country: string;
  readonly name: string;
  readonly currency: string;
  /** IANA zones, the most usual first. */
  readonly zones: readonly string[];
  readonly pricesIncludeTax: boolean;
  readonly taxClasses: readonly TaxClass[];
  /** The class of goods for which nobody said another. */
  readonly defaultTaxClass: string;
  readonly taxRounding: Branch['taxRounding'];
  readonly roundingMode: Branch['roundingMode'];
  readonly cashRounding: CashRounding;
  /** Coins and notes in use, minor units, smallest first. */
  readonly denominations: readonly number[];
  readonly numbering: Numbering;
  readonly fiscal: FiscalRule;
  /** Kinds of number that a seller prints, such as `VAT`. */
  readonly taxIdKinds: readonly string[];
  readonly sources: {
    readonly rates: readonly Source[];
    readonly prices: readonly Source[];
    readonly rounding: readonly Source[];
    readonly cash: readonly Source[];
    readonly numbering: readonly Source[];
    /** Empty where the country demands no fiscal device. */
    readonly fiscal: readonly Source[];
  };
};

/** A business date begins at 04:00 unless a branch says otherwise. */
const DEFAULT_CUTOFF_MINUTES = 240;

/** The open count of every drawer, and no approval, until the branch says otherwise. */
export const OPEN_COUNT: DrawerRule = { blindCount: false, varianceLimitMinor: MAX_AMOUNT_MINOR };

type BranchChoice = {
  readonly id: string;
  readonly name: string;
  readonly priceListId: string;
  /** Default: the country's first zone. */
  readonly zone?: string;
  readonly cutoffMinutes?: number;
};

/** A branch as its country counts. */
export const branchFromProfile = (profile: CountryProfile, choice: BranchChoice): Branch => {
  const zone = choice.zone ?? profile.zones[0];
  if (zone === undefined || !isZone(zone)) throw new Error(`${String(zone)} is no time zone`);
  currencyExponent(profile.currency);
  return {
    id: choice.id,
    name: choice.name,
    country: profile.country,
    currency: profile.currency,
    zone,
    cutoffMinutes: choice.cutoffMinutes ?? DEFAULT_CUTOFF_MINUTES,
    pricesIncludeTax: profile.pricesIncludeTax,
    taxRounding: profile.taxRounding,
    roundingMode: profile.roundingMode,
    taxClasses: profile.taxClasses,
    priceListId: choice.priceListId,
    cashRounding: profile.cashRounding,
    denominations: profile.denominations,
    numbering: profile.numbering,
    fiscal: profile.fiscal,
    drawer: OPEN_COUNT,
    legalEntities: [],
    promotions: [],
  };
};
