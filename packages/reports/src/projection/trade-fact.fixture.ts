import type { Extra, LedgerFact, RateTotal, RefundLine, SaleLine } from '@tillmesh/model';
import * as fc from 'fast-check';

export const hexId = fc
  .integer({ min: 0, max: 2 ** 31 })
  .map((value) => value.toString(16).padStart(32, '0'));
export const minor = fc.integer({ min: 0, max: 1_000_000 });

const rate: fc.Arbitrary<RateTotal> = fc
  .record({
    taxClass: fc.constantFrom('standard', 'reduced'),
    ratePpm: fc.constantFrom(0, 50_000, 175_000, 200_000),
    relief: fc.constantFrom('exempt' as const, 'reverse-charge' as const, undefined, undefined),
  })
  .chain(({ relief, taxClass, ratePpm }) =>
    fc.tuple(minor, minor).map(([netMinor, tax]) => {
      const taxMinor = relief === undefined ? tax : 0;
      const sums = { taxClass, netMinor, taxMinor, grossMinor: netMinor + taxMinor };
      return relief === undefined ? { ...sums, ratePpm } : { ...sums, ratePpm: 0, relief };
    }),
  );

const line: fc.Arbitrary<SaleLine> = fc.record({
  line: fc.integer({ min: 1, max: 50 }),
  productId: hexId,
  sku: fc.constant('sku'),
  name: fc.constant('name'),
  unit: fc.constantFrom('piece' as const, 'kg' as const),
  quantityMilli: fc.integer({ min: 1, max: 1_000_000_000 }),
  unitPriceMinor: minor,
  taxClass: fc.constant('standard'),
  ratePpm: fc.constant(200_000),
  netMinor: minor,
  taxMinor: minor,
  priceIncludesTax: fc.boolean(),
});

const extra: fc.Arbitrary<Extra> = fc.record({
  extra: fc.integer({ min: 1, max: 9 }),
  kind: fc.constantFrom('tip' as const, 'deposit' as const, 'account-payment' as const),
  amountMinor: minor,
});

const TENDERS = [
  { tender: 'cash', kind: 'cash' },
  { tender: 'visa', kind: 'card' },
  { tender: 'meal', kind: 'voucher' },
] as const;

const number = { number: 1, label: 'H1-R-1' };

/** A sale, refund or void whose sums are of one piece, as a valid fact's are; some of them training. */
export const trade = (currency: string): fc.Arbitrary<LedgerFact['fact']> =>
  fc
    .record({
      kind: fc.constantFrom('sale', 'sale', 'sale', 'training', 'refund', 'void'),
      id: hexId,
      lines: fc.array(line, { minLength: 1, maxLength: 4 }),
      rates: fc.array(rate, { minLength: 1, maxLength: 3 }),
      extras: fc.array(extra, { maxLength: 2 }),
      cashRoundingMinor: fc.integer({ min: -2, max: 2 }),
      tender: fc.constantFrom(...TENDERS),
    })
    .map(({ kind, id, lines, rates, extras, cashRoundingMinor, tender }): LedgerFact['fact'] => {
      const totalMinor = rates.reduce((sum, { grossMinor }) => sum + grossMinor, 0);
      const extrasMinor = extras.reduce((sum, { amountMinor }) => sum + amountMinor, 0);
      const goods = { currency, rates, totalMinor, cashRoundingMinor };
      const original = { saleId: id, label: 'H1-R-1' };
      const returned = lines.map(({ priceIncludesTax: _way, ...parts }): RefundLine => ({
        ...parts,
        restock: 'shop',
      }));
      switch (kind) {
        case 'refund': {
          const payouts = [{ ...tender, amountMinor: totalMinor + cashRoundingMinor }];
          const document = { ...number, kind: 'credit-note' as const };
          const what = { ...goods, lines: returned, payouts, reason: 'faulty', document, extras: [] };
          return { kind: 'refund.completed', refundId: id, ...what };
        }
        case 'void': {
          const payouts = [{ ...tender, amountMinor: totalMinor + extrasMinor + cashRoundingMinor }];
          const document = { ...number, kind: 'void' as const };
          const what = { ...goods, lines: returned, payouts, reason: 'mistake', document, extras };
          return { kind: 'sale.voided', voidId: id, original, ...what };
        }
        default: {
          const amountMinor = totalMinor + extrasMinor + cashRoundingMinor;
          const paid = { ...tender, amountMinor, tenderedMinor: amountMinor, changeMinor: 0 };
          return {
            kind: 'sale.completed',
            saleId: id,
            basketId: id,
            document: { ...number, kind: kind === 'training' ? 'training-receipt' : 'receipt' },
            ...goods,
            lines,
            payments: [{ ...paid, paymentId: id, state: 'captured' }],
            discounts: [],
            extras,
            channel: 'shop',
          };
        }
      }
    });
