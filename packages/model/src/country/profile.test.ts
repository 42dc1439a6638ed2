import { describe, expect, it } from 'vitest';
import { CURRENCIES } from '../money/currency.ts';
import { calendarDate } from '../schema/scalar.ts';
import { dateOfDay, dayOfDate } from '../time/civil-date.ts';
import { isZone } from '../time/zone.ts';
import { branchFromProfile, type CountryProfile, OPEN_COUNT } from './profile.ts';
import { COUNTRY_PROFILES, countryProfile, profileDefaults } from './profiles.ts';

const profileOf = (country: string): CountryProfile => {
  const profile = countryProfile(country);
  if (profile === null) throw new Error(`no profile of ${country}`);
  return profile;
};

const classOf = (profile: CountryProfile, id: string) =>
  profile.taxClasses.find((taxClass) => taxClass.id === id);

/** The rates of a class's taxes on a date, in their order; null for a tax that had none yet. */
const ratesOn = (country: string, taxClass: string, date: string) =>
  classOf(profileOf(country), taxClass)?.taxes.map(
    ({ rates }) => rates.findLast(({ from }) => from <= date)?.ratePpm ?? null,
  );

const daysAfter = (date: string, days: number): string => dateOfDay(dayOfDate(date) + days);

const each = COUNTRY_PROFILES.map((profile) => [profile.country, profile] as const);

/** What is known of single days: the first of a rate and the last of the one before it. */
const KNOWN: readonly (readonly [
  country: string,
  taxClass: string,
  date: string,
  rates: readonly number[],
])[] = [
  ['CH', 'standard', '2017-12-31', [80_000]],
  ['CH', 'standard', '2023-12-31', [77_000]],
  ['CH', 'standard', '2024-01-01', [81_000]],
  ['CH', 'reduced', '2023-12-31', [25_000]],
  ['CH', 'reduced', '2024-01-01', [26_000]],
  ['CH', 'lodging', '2017-12-31', [38_000]],
  ['CH', 'lodging', '2023-12-31', [37_000]],
  ['CH', 'lodging', '2024-01-01', [38_000]],
  ['DE', 'standard', '2020-06-30', [190_000]],
  ['DE', 'standard', '2020-12-31', [160_000]],
  ['DE', 'reduced', '2020-07-01', [50_000]],
  ['DE', 'reduced', '2021-01-01', [70_000]],
  ['ES', 'standard', '2012-08-31', [180_000]],
  ['ES', 'standard', '2012-09-01', [210_000]],
  ['ES', 'reduced', '2012-09-01', [100_000]],
  ['ES', 'super-reduced', '2023-06-01', [40_000]],
  ['ES', 'basic-food', '2022-12-31', [40_000]],
  ['ES', 'basic-food', '2023-01-01', [0]],
  ['ES', 'basic-food', '2024-09-30', [0]],
  ['ES', 'basic-food', '2024-12-31', [20_000]],
  ['ES', 'basic-food', '2025-01-01', [40_000]],
  ['ES', 'pasta-and-seed-oil', '2024-09-30', [50_000]],
  ['ES', 'pasta-and-seed-oil', '2024-10-01', [75_000]],
  ['ES', 'pasta-and-seed-oil', '2025-01-01', [100_000]],
  ['ES', 'olive-oil', '2022-12-31', [100_000]],
  ['ES', 'olive-oil', '2024-06-30', [50_000]],
  ['ES', 'olive-oil', '2024-07-01', [0]],
  ['ES', 'olive-oil', '2024-12-31', [20_000]],
  ['ES', 'olive-oil', '2025-01-01', [40_000]],
  ['FR', 'standard', '2013-12-31', [196_000]],
  ['FR', 'intermediate', '2014-01-01', [100_000]],
  ['FR', 'reduced', '2026-01-01', [55_000]],
  ['FR', 'super-reduced', '2026-01-01', [21_000]],
  ['GB', 'reduced', '2011-01-04', [50_000]],
  ['GB', 'zero', '2011-01-04', [0]],
  ['JP', 'standard', '2019-09-30', [80_000]],
  ['JP', 'standard', '2019-10-01', [100_000]],
  ['JP', 'reduced', '2019-10-01', [80_000]],
  ['PT', 'standard', '2010-12-31', [210_000]],
  ['PT', 'standard', '2011-01-01', [230_000]],
  ['PT', 'intermediate', '2026-01-01', [130_000]],
  ['PT', 'reduced', '2026-01-01', [60_000]],
  ['PT', 'essential-food', '2023-04-17', [60_000]],
  ['PT', 'essential-food', '2023-04-18', [0]],
  ['PT', 'essential-food', '2024-01-04', [0]],
  ['PT', 'essential-food', '2024-01-05', [60_000]],
  ['SA', 'standard', '2020-06-30', [50_000]],
  ['SA', 'standard', '2020-07-01', [150_000]],
  ['SE', 'standard', '2026-04-01', [250_000]],
  ['SE', 'food', '2026-03-31', [120_000]],
  ['SE', 'food', '2026-04-01', [60_000]],
  ['SE', 'food', '2027-12-31', [60_000]],
  ['SE', 'food', '2028-01-01', [120_000]],
  ['SE', 'low', '2026-04-01', [60_000]],
  ['US', 'standard', '2009-08-01', [40_000, 45_000, 3_750]],
  ['US', 'exempt', '2026-01-01', [0]],
  ['US', 'clothing', '2026-01-01', [0]],
];

