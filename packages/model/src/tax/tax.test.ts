import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { GB } from '../country/gb.ts';
import { branchFromProfile } from '../country/profile.ts';
import { COUNTRY_PROFILES, countryProfile } from '../country/profiles.ts';
import { JP } from '../country/jp.ts';
import { CURRENCIES } from '../money/currency.ts';
import { calendarDate } from '../schema/scalar.ts';
import { isZone } from '../time/zone.ts';
import { rateOn, taxOf } from './rate.ts';
import { grossOf, totalLines } from './total-lines.ts';

const MODES = ['half-away', 'half-even', 'down'] as const;

describe('rates', () => {
  it('[TAX-01] the latest start not after the date counts, in whatever order they stand', () => {
    const classes = [
      {
        id: 'a',
        name: 'A',
        rates: [
          { from: '2011-01-04', ratePpm: 200_000 },
          { from: '2010-01-01', ratePpm: 175_000 },
        ],
      },
    ];
    expect(rateOn(classes, 'a', '2009-12-31')).toBeNull();
    expect(rateOn(classes, 'a', '2010-01-01')).toBe(175_000);
    expect(rateOn(classes, 'a', '2011-01-03')).toBe(175_000);
    expect(rateOn(classes, 'a', '2011-01-04')).toBe(200_000);
    expect(rateOn(classes, 'b', '2011-01-04')).toBeNull();
  });

  it('[TAX-06] the standard rate of the United Kingdom', () => {
    const on = (date: string) => rateOn(GB.taxClasses, 'standard', date);
    expect(['2009-12-31', '2010-01-01', '2011-01-03', '2011-01-04', '2026-01-01'].map(on)).toEqual([
      150_000, 175_000, 175_000, 200_000, 200_000,
    ]);
    expect(rateOn(GB.taxClasses, 'reduced', '2011-01-04')).toBe(50_000);
    expect(rateOn(GB.taxClasses, 'zero', '2011-01-04')).toBe(0);
  });

  it.each([
    ['DE', 'standard', '2020-06-30', 190_000],
    ['DE', 'standard', '2020-12-31', 160_000],
    ['DE', 'reduced', '2021-01-01', 70_000],
    ['FR', 'standard', '2013-12-31', 196_000],
    ['FR', 'intermediate', '2014-01-01', 100_000],
    ['FR', 'super-reduced', '2026-01-01', 21_000],
    ['JP', 'standard', '2019-09-30', 80_000],
    ['JP', 'standard', '2019-10-01', 100_000],
    ['JP', 'reduced', '2019-10-01', 80_000],
  ])('[TAX-06] %s %s on %s', (country, taxClass, date, ratePpm) => {
    expect(rateOn(countryProfile(country)!.taxClasses, taxClass, date)).toBe(ratePpm);
  });

  it.each(COUNTRY_PROFILES.map((profile) => [profile.country, profile] as const))(
    '[TAX-06] the profile of %s is whole',
    (_country, profile) => {
      expect(CURRENCIES.has(profile.currency)).toBe(true);
      expect(profile.zones.length > 0 && profile.zones.every(isZone)).toBe(true);
      expect(profile.taxClasses.map(({ id }) => id)).toContain(profile.defaultTaxClass);
      for (const { rates } of profile.taxClasses) {
        const starts = rates.map(({ from }) => calendarDate.read(from, 'from'));
        expect(starts).toEqual([...new Set(starts)].toSorted());
        expect(starts.length).toBeGreaterThan(0);
      }
      const { rates, prices, rounding } = profile.sources;
      for (const sources of [rates, prices, rounding]) {
        expect(sources.length).toBeGreaterThan(0);
        for (const { url, says } of sources) {
          expect(URL.canParse(url) && url.startsWith('https://')).toBe(true);
          expect(says.length).toBeGreaterThan(10);
        }
      }
    },
  );

  it('[TAX-07] a branch has the rules of its profile, its own zone and cut-off', () => {
    const branch = branchFromProfile(JP, {
      id: '0'.repeat(32),
      name: 'Ginza',
      priceListId: 'main',
      cutoffMinutes: 300,
    });
    expect(branch).toMatchObject({
      currency: 'JPY',
      zone: 'Asia/Tokyo',
      cutoffMinutes: 300,
      roundingMode: 'down',
    });
    expect(countryProfile('XX')).toBeNull();
    const nowhere = { id: '0'.repeat(32), name: 'x', priceListId: 'main', zone: 'Mars/Olympus' };
    expect(() => branchFromProfile(GB, nowhere)).toThrow('Mars/Olympus');
  });
});

