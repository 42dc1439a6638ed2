import type { Command, CommandBody } from '@tillmesh/model';
import { freshCommandId } from '../../../scripts/chain/cashier.ts';
import { type Needle, numberNeedles, textNeedles } from './needle.ts';

/** What no thief of a disk may read. Each is unlike anything else that could lie there. */
export const PLANTED = {
  product: 'Zwyntorbal Quince Marmalade',
  staff: 'Quellimar Ostrovank',
  customer: 'Brindlewick Thaddeus',
  sku: 'ZQ-77418-VX',
  code: '9527741800368',
  pin: '730915846207',
  /** Different, and each filling four bytes, so that one of them found by chance is no leak. */
  prices: [1_918_273_645, 2_043_117_596, 1_587_402_933],
} as const;

export const NEEDLES: readonly Needle[] = [
  ...textNeedles('product', PLANTED.product),
  ...textNeedles('staff', PLANTED.staff),
  ...textNeedles('customer', PLANTED.customer),
  ...textNeedles('sku', PLANTED.sku),
  ...textNeedles('code', PLANTED.code),
  ...numberNeedles('pin', Number(PLANTED.pin)),
  ...PLANTED.prices.flatMap((price, index) => numberNeedles(`price ${index + 1}`, price)),
];

const PRODUCT_IDS = PLANTED.prices.map((_, index) => `7a${index}`.padEnd(32, '0'));

const command = (body: CommandBody): Command => ({ ...body, id: freshCommandId() });

const putProducts = (): Command =>
  command({
    kind: 'catalog.put',
    products: PLANTED.prices.map((priceMinor, index) => ({
      productId: PRODUCT_IDS[index] ?? '',
      core: {
        sku: `${PLANTED.sku}${index === 0 ? '' : index}`,
        name: index === 0 ? PLANTED.product : `${PLANTED.product} ${index}`,
        codes: index === 0 ? [PLANTED.code] : [],
        unit: 'piece',
        taxClass: 'standard',
        category: '',
      },
      priceMinor,
      openingStockMilli: 5_000,
    })),
  });

/** The owner engages the planted person and puts the planted products into the catalogue. */
export const prepareTrade = (): readonly Command[] => [
  command({ kind: 'staff.put', name: PLANTED.staff, role: 'supervisor', pin: PLANTED.pin, active: true }),
  putProducts(),
];

/** The planted person trades: sold, held in an open basket, given back, counted. */
export const trade = (staffId: string): readonly Command[] => [
  command({ kind: 'session.sign-in', staffId, pin: PLANTED.pin }),
  command({ kind: 'session.sign-in', staffId, pin: `${PLANTED.pin.slice(0, -1)}0` }),
  command({ kind: 'session.sign-in', staffId, pin: PLANTED.pin }),
  command({ kind: 'shift.open', floatMinor: PLANTED.prices[1] }),
  command({ kind: 'basket.add', code: PLANTED.code }),
  command({
    kind: 'basket.discount',
    line: 1,
    amountMinor: 1,
    reason: `agreed with ${PLANTED.customer}`,
  }),
  command({ kind: 'payment.take', tender: 'cash', tenderedMinor: PLANTED.prices[0] }),
  command({
    kind: 'refund.without-receipt',
    lines: [{ code: PLANTED.code, quantityMilli: 1_000, unitPriceMinor: PLANTED.prices[0] }],
    restock: 'shop',
    reason: PLANTED.customer,
  }),
  command({ kind: 'basket.add', productId: PRODUCT_IDS[1] ?? '' }),
  command({ kind: 'basket.void-line', line: 1, reason: PLANTED.customer }),
  command({ kind: 'basket.add', productId: PRODUCT_IDS[2] ?? '' }),
];
