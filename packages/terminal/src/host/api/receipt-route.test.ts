import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { PaymentsView } from '../../api/payment-view.ts';
import type { ReceiptView } from '../../api/view.ts';
import { okOf, openShop, sell } from '../process/cashier.fixture.ts';
import { startTestTill, type TestTill } from '../process/till.fixture.ts';

let till: TestTill;
beforeEach(async () => {
  till = await startTestTill('demo');
  await openShop(till);
});
afterEach(() => till.remove());

const receipt = async (saleId: string): Promise<ReceiptView> =>
  (await till.ask<ReceiptView>('GET', `/api/receipts/${saleId}`)).body;

const CARD = {
  id: 'card',
  name: 'Card',
  kind: 'card',
  active: true,
  givesChange: false,
  needsReference: true,
  storedLimitMinor: 0,
} as const;

describe('a receipt', () => {
  it('[HOST-28] is told with what is left of each line and payment, after a part came back', async () => {
    okOf(await till.run({ kind: 'tender.put', tender: CARD }));
    const answers = okOf(
      await till.run(
        { kind: 'basket.add', code: 'A1', quantityMilli: 2_000 },
        {
          kind: 'payment.take',
          tender: 'card',
          tenderedMinor: 400,
          reference: 'A-77',
          lastFour: '4242',
        },
        { kind: 'payment.take', tender: 'cash', tenderedMinor: 110 },
      ),
    );
    const paid = answers.at(-1);
    if (paid?.kind !== 'paid' || paid.saleId === null) throw new Error('not sold');
    const { saleId } = paid;
    const before = await receipt(saleId);
    expect(before).toMatchObject({ kind: 'receipt', voidable: true, voided: false, invoiced: false });
    expect(before.lines[0]?.left).toEqual({ netMinor: 425, taxMinor: 85, grossMinor: 510 });
    expect(before.payments).toMatchObject([
      { tender: 'card', kind: 'card', leftMinor: 400, reference: 'A-77', lastFour: '4242' },
      { tender: 'cash', kind: 'cash', leftMinor: 110, reference: null },
    ]);
    const lines = [{ line: 1, quantityMilli: 1_000 }];
    okOf(
      await till.run({ kind: 'refund.with-receipt', saleId, lines, restock: 'damaged', reason: 'broken' }),
    );
    const after = await receipt(saleId);
    const left = after.lines[0]?.left;
    expect(left?.grossMinor).toBe(255);
    expect((left?.netMinor ?? 0) + (left?.taxMinor ?? 0)).toBe(255);
    expect(after.voidable).toBe(false);
    expect(after.payments.reduce((sum, { leftMinor }) => sum + leftMinor, 0)).toBe(255);
  });

  it('[HOST-28] says that it was voided or invoiced, and what is left of a deposit', async () => {
    const { saleId } = await sell(till);
    okOf(await till.run({ kind: 'sale.void', saleId, reason: 'mistake' }));
    expect(await receipt(saleId)).toMatchObject({ voided: true, voidable: false });
    const other = await sell(till);
    const buyer = { name: 'Quay Ltd', address: ['1 Pier'], taxIds: [] };
    okOf(await till.run({ kind: 'invoice.issue', saleId: other.saleId, buyer }));
    expect(await receipt(other.saleId)).toMatchObject({ invoiced: true });
    const answers = okOf(
      await till.run(
        { kind: 'basket.add-extra', extra: 'deposit', amountMinor: 2_000, note: 'chair' },
        { kind: 'payment.take', tender: 'cash', tenderedMinor: 2_000 },
      ),
    );
    const taken = answers.at(-1);
    if (taken?.kind !== 'paid' || taken.saleId === null) throw new Error('not paid');
    expect(await receipt(taken.saleId)).toMatchObject({ depositLeftMinor: 2_000 });
    okOf(
      await till.run(
        { kind: 'basket.add', code: 'A1' },
        { kind: 'payment.use-deposit', saleId: taken.saleId },
      ),
    );
    expect(await receipt(taken.saleId)).toMatchObject({ depositLeftMinor: 1_745 });
  });
});