describe('tax of a document', () => {
  const inclusive = { pricesIncludeTax: true, taxRounding: 'document', roundingMode: 'half-away' } as const;
  const line = (totalMinor: number, ratePpm = 200_000, taxClass = 'standard') => ({
    totalMinor,
    ratePpm,
    taxClass,
  });

  it('[TAX-02] prices with tax in', () => {
    expect(totalLines([line(1_000), line(200)], inclusive)).toEqual([
      { taxClass: 'standard', ratePpm: 200_000, netMinor: 1_000, taxMinor: 200, grossMinor: 1_200 },
    ]);
    expect(taxOf(1_530, 175_000, true, 'half-away')).toBe(228);
  });

  it('[TAX-03] prices without tax', () => {
    expect(totalLines([line(1_000), line(200)], { ...inclusive, pricesIncludeTax: false })).toEqual([
      { taxClass: 'standard', ratePpm: 200_000, netMinor: 1_200, taxMinor: 240, grossMinor: 1_440 },
    ]);
  });

  it('[TAX-04] once per rate, or per line and added', () => {
    const lines = [line(3), line(3), line(3)];
    expect(totalLines(lines, inclusive)[0]?.taxMinor).toBe(2);
    expect(totalLines(lines, { ...inclusive, taxRounding: 'line' })[0]?.taxMinor).toBe(3);
    expect(totalLines(lines, { ...inclusive, roundingMode: 'down' })[0]?.taxMinor).toBe(1);
    expect(
      totalLines(lines, { ...inclusive, taxRounding: 'line', roundingMode: 'half-even' })[0]?.taxMinor,
    ).toBe(0);
  });

  it('[TAX-05] rates stand in one order and two classes at one rate stay apart', () => {
    const lines = [line(5, 200_000, 'z'), line(5, 200_000, 'a'), line(5, 50_000, 'z')];
    const keys = totalLines(lines, inclusive).map(({ taxClass, ratePpm }) => [taxClass, ratePpm]);
    expect(keys).toEqual([
      ['a', 200_000],
      ['z', 50_000],
      ['z', 200_000],
    ]);
    expect(totalLines(lines.toReversed(), inclusive)).toEqual(totalLines(lines, inclusive));
  });

  it('[TAX-05] net + tax = gross, and the given side adds up, for any lines and rule', () => {
    const rule = fc.record({
      pricesIncludeTax: fc.boolean(),
      taxRounding: fc.constantFrom('document' as const, 'line' as const),
      roundingMode: fc.constantFrom(...MODES),
    });
    const lines = fc.array(
      fc.record({
        totalMinor: fc.oneof(fc.nat(1_000), fc.nat(1e12)),
        ratePpm: fc.constantFrom(0, 50_000, 175_000, 200_000, 10_000_000),
        taxClass: fc.constantFrom('a', 'b'),
      }),
      { maxLength: 30 },
    );
    fc.assert(
      fc.property(lines, rule, (given, how) => {
        const rates = totalLines(given, how);
        const sum = given.reduce((total, { totalMinor }) => total + totalMinor, 0);
        for (const { netMinor, taxMinor, grossMinor } of rates) {
          expect(netMinor + taxMinor).toBe(grossMinor);
          expect(Math.min(netMinor, taxMinor)).toBeGreaterThanOrEqual(0);
        }
        const side = how.pricesIncludeTax
          ? grossOf(rates)
          : rates.reduce((total, { netMinor }) => total + netMinor, 0);
        expect(side).toBe(sum);
      }),
    );
  });
});
