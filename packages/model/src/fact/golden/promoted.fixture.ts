import type { FactOf } from '../fact.ts';
import { idOf } from '../wire.fixture.ts';
import { BASKET_ID, SALE_ID } from './sale.fixture.ts';

const PROMOTIONS = [
  { promotionId: 'tea-3-for-2', name: 'Three for two: tea', amountMinor: 200 },
  { promotionId: 'spend-4', name: '5% from 4.00', amountMinor: 20, couponCode: 'SPRING' },
];
const RATES = [{ taxClass: 'standard', ratePpm: 175_000, netMinor: 323, taxMinor: 57, grossMinor: 380 }];
const LINES = [
  {
    line: 1,
    productId: idOf(0x71053),
    sku: '71053',
    name: 'TEA, BOX',
    unit: 'piece',
    quantityMilli: 3_000,
    unitPriceMinor: 200,
    taxClass: 'standard',
    ratePpm: 175_000,
    netMinor: 323,
    taxMinor: 57,
    priceIncludesTax: true,
    promotions: [
      { promotionId: 'tea-3-for-2', amountMinor: 200 },
      { promotionId: 'spend-4', amountMinor: 20 },
    ],
  },
] as const;

/** Facts with promotions, in the newest version of their kind. */
export const PROMOTED_FACTS: { readonly [K in 'sale.completed' | 'quote.issued']: FactOf<K> } = {
  'sale.completed': {
    kind: 'sale.completed',
    saleId: SALE_ID,
    basketId: BASKET_ID,
    document: { kind: 'receipt', number: 17, label: 'H1-7KQ2-R-17' },
    currency: 'GBP',
    lines: LINES,
    rates: RATES,
    totalMinor: 380,
    payments: [
      {
        paymentId: idOf(0x26),
        tender: 'cash',
        kind: 'cash',
        state: 'captured',
        amountMinor: 380,
        tenderedMinor: 400,
        changeMinor: 20,
      },
    ],
    discounts: [],
    extras: [],
    cashRoundingMinor: 0,
    channel: 'shop',
    promotions: PROMOTIONS,
  },
  'quote.issued': {
    kind: 'quote.issued',
    quoteId: idOf(9),
    document: { kind: 'quote', number: 1, label: 'H1-7KQ2-Q-1' },
    currency: 'GBP',
    lines: LINES,
    rates: RATES,
    totalMinor: 380,
    discounts: [],
    validUntil: '2010-12-31',
    promotions: PROMOTIONS,
  },
};
