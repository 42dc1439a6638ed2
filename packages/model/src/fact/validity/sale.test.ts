import { describe, expect, it } from 'vitest';
import type { SaleLine } from '../../sale/line.ts';
import type { Fact, FactOf } from '../fact.ts';
import { GOLDEN_FACTS } from '../golden/golden.fixture.ts';
import { decodeFact, encodeFact } from '../wire.ts';

const verdict = (fact: Fact): string => {
  const { kind, version, body } = encodeFact(fact);
  const decoded = decodeFact(kind, version, body);
  return decoded.status === 'invalid' ? decoded.reason : decoded.status;
};

const sale = GOLDEN_FACTS['sale.completed'];
const [goods, tea] = sale.lines as [SaleLine, SaleLine];
const [goodsRate, teaRate] = sale.rates as [(typeof sale.rates)[0], (typeof sale.rates)[0]];
const [cash] = sale.payments;
const { customer: _customer, buyer: _buyer, ...nobody } = sale;

const withGoods = (line: Partial<SaleLine>): Fact => ({ ...sale, lines: [{ ...goods, ...line }, tea] });
const withTea = (line: Partial<SaleLine>): Fact => ({ ...sale, lines: [goods, { ...tea, ...line }] });

describe('a sale', () => {
  const broken: readonly (readonly [string, Fact])[] = [
    ['currency', { ...sale, currency: 'gbp' }],
    ['documented by a receipt or an invoice', { ...sale, document: { ...sale.document, kind: 'void' } }],
    ['names no buyer', { ...nobody, customer: sale.customer! }],
    ['has no line', { ...sale, lines: [], extras: [] }],
    ['net + tax', { ...sale, rates: [{ ...goodsRate, netMinor: 1_301 }, teaRate] }],
    ['negative', { ...sale, rates: [{ ...goodsRate, netMinor: 1_387, taxMinor: -1 }, teaRate] }],
    ['rate is named twice', { ...sale, rates: [goodsRate, teaRate, goodsRate] }],
    ['rates are not those', { ...sale, rates: [goodsRate] }],
    ['rates are not those', { ...sale, rates: [goodsRate, { ...teaRate, relief: 'reverse-charge' }] }],
    [
      'do not add up to the rates',
      { ...sale, rates: [goodsRate, { ...teaRate, netMinor: 584, grossMinor: 584 }] },
    ],
    [
      'do not add up to the rates',
      {
        ...sale,
        rates: [
          {
            ...goodsRate,
            taxes: goodsRate.taxes!.map((part, n) => ({ ...part, taxMinor: part.taxMinor + 1 - 2 * n })),
          },
          teaRate,
        ],
      },
    ],
    ['taxes do not add up', withGoods({ taxes: goods.taxes!.slice(1) })],
    ['tax is named twice', withGoods({ taxes: [...goods.taxes!, goods.taxes![0]!] })],
    [
      'part of a tax is negative',
      withGoods({
        taxes: goods.taxes!.map((part, n) => ({ ...part, taxMinor: n === 0 ? 87 : -1 })),
      }),
    ],
    [
      'on another base',
      {
        ...sale,
        lines: [{ ...goods, taxes: goods.taxes!.map((part) => ({ ...part, baseMinor: 1_310 })) }, tea],
        rates: [
          { ...goodsRate, taxes: goodsRate.taxes!.map((part) => ({ ...part, baseMinor: 1_310 })) },
          teaRate,
        ],
      },
    ],
    ['relief is taxed', withTea({ ratePpm: 200_000 })],
    ['tax is taken off', withGoods({ reliefMinor: 5 })],
    ['not that of the customer', { ...sale, customer: { groups: [] } }],
    ['line is named twice', { ...sale, lines: [goods, { ...tea, line: 1 }] }],
    ['price times quantity', withGoods({ unitPriceMinor: 256, discount: { amountMinor: 153, reason: 'x' } })],
    ['price times quantity', withGoods({ priceIncludesTax: true })],
    ['not the share that it says', withGoods({ discount: { ...goods.discount!, sharePpm: 110_000 } })],
    ['more than what it is on', withGoods({ discount: { amountMinor: 1e9, reason: 'x' } })],
    [
      'not the share that it says',
      { ...sale, discounts: [{ ...sale.discounts[0]!, amountMinor: 107 }, sale.discounts[1]!] },
    ],
    ['more than what it is on', { ...sale, discounts: [{ amountMinor: 3_000, reason: 'x' }] }],
    ['discounts are not those of the lines', { ...sale, discounts: sale.discounts.slice(1) }],
    ['rates do not add up to the total', { ...sale, totalMinor: sale.totalMinor + 1 }],
    ['extra is named twice', { ...sale, extras: [sale.extras[0]!, sale.extras[0]!] }],
    ['payments are not what is due', { ...sale, payments: sale.payments.slice(1) }],
    ['payments are not what is due', { ...sale, cashRoundingMinor: 0 }],
    ['payments are not what is due', { ...sale, extras: [] }],
    ['payment is named twice', { ...sale, payments: [...sale.payments, cash!] }],
    ['covers nothing', { ...sale, payments: [{ ...cash!, state: 'unknown' }, ...sale.payments.slice(1)] }],
    [
      'tendered less change',
      { ...sale, payments: [{ ...cash!, changeMinor: 1 }, ...sale.payments.slice(1)] },
    ],
  ];

  it.each(broken)('[FACT-03] invalid: %s', (reason, fact) => {
    expect(verdict(fact)).toContain(reason);
  });

  it('[FACT-03] a deposit alone is a sale, and so is training', () => {
    const deposit: FactOf<'sale.completed'> = {
      ...nobody,
      document: { kind: 'receipt', number: 1, label: 'H1-7KQ2-R-1' },
      lines: [],
      rates: [],
      discounts: [],
      totalMinor: 0,
      cashRoundingMinor: 0,
      payments: [{ ...sale.payments[5]!, amountMinor: 500, tenderedMinor: 500, changeMinor: 0 }],
    };
    expect(verdict(deposit)).toBe('valid');
    const training = { kind: 'training-receipt', number: 1, label: 'H1-7KQ2-T-1' } as const;
    expect(verdict({ ...sale, document: training })).toBe('valid');
  });
});

