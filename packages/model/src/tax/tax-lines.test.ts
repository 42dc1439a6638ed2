import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { EARLIER } from '../money/apportion.ts';
import type { TaxPart } from '../sale/line.ts';
import type { TaxClass } from '../state/shop.ts';
import { TAX_CLASSES } from '../testing/random-basket.fixture.ts';
import { type ClassRate, rateOfClass, relieved } from './rate.ts';
import { type TaxableLine, taxLines, type TaxRule } from './tax-lines.ts';
import { grossOf, totalLines } from './total-lines.ts';

const ON = '2011-01-04';
const rateOf = (taxClass: TaxClass): ClassRate => {
  const rate = rateOfClass(taxClass, ON);
  if (rate === null) throw new Error(taxClass.id);
  return rate;
};
/** 20%, one tax. */
const simple = (id = 'standard', ratePpm = 200_000): ClassRate =>
  rateOf({
    id,
    name: id,
    mark: '',
    taxes: [{ id: 'vat', name: 'VAT', compound: false, rates: [{ from: ON, ratePpm }] }],
  });
const named = (id: string): ClassRate => rateOf(TAX_CLASSES.find((each) => each.id === id) as TaxClass);
const line = (amountMinor: number, rate = simple(), includesTax = true): TaxableLine => ({
  rate,
  includesTax,
  amountMinor,
});
const PER_RATE: TaxRule = { taxRounding: 'rate', roundingMode: 'half-away' };

const count = (lines: readonly TaxableLine[], rule: TaxRule = PER_RATE) => {
  const taxed = taxLines(lines, rule, EARLIER);
  const rated = lines.map(({ rate: { taxClass, ratePpm, relief } }, at) => ({
    taxClass,
    ratePpm,
    ...(relief === null ? {} : { relief }),
    ...(taxed[at] ?? { netMinor: 0, taxMinor: 0 }),
  }));
  return { lines: taxed, rates: totalLines(rated) };
};
const taxes = (lines: readonly TaxableLine[], rule: TaxRule = PER_RATE) =>
  count(lines, rule).lines.map(({ taxMinor }) => taxMinor);

