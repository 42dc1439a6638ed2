import type { Product } from '../catalog/product.ts';
import type { Promotion, PromotedGoods } from '../promotion/promotion.ts';
import { BRANCH, product, PROMOTION, TestTill } from './shop.fixture.ts';

export const ALL: PromotedGoods = {
  productIds: [],
  categories: [],
  exceptProductIds: [],
  exceptCategories: [],
};
export const RULE: Promotion['rule'] = { branchIds: [], groups: [], channels: [], weekdays: [] };

export const tea = product(1, { category: 'drinks' });
export const cake = product(2, { category: 'food' });
export const mug = product(3, { category: 'gifts' });
export const apples = product(4, { unit: 'kg', category: 'food', codes: ['APPLES'] });
export const only = (...products: readonly Product[]): PromotedGoods => ({
  ...ALL,
  productIds: products.map(({ id }) => id),
});

export const reduction = (over: Partial<Promotion> = {}): Promotion => ({
  ...PROMOTION,
  id: 'reduced',
  name: 'A tenth off',
  kind: 'reduction',
  parts: [{ goods: ALL, pieces: 1 }],
  steps: [{ from: 0, reward: { sharePpm: 100_000 } }],
  ...over,
});
export const buyGet = (over: Partial<Promotion> = {}): Promotion => ({ ...PROMOTION, ...over });
export const bundle = (
  goods: readonly PromotedGoods[],
  priceMinor: number,
  over: Partial<Promotion> = {},
): Promotion => ({
  ...PROMOTION,
  id: 'bundle',
  name: 'Together',
  kind: 'bundle',
  parts: goods.map((each) => ({ goods: each, pieces: 1 })),
  steps: [{ from: 0, reward: { priceMinor } }],
  ...over,
});
export const threshold = (over: Partial<Promotion> = {}): Promotion => ({
  ...reduction(),
  id: 'spend',
  name: 'Spend and save',
  kind: 'threshold',
  steps: [
    { from: 500, reward: { amountMinor: 50 } },
    { from: 1_000, reward: { sharePpm: 200_000 } },
  ],
  ...over,
});

export const tillWith = (...promotions: readonly Promotion[]): TestTill =>
  new TestTill({ branch: { ...BRANCH, promotions }, products: [tea, cake, mug, apples] });
export const add = (till: TestTill, goods: Product, pieces = 1): unknown =>
  till.done({ kind: 'basket.add', productId: goods.id, quantityMilli: pieces * 1_000 });
export const pay = (till: TestTill) => {
  till.done({ kind: 'payment.take', tender: 'cash', tenderedMinor: 1_000_000 });
  return till.last('sale.completed');
};
/** What promotions took off each line. */
export const offs = (till: TestTill): readonly number[] =>
  pay(till).lines.map(({ promotions = [] }) =>
    promotions.reduce((sum, { amountMinor }) => sum + amountMinor, 0),
  );