describe('a quote', () => {
  const quote = GOLDEN_FACTS['quote.issued'];
  const broken: readonly (readonly [string, Fact])[] = [
    ['documented by a quote', { ...quote, document: { ...quote.document, kind: 'receipt' } }],
    ['has no line', { ...quote, lines: [], rates: [], totalMinor: 0, discounts: [] }],
    ['do not add up to the total', { ...quote, totalMinor: 1 }],
    ['discounts are not those', { ...quote, discounts: [] }],
  ];
  it.each(broken)('[FACT-03] invalid: %s', (reason, fact) => {
    expect(verdict(fact)).toContain(reason);
  });
});

describe('what was given back', () => {
  const refund = GOLDEN_FACTS['refund.completed'];
  const undone = GOLDEN_FACTS['sale.voided'];
  const { original: _original, ...open } = refund;
  const broken: readonly (readonly [string, Fact])[] = [
    ['documented by a credit note', { ...refund, document: { ...refund.document, kind: 'z' } }],
    ['has no line', { ...refund, lines: [], rates: [], totalMinor: 0, extras: [] }],
    ['only a deposit', { ...refund, extras: [{ extra: 1, kind: 'tip', amountMinor: 20 }] }],
    ['more than any coin', { ...refund, cashRoundingMinor: 2_000_000 }],
    ['payouts are not the total', { ...refund, payouts: [] }],
    ['payouts are not the total', { ...refund, cashRoundingMinor: 0 }],
    ['rates do not add up', { ...refund, totalMinor: refund.totalMinor - 1 }],
    ['line is named twice', { ...refund, lines: [refund.lines[0]!, refund.lines[0]!] }],
    ['price times quantity', open],
    ['documented by a void', { ...undone, document: { ...undone.document, kind: 'receipt' } }],
    ['payouts are not the total', { ...undone, extras: [] }],
    ['has no line', { ...undone, lines: [], extras: [] }],
    [
      'deposit names no origin',
      { ...undone, payouts: undone.payouts.map(({ originId: _originId, ...payout }) => payout) },
    ],
  ];
  it.each(broken)('[FACT-03] invalid: %s', (reason, fact) => {
    expect(verdict(fact)).toContain(reason);
  });

  it('[FACT-03] without a receipt a line is price times quantity, its tax in or on top', () => {
    const line = { ...refund.lines[1]!, quantityMilli: 1_000, unitPriceMinor: 583 };
    const alone = {
      ...open,
      lines: [line],
      rates: refund.rates.slice(1),
      totalMinor: 583,
      cashRoundingMinor: 0,
      extras: [],
      payouts: [{ tender: 'cash', kind: 'cash' as const, amountMinor: 583 }],
    };
    expect(verdict(alone)).toBe('valid');
    expect(verdict({ ...alone, lines: [{ ...line, unitPriceMinor: 584 }] })).toContain(
      'price times quantity',
    );
  });
});
