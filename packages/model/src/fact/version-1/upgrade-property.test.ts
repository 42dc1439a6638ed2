import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { priceTimesQuantity, shareOf } from '../../money/multiply.ts';
import type { Shape } from '../../schema/shape.ts';
import { faultOf } from '../validity/validity.ts';
import { idOf } from '../wire.fixture.ts';
import { decodeFact } from '../wire.ts';
import { FACTS_V1, type FactV1Of } from './fact.ts';

type SaleV1 = FactV1Of<'sale.completed'>;
type LineV1 = SaleV1['lines'][number];

const asks = fc.record({
  unitPriceMinor: fc.oneof(fc.nat(50), fc.nat(100_000_000)),
  quantityMilli: fc.integer({ min: 1, max: 10_000 }),
  sharePpm: fc.option(fc.nat(1_000_000), { nil: undefined }),
  taxClass: fc.constantFrom('standard', 'reduced', 'zero'),
});
const RATE_OF: Readonly<Record<string, number>> = { standard: 175_000, reduced: 50_000, zero: 0 };

const lineOf = (ask: typeof asks extends fc.Arbitrary<infer T> ? T : never, n: number): LineV1 => {
  const beforeMinor = priceTimesQuantity(ask.unitPriceMinor, ask.quantityMilli);
  const { sharePpm } = ask;
  const amountMinor = sharePpm === undefined ? 0 : shareOf(beforeMinor, sharePpm);
  return {
    line: n + 1,
    productId: idOf(n),
    sku: `sku ${n}`,
    name: `name ${n}`,
    unit: 'kg',
    quantityMilli: ask.quantityMilli,
    unitPriceMinor: ask.unitPriceMinor,
    ...(sharePpm === undefined ? {} : { discount: { sharePpm, amountMinor, reason: 'x' } }),
    taxClass: ask.taxClass,
    ratePpm: RATE_OF[ask.taxClass] ?? 0,
    totalMinor: beforeMinor - amountMinor,
  };
};

/** Sums by rate as version 1 made them: once per rate, half away from zero, with plain numbers. */
const ratesOf = (lines: readonly LineV1[], includesTax: boolean): SaleV1['rates'] =>
  ['reduced', 'standard', 'zero'].flatMap((taxClass) => {
    const own = lines.filter((line) => line.taxClass === taxClass);
    if (own.length === 0) return [];
    const ratePpm = RATE_OF[taxClass] ?? 0;
    const amount = own.reduce((sum, { totalMinor }) => sum + totalMinor, 0);
    const [top, bottom] = [2 * amount * ratePpm, includesTax ? 1_000_000 + ratePpm : 1_000_000];
    const taxMinor = Math.floor((top + bottom) / (2 * bottom));
    const netMinor = includesTax ? amount - taxMinor : amount;
    return [{ taxClass, ratePpm, netMinor, taxMinor, grossMinor: netMinor + taxMinor }];
  });

const saleOf = (lines: readonly LineV1[], includesTax: boolean): SaleV1 => {
  const rates = ratesOf(lines, includesTax);
  const totalMinor = rates.reduce((sum, { grossMinor }) => sum + grossMinor, 0);
  return {
    kind: 'sale.completed',
    saleId: idOf(1),
    basketId: idOf(2),
    document: { kind: 'receipt', number: 1, label: 'H1-7KQ2-R-1' },
    currency: 'GBP',
    lines,
    rates,
    totalMinor,
    payments: [
      {
        paymentId: idOf(3),
        tender: 'cash',
        amountMinor: totalMinor,
        tenderedMinor: totalMinor,
        changeMinor: 0,
      },
    ],
  };
};

describe('any sale of version 1', () => {
  it('[FACT-08] is sound in its newest form: lines, rates, discounts and payments', () => {
    fc.assert(
      fc.property(fc.array(asks, { minLength: 1, maxLength: 12 }), fc.boolean(), (given, includesTax) => {
        const old = saleOf(given.map(lineOf), includesTax);
        const { kind, ...body } = old;
        const read = decodeFact(kind, 1, (FACTS_V1[kind] as Shape<object>).encode(body));
        if (read.status !== 'valid' || read.fact.kind !== 'sale.completed')
          throw new Error(JSON.stringify(read));
        expect(faultOf(read.fact)).toBeNull();
        expect(read.fact.rates).toEqual(old.rates);
        expect(
          read.fact.lines.map((line) =>
            line.priceIncludesTax ? line.netMinor + line.taxMinor : line.netMinor,
          ),
        ).toEqual(old.lines.map(({ totalMinor }) => totalMinor));
        // Without any tax in it a document does not say which way its prices were.
        const taxed = old.rates.some(({ taxMinor }) => taxMinor > 0);
        expect(read.fact.lines.map((line) => line.priceIncludesTax)).toEqual(
          old.lines.map(() => includesTax || !taxed),
        );
      }),
      { numRuns: 500 },
    );
  });
});
