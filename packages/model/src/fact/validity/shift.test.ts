import { describe, expect, it } from 'vitest';
import { MAX_Z_RATES } from '../shift-fact.ts';
import type { Fact } from '../fact.ts';
import { GOLDEN_FACTS } from '../golden/golden.fixture.ts';
import { idOf } from '../wire.fixture.ts';
import { decodeFact, encodeFact } from '../wire.ts';

const verdict = (fact: Fact): string => {
  const { kind, version, body } = encodeFact(fact);
  const decoded = decodeFact(kind, version, body);
  return decoded.status === 'invalid' ? decoded.reason : decoded.status;
};

const opened = GOLDEN_FACTS['shift.opened'];
const handed = GOLDEN_FACTS['shift.handed-over'];
const closed = GOLDEN_FACTS['shift.closed'];
const more = GOLDEN_FACTS['shift.supplemented'];
const moved = GOLDEN_FACTS['drawer.moved'];
const { totals } = closed;
const [counted] = closed.drawer;
const [part] = closed.parts;
const taken = GOLDEN_FACTS['payment.taken'];
const asked = GOLDEN_FACTS['payment.requested'];
const changed = GOLDEN_FACTS['payment.changed'];
const returned = GOLDEN_FACTS['payment.returned'];

describe('a shift', () => {
  const broken: readonly (readonly [string, Fact])[] = [
    ['currency', { ...opened, currency: '£££' }],
    ['first float', { ...opened, floats: opened.floats.toReversed() }],
    ['first float', { ...opened, floats: [] }],
    ['counted twice', { ...opened, floats: [...opened.floats, opened.floats[0]!] }],
    ['denominations do not add up', { ...opened, floats: [{ ...opened.floats[0]!, totalMinor: 9_000 }] }],
    [
      'denomination is named twice',
      {
        ...opened,
        floats: [
          {
            currency: 'GBP',
            totalMinor: 20,
            denominations: [
              { valueMinor: 10, count: 1 },
              { valueMinor: 10, count: 1 },
            ],
          },
        ],
      },
    ],
    ['currency', { ...GOLDEN_FACTS['shift.joined'], currency: 'GB ' }],
    ['variance', { ...handed, drawer: [{ ...counted!, countedMinor: 7_200 }] }],
    ['denominations do not add up', { ...handed, drawer: [{ ...counted!, denominations: [] }] }],
    ['documented by a Z', { ...closed, document: { ...closed.document, kind: 'receipt' } }],
    ['sales less refunds', { ...closed, totals: { ...totals, salesGrossMinor: 3_001 } }],
    ['sales less refunds', { ...closed, totals: { ...totals, voidsGrossMinor: 1 } }],
    [
      'tender is named twice',
      { ...closed, totals: { ...totals, tenders: [...totals.tenders, totals.tenders[0]!] } },
    ],
    [
      'extra is named twice',
      { ...closed, totals: { ...totals, extras: [totals.extras[0]!, totals.extras[0]!] } },
    ],
    ['counted twice', { ...closed, totals: { ...totals, drawer: [totals.drawer[0]!, totals.drawer[0]!] } }],
    ['expected drawer', { ...closed, drawer: [{ ...counted!, expectedMinor: 7_301, varianceMinor: -51 }] }],
    ['expected drawer', { ...closed, drawer: [{ ...counted!, floatMinor: 9_999 }] }],
    ['not counted', { ...closed, drawer: [] }],
    ['variance', { ...closed, drawer: [{ ...counted!, varianceMinor: 50 }] }],
    ['counted twice', { ...closed, drawer: [counted!, counted!] }],
    ['series is counted twice', { ...closed, parts: [part!, part!] }],
    ['ends before it begins', { ...closed, parts: [{ ...part!, after: 152 }] }],
    ['documented by a supplement', { ...more, document: { ...more.document, kind: 'z' } }],
    ['counts nothing', { ...more, parts: [] }],
    ['sales less refunds', { ...more, totals: { ...totals, refundsGrossMinor: 0 } }],
    ['denominations do not add up', { ...moved, count: { ...moved.count, totalMinor: 701 } }],
    ['currency', { ...moved, count: { currency: 'eur', totalMinor: 5 } }],
  ];
  it.each(broken)('[FACT-03] invalid: %s', (reason, fact) => {
    expect(verdict(fact)).toContain(reason);
  });

  it('[SHIFT-06] a Z has room for 1,000 rates', () => {
    const [rate] = totals.rates;
    const rates = Array.from({ length: MAX_Z_RATES }, (_, n) => ({ ...rate!, taxClass: `class ${n}` }));
    const full = { ...totals, rates, salesGrossMinor: 0, refundsGrossMinor: 600_000 };
    expect(verdict({ ...closed, totals: full })).toBe('valid');
    expect(verdict({ ...closed, totals: { ...full, rates: [...rates, rate!] } })).toContain('at most 1000');
  });

  it('[FACT-03] of a rate sold with one tax and with two, only a part of the tax has parts', () => {
    const [rate, other] = totals.rates;
    const mixed = { ...rate!, taxes: rate!.taxes!.slice(1) };
    expect(verdict({ ...closed, totals: { ...totals, rates: [mixed, other!] } })).toBe('valid');
  });
});