describe('rates', () => {
  it.each(KNOWN)('[TAX-06] %s %s on %s', (country, taxClass, date, rates) => {
    expect(ratesOn(country, taxClass, date)).toEqual(rates);
  });

  it('[TAX-06] the standard rate of the United Kingdom, to the day', () => {
    const on = (date: string) => ratesOn('GB', 'standard', date);
    expect(['2009-12-31', '2010-01-01', '2011-01-03', '2011-01-04', '2026-01-01'].map(on)).toEqual([
      [150_000],
      [175_000],
      [175_000],
      [200_000],
      [200_000],
    ]);
  });

  it.each([
    ['CH', '2024-01-01', 81_000, 26_000],
    ['DE', '2020-06-30', 190_000, 70_000],
    ['DE', '2020-07-01', 50_000, 50_000],
    ['DE', '2023-12-31', 70_000, 70_000],
    ['DE', '2024-01-01', 190_000, 70_000],
    ['DE', '2026-01-01', 70_000, 70_000],
    ['FR', '2009-06-30', 196_000, 55_000],
    ['FR', '2014-01-01', 100_000, 55_000],
    ['GB', '2020-07-14', 200_000, 0],
    ['GB', '2020-07-15', 50_000, 0],
    ['GB', '2021-10-01', 125_000, 0],
    ['GB', '2022-04-01', 200_000, 0],
    ['JP', '2019-10-01', 100_000, 80_000],
    ['SE', '2026-03-31', 120_000, 120_000],
    ['SE', '2026-04-01', 120_000, 60_000],
    ['US', '2026-01-01', 88_750, 0],
  ])('[TAX-06] %s on %s: eaten in %i, taken away %i', (country, date, eatenIn, takenAway) => {
    const sum = (taxClass: string) =>
      ratesOn(country, taxClass, date)?.reduce<number>((total, rate) => total + (rate ?? Number.NaN), 0);
    expect(sum('eat-in')).toBe(eatenIn);
    expect(sum(classOf(profileOf(country), 'eat-in')?.takeAwayClass ?? '')).toBe(takenAway);
  });
});

