import { describe, expect, it } from 'vitest';
import { idOf, product, TestTill } from '../testing/shop.fixture.ts';
import type { Wire } from '../schema/shape.ts';
import type { Fact, FactKind } from './fact.ts';
import { FACTS_V1 } from './fact.ts';
import { GOLDEN, GOLDEN_FACTS } from './golden.fixture.ts';
import { decodeFact, encodeFact } from './wire.ts';

/** The structure of a wire form as JSON: a map is a list of pairs, bytes are hexadecimal after `hex:`. */
const structure = (wire: Wire): unknown => {
  if (wire instanceof Map)
    return { map: [...wire].map(([key, value]: [number, Wire]) => [key, structure(value)]) };
  if (wire instanceof Uint8Array) return `hex:${Buffer.from(wire).toString('hex')}`;
  if (Array.isArray(wire)) return wire.map((part: Wire) => structure(part));
  return wire;
};

const again = (fact: Fact) => {
  const { kind, version, body } = encodeFact(fact);
  return decodeFact(kind, version, body);
};
const verdict = (fact: Fact): string => {
  const decoded = again(fact);
  return decoded.status === 'invalid' ? decoded.reason : decoded.status;
};

const KINDS = Object.keys(FACTS_V1) as FactKind[];

describe('the wire form', () => {
  it.each(KINDS)('[FACT-01] %s comes back as it was', (kind) => {
    const fact = GOLDEN_FACTS[kind];
    expect(again(fact)).toEqual({ status: 'valid', fact });
  });

  it.each(KINDS)('[FACT-01] the structure of %s is pinned', (kind) => {
    const { version, body } = encodeFact(GOLDEN_FACTS[kind]);
    expect(version).toBe(1);
    expect(JSON.stringify(structure(body))).toBe(GOLDEN[kind]);
  });

  it('[FACT-01] keys ascend, so that equal facts have equal bytes', () => {
    const ascending = (wire: Wire): boolean => {
      if (wire instanceof Map) {
        const keys = [...(wire as ReadonlyMap<number, Wire>).keys()];
        return keys.every((key, n) => n === 0 || key > keys[n - 1]!) && [...wire.values()].every(ascending);
      }
      return Array.isArray(wire) ? wire.every((part: Wire) => ascending(part)) : true;
    };
    expect(KINDS.every((kind) => ascending(encodeFact(GOLDEN_FACTS[kind]).body))).toBe(true);
  });

  it('[FACT-02] an unknown kind or a higher version is not understood', () => {
    const { body } = encodeFact(GOLDEN_FACTS['stock.moved']);
    expect(decodeFact('stock.moved', 2, body)).toEqual({ status: 'not-understood' });
    expect(decodeFact('gift.issued', 1, body)).toEqual({ status: 'not-understood' });
    expect(decodeFact('__proto__', 1, body)).toEqual({ status: 'not-understood' });
    expect(decodeFact('stock.moved', 0, body)).toMatchObject({ status: 'invalid' });
    expect(decodeFact('stock.moved', 1.5, body)).toMatchObject({ status: 'invalid' });
  });

  it('[FACT-02] a body that does not fit a known version is invalid, with the place', () => {
    expect(decodeFact('stock.moved', 1, null)).toEqual({
      status: 'invalid',
      reason: 'stock.moved: expected a map',
    });
    expect(decodeFact('stock.moved', 1, new Map())).toMatchObject({
      reason: 'stock.moved.reason: expected a value',
    });
    const { body } = encodeFact(GOLDEN_FACTS['shift.opened']);
    const more = new Map([...(body as ReadonlyMap<number, Wire>), [99, 1] as const]);
    expect(decodeFact('shift.opened', 1, more)).toMatchObject({ status: 'invalid' });
  });
});

const sale = GOLDEN_FACTS['sale.completed'];
const refund = GOLDEN_FACTS['refund.completed'];
const closed = GOLDEN_FACTS['shift.closed'];
const taken = GOLDEN_FACTS['payment.taken'];
const [saleLine] = sale.lines;
const [saleRate] = sale.rates;
const [salePayment] = sale.payments;

