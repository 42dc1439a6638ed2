import { expect, it } from 'vitest';
import { settleTotals } from '../../basket/settle.ts';
import type { FactOf } from '../../fact/fact.ts';
import type { Basket } from '../../state/till-state.ts';
import { numbersFrom, randomBaskets } from '../../testing/random-basket.fixture.ts';
import { BRANCH, idOf, TestTill } from '../../testing/shop.fixture.ts';
import type { CommandBody } from '../command.ts';

const BASKETS = 6_000;
/** Baskets of one till: the sums of a shift have bounds. */
const OF_A_TILL = 40;
/** Of each kind of tender, at least so many payments of completed sales. */
const EACH = 1_000;
/** What comes of more than is due, at least a fifth as often. */
const OVER = new Set(['forfeited', 'change']);
const CUSTOMER = idOf(0xcc);
const WAYS = [
  'cash',
  'cash',
  'euro',
  'yen',
  'card',
  'terminal',
  'voucher',
  'voucher-change',
  'account',
  'account',
  'deposit',
  'deposit',
  'exchange',
  'exchange',
] as const;
type Way = (typeof WAYS)[number];

const next = numbersFrom(20_261_120);
const upTo = (max: number): number => Math.floor(next() * (max + 1));
const oneOf = <T>(items: readonly T[]): T => items[upTo(items.length - 1)] as T;

const dueOf = ({ state, branch }: TestTill): number => {
  if (state.basket === null) return 0;
  const settlement = settleTotals(state.basket, branch, state.shift?.businessDate ?? '');
  return settlement.ok ? settlement.owed.dueMinor : 0;
};

/** A till whose deposit lasts for all its baskets. */
const newTill = (): TestTill => {
  const till = new TestTill();
  till.done({ kind: 'basket.add-extra', extra: 'deposit', amountMinor: 1e12 });
  till.done({ kind: 'payment.take', tender: 'cash', tenderedMinor: 1e12 });
  return till;
};

const exchangeOf = ({ known }: TestTill): CommandBody | null => {
  const receipts = [...known.receipts.values()].filter(({ sale }) => sale.lines.length > 0);
  const receipt = receipts.length === 0 ? undefined : oneOf(receipts);
  const line = receipt === undefined ? undefined : oneOf(receipt.sale.lines);
  if (receipt === undefined || line === undefined) return null;
  const left = line.quantityMilli - (receipt.refundedLines.get(line.line)?.quantityMilli ?? 0);
  if (left === 0) return null;
  const lines = [{ line: line.line, quantityMilli: 1 + upTo(left - 1) }];
  return { kind: 'refund.exchange', saleId: receipt.sale.saleId, lines, restock: 'shop', reason: 'x' };
};

const payBy = (till: TestTill, way: Way, amountMinor: number, depositId: string): void => {
  const paying = { kind: 'payment.take', tenderedMinor: amountMinor, customerId: CUSTOMER } as const;
  if (way === 'deposit') till.run({ kind: 'payment.use-deposit', saleId: depositId, amountMinor });
  else if (way === 'exchange') {
    const body = exchangeOf(till);
    if (body !== null) till.run(body);
  } else if (way === 'terminal') {
    const asked = till.run({ kind: 'payment.request', tender: 'card', amountMinor });
    if (!asked.ok) return;
    const { paymentId } = till.last('payment.requested').payment;
    const tipMinor = upTo(5) === 0 ? upTo(300) : 0;
    till.done({ kind: 'payment.change', paymentId, state: 'approved', tipMinor });
  } else till.run({ ...paying, tender: way });
};

/** I7 in its own words, over one sale. */
const expectI7 = (sale: FactOf<'sale.completed'>): void => {
  const { rates, extras, payments, cashRoundingMinor } = sale;
  let goods = 0;
  for (const { netMinor, taxMinor } of rates) goods += netMinor + taxMinor;
  const due = extras.reduce((sum, { amountMinor }) => sum + amountMinor, goods) + cashRoundingMinor;
  let paid = 0;
  for (const { amountMinor, tenderedMinor, changeMinor, forfeitedMinor = 0 } of payments) {
    if (tenderedMinor - changeMinor - forfeitedMinor !== amountMinor)
      throw new Error('tendered is not amount');
    paid += amountMinor;
  }
  if (paid !== due) throw new Error(`paid ${paid} of ${due}`);
};

it(
  `[PAY-26] I7: ${BASKETS} baskets settled and paid by every tender cost what their payments come to`,
  { timeout: 120_000 },
  () => {
    const baskets = randomBaskets(7);
    const kinds = new Map<string, number>();
    const count = (kind: string): void => void kinds.set(kind, (kinds.get(kind) ?? 0) + 1);
    let [till, sold, rounded] = [newTill(), 0, 0];
    for (let n = 0; n < BASKETS; n += 1) {
      if (n % OF_A_TILL === 0) till = newTill();
      const depositId = till.facts().find((fact) => fact.kind === 'sale.completed')!.saleId;
      const { basket, branch } = baskets.random();
      till.branch = { ...branch, id: BRANCH.id };
      const open: Basket = {
        basketId: till.freshId(),
        startedAtMs: 0,
        nextLine: 100,
        nextExtra: 100,
        service: null,
        buyer: null,
        ...basket,
        payments: [],
      };
      till.state = { ...till.state, basket: open };
      for (let part = upTo(3); part > 0 && till.state.basket !== null; part -= 1) {
        const due = dueOf(till);
        // Now and then more than is due: change, what is forfeited, and refusals.
        payBy(till, oneOf(WAYS), upTo(Math.max(upTo(3) === 0 ? 2 * due : due, 1)), depositId);
      }
      // The rest by anything that covers it, and at last in cash.
      const [way, rest] = [oneOf(WAYS), dueOf(till)];
      const over = way === 'voucher' && upTo(1) === 0 ? 1 + upTo(rest) : 0;
      if (till.state.basket !== null) payBy(till, way, rest + over, depositId);
      if (till.state.basket !== null) till.run({ kind: 'payment.take', tender: 'cash', tenderedMinor: 1e12 });
      if (till.state.basket !== null) continue;
      sold += 1;
      const sale = till.last('sale.completed');
      expectI7(sale);
      if (sale.cashRoundingMinor !== 0) rounded += 1;
      for (const { kind, foreign, forfeitedMinor = 0, changeMinor } of sale.payments) {
        count(foreign === undefined ? kind : 'foreign cash');
        if (forfeitedMinor > 0) count('forfeited');
        if (changeMinor > 0) count('change');
      }
    }
    expect(sold).toBeGreaterThan(0.99 * BASKETS);
    expect(rounded).toBeGreaterThan(EACH);
    for (const kind of [
      'cash',
      'foreign cash',
      'card',
      'voucher',
      'account',
      'deposit',
      'exchange',
      'forfeited',
      'change',
    ]) {
      const times = kinds.get(kind) ?? 0;
      expect([kind, times >= (OVER.has(kind) ? EACH / 5 : EACH) ? 'enough' : times]).toEqual([
        kind,
        'enough',
      ]);
    }
  },
);