describe('profiles', () => {
  it('[TAX-06] are ten, each of a country of its own', () => {
    const countries = COUNTRY_PROFILES.map(({ country }) => country);
    expect(countries.toSorted()).toEqual(['CH', 'DE', 'ES', 'FR', 'GB', 'JP', 'PT', 'SA', 'SE', 'US']);
    const names = COUNTRY_PROFILES.map(({ name }) => name);
    expect(names).toEqual(names.toSorted());
  });

  it.each(each)('[TAX-06] %s names its currency and zones and where its rules were read', (_, profile) => {
    expect(CURRENCIES.has(profile.currency)).toBe(true);
    expect(profile.zones.length > 0 && profile.zones.every(isZone)).toBe(true);
    expect(profile.taxIdKinds.length).toBeGreaterThan(0);
    expect(calendarDate.read(`2001-${profile.numbering.yearStartsOn}`, 'yearStartsOn')).toBeTruthy();
    const { fiscal, ...always } = profile.sources;
    for (const sources of Object.values(always)) expect(sources.length).toBeGreaterThan(0);
    for (const { url, says } of [...Object.values(always).flat(), ...fiscal]) {
      expect(URL.canParse(url) && url.startsWith('https://')).toBe(true);
      expect(says.length).toBeGreaterThan(10);
    }
    expect(profile.fiscal.onFailure === 'sell-and-mark' || fiscal.length > 0).toBe(true);
  });

  it.each([
    ['CH', 5, true, 'rate', 'half-away', 'sell-and-mark'],
    ['DE', 1, true, 'rate', 'half-away', 'sell-and-mark'],
    ['ES', 1, true, 'rate', 'half-away', 'sell-and-mark'],
    ['FR', 1, true, 'rate', 'half-away', 'sell-and-mark'],
    ['GB', 1, true, 'rate', 'half-away', 'sell-and-mark'],
    ['JP', 1, true, 'rate', 'down', 'sell-and-mark'],
    ['PT', 1, true, 'rate', 'half-away', 'refuse'],
    ['SA', 1, true, 'rate', 'half-away', 'sell-and-mark'],
    ['SE', 100, true, 'rate', 'half-away', 'refuse'],
    ['US', 1, false, 'document', 'half-away', 'sell-and-mark'],
  ])(
    '[TAX-06] %s: cash step %i, tax in %s, rounded by %s %s, device fails: %s',
    (country, stepMinor, pricesIncludeTax, taxRounding, roundingMode, onFailure) => {
      expect(profileOf(country)).toMatchObject({
        cashRounding: { stepMinor, mode: 'half-away' },
        pricesIncludeTax,
        taxRounding,
        roundingMode,
        numbering: { restart: 'never' },
        fiscal: { onFailure },
      });
    },
  );

  it.each(each)('[TAX-08] every class of %s has its rates from its first day on', (country, profile) => {
    const { taxClasses, defaultTaxClass } = profile;
    const ids = taxClasses.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    expect(new Set(taxClasses.map(({ mark }) => mark)).size).toBe(ids.length);
    expect(ids).toContain(defaultTaxClass);
    for (const { id, mark, taxes, takeAwayClass } of taxClasses) {
      expect(mark).not.toBe('');
      const starts = taxes.map(({ rates }) => rates.map(({ from }) => calendarDate.read(from, 'from')));
      for (const ofTax of starts) expect(ofTax).toEqual([...new Set(ofTax)].toSorted());
      const first = starts.flat().toSorted()[0];
      expect(first, 'a class without a tax has no rate').toBeDefined();
      expect(ratesOn(country, id, first!)).not.toContain(null);
      expect(ratesOn(country, id, daysAfter(first!, -1))?.every((rate) => rate === null)).toBe(true);
      if (takeAwayClass === undefined) continue;
      expect(ids).toContain(takeAwayClass);
      expect(ratesOn(country, takeAwayClass, first!)).not.toContain(null);
      // What is taken away counts by one class and no further one.
      expect(classOf(profile, takeAwayClass)?.takeAwayClass).toBeUndefined();
    }
  });

  it.each(each)('[TAX-08] the coins and notes of %s pay what cash is rounded to', (_, profile) => {
    const { cashRounding, denominations } = profile;
    expect(denominations.every((value) => Number.isSafeInteger(value) && value > 0)).toBe(true);
    expect(denominations).toEqual([...new Set(denominations)].toSorted((a, b) => a - b));
    expect(denominations.filter((value) => value % cashRounding.stepMinor !== 0)).toEqual([]);
    // The smallest coin is the step, so that every rounded amount can be paid and given back.
    expect(denominations[0]).toBe(cashRounding.stepMinor);
  });
});

describe('a branch', () => {
  it('[TAX-07] has the rules of its profile', () => {
    for (const profile of COUNTRY_PROFILES) {
      const branch = branchFromProfile(profile, { id: '0'.repeat(32), name: 'x', priceListId: 'main' });
      expect(branch).toMatchObject(profileDefaults(profile.country));
      expect(branch.taxClasses).toBe(profile.taxClasses);
    }
  });

  it('[TAX-07] stated before it could say so counts by its country’s profile, or by nothing at all', () => {
    expect(profileDefaults('CH')).toMatchObject({ cashRounding: { stepMinor: 5 }, drawer: OPEN_COUNT });
    expect(profileDefaults('SE').fiscal).toEqual({ onFailure: 'refuse' });
    expect(profileDefaults('XX')).toEqual({
      cashRounding: { stepMinor: 1, mode: 'half-away' },
      denominations: [],
      numbering: { restart: 'never', yearStartsOn: '01-01' },
      fiscal: { onFailure: 'sell-and-mark' },
      drawer: { blindCount: false, varianceLimitMinor: 1_000_000_000_000 },
    });
  });
});
