import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { LedgerFact } from '../fact/recorded-fact.ts';
import { BRANCH, idOf, MORNING_MS, product, TestTill } from '../testing/shop.fixture.ts';
import { effectsOf } from './effects.ts';
import {
  addLedgerSum,
  addToLedger,
  emptyLedgerSum,
  type LedgerTotals,
  sumLedgerBy,
} from './ledger-totals.ts';

const [A, B] = [product(1), product(2, { taxClass: 'reduced' })];

/** Two branches with two tills each that traded for a while. */
const trade = (choices: readonly number[]): readonly LedgerFact[] => {
  const places = [
    ['H1', BRANCH],
    ['H2', BRANCH],
    ['K1', { ...BRANCH, id: idOf(0xb2) }],
    ['K2', { ...BRANCH, id: idOf(0xb2) }],
  ] as const;
  const tills = places.map(([code, branch]) => new TestTill({ code, branch, products: [A, B] }));
  for (const [n, choice] of choices.entries()) {
    const till = tills[choice % 4]!;
    till.utcMs = MORNING_MS + n * 20 * 60_000;
    const sale = till.sell(
      { productId: A.id, quantityMilli: (1 + (choice % 7)) * 1_000 },
      { productId: B.id },
    );
    if (choice % 3 === 0) {
      const lines = [{ line: 1, quantityMilli: 1_000 }];
      till.done({ kind: 'refund.with-receipt', saleId: sale.saleId, lines, restock: true, reason: 'x' });
    }
    if (choice % 5 === 0) {
      till.done({ kind: 'basket.add', productId: A.id });
      till.done({ kind: 'payment.take', tender: 'cash', tenderedMinor: 30 });
      till.done({ kind: 'payment.return', paymentId: till.last('payment.taken').paymentId, reason: 'x' });
      till.done({ kind: 'basket.cancel', reason: 'x' });
    }
    if (choice % 11 === 0) {
      till.done({ kind: 'shift.close', countedMinor: choice });
      till.utcMs += 86_400_000;
      till.done({ kind: 'shift.open', floatMinor: 0 });
    }
  }
  return tills.flatMap((till) => till.ledger());
};

const fold = (facts: readonly LedgerFact[]): LedgerTotals => {
  const totals: LedgerTotals = new Map();
  for (const fact of facts) addToLedger(totals, fact);
  return totals;
};
const plain = (totals: LedgerTotals) =>
  [...totals]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, cell]) => [
      key,
      {
        ...cell,
        rates: [...cell.rates].toSorted(([a], [b]) => (a < b ? -1 : 1)),
        tenders: [...cell.tenders],
        hours: [...cell.hours].toSorted(([a], [b]) => a - b),
      },
    ]);

const choices = fc.array(fc.nat(100), { minLength: 1, maxLength: 30 });

describe('effects', () => {
  it('[FACT-06] stock and refunded amounts add up the same in any order', () => {
    const facts = trade([0, 3, 9, 12, 55, 60, 7]);
    const sums = (list: readonly LedgerFact[]) => {
      const totals = new Map<string, number>();
      const add = (key: string, amount: number) => totals.set(key, (totals.get(key) ?? 0) + amount);
      for (const effect of list.flatMap(({ fact }) => effectsOf(fact))) {
        if (effect.kind === 'stock') add(`stock ${effect.productId}`, effect.quantityMilli);
        if (effect.kind === 'refunded') add(`line ${effect.saleId}/${effect.line}`, effect.totalMinor);
        if (effect.kind === 'refunded-rate') add(`rate ${effect.saleId}/${effect.rate}`, effect.taxMinor);
        if (effect.kind === 'receipt') add(`receipt ${effect.saleId}`, 1);
      }
      return [...totals].toSorted(([a], [b]) => (a < b ? -1 : 1));
    };
    expect(sums(facts.toReversed())).toEqual(sums(facts));
    expect(sums(facts).length).toBeGreaterThan(10);
  });

  it('[FACT-06] each kind does what it says', () => {
    const till = new TestTill();
    const sale = till.sell({ productId: A.id, quantityMilli: 2_000 });
    expect(effectsOf(sale)).toEqual([
      { kind: 'receipt', saleId: sale.saleId },
      { kind: 'stock', productId: A.id, quantityMilli: -2_000 },
    ]);
    const lines = [{ line: 1, quantityMilli: 1_000 }];
    till.done({ kind: 'refund.with-receipt', saleId: sale.saleId, lines, restock: false, reason: 'x' });
    expect(effectsOf(till.last('refund.completed'))).toEqual([
      { kind: 'refunded', saleId: sale.saleId, line: 1, quantityMilli: 1_000, totalMinor: 100 },
      { kind: 'refunded-rate', saleId: sale.saleId, rate: 'standard/175000', grossMinor: 100, taxMinor: 15 },
    ]);
    expect(effectsOf(till.last('payment.taken'))).toEqual([]);
    expect(effectsOf(till.last('shift.opened'))).toEqual([]);
  });
});

