import { describe, expect, it } from 'vitest';
import { idOf, product, TestTill } from '../../testing/shop.fixture.ts';
import type { CommandBody } from '../command.ts';

const A = product(1);
const NUMBERS = ['4111111111111111', '4111 1111 1111 1111', '3782-822463-10005', 'card 5500005555555559!'];

/** Every command in whose words somebody could type a card number, with that word. */
const COMMANDS: Readonly<Record<string, (text: string) => CommandBody>> = {
  'payment reference': (reference) => ({ kind: 'payment.take', tender: 'card', tenderedMinor: 1, reference }),
  'payment brand': (brand) => ({ kind: 'payment.take', tender: 'card', tenderedMinor: 1, brand }),
  'payment last four': (lastFour) => ({ kind: 'payment.take', tender: 'card', tenderedMinor: 1, lastFour }),
  'terminal reference': (reference) => ({
    kind: 'payment.change',
    paymentId: idOf(1),
    state: 'approved',
    reference,
  }),
  'terminal note': (note) => ({ kind: 'payment.change', paymentId: idOf(1), state: 'approved', note }),
  'terminal last four': (lastFour) => ({
    kind: 'payment.change',
    paymentId: idOf(1),
    state: 'approved',
    lastFour,
  }),
  return: (reason) => ({ kind: 'payment.return', paymentId: idOf(1), reason }),
  refund: (reason) => ({ kind: 'refund.with-receipt', saleId: idOf(1), lines: [], restock: 'none', reason }),
  'refund reference': (reference) => ({
    kind: 'refund.with-receipt',
    saleId: idOf(1),
    lines: [],
    restock: 'none',
    reason: 'x',
    reference,
  }),
  'refund without a receipt': (reference) => ({
    kind: 'refund.without-receipt',
    lines: [],
    restock: 'none',
    reason: 'x',
    reference,
  }),
  exchange: (reason) => ({ kind: 'refund.exchange', saleId: idOf(1), lines: [], restock: 'none', reason }),
  void: (reason) => ({ kind: 'sale.void', saleId: idOf(1), reason }),
  cancel: (reason) => ({ kind: 'basket.cancel', reason }),
  'voided line': (reason) => ({ kind: 'basket.void-line', line: 1, reason }),
  discount: (reason) => ({ kind: 'basket.discount', amountMinor: 1, reason }),
  override: (reason) => ({ kind: 'basket.override-price', line: 1, unitPriceMinor: 1, reason }),
  deposit: (note) => ({ kind: 'basket.add-extra', extra: 'deposit', amountMinor: 1, note }),
  'no-sale': (reason) => ({ kind: 'drawer.open', reason }),
  'cash move': (reason) => ({
    kind: 'drawer.move',
    move: 'paid-in',
    count: { currency: 'GBP', totalMinor: 1 },
    reason,
  }),
  'stock note': (note) => ({
    kind: 'stock.move',
    reason: 'received',
    lines: [{ productId: A.id, quantityMilli: 1_000 }],
    note,
  }),
  approval: (detail) => ({ kind: 'approval.request', right: 'refund', detail }),
};

describe('a card number', () => {
  it('[PAY-14] I14: is refused wherever it is said, and stands in no fact', () => {
    const till = new TestTill();
    till.done({ kind: 'basket.add', productId: A.id });
    const before = till.recorded.length;
    for (const [what, command] of Object.entries(COMMANDS)) {
      for (const text of NUMBERS) {
        expect([what, till.refused(command(text))]).toEqual([what, 'CARD-NUMBER']);
      }
    }
    expect(till.recorded.length).toBe(before);
  });

  it('[PAY-14] names the place, whoever asks', () => {
    const till = new TestTill();
    till.done({ kind: 'session.sign-out' });
    const result = till.run(COMMANDS['terminal note']!('4111111111111111'));
    expect(result).toMatchObject({ ok: false, rejection: { code: 'CARD-NUMBER', at: 'command.note' } });
    expect(JSON.stringify(result)).not.toContain('4111111111111111');
  });

  it('[PAY-14] what only looks long is taken, and so is what an authority numbers', () => {
    const till = new TestTill();
    const documentId: string = till.sell({ productId: A.id }).saleId;
    till.done({ kind: 'basket.add', productId: A.id });
    till.done({ kind: 'payment.take', tender: 'card', tenderedMinor: 50, reference: '4111111111111112' });
    till.done({ kind: 'payment.take', tender: 'card', tenderedMinor: 50, lastFour: '1111', brand: 'VISA' });
    till.done({
      kind: 'fiscal.delivered',
      documentId,
      provider: 'tax-office',
      outcome: 'accepted',
      reference: '4111111111111111',
    });
    expect(till.last('document.delivered').reference).toBe('4111111111111111');
  });
});
