import { describe, expect, it } from 'vitest';
import { effectsOf } from '../../fold/effects.ts';
import type { Shape } from '../../schema/shape.ts';
import { addFactToZ, EMPTY_Z, expectedDrawer } from '../../state/z-totals.ts';
import type { Fact } from '../fact.ts';
import { faultOf } from '../validity/validity.ts';
import { idOf, structure, wireOf } from '../wire.fixture.ts';
import { decodeFact } from '../wire.ts';
import { FACTS_V1, type FactV1 } from './fact.ts';
import { FACTS_OF_V1, GOLDEN_V1 } from './golden.fixture.ts';

type KindV1 = FactV1['kind'];
const KINDS = Object.keys(FACTS_V1) as KindV1[];

/** A version-1 fact as an entry of its time holds it. */
const bytesOf = ({ kind, ...body }: FactV1) => (FACTS_V1[kind] as Shape<object>).encode(body);
const decoded = (kind: KindV1): Fact => {
  const read = decodeFact(kind, 1, wireOf(JSON.parse(GOLDEN_V1[kind])));
  if (read.status !== 'valid') throw new Error(JSON.stringify(read));
  return read.fact;
};
const verdict = (fact: FactV1): string => {
  const read = decodeFact(fact.kind, 1, bytesOf(fact));
  return read.status === 'invalid' ? read.reason : read.status;
};

describe('version 1', () => {
  it.each(KINDS)('[FACT-08] the bytes of %s still read', (kind) => {
    expect(JSON.stringify(structure(bytesOf(FACTS_OF_V1[kind])))).toBe(GOLDEN_V1[kind]);
    const { kind: _kind, ...body } = FACTS_OF_V1[kind];
    expect(FACTS_V1[kind].decode(wireOf(JSON.parse(GOLDEN_V1[kind])), kind)).toEqual(body);
    expect(decoded(kind).kind).toBe(kind);
  });

  it.each(KINDS)('[FACT-08] %s is sound in its newest form too', (kind) => {
    expect(faultOf(decoded(kind))).toBeNull();
  });

  it('[FACT-08] a sale: the tax of each rate is split over its lines', () => {
    expect(decoded('sale.completed')).toMatchObject({
      document: { kind: 'receipt', number: 17, label: 'H1-7KQ2-R-17' },
      lines: [
        { line: 1, netMinor: 1_302, taxMinor: 228, priceIncludesTax: true, listPriceMinor: 295 },
        { line: 3, netMinor: 675, taxMinor: 0, discount: { sharePpm: 100_000, amountMinor: 75 } },
      ],
      totalMinor: 2_205,
      payments: [{ tender: 'cash', kind: 'cash', state: 'captured', changeMinor: 295 }],
      discounts: [],
      extras: [],
      cashRoundingMinor: 0,
      channel: 'shop',
    });
  });

  it('[FACT-08] a refund is a credit note that gave cash back and names no payment', () => {
    expect(decoded('refund.completed')).toMatchObject({
      document: { kind: 'credit-note', label: 'H1-7KQ2-C-2' },
      lines: [{ netMinor: 434, taxMinor: 76, restock: 'shop' }],
      payouts: [{ tender: 'cash', kind: 'cash', amountMinor: 510 }],
    });
    const kept = FACTS_OF_V1['refund.completed'];
    const gone = { ...kept, lines: kept.lines.map((line) => ({ ...line, restock: false })) };
    expect(decodeFact('refund.completed', 1, bytesOf(gone))).toMatchObject({
      fact: { lines: [{ restock: 'none' }] },
    });
  });

  it('[FACT-08] a shift had a drawer of its own, with one currency in it', () => {
    expect(decoded('shift.opened')).toMatchObject({
      floats: [{ currency: 'GBP', totalMinor: 10_000 }],
      drawerId: idOf(1),
    });
    const closed = decoded('shift.closed');
    expect(closed).toMatchObject({
      totals: { salesCount: 2, tenders: [{ tender: 'cash', kind: 'cash', currency: 'GBP' }], extras: [] },
      drawer: [{ currency: 'GBP', expectedMinor: 9_500, countedMinor: 9_400, varianceMinor: -100 }],
      blind: false,
      parts: [],
    });
    expect(closed.kind === 'shift.closed' && expectedDrawer(closed.totals).get('GBP')).toBe(9_500);
  });

  it('[FACT-08] what they do to stock and sales is what they did', () => {
    const nobody = { staffId: null };
    expect(effectsOf(decoded('sale.completed'), nobody)).toEqual([
      { kind: 'stock', productId: idOf(0x85123a), quantityMilli: -6_000, place: 'shop' },
      { kind: 'stock', productId: idOf(0x71053), quantityMilli: -375, place: 'shop' },
    ]);
    expect(effectsOf(decoded('refund.completed'), nobody)).toEqual([
      { kind: 'stock', productId: idOf(0x85123a), quantityMilli: 2_000, place: 'shop' },
      { kind: 'sale-part', saleId: idOf(4), part: 'line:1', add: [2_000, 434, 76] },
    ]);
    expect(effectsOf(decoded('stock.moved'), nobody)).toEqual([
      { kind: 'stock', productId: idOf(0x71053), quantityMilli: -3_000, place: 'shop' },
    ]);
    expect(effectsOf(decoded('payment.taken'), nobody)).toEqual([]);
  });

  it('[FACT-08] they count in a shift as they counted', () => {
    const totals = KINDS.map(decoded).reduce(addFactToZ, EMPTY_Z);
    expect(totals).toMatchObject({
      salesCount: 1,
      salesGrossMinor: 2_205,
      refundsCount: 1,
      refundsGrossMinor: 510,
      rates: [{ grossMinor: 1_020, netMinor: 868, taxMinor: 152 }, { grossMinor: 675 }],
      tenders: [{ tender: 'cash', receivedMinor: 1_530, givenBackMinor: 1_010 }],
      voidedLinesCount: 1,
      cancelledBasketsCount: 1,
    });
    expect(expectedDrawer(totals).get('GBP')).toBe(10_000 + 1_530 - 500 - 510);
  });
});

