import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Fact } from '../fact/fact.ts';
import { GOLDEN_FACTS } from '../fact/golden/golden.fixture.ts';
import type { LedgerFact } from '../fact/recorded-fact.ts';
import { idOf } from '../fact/wire.fixture.ts';
import { addLedgerSum, emptyLedgerSum, type LedgerSum } from './ledger-sum.ts';
import { addToLedger, type LedgerTotals, sumLedgerBy } from './ledger-totals.ts';
import { facts, shuffled } from './random-fact.fixture.ts';

const MORNING_MS = 1_291_194_000_000;

const written = (fact: Fact, n: number, till: number): LedgerFact => ({
  fact,
  stamp: {
    utcMs: MORNING_MS + n * 20 * 60_000,
    offsetMinutes: 0,
    businessDate: n % 7 === 0 ? '2010-12-02' : '2010-12-01',
    shiftId: idOf(1),
    staffId: null,
    approverId: null,
    commandId: idOf(n),
  },
  entry: `entry ${n}`,
  deviceId: `till ${till}`,
  branchId: `branch ${till % 2}`,
  seriesId: `series ${till}`,
  sequence: n,
});

const ledgers: fc.Arbitrary<readonly LedgerFact[]> = fc
  .array(fc.tuple(facts, fc.nat(3)), { maxLength: 30 })
  .map((given) => given.map(([fact, till], n) => written(fact, n, till)));

const fold = (given: readonly LedgerFact[]): LedgerTotals => {
  const totals: LedgerTotals = new Map();
  for (const fact of given) addToLedger(totals, fact);
  return totals;
};
const all = (...given: readonly Fact[]): LedgerSum =>
  sumLedgerBy(fold(given.map((fact, n) => written(fact, n + 1, 1))), () => 'all').get('all') ??
  emptyLedgerSum();

const plain = (totals: LedgerTotals) =>
  [...totals]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, { rates, tenders, extras, hours, trade, z }]) => ({
      key,
      trade,
      z,
      rates: Object.fromEntries(rates),
      tenders: Object.fromEntries(tenders),
      extras: Object.fromEntries(extras),
      hours: Object.fromEntries(hours),
    }));

const { training: _taken, ...taken } = GOLDEN_FACTS['payment.taken'];
const { training: _changed, ...changed } = GOLDEN_FACTS['payment.changed'];
const sale = GOLDEN_FACTS['sale.completed'];
const undone = GOLDEN_FACTS['sale.voided'];
const refund = GOLDEN_FACTS['refund.completed'];

describe('ledger totals', () => {
  it('[FACT-07] do not depend on the order of facts', () => {
    fc.assert(
      fc.property(
        ledgers.chain((given) => fc.tuple(fc.constant(given), shuffled(given))),
        ([given, other]) => {
          expect(plain(fold(other))).toEqual(plain(fold(given)));
        },
      ),
      { numRuns: 200 },
    );
  });

  it('[FACT-07] all = sum of branches = sum of tills = sum of dates, per rate and tender', () => {
    fc.assert(
      fc.property(ledgers, (given) => {
        const totals = fold(given);
        const whole = sumLedgerBy(totals, () => 'all').get('all') ?? emptyLedgerSum();
        for (const part of ['branchId', 'deviceId', 'businessDate'] as const) {
          const sum = emptyLedgerSum();
          for (const each of sumLedgerBy(totals, (cell) => cell[part]).values()) addLedgerSum(sum, each);
          expect(sum).toEqual(whole);
        }
        const { trade, rates, hours } = whole;
        const gross = [...rates.values()].reduce((sum, rate) => sum + rate.netMinor + rate.taxMinor, 0);
        expect(gross).toBe(trade.salesGrossMinor - trade.refundsGrossMinor - trade.voidsGrossMinor);
        expect([...hours.values()].reduce((sum, hour) => sum + hour.salesCount, 0)).toBe(trade.salesCount);
      }),
      { numRuns: 200 },
    );
  });

  it('[FACT-07] the money balances: goods, extras and rounding are what was paid and given back (I7)', () => {
    const money: readonly Fact[] = sale.payments.map((payment) => ({ ...taken, payment }));
    const { trade, tenders, extras } = all(...money, sale, refund);
    const goods = trade.salesGrossMinor - trade.refundsGrossMinor;
    const kept = [...tenders.values()].reduce((sum, of) => sum + of.receivedMinor - of.givenBackMinor, 0);
    const beside = [...extras.values()].reduce((sum, amount) => sum + amount, 0);
    expect(kept).toBe(goods + beside + trade.cashRoundingMinor);
    expect(tenders.get('euro')).toEqual({ receivedMinor: 850, givenBackMinor: 0 });
    const nothing = all(...money, sale, undone);
    expect([...nothing.tenders.values()].every((of) => of.receivedMinor === of.givenBackMinor)).toBe(true);
    expect([...nothing.extras.values(), nothing.trade.cashRoundingMinor]).toEqual([0, 0]);
    expect(nothing.trade).toMatchObject({ voidsCount: 1, voidsUnitsMilli: 6_375, voidsGrossMinor: 1_969 });
  });

  it('[FACT-07] a payment counts once, and what a terminal lost is told apart', () => {
    const step = (from: typeof changed.from, state: typeof changed.from): Fact => ({
      ...changed,
      from,
      payment: { ...changed.payment, state },
    });
    const tender = (...steps: readonly Fact[]) => all(...steps).tenders.get('card');
    const got = { receivedMinor: 400, givenBackMinor: 0 };
    expect(tender(step('requested', 'stored'), step('stored', 'captured'))).toEqual(got);
    expect(tender(step('requested', 'stored'), step('stored', 'declined'))).toEqual({
      ...got,
      lostMinor: 400,
    });
    expect(tender(step('unknown', 'approved'), step('approved', 'reversed'))).toEqual({
      ...got,
      givenBackMinor: 400,
    });
    expect(tender(step('requested', 'unknown'))).toBeUndefined();
  });

  it('[FACT-07] units, hours, Zs and their supplements', () => {
    const later = written(refund, 4, 1);
    const cells = fold([
      written(sale, 1, 1),
      later,
      written(GOLDEN_FACTS['shift.closed'], 5, 1),
      written(GOLDEN_FACTS['shift.supplemented'], 6, 1),
    ]);
    const [cell] = cells.values();
    expect([cells.size, cell?.branchId, cell?.deviceId, cell?.currency]).toEqual([
      1,
      'branch 1',
      'till 1',
      'GBP',
    ]);
    expect(cell?.trade).toMatchObject({
      salesUnitsMilli: 6_375,
      refundsCount: 1,
      refundsUnitsMilli: 3_375,
      refundsGrossMinor: 1_276,
      cashRoundingMinor: 2,
    });
    expect([...cell!.hours.keys()]).toEqual([9, 10]);
    expect(cell?.z).toEqual({ count: 1, grossMinor: -1_000 });
  });

  it('[FACT-07] what was done while training counts nowhere', () => {
    const training: Fact = { ...sale, document: { kind: 'training-receipt', number: 1, label: 'x' } };
    expect(fold([written(training, 1, 1), written({ ...taken, training: true }, 2, 1)]).size).toBe(0);
  });

  it('[FACT-07] currencies are never added', () => {
    const totals = fold([written(sale, 1, 1), written({ ...sale, currency: 'EUR' }, 2, 1)]);
    expect(totals.size).toBe(2);
    expect(() => sumLedgerBy(totals, () => 'all')).toThrow('two currencies');
    expect([...sumLedgerBy(totals, ({ currency }) => currency).keys()]).toEqual(['GBP', 'EUR']);
  });
});