describe('a payment', () => {
  const { payment } = taken;
  const card = changed.payment;
  const { originId: _originId, ...noOrigin } = returned.payout;
  const { paymentId: _paymentId, ...nameless } = returned.payout;
  const broken: readonly (readonly [string, Fact])[] = [
    ['currency', { ...taken, currency: 'gb1' }],
    ['tendered less change', { ...taken, payment: { ...payment, amountMinor: 851 } }],
    ['not there', { ...taken, payment: { ...payment, state: 'unknown' } }],
    ['in the base currency', { ...taken, currency: 'EUR' }],
    ['currency', { ...taken, payment: { ...payment, foreign: { ...payment.foreign!, currency: 'eur' } } }],
    ['only cash is foreign', { ...taken, payment: { ...payment, kind: 'card' } }],
    ['no change', { ...taken, payment: { ...card, tenderedMinor: 410, changeMinor: 10 } }],
    ['forfeited', { ...taken, payment: { ...card, tenderedMinor: 410, forfeitedMinor: 10 } }],
    ['names no origin', { ...taken, payment: { ...card, kind: 'exchange' } }],
    ['only a card', { ...asked, payment: { ...asked.payment, kind: 'cash' } }],
    ['only a card', { ...asked, payment: { ...asked.payment, state: 'approved' } }],
    ['does not go that way', { ...changed, from: 'captured' }],
    ['does not go that way', { ...changed, from: 'requested' }],
    ['does not go that way', { ...changed, payment: { ...card, state: 'stored' } }],
    ['tendered less change', { ...changed, payment: { ...card, amountMinor: 399 } }],
    ['names no origin', { ...returned, payout: noOrigin }],
    ['names no payment', { ...returned, payout: nameless }],
    ['currency', { ...returned, currency: 'GB ' }],
  ];
  it.each(broken)('[FACT-03] invalid: %s', (reason, fact) => {
    expect(verdict(fact)).toContain(reason);
  });

  it('[FACT-03] a payment only goes forward', () => {
    const steps = [
      ['requested', 'approved'],
      ['requested', 'stored'],
      ['requested', 'declined'],
      ['requested', 'unknown'],
      ['unknown', 'approved'],
      ['unknown', 'stored'],
      ['unknown', 'declined'],
      ['approved', 'captured'],
      ['approved', 'reversed'],
      ['stored', 'captured'],
      ['stored', 'declined'],
      ['stored', 'expired'],
      ['stored', 'reversed'],
    ] as const;
    const states = [...new Set(steps.flat())];
    const allowed = new Set(steps.map((step) => step.join()));
    for (const from of states) {
      for (const state of states) {
        const got = verdict({ ...changed, from, payment: { ...card, state } });
        expect([from, state, got === 'valid']).toEqual([from, state, allowed.has(`${from},${state}`)]);
      }
    }
  });
});

describe('other facts', () => {
  const stock = GOLDEN_FACTS['stock.moved'];
  const gift = GOLDEN_FACTS['gift-receipt.issued'];
  const { sharePpm: _sharePpm, ...nothing } = GOLDEN_FACTS['discount.withdrawn'];
  const invoice = GOLDEN_FACTS['invoice.issued'];
  const broken: readonly (readonly [string, Fact])[] = [
    ['do not add up', { ...GOLDEN_FACTS['basket.cancelled'], totalMinor: 1 }],
    ['a share or an amount', nothing],
    ['a share or an amount', { ...GOLDEN_FACTS['discount.withdrawn'], amountMinor: 5 }],
    ['documented by an invoice', { ...invoice, document: { ...invoice.document, kind: 'receipt' } }],
    ['documented by a gift receipt', { ...gift, document: { ...gift.document, kind: 'receipt' } }],
    ['has no line', { ...gift, lines: [] }],
    ['line is named twice', { ...gift, lines: [1, 1] }],
    ['no stock moves', { ...stock, lines: [] }],
    ['moves nothing', { ...stock, lines: [{ productId: idOf(1), quantityMilli: 0 }] }],
  ];
  it.each(broken)('[FACT-03] invalid: %s', (reason, fact) => {
    expect(verdict(fact)).toContain(reason);
  });
});