const sale = FACTS_OF_V1['sale.completed'];
const refund = FACTS_OF_V1['refund.completed'];
const closed = FACTS_OF_V1['shift.closed'];
const taken = FACTS_OF_V1['payment.taken'];
const [line] = sale.lines;
const [rate] = sale.rates;
const [paid] = sale.payments;

describe('the arithmetic of version 1', () => {
  const broken: readonly (readonly [string, FactV1])[] = [
    ['currency', { ...sale, currency: 'gbp' }],
    ['documented by a receipt', { ...sale, document: { ...sale.document, kind: 'refund' } }],
    ['net + tax', { ...sale, rates: [{ ...rate!, netMinor: rate!.netMinor + 1 }, ...sale.rates.slice(1)] }],
    ['negative', { ...sale, rates: [{ ...rate!, netMinor: rate!.grossMinor + 1, taxMinor: -1 }] }],
    ['rate is named twice', { ...sale, rates: [...sale.rates, rate!] }],
    ['rates are not those', { ...sale, rates: sale.rates.slice(1) }],
    ['has no line', { ...sale, lines: [] }],
    ['line is named twice', { ...sale, lines: [line!, line!] }],
    ['price times quantity', { ...sale, lines: [{ ...line!, unitPriceMinor: 1 }, ...sale.lines.slice(1)] }],
    [
      'discount is more',
      {
        ...sale,
        lines: sale.lines.map((each) => ({ ...each, discount: { amountMinor: 1e9, reason: 'x' } })),
      },
    ],
    ['rates do not add up to the total', { ...sale, totalMinor: sale.totalMinor + 1 }],
    ['tendered less change', { ...sale, payments: [{ ...paid!, changeMinor: paid!.changeMinor + 1 }] }],
    ['payments do not cover', { ...sale, payments: [] }],
    ['tendered less change', { ...taken, amountMinor: taken.amountMinor + 1 }],
    ['documented by a refund', { ...refund, document: { ...refund.document, kind: 'z' } }],
    ['payouts', { ...refund, payouts: [] }],
    ['rates do not add up', { ...refund, totalMinor: refund.totalMinor - 1 }],
    ['documented by a Z', { ...closed, document: { ...closed.document, kind: 'receipt' } }],
    ['sales less refunds', { ...closed, totals: { ...closed.totals, salesGrossMinor: 3_001 } }],
    [
      'tender is named twice',
      {
        ...closed,
        totals: { ...closed.totals, tenders: [closed.totals.tenders[0]!, closed.totals.tenders[0]!] },
      },
    ],
    ['expected drawer', { ...closed, floatMinor: closed.floatMinor + 1 }],
    ['variance', { ...closed, countedMinor: closed.countedMinor + 1 }],
    ['do not add up', { ...FACTS_OF_V1['basket.cancelled'], totalMinor: 1 }],
    ['no stock moves', { ...FACTS_OF_V1['stock.moved'], lines: [] }],
    ['currency', { ...FACTS_OF_V1['shift.opened'], currency: '£££' }],
    ['currency', { ...FACTS_OF_V1['payment.returned'], currency: 'GB ' }],
  ];
  it.each(broken)('[FACT-08] invalid: %s', (reason, fact) => {
    expect(verdict(fact)).toContain(reason);
  });

  it('[FACT-08] without a receipt a line is price times quantity; a share of one need not be', () => {
    const { original: _original, ...open } = refund;
    const lines = refund.lines.map((each) => ({ ...each, unitPriceMinor: 999 }));
    expect(verdict({ ...open, lines })).toContain('price times quantity');
    expect(verdict({ ...refund, lines })).toBe('valid');
  });
});