it('[HOST-39] a card that was stored offline is told with its sale, until it is captured', async () => {
  const stored = async () => (await till.ask<PaymentsView>('GET', '/api/payments')).body.stored;
  okOf(await till.run({ kind: 'tender.put', tender: { ...CARD, storedLimitMinor: 10_000 } }));
  okOf(
    await till.run(
      { kind: 'basket.add', code: 'A1' },
      { kind: 'payment.request', tender: 'card', amountMinor: 255 },
    ),
  );
  const paymentId = till.node().state().basket?.payments[0]?.paymentId ?? '';
  expect(await stored()).toEqual([]);
  const [paid] = okOf(
    await till.run({
      kind: 'payment.change',
      paymentId,
      state: 'stored',
      reference: 'A-7',
      lastFour: '4242',
    }),
  );
  if (paid?.kind !== 'paid') throw new Error('not sold');
  expect(await stored()).toEqual([
    {
      paymentId,
      tender: 'card',
      amountMinor: 255,
      reference: 'A-7',
      lastFour: '4242',
      saleId: paid.saleId,
      label: paid.label,
    },
  ]);
  okOf(await till.run({ kind: 'payment.change', paymentId, state: 'captured' }));
  expect(await stored()).toEqual([]);
});

describe('a document', () => {
  it('[RECEIPT-08] names the seller of its date, and the organisation where none was stated', async () => {
    const { saleId } = await sell(till);
    const text = async () => (await till.ask<string>('GET', `/api/documents/${saleId}.txt`)).body;
    expect(await text()).toContain('Harbour & Sons\n');
    const entity = {
      from: '2026-05-04',
      name: 'Harbour Trading Ltd',
      address: ['12 Quay Street'],
      taxIds: [{ kind: 'VAT', number: 'GB 123' }],
    };
    const later = { ...entity, from: '2026-05-05', name: 'Somebody Else' };
    okOf(
      await till.run(
        { kind: 'legal-entity.put', legalEntity: entity },
        { kind: 'legal-entity.put', legalEntity: later },
      ),
    );
    expect(await text()).toMatch(/Harbour Trading Ltd\n +12 Quay Street\n +VAT GB 123\n/);
  });

  it('[RECEIPT-13] is marked as a copy once it was printed again, or where the address says so', async () => {
    const { saleId } = await sell(till);
    const text = async (query = '') =>
      (await till.ask<string>('GET', `/api/documents/${saleId}.txt${query}`)).body;
    expect(await text()).not.toContain('C O P Y');
    expect(await text('?copy=1')).toContain('C O P Y   1');
    expect((await till.ask('GET', `/api/documents/${saleId}.txt?copy=x`)).status).toBe(400);
    okOf(
      await till.run(
        { kind: 'document.reprint', documentId: saleId },
        { kind: 'document.reprint', documentId: saleId },
      ),
    );
    expect(await text()).toContain('C O P Y   2');
  });

  it('[RECEIPT-07] of every kind that commands make can be read by its id', async () => {
    const { saleId } = await sell(till);
    const answers = okOf(
      await till.run(
        { kind: 'gift-receipt.issue', saleId, lines: [1] },
        { kind: 'invoice.issue', saleId, buyer: { name: 'Quay Ltd', address: ['1 Pier'], taxIds: [] } },
        { kind: 'sale.void', saleId, reason: 'mistake' },
        { kind: 'basket.add', code: 'A1' },
        { kind: 'quote.issue', validUntil: '2026-06-01' },
      ),
    );
    const titles: string[] = [];
    for (const answer of answers) {
      if (answer.kind !== 'document') continue;
      const { status, body } = await till.ask<string>('GET', `/api/documents/${answer.documentId}.txt`);
      expect([answer.label, status]).toEqual([answer.label, 200]);
      titles.push(/^(Gift receipt|Invoice|Void|Quote) /m.exec(body)?.[1] ?? body);
    }
    expect(titles).toEqual(['Gift receipt', 'Invoice', 'Void', 'Quote']);
  });
});