describe('tax of a document', () => {
  it('[TAX-02] with tax in the gross is given', () => {
    expect(count([line(1_000), line(200)]).rates).toEqual([
      { taxClass: 'standard', ratePpm: 200_000, netMinor: 1_000, taxMinor: 200, grossMinor: 1_200 },
    ]);
    expect(count([line(1_530, simple('standard', 175_000))]).lines).toEqual([
      { netMinor: 1_302, taxMinor: 228 },
    ]);
  });

  it('[TAX-03] without tax the net is given', () => {
    expect(count([line(1_000, simple(), false), line(200, simple(), false)]).rates).toEqual([
      { taxClass: 'standard', ratePpm: 200_000, netMinor: 1_200, taxMinor: 240, grossMinor: 1_440 },
    ]);
  });

  it('[TAX-04] once per rate, split over its lines; or per line, and added', () => {
    const lines = [line(3), line(3), line(3)];
    // Half a unit in each: 1.5 together.
    expect(taxes(lines)).toEqual([1, 1, 0]);
    expect(taxes(lines, { taxRounding: 'line', roundingMode: 'half-away' })).toEqual([1, 1, 1]);
    expect(taxes(lines, { taxRounding: 'line', roundingMode: 'half-even' })).toEqual([0, 0, 0]);
    expect(taxes(lines, { taxRounding: 'rate', roundingMode: 'down' })).toEqual([1, 0, 0]);
    expect(
      taxes([line(3), line(3), line(3), line(3), line(3)], { ...PER_RATE, roundingMode: 'half-even' }),
    ).toEqual([1, 1, 0, 0, 0]);
  });

  it('[TAX-04] once for the document: what each rate loses goes to the one that lost most', () => {
    const rule: TaxRule = { taxRounding: 'document', roundingMode: 'half-away' };
    // 20% and 10% of 7: 1.4 and 0.7, together 2.1, while each rounded by itself would be 1 and 1.
    const lines = [line(7, simple('a'), false), line(7, simple('b', 100_000), false)];
    expect(taxes(lines)).toEqual([1, 1]);
    expect(taxes(lines, rule)).toEqual([1, 1]);
    // 1.4 and 1.4 are 2.8: three units, where each by itself would be one.
    const alike = [line(7, simple('b'), false), line(7, simple('a'), false)];
    expect(taxes(alike)).toEqual([1, 1]);
    expect(taxes(alike, rule)).toEqual([1, 2]);
    expect(taxes(alike, { ...rule, roundingMode: 'down' })).toEqual([1, 1]);
  });

  it('[TAX-05] two classes at one rate stay apart; with tax in and without, one rate is one row', () => {
    const lines = [
      line(5, simple('z')),
      line(5, simple('a')),
      line(5, simple('z', 50_000)),
      line(5, simple('z'), false),
    ];
    const { rates } = count(lines);
    expect(rates.map(({ taxClass, ratePpm, grossMinor }) => [taxClass, ratePpm, grossMinor])).toEqual([
      ['a', 200_000, 5],
      ['z', 50_000, 5],
      ['z', 200_000, 11],
    ]);
    expect(count(lines.toReversed()).rates).toEqual(rates);
  });

  it('[TAX-09] several taxes: each its part, and what it was counted on', () => {
    const [sold] = count([line(10_000, named('several'), false)]).lines;
    expect(sold).toEqual({
      netMinor: 10_000,
      taxMinor: 888,
      taxes: [
        { tax: 'state', ratePpm: 40_000, baseMinor: 10_000, taxMinor: 400 },
        { tax: 'city', ratePpm: 45_000, baseMinor: 10_000, taxMinor: 450 },
        { tax: 'district', ratePpm: 3_750, baseMinor: 10_000, taxMinor: 38 },
      ],
    });
  });

  it('[TAX-09] a compound tax is counted on the net amount and the taxes before it', () => {
    const { lines, rates } = count([line(20_000, named('compound'), false), line(11_547, named('compound'))]);
    expect(lines[0]?.taxes).toEqual([
      { tax: 'gst', ratePpm: 50_000, baseMinor: 20_000, taxMinor: 1_000 },
      { tax: 'qst', ratePpm: 99_750, baseMinor: 21_000, taxMinor: 2_095 },
    ]);
    expect(lines[1]).toMatchObject({ netMinor: 10_000, taxMinor: 1_547 });
    expect(rates).toEqual([
      {
        taxClass: 'compound',
        ratePpm: 154_738,
        netMinor: 30_000,
        taxMinor: 4_642,
        grossMinor: 34_642,
        taxes: [
          { tax: 'gst', ratePpm: 50_000, baseMinor: 30_000, taxMinor: 1_500 },
          { tax: 'qst', ratePpm: 99_750, baseMinor: 31_500, taxMinor: 3_142 },
        ],
      },
    ]);
  });

  it('[TAX-10] no tax under a relief, in a row of its own', () => {
    const free = line(500, relieved(simple(), 'exempt'));
    expect(count([free, line(120)]).rates).toEqual([
      { taxClass: 'standard', ratePpm: 0, relief: 'exempt', netMinor: 500, taxMinor: 0, grossMinor: 500 },
      { taxClass: 'standard', ratePpm: 200_000, netMinor: 100, taxMinor: 20, grossMinor: 120 },
    ]);
  });

  const anyRate = fc.constantFrom(
    ...TAX_CLASSES.map(rateOf),
    relieved(simple(), 'exempt'),
    simple('x', 10_000_000),
  );
  const anyLine = fc.record({
    rate: anyRate,
    includesTax: fc.boolean(),
    amountMinor: fc.oneof(fc.nat(1_000), fc.nat(2e10)),
  });
  const anyRule = fc.record({
    taxRounding: fc.constantFrom('line' as const, 'rate' as const, 'document' as const),
    roundingMode: fc.constantFrom('half-away' as const, 'half-even' as const, 'down' as const),
  });

  const sumOf = (parts: readonly TaxPart[] | undefined): number | undefined =>
    parts?.reduce((sum, part) => sum + part.taxMinor, 0);

  it('[TAX-05] net + tax = gross, and parts add up, for any lines and rule', () => {
    fc.assert(
      fc.property(fc.array(anyLine, { maxLength: 30 }), anyRule, (given, rule) => {
        const { lines, rates } = count(given, rule);
        for (const [at, { netMinor, taxMinor, taxes: parts }] of lines.entries()) {
          const { includesTax, amountMinor, rate } = given[at] as TaxableLine;
          expect(includesTax ? netMinor + taxMinor : netMinor).toBe(amountMinor);
          expect(Math.min(netMinor, taxMinor)).toBeGreaterThanOrEqual(0);
          expect((parts ?? []).length).toBe(rate.taxes.length);
          expect(sumOf(parts) ?? taxMinor).toBe(taxMinor);
        }
        for (const { netMinor, taxMinor, grossMinor, taxes: parts } of rates) {
          expect(netMinor + taxMinor).toBe(grossMinor);
          expect(sumOf(parts) ?? taxMinor).toBe(taxMinor);
        }
        expect(grossOf(rates)).toBe(lines.reduce((sum, each) => sum + each.netMinor + each.taxMinor, 0));
      }),
    );
  });
});