describe('arithmetic', () => {
  const broken: readonly (readonly [string, Fact])[] = [
    ['currency', { ...sale, currency: 'gbp' }],
    ['documented by a receipt', { ...sale, document: { ...sale.document, kind: 'refund' } }],
    [
      'net + tax',
      { ...sale, rates: [{ ...saleRate!, netMinor: saleRate!.netMinor + 1 }, ...sale.rates.slice(1)] },
    ],
    [
      'negative',
      {
        ...sale,
        rates: [{ ...saleRate!, netMinor: saleRate!.grossMinor + 1, taxMinor: -1 }, ...sale.rates.slice(1)],
      },
    ],
    ['rate is named twice', { ...sale, rates: [...sale.rates, saleRate!] }],
    ['rates are not those', { ...sale, rates: sale.rates.slice(1) }],
    ['has no line', { ...sale, lines: [] }],
    ['line is named twice', { ...sale, lines: [saleLine!, saleLine!] }],
    [
      'do not add up to the rates',
      {
        ...sale,
        rates: sale.rates.map((rate) => ({
          ...rate,
          netMinor: rate.netMinor + 1,
          grossMinor: rate.grossMinor + 1,
        })),
      },
    ],
    [
      'price times quantity',
      { ...sale, lines: [{ ...saleLine!, unitPriceMinor: 1 }, ...sale.lines.slice(1)] },
    ],
    [
      'discount is more',
      {
        ...sale,
        lines: sale.lines.map((line) => ({ ...line, discount: { amountMinor: 1e9, reason: 'x' } })),
      },
    ],
    ['rates do not add up to the total', { ...sale, totalMinor: sale.totalMinor + 1 }],
    [
      'tendered less change',
      { ...sale, payments: [{ ...salePayment!, changeMinor: salePayment!.changeMinor + 1 }] },
    ],
    ['payments do not cover', { ...sale, payments: [] }],
    ['tendered less change', { ...taken, amountMinor: taken.amountMinor + 1 }],
    ['documented by a refund', { ...refund, document: { ...refund.document, kind: 'z' } }],
    ['payouts', { ...refund, payouts: [] }],
    ['rates do not add up', { ...refund, totalMinor: refund.totalMinor - 1 }],
    ['documented by a Z', { ...closed, document: { ...closed.document, kind: 'receipt' } }],
    [
      'sales less refunds',
      { ...closed, totals: { ...closed.totals, salesGrossMinor: closed.totals.salesGrossMinor + 1 } },
    ],
    [
      'tender is named twice',
      {
        ...closed,
        totals: { ...closed.totals, tenders: [...closed.totals.tenders, ...closed.totals.tenders] },
      },
    ],
    ['expected drawer', { ...closed, floatMinor: closed.floatMinor + 1 }],
    ['variance', { ...closed, countedMinor: closed.countedMinor + 1 }],
    ['do not add up', { ...GOLDEN_FACTS['basket.cancelled'], totalMinor: 1 }],
    ['no stock moves', { ...GOLDEN_FACTS['stock.moved'], lines: [] }],
    ['moves nothing', { ...GOLDEN_FACTS['stock.moved'], lines: [{ productId: idOf(1), quantityMilli: 0 }] }],
    ['currency', { ...GOLDEN_FACTS['shift.opened'], currency: '£££' }],
    ['currency', { ...GOLDEN_FACTS['payment.returned'], currency: 'GB ' }],
  ];

  it.each(broken)('[FACT-03] invalid: %s', (reason, fact) => {
    expect(verdict(fact)).toContain(reason);
  });

  it('[SHIFT-06] a Z has room for 1,000 rates', () => {
    const [rate] = closed.totals.rates;
    const rates = Array.from({ length: 1_000 }, (_, n) => ({ ...rate!, taxClass: `class ${n}` }));
    const totals = { ...closed.totals, rates, salesGrossMinor: 0, refundsGrossMinor: 500_000 };
    expect(verdict({ ...closed, totals })).toBe('valid');
    const more = { ...totals, rates: [...rates, rate!] };
    expect(verdict({ ...closed, totals: more })).toContain('at most 1000');
  });

  it('[FACT-03] without a receipt a line is price times quantity; a share of one need not be', () => {
    const { original: _original, ...open } = refund;
    expect(
      verdict({ ...open, lines: refund.lines.map((line) => ({ ...line, unitPriceMinor: 999 })) }),
    ).toContain('price times quantity');
    expect(
      verdict({ ...refund, lines: refund.lines.map((line) => ({ ...line, unitPriceMinor: 999 })) }),
    ).toBe('valid');
  });

  it('[FACT-04] every fact of a day of trade is valid', () => {
    const till = new TestTill();
    const { saleId } = till.sell(
      { productId: product(1).id, quantityMilli: 3_000 },
      { productId: product(2).id },
    );
    till.done({
      kind: 'refund.with-receipt',
      saleId,
      lines: [{ line: 1, quantityMilli: 1_000 }],
      restock: true,
      reason: 'x',
    });
    till.done({ kind: 'shift.close', countedMinor: 1 });
    expect(till.facts().map(verdict)).toEqual(till.facts().map(() => 'valid'));
  });
});
