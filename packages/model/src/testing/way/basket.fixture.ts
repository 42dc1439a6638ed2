import type { BASKET_REJECTIONS } from '../../command/refusal/basket.ts';
import { BRANCH, product, PROMOTION } from '../goods.fixture.ts';
import { A, reason, refusal, scan, type Way } from './way.fixture.ts';

const many = Array.from({ length: 65 }, (_, n) => product(n + 1, { taxClass: `class-${n}` }));
const manyClasses = many.map(({ taxClass }) => ({ ...BRANCH.taxClasses[0]!, id: taxClass }));

/** How each refusal of a basket comes about. */
export const BASKET_WAYS: Readonly<Record<keyof typeof BASKET_REJECTIONS, Way>> = {
  'BASKET-EMPTY': refusal({ kind: 'basket.cancel', reason }),
  'BASKET-FULL': refusal({ kind: 'basket.add', productId: product(2).id }, (till) => {
    scan(till);
    till.state = { ...till.state, basket: { ...till.state.basket!, nextLine: 1_000_001 } };
  }),
  'BASKET-TOO-MANY-RATES': refusal(
    { kind: 'basket.add', productId: many[64]!.id },
    (till) => {
      for (const { id } of many.slice(0, 64)) till.done({ kind: 'basket.add', productId: id });
    },
    { products: many, branch: { ...BRANCH, taxClasses: manyClasses } },
  ),
  'LINE-UNKNOWN': refusal({ kind: 'basket.void-line', line: 1, reason }),
  'PRODUCT-UNKNOWN': refusal({ kind: 'basket.add', code: 'nothing' }),
  'CODE-MISREAD': refusal({ kind: 'basket.add', code: '9501101530004' }),
  'CODE-MALFORMED': refusal({ kind: 'basket.add', code: '(01)09501101530003(17)261341' }),
  'CODE-WITHOUT-PRODUCT': refusal({ kind: 'basket.add', code: '(10)LOT' }),
  'CODE-MEASURE-UNUSED': refusal({ kind: 'basket.add', code: '(01)09501101530003(3201)000100' }),
  'CODE-SAYS-QUANTITY': refusal(
    { kind: 'basket.add', code: '(01)09501101530003(30)3', quantityMilli: 1_000 },
    undefined,
    {
      products: [product(1, { codes: ['9501101530003'] })],
    },
  ),
  'CODE-PRICE-FIXED': refusal({ kind: 'basket.add', code: '(01)09501101530003(3922)100' }, undefined, {
    products: [product(1, { codes: ['9501101530003'] })],
  }),
  'PRODUCT-INACTIVE': refusal({ kind: 'basket.add', code: 'SKU-1' }, undefined, {
    products: [{ ...A, active: false }],
  }),
  'PRODUCT-WITHOUT-PRICE': refusal({ kind: 'basket.add', code: 'SKU-1' }, undefined, {
    products: [product(1, { priceMinor: null })],
  }),
  'PRODUCT-AMBIGUOUS': refusal({ kind: 'basket.add' }),
  'TAX-CLASS-UNKNOWN': refusal({ kind: 'basket.add', code: 'SKU-1' }, undefined, {
    products: [{ ...A, taxClass: 'none' }],
  }),
  'QUANTITY-OUT-OF-BOUNDS': refusal({ kind: 'basket.add', code: 'SKU-1', quantityMilli: 0 }),
  'QUANTITY-NOT-WHOLE': refusal({ kind: 'basket.add', code: 'SKU-1', quantityMilli: 1 }),
  'AMOUNT-OUT-OF-BOUNDS': refusal(
    { kind: 'basket.override-price', line: 1, unitPriceMinor: 1e12, reason },
    (till) => till.done({ kind: 'basket.add', productId: A.id, quantityMilli: 2_000 }),
  ),
  'DISCOUNT-TOO-LARGE': refusal({ kind: 'basket.discount', line: 1, amountMinor: 101, reason }, scan),
  'DISCOUNT-AMBIGUOUS': refusal(
    { kind: 'basket.discount', line: 1, amountMinor: 1, sharePpm: 1, reason },
    scan,
  ),
  'DISCOUNT-TOO-MANY': refusal({ kind: 'basket.discount', amountMinor: 1, reason }, (till) => {
    scan(till);
    for (let n = 0; n < 16; n += 1) till.done({ kind: 'basket.discount', amountMinor: 1, reason });
  }),
  'PRICE-NEEDED': refusal({ kind: 'basket.add', code: 'SKU-1' }, undefined, {
    products: [product(1, { openPrice: true, priceMinor: null })],
  }),
  'PRICE-NOT-OPEN': refusal({ kind: 'basket.add', code: 'SKU-1', unitPriceMinor: 5 }),
  'LINE-KEEPS-PRICE': refusal({ kind: 'basket.reprice', line: 1 }, (till) => {
    scan(till);
    till.done({ kind: 'basket.override-price', line: 1, unitPriceMinor: 5, reason });
  }),
  'EXTRA-ZERO': refusal({ kind: 'basket.add-extra', extra: 'tip', amountMinor: 0 }),
  'EXTRA-TOO-MANY': refusal({ kind: 'basket.add-extra', extra: 'tip', amountMinor: 1 }, (till) => {
    for (let n = 0; n < 16; n += 1) till.done({ kind: 'basket.add-extra', extra: 'tip', amountMinor: 1 });
  }),
  'EXTRA-UNKNOWN': refusal({ kind: 'basket.remove-extra', extra: 1 }, scan),
  'COUPON-UNKNOWN': refusal({ kind: 'basket.add-coupon', code: 'X' }, scan),
  'COUPON-TWICE': refusal({ kind: 'basket.add-coupon', code: 'X' }, (till) => {
    till.done({ kind: 'promotion.put', promotion: { ...PROMOTION, couponCode: 'X' } });
    scan(till);
    till.done({ kind: 'basket.add-coupon', code: 'X' });
  }),
  'COUPON-TOO-MANY': refusal({ kind: 'basket.add-coupon', code: 'X' }, (till) => {
    till.done({ kind: 'promotion.put', promotion: { ...PROMOTION, couponCode: 'X' } });
    scan(till);
    const coupons = Array.from({ length: 16 }, (_, n) => `C${n}`);
    till.state = { ...till.state, basket: { ...till.state.basket!, coupons } };
  }),
  'CUSTOMER-NEEDED': refusal({ kind: 'payment.take', tender: 'account', tenderedMinor: 100 }, scan),
  'REASON-MISSING': refusal({ kind: 'basket.void-line', line: 1, reason: '' }, scan),
};
