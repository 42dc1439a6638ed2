import { describe, expect, it } from 'vitest';
import type { Branch } from '../../state/shop.ts';
import { BRANCH, idOf, product, TestTill } from '../../testing/shop.fixture.ts';

const A = product(1);
const ruled = (onFailure: Branch['fiscal']['onFailure']): Branch => ({ ...BRANCH, fiscal: { onFailure } });
const pay = (tenderedMinor: number) => ({ kind: 'payment.take', tender: 'cash', tenderedMinor }) as const;
const signed = (documentId: string) =>
  ({
    kind: 'fiscal.signed',
    documentId,
    provider: 'tse',
    outcome: 'signed',
    block: [{ name: 'signature', value: 'MEUCIQ==' }],
  }) as const;
const delivered = (documentId: string, outcome: 'accepted' | 'rejected' | 'failed', detail = '') =>
  ({ kind: 'fiscal.delivered', documentId, provider: 'tax-office', outcome, detail }) as const;

describe('a fiscal device that fails', () => {
  it('[FISCAL-01] is sold without, and said so, where the branch sells and marks', () => {
    const till = new TestTill({ branch: ruled('sell-and-mark') });
    expect(till.sell({ productId: A.id })).not.toHaveProperty('fiscalFailed');
    till.fiscalDevice = 'failed';
    expect(till.sell({ productId: A.id }).fiscalFailed).toBe(true);
  });

  it('[FISCAL-01] begins and completes nothing where the branch refuses, and gives back what was begun', () => {
    const till = new TestTill({ branch: ruled('refuse') });
    const { saleId } = till.sell({ productId: A.id });
    till.done({ kind: 'basket.add-extra', extra: 'deposit', amountMinor: 500 });
    till.done(pay(500));
    const deposit = till.last('sale.completed');
    till.done({ kind: 'basket.add', productId: A.id, quantityMilli: 2_000 });
    till.fiscalDevice = 'failed';
    expect(till.refused(pay(200))).toBe('FISCAL-DEVICE-FAILED');
    expect(till.refused({ kind: 'payment.request', tender: 'card', amountMinor: 200 })).toBe(
      'FISCAL-DEVICE-FAILED',
    );
    expect(till.refused({ kind: 'payment.use-deposit', saleId: deposit.saleId })).toBe(
      'FISCAL-DEVICE-FAILED',
    );
    const part = {
      saleId,
      lines: [{ line: 1, quantityMilli: 1_000 }],
      restock: 'shop',
      reason: 'x',
    } as const;
    till.done(pay(150));
    expect(till.refused({ kind: 'refund.exchange', ...part })).toBe('FISCAL-DEVICE-FAILED');
    till.done({
      kind: 'payment.return',
      paymentId: till.last('payment.taken').payment.paymentId,
      reason: 'x',
    });
    till.done({ kind: 'basket.cancel', reason: 'x' });
    expect(till.refused({ kind: 'basket.add', productId: A.id })).toBe('FISCAL-DEVICE-FAILED');
    till.done({ kind: 'refund.with-receipt', ...part });
  });

  it('[PAY-19] what a terminal approved meanwhile is written down, and completed when the device is back', () => {
    const till = new TestTill({ branch: ruled('refuse') });
    till.done({ kind: 'basket.add', productId: A.id });
    till.done({ kind: 'payment.request', tender: 'card', amountMinor: 100 });
    const { paymentId } = till.last('payment.requested').payment;
    till.fiscalDevice = 'failed';
    expect(till.done({ kind: 'payment.change', paymentId, state: 'approved' })).toMatchObject({
      dueMinor: 0,
      saleId: null,
    });
    expect(till.refused(pay(0))).toBe('FISCAL-DEVICE-FAILED');
    till.fiscalDevice = 'ready';
    till.done(pay(0));
    expect(till.last('sale.completed').payments).toMatchObject([{ state: 'captured' }]);
  });
});

describe('what a device and an authority say', () => {
  it('[FISCAL-02] are facts that name the document, in nobody’s name', () => {
    const till = new TestTill();
    const { saleId } = till.sell({ productId: A.id });
    till.done({ kind: 'session.sign-out' });
    till.done(signed(saleId));
    expect(till.last('document.signed')).toEqual({
      kind: 'document.signed',
      documentId: saleId,
      documentKind: 'receipt',
      label: 'H1-7KQ2-R-1',
      provider: 'tse',
      outcome: 'signed',
      block: [{ name: 'signature', value: 'MEUCIQ==' }],
    });
    till.signIn('cashier');
    till.done({ ...delivered(saleId, 'accepted'), reference: '12345678901234567890' });
    expect(till.last('document.delivered')).toMatchObject({
      label: 'H1-7KQ2-R-1',
      reference: '12345678901234567890',
    });
    expect(till.recorded.slice(-2).map(({ stamp }) => stamp.staffId)).toEqual([null, null]);
    expect(till.refused(signed(idOf(5)))).toBe('DOCUMENT-UNKNOWN');
    expect(till.refused(delivered(idOf(5), 'accepted'))).toBe('DOCUMENT-UNKNOWN');
  });

  it('[FISCAL-03] each document is on its own: one that is rejected holds up nothing', () => {
    const till = new TestTill();
    const [first, second] = [till.sell({ productId: A.id }), till.sell({ productId: A.id })];
    till.done(delivered(first.saleId, 'failed', 'no line'));
    till.done(delivered(first.saleId, 'rejected', 'wrong number'));
    till.done(delivered(second.saleId, 'accepted', ' '));
    till.done({ ...signed(second.saleId), outcome: 'failed', block: [], detail: 'no answer' });
    const said = till.facts().flatMap((fact) => (fact.kind === 'document.delivered' ? [fact] : []));
    expect(said.map(({ label, outcome, detail }) => [label, outcome, detail])).toEqual([
      ['H1-7KQ2-R-1', 'failed', 'no line'],
      ['H1-7KQ2-R-1', 'rejected', 'wrong number'],
      ['H1-7KQ2-R-2', 'accepted', undefined],
    ]);
    till.done({ kind: 'shift.close', countedMinor: 200 });
    till.done(delivered(first.saleId, 'accepted'));
  });
});
