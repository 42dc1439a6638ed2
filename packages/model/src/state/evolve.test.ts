import { describe, expect, it } from 'vitest';
import type { Fact, FactOf } from '../fact/fact.ts';
import { GOLDEN_FACTS } from '../fact/golden/golden.fixture.ts';
import { SHIFT_ID } from '../fact/golden/shift.fixture.ts';
import { idOf } from '../fact/wire.fixture.ts';
import type { Payment } from '../payment/payment.ts';
import { applyDecision, evolve, initialTillState } from './evolve.ts';
import type { Basket, TillState } from './till-state.ts';
import { addFactToZ, EMPTY_Z } from './z-totals.ts';

const at = (fact: Fact, shiftId: string | null = SHIFT_ID, businessDate = '2010-12-01') => ({
  fact,
  stamp: {
    utcMs: 1_291_194_000_000,
    offsetMinutes: 0,
    businessDate,
    shiftId,
    staffId: idOf(0xa1),
    approverId: null,
    commandId: idOf(0xee),
  },
});
const after = (state: TillState, ...facts: readonly Fact[]): TillState =>
  facts.map((fact) => at(fact)).reduce(evolve, state);

const opened = GOLDEN_FACTS['shift.opened'];
const sale = GOLDEN_FACTS['sale.completed'];
const basket: Basket = {
  basketId: sale.basketId,
  startedAtMs: 0,
  nextLine: 1,
  lines: [],
  discounts: [],
  nextExtra: 1,
  extras: [],
  channel: 'shop',
  service: null,
  customer: null,
  buyer: null,
  payments: [],
};
const open = after(initialTillState(), opened);
const selling: TillState = { ...open, basket };

const { training: _taken, ...taken } = GOLDEN_FACTS['payment.taken'];
const { training: _asked, ...asked } = GOLDEN_FACTS['payment.requested'];
const { training: _changed, saleId: _saleId, note: _note, ...changed } = GOLDEN_FACTS['payment.changed'];
const card = changed.payment;
const step = (
  from: Payment['state'],
  state: Payment['state'],
  saleId?: string,
): FactOf<'payment.changed'> => ({
  ...changed,
  from,
  payment: { ...card, state },
  ...(saleId === undefined ? {} : { saleId }),
});
const states = ({ basket: kept }: TillState): readonly string[] =>
  (kept?.payments ?? []).map(({ state }) => state);

describe('a shift', () => {
  it('[FACT-05] opened: its number, drawer and floats', () => {
    expect(open).toMatchObject({
      shift: {
        shiftId: SHIFT_ID,
        number: 7,
        drawerId: idOf(0xd1),
        joined: false,
        openedBy: idOf(0xa1),
        floats: opened.floats,
        totals: { drawer: [{ currency: 'EUR' }, { currency: 'GBP', floatMinor: 10_000 }] },
      },
      shiftCount: 7,
      lastBusinessDate: '2010-12-01',
    });
  });

  it('[FACT-05] joined: without a float, and the till’s own shifts are not counted', () => {
    expect(after(initialTillState(), GOLDEN_FACTS['shift.joined'])).toMatchObject({
      shift: { joined: true, number: 0, floats: [], totals: EMPTY_Z },
      shiftCount: 0,
    });
  });

  it('[FACT-05] left or closed: it ends, and so does what was asked for in it; handed over: it goes on', () => {
    const asking = after(open, GOLDEN_FACTS['approval.requested']);
    for (const kind of ['shift.left', 'shift.closed'] as const) {
      expect(after(asking, GOLDEN_FACTS[kind])).toMatchObject({ shift: null, approvalRequests: [] });
    }
    expect(after(open, GOLDEN_FACTS['shift.handed-over']).shift).toBe(open.shift);
    const another = { ...GOLDEN_FACTS['shift.closed'], shiftId: idOf(0x77) };
    expect(after(open, another).shift?.shiftId).toBe(SHIFT_ID);
    expect(after(open, GOLDEN_FACTS['shift.closed']).documentNumbers.z).toEqual({
      number: 7,
      fiscalYear: 2010,
    });
  });

  it('[FACT-05] counts the facts that are stamped with it, and no others', () => {
    const { totals } = after(open, taken, sale).shift!;
    expect(totals).toEqual([opened, taken, sale].reduce<typeof EMPTY_Z>(addFactToZ, EMPTY_Z));
    expect(evolve(open, at(sale, idOf(0x77))).shift).toBe(open.shift);
    expect(evolve(open, at(sale, null)).shift).toBe(open.shift);
  });

  it('[DATE-02] what is dated outside every shift does not move the till’s day', () => {
    expect(evolve(open, at(sale, null, '2031-01-01')).lastBusinessDate).toBe('2010-12-01');
  });

  it('[FACT-05] the last business date never goes back', () => {
    expect(evolve(open, at(sale, SHIFT_ID, '2010-11-30')).lastBusinessDate).toBe('2010-12-01');
    expect(evolve(open, at(sale, SHIFT_ID, '2010-12-02')).lastBusinessDate).toBe('2010-12-02');
  });
});

