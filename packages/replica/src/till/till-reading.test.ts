import { afterAll, beforeAll, expect, it } from 'vitest';
import type { CommandBody } from '@tillmesh/model';
import { codeOf, ONE_TILL, type Opened, productPut, putProducts, sell, TestChain } from './chain.fixture.ts';

let chain: TestChain;
let till: Opened;
beforeAll(async () => {
  chain = await TestChain.make(ONE_TILL);
  till = chain.open('H1');
  await chain.openShop(till);
  await putProducts(till, productPut(till, 1));
});
afterAll(() => chain.end());

const BUYER = { name: 'Quay Café', address: [], taxIds: [] } as const;
const scan: CommandBody = { kind: 'basket.add', code: codeOf(1) };
const paid: CommandBody = { kind: 'payment.take', tender: 'cash', tenderedMinor: 1_000 };
const saleOf = async (...bodies: readonly CommandBody[]): Promise<string> => {
  const last = (await till.done(...bodies)).at(-1);
  return last?.kind === 'paid' ? (last.saleId ?? '') : '';
};
const listed = (limit: number): readonly string[] => till.node.receipts(limit).map(({ saleId }) => saleId);

it('[TILL-15] receipts are sales, invoices among them, newest first, without papers for them and training', async () => {
  const first = await sell(till, 1);
  chain.clock.ms += 1_000;
  const invoice = await saleOf(scan, { kind: 'basket.set-buyer', buyer: BUYER }, paid);
  // At one moment the later entry comes first.
  const second = await sell(till, 1);
  chain.clock.ms += 1_000;
  const issued = await till.done(
    { kind: 'invoice.issue', saleId: first, buyer: BUYER },
    { kind: 'invoice.issue', saleId: second, buyer: BUYER },
    { kind: 'training.start' },
  );
  const training = await saleOf(scan, paid);
  await till.done({ kind: 'training.end' });
  expect(listed(10)).toEqual([second, invoice, first]);
  expect([1, 2].map(listed)).toEqual([[second], [second, invoice]]);
  expect(till.node.receipts(1)[0]?.label).toContain('-R-');
  expect(till.node.receipts(2)[1]?.label).toContain('-I-');
  const [paper] = issued;
  const label = paper?.kind === 'document' ? paper.label : '';
  expect(till.node.document(label)?.fact.fact.kind).toBe('invoice.issued');
  expect(till.node.lookup.document(till.node.document(label)?.id ?? '')).toEqual({ kind: 'invoice', label });
  expect(till.node.receipt(training)).toBeNull();
  expect(till.node.lookup.document(training)?.kind).toBe('training-receipt');
  expect(till.node.receipt(first)).toMatchObject({ invoiced: true, voided: false });
});
