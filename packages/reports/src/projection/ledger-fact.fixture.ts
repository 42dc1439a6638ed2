import type { LedgerFact } from '@tillmesh/model';
import type { PositionedFact } from '@tillmesh/replica';
import * as fc from 'fast-check';

/** Two branches with two tills each: pounds in London, yen in Tokyo. */
export const PLACES = [
  { branchId: 'branch-london', deviceId: 'till-l1', currency: 'GBP', offsetMinutes: 0 },
  { branchId: 'branch-london', deviceId: 'till-l2', currency: 'GBP', offsetMinutes: 60 },
  { branchId: 'branch-tokyo', deviceId: 'till-t1', currency: 'JPY', offsetMinutes: 540 },
  { branchId: 'branch-tokyo', deviceId: 'till-t2', currency: 'JPY', offsetMinutes: 540 },
] as const;

export const BUSINESS_DATES = ['2010-12-31', '2011-01-03', '2011-01-04'] as const;

const hexId = fc.integer({ min: 0, max: 2 ** 31 }).map((value) => value.toString(16).padStart(32, '0'));
const minor = fc.integer({ min: 0, max: 1_000_000 });

const rates = fc.array(
  fc
    .record({
      taxClass: fc.constantFrom('standard', 'reduced'),
      ratePpm: fc.constantFrom(0, 50_000, 175_000, 200_000),
    })
    .chain((rate) =>
      fc.tuple(minor, minor).map(([netMinor, taxMinor]) => ({
        ...rate,
        netMinor,
        taxMinor,
        grossMinor: netMinor + taxMinor,
      })),
    ),
  { minLength: 1, maxLength: 3 },
);

const line = fc.record({
  line: fc.integer({ min: 1, max: 50 }),
  productId: hexId,
  sku: fc.constant('sku'),
  name: fc.constant('name'),
  unit: fc.constantFrom('piece' as const, 'kg' as const),
  quantityMilli: fc.integer({ min: 1, max: 1_000_000_000 }),
  unitPriceMinor: minor,
  taxClass: fc.constant('standard'),
  ratePpm: fc.constant(200_000),
  totalMinor: minor,
});

const document = { kind: 'receipt' as const, number: 1, label: 'H1-R-1' };

/** A sale or refund whose total, rates and payments are of one sum, as a valid fact's are. */
const trade = (currency: string): fc.Arbitrary<LedgerFact['fact']> =>
  fc
    .tuple(fc.boolean(), hexId, fc.array(line, { minLength: 1, maxLength: 4 }), rates)
    .map(([isSale, id, lines, of]) => {
      const totalMinor = of.reduce((sum, rate) => sum + rate.grossMinor, 0);
      const paid = { tender: 'cash' as const, amountMinor: totalMinor };
      return isSale
        ? {
            kind: 'sale.completed',
            saleId: id,
            basketId: id,
            document,
            currency,
            lines,
            rates: of,
            totalMinor,
            payments: [{ ...paid, paymentId: id, tenderedMinor: totalMinor, changeMinor: 0 }],
          }
        : {
            kind: 'refund.completed',
            refundId: id,
            document: { ...document, kind: 'refund' },
            currency,
            lines: lines.map((each) => ({ ...each, restock: true })),
            rates: of,
            totalMinor,
            payouts: [paid],
            reason: 'faulty',
          };
    });

const other = (currency: string): fc.Arbitrary<LedgerFact['fact']> =>
  fc.tuple(hexId, minor, minor, minor).map(([id, salesGrossMinor, refundsGrossMinor, countedMinor]) => ({
    kind: 'shift.closed',
    shiftId: id,
    document: { ...document, kind: 'z' },
    currency,
    floatMinor: 0,
    totals: {
      salesCount: 1,
      salesGrossMinor,
      refundsCount: 1,
      refundsGrossMinor,
      rates: [],
      tenders: [],
      voidedLinesCount: 0,
      cancelledBasketsCount: 0,
    },
    expectedMinor: salesGrossMinor,
    countedMinor,
    varianceMinor: countedMinor - salesGrossMinor,
  }));

const noTrade = (currency: string): fc.Arbitrary<LedgerFact['fact']> =>
  fc.tuple(hexId, minor).map(([id, amountMinor]) => ({
    kind: 'payment.taken',
    paymentId: id,
    basketId: id,
    tender: 'cash',
    currency,
    amountMinor,
    tenderedMinor: amountMinor,
    changeMinor: 0,
  }));

/** Facts of a small chain, each with its own entry hash, at the positions 1..n. */
export const ledgerFacts = (minLength: number, maxLength: number): fc.Arbitrary<readonly PositionedFact[]> =>
  fc
    .array(
      fc.constantFrom(...PLACES).chain((place) =>
        fc.record({
          place: fc.constant(place),
          fact: fc.oneof(
            { weight: 6, arbitrary: trade(place.currency) },
            { weight: 1, arbitrary: other(place.currency) },
            { weight: 1, arbitrary: noTrade(place.currency) },
          ),
          businessDate: fc.constantFrom(...BUSINESS_DATES),
          hour: fc.integer({ min: 0, max: 23 }),
        }),
      ),
      { minLength, maxLength, size: 'max' },
    )
    .map((items) =>
      items.map(({ place, fact, businessDate, hour }, index) => ({
        position: index + 1,
        fact: {
          entry: (index + 1).toString(16).padStart(64, '0'),
          branchId: place.branchId,
          deviceId: place.deviceId,
          seriesId: `series-${place.deviceId}`,
          sequence: index + 1,
          fact,
          stamp: {
            utcMs: Date.parse(`${businessDate}T00:30:00Z`) + hour * 3_600_000,
            offsetMinutes: place.offsetMinutes,
            businessDate,
            shiftId: null,
            staffId: null,
            approverId: null,
            commandId: (index + 1).toString(16).padStart(32, '0'),
          },
        },
      })),
    );