describe('the payments of a basket', () => {
  it('[FACT-05] are there from when they are taken or asked for until they are given back', () => {
    const paid = after(selling, taken, asked);
    expect(states(paid)).toEqual(['captured', 'requested']);
    const { training: _training, ...returned } = GOLDEN_FACTS['payment.returned'];
    const { paymentId } = taken.payment;
    const back = after(paid, { ...returned, payout: { ...returned.payout, paymentId } });
    expect(states(back)).toEqual(['requested']);
    expect(
      after({ ...selling, basket: { ...basket, basketId: idOf(0x55) } }, taken).basket?.payments,
    ).toEqual([]);
    expect(after(open, taken).basket).toBeNull();
  });

  it('[FACT-05] go forward, and go when they come to nothing', () => {
    const waiting = after(selling, asked);
    expect(states(after(waiting, step('requested', 'unknown')))).toEqual(['unknown']);
    expect(states(after(waiting, step('requested', 'approved')))).toEqual(['approved']);
    expect(states(after(waiting, step('requested', 'stored')))).toEqual(['stored']);
    expect(states(after(waiting, step('requested', 'declined')))).toEqual([]);
    expect(states(after(waiting, step('requested', 'approved'), step('approved', 'reversed')))).toEqual([]);
  });
});

describe('a completed sale', () => {
  const sold = after(selling, sale);

  it('[FACT-05] takes its basket and its number with it', () => {
    expect(sold.basket).toBeNull();
    expect(sold.documentNumbers.invoice).toEqual({ number: 17, fiscalYear: 2010 });
    expect(after(selling, { ...sale, basketId: idOf(0x55) }).basket).toBe(basket);
    const { training: _training, ...cancelled } = GOLDEN_FACTS['basket.cancelled'];
    expect(after(selling, cancelled).basket).toBeNull();
  });

  it('[FACT-05] leaves its stored payments, which end exactly once (I9)', () => {
    expect(sold.storedPayments).toEqual([
      { payment: sale.payments[2], basketId: sale.basketId, saleId: sale.saleId },
    ]);
    for (const state of ['captured', 'declined', 'expired', 'reversed'] as const) {
      expect(after(sold, step('stored', state, sale.saleId)).storedPayments).toEqual([]);
    }
    const other = { ...step('stored', 'captured', sale.saleId), payment: { ...card, paymentId: idOf(0x66) } };
    expect(after(sold, other).storedPayments).toBe(sold.storedPayments);
  });

  it('[FACT-05] of training leaves none', () => {
    const document = { kind: 'training-receipt', number: 1, label: 'H1-7KQ2-T-1' } as const;
    const trained = after({ ...selling, training: true }, { ...sale, document });
    expect(trained.storedPayments).toEqual([]);
    expect(trained.documentNumbers).toEqual({ 'training-receipt': { number: 1, fiscalYear: null } });
    expect(trained.shift?.totals.trainingCount).toBe(1);
  });
});

describe('a till', () => {
  it('[FACT-05] counts the numbers of every kind of document', () => {
    const kinds = [
      'refund.completed',
      'sale.voided',
      'quote.issued',
      'gift-receipt.issued',
      'shift.supplemented',
      'invoice.issued',
    ] as const;
    const state = after(open, ...kinds.map((kind): Fact => GOLDEN_FACTS[kind]));
    expect(Object.keys(state.documentNumbers)).toEqual([
      'credit-note',
      'void',
      'quote',
      'gift-receipt',
      'supplement',
      'invoice',
    ]);
    expect(state.documentNumbers.invoice).toEqual({ number: 18, fiscalYear: 2010 });
  });

  it('[FACT-05] knows whether it trains and what it asked for', () => {
    expect(after(open, GOLDEN_FACTS['training.started']).training).toBe(true);
    expect(after(open, GOLDEN_FACTS['training.started'], GOLDEN_FACTS['training.ended']).training).toBe(
      false,
    );
    const asking = after(open, GOLDEN_FACTS['approval.requested']);
    expect(asking.approvalRequests).toEqual([
      {
        requestId: idOf(11),
        right: 'discount',
        amountMinor: 153,
        sharePpm: 100_000,
        staffId: idOf(0xa1),
      },
    ]);
    expect(after(asking, GOLDEN_FACTS['approval.used']).approvalRequests).toEqual([]);
    expect(after(asking, GOLDEN_FACTS['approval.given']).approvalRequests).toHaveLength(1);
  });

  it('[FACT-05] a decision’s basket and session replace the till’s, where it names them', () => {
    const session = { staffId: idOf(0xa1), signedInAtMs: 1 };
    const facts = [at(taken)];
    const answer = { kind: 'done' } as const;
    expect(applyDecision(selling, { facts, answer }).basket?.payments).toHaveLength(1);
    expect(applyDecision(selling, { facts, answer, basket: null, session })).toMatchObject({
      basket: null,
      session,
    });
  });
});
