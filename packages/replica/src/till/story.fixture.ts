import type { ShopNode, TillNode } from '../node/node-port.ts';
import { codeOf, type Opened, productPut, putProducts, sell, type TestChain } from './chain.fixture.ts';

/** Product numbers of the story, from `first` on. */
const COUNT = 6;

/** A morning's trade of every kind that this version knows, by a till that is signed in with its shift open. */
export const trade = async (chain: TestChain, till: Opened, first = 1): Promise<void> => {
  const n = (at: number): number => first + at;
  const products = Array.from({ length: COUNT }, (_, at) => productPut(till, n(at)));
  await putProducts(till, ...products);
  await sell(till, n(0), n(0), n(1));
  chain.clock.ms += 60_000;
  const saleId = await sell(till, n(1), n(2));
  await till.done({
    kind: 'refund.with-receipt',
    saleId,
    lines: [{ line: 1, quantityMilli: 1_000 }],
    restock: true,
    reason: 'wrong size',
  });
  await putProducts(
    till,
    productPut(till, n(2), { name: `Renamed ${n(2)}`, codes: [codeOf(n(2)), `X${n(2)}`] }),
  );
  await putProducts(till, productPut(till, n(3), { priceMinor: 399 }));
  chain.clock.ms += 60_000;
  await sell(till, n(3));
  await till.done(
    {
      kind: 'stock.move',
      reason: 'adjusted',
      lines: [{ productId: products[4]!.productId, quantityMilli: -2_000 }],
      note: '',
    },
    {
      kind: 'refund.without-receipt',
      lines: [{ code: codeOf(n(5)), quantityMilli: 1_000, unitPriceMinor: 300 }],
      restock: false,
      reason: 'no receipt',
    },
    {
      kind: 'refund.with-receipt',
      saleId,
      lines: [{ line: 2, quantityMilli: 1_000 }],
      restock: true,
      reason: 'wrong colour',
    },
  );
  await putProducts(till, productPut(till, n(3), { priceMinor: 379 }));
};

const byEntry = (a: { entry: string }, b: { entry: string }): number => (a.entry < b.entry ? -1 : 1);

/** All that a device's read models say, in an order that does not tell how it came there. */
export const readModels = (node: ShopNode) => ({
  facts: node
    .facts(0, 100_000)
    .map(({ fact }) => fact)
    .sort(byEntry),
  stock: node.stockLevels(),
  productCount: node.productCount(),
  forks: node.status().counts.forks,
  notUnderstood: node.status().counts.notUnderstood,
});

/** What a till shows besides. */
export const tillModels = (node: TillNode) => {
  const receipts = node.receipts(1_000);
  return {
    ...readModels(node),
    receipts,
    details: receipts.map(({ saleId }) => node.receipt(saleId)),
    documents: node
      .facts(0, 100_000)
      .flatMap(({ fact: { fact } }) =>
        fact.kind === 'refund.completed' ? [node.document(fact.document.label)] : [],
      )
      .map((document) => document?.id ?? '')
      .sort((a, b) => (a < b ? -1 : 1)),
    products: node.products(0, 1_000),
  };
};
