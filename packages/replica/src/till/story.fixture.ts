import type { Uncounted } from '@tillmesh/model';
import { documentOfFact } from '../node/fact-document.ts';
import type { ShopNode, TillNode } from '../node/node-port.ts';
import { codeOf, type Opened, productPut, putProducts, sell, type TestChain } from './chain.fixture.ts';

/** Product numbers of the story, from `first` on. */
const COUNT = 6;

const BUYER = { name: 'Quay Café', address: ['1 Quay'], taxIds: [] } as const;
const CASH = { kind: 'payment.take', tender: 'cash', tenderedMinor: 1_000_000 } as const;

/** An invoice with a deposit and a discount, a sale that is undone, papers for an earlier one, and the drawer. */
const tradeOn = async (till: Opened, saleId: string, products: readonly [number, number]): Promise<void> => {
  const [one, other] = products;
  await till.done(
    { kind: 'basket.add', code: codeOf(one), quantityMilli: 3_000 },
    { kind: 'basket.override-price', line: 1, unitPriceMinor: 333, reason: 'dented' },
    { kind: 'basket.discount', sharePpm: 70_000, reason: 'regular' },
    { kind: 'basket.add-extra', extra: 'deposit', amountMinor: 500, note: 'an order' },
    { kind: 'basket.set-buyer', buyer: BUYER },
    CASH,
  );
  const undone = await sell(till, one, other);
  await till.done(
    { kind: 'sale.void', saleId: undone, reason: 'wrong customer' },
    { kind: 'invoice.issue', saleId, buyer: BUYER },
    { kind: 'document.reprint', documentId: saleId },
    { kind: 'gift-receipt.issue', saleId, lines: [2] },
    { kind: 'drawer.move', move: 'paid-in', count: { currency: 'GBP', totalMinor: 500 }, reason: 'coins' },
    { kind: 'drawer.open', reason: 'change' },
    { kind: 'approval.request', right: 'discount', sharePpm: 500_000, detail: 'a regular' },
  );
};

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
    restock: 'shop',
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
      restock: 'none',
      reason: 'no receipt',
    },
    {
      kind: 'refund.with-receipt',
      saleId,
      lines: [{ line: 2, quantityMilli: 1_000 }],
      restock: 'shop',
      reason: 'wrong colour',
    },
  );
  await putProducts(till, productPut(till, n(3), { priceMinor: 379 }));
  chain.clock.ms += 60_000;
  await tradeOn(till, saleId, [n(0), n(1)]);
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
  const facts = node.facts(0, 100_000).map(({ fact: { fact } }) => fact);
  const documents = facts.flatMap((fact) => documentOfFact(fact)?.id ?? []);
  const shifts = facts.flatMap((fact) => (fact.kind === 'shift.opened' ? [fact.shiftId] : []));
  const asked = facts.flatMap((fact) => (fact.kind === 'approval.requested' ? [fact.requestId] : []));
  return {
    ...readModels(node),
    receipts,
    details: receipts.map(({ saleId }) => node.receipt(saleId)),
    documents: documents.toSorted().map((id) => ({
      entry: node.document(id)?.fact.entry,
      since: node.document(id)?.since.map(({ entry }) => entry),
      document: node.lookup.document(id),
    })),
    shifts: shifts
      .toSorted()
      .map((id) => ({ shift: node.lookup.shift(id), uncounted: byTill(node.lookup.uncounted(id)) })),
    open: { shifts: node.openShifts(), requests: node.openRequests() },
    asked: asked.toSorted().map(node.lookup.approvalRequest),
    products: node.products(0, 1_000),
  };
};

/** A till's own parts come first, and it has always heard itself. */
const byTill = (uncounted: readonly Uncounted[]) =>
  uncounted
    .map(({ part: { heard: _heard, ...part }, totals }) => ({ part, totals }))
    .toSorted((a, b) => (a.part.seriesId < b.part.seriesId ? -1 : 1));