describe('ledger totals', () => {
  it('[FACT-07] do not depend on the order of facts', () => {
    fc.assert(
      fc.property(
        choices.chain((given) => {
          const facts = trade(given);
          return fc.tuple(
            fc.constant(facts),
            fc.shuffledSubarray([...facts], { minLength: facts.length, maxLength: facts.length }),
          );
        }),
        ([facts, shuffled]) => {
          expect(plain(fold(shuffled))).toEqual(plain(fold(facts)));
        },
      ),
      { numRuns: 40 },
    );
  });

  it('[FACT-07] all = sum of branches = sum of tills, per rate and tender, and the money balances (I7)', () => {
    fc.assert(
      fc.property(choices, (given) => {
        const facts = trade(given);
        const totals = fold(facts);
        const all = sumLedgerBy(totals, () => 'all').get('all')!;
        for (const groupOf of [
          (cell: { branchId: string }) => cell.branchId,
          (cell: { deviceId: string }) => cell.deviceId,
          (cell: { businessDate: string }) => cell.businessDate,
        ]) {
          const sum = emptyLedgerSum();
          for (const part of sumLedgerBy(totals, groupOf).values()) addLedgerSum(sum, part);
          expect(sum).toEqual(all);
        }
        const { trade: sums, rates, tenders, hours } = all;
        const gross = sums.salesGrossMinor - sums.refundsGrossMinor;
        const rateSums = [...rates.values()];
        expect(rateSums.reduce((sum, rate) => sum + rate.netMinor + rate.taxMinor, 0)).toBe(gross);
        expect(rateSums.reduce((sum, rate) => sum + rate.grossMinor, 0)).toBe(gross);
        const cash = tenders.get('cash')!;
        expect(cash.receivedMinor - cash.givenBackMinor).toBe(gross);
        expect([...hours.values()].reduce((sum, hour) => sum + hour.salesCount, 0)).toBe(sums.salesCount);
      }),
      { numRuns: 40 },
    );
  });

  it('[FACT-07] counts units, hours and Zs', () => {
    const till = new TestTill();
    till.sell({ productId: A.id, quantityMilli: 3_000 });
    till.utcMs += 3_600_000;
    const sale = till.sell({ productId: A.id, quantityMilli: 2_000 });
    const lines = [{ line: 1, quantityMilli: 1_000 }];
    till.done({ kind: 'refund.with-receipt', saleId: sale.saleId, lines, restock: true, reason: 'x' });
    till.done({ kind: 'shift.close', countedMinor: 0 });
    const [cell] = fold(till.ledger()).values();
    expect(cell).toMatchObject({
      branchId: BRANCH.id,
      deviceId: 'device-H1',
      businessDate: '2010-12-01',
      currency: 'GBP',
    });
    expect(cell?.trade).toEqual({
      salesCount: 2,
      salesUnitsMilli: 5_000,
      salesGrossMinor: 500,
      refundsCount: 1,
      refundsUnitsMilli: 1_000,
      refundsGrossMinor: 100,
    });
    expect([...cell!.hours.keys()]).toEqual([9, 10]);
    expect(cell?.tenders.get('cash')).toEqual({ receivedMinor: 500, givenBackMinor: 100 });
    expect(cell?.z).toEqual({ count: 1, grossMinor: 400 });
  });

  it('[FACT-07] currencies are never added', () => {
    const totals = fold(new TestTill().ledger());
    for (const [code, currency] of [
      ['H1', 'GBP'],
      ['E1', 'EUR'],
    ] as const) {
      const till = new TestTill({ code, branch: { ...BRANCH, currency } });
      till.sell({ productId: A.id });
      for (const fact of till.ledger()) addToLedger(totals, fact);
    }
    expect(totals.size).toBe(2);
    expect(() => sumLedgerBy(totals, () => 'all')).toThrow('two currencies');
    expect([...sumLedgerBy(totals, ({ currency }) => currency).keys()]).toEqual(['GBP', 'EUR']);
  });
});
