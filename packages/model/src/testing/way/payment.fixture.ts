import type { PAYMENT_REJECTIONS } from '../../command/refusal/payment.ts';
import { BRANCH, idOf, product } from '../goods.fixture.ts';
import { A, asked, paid, reason, refusal, refusalOf, scan, sold, type Way } from './way.fixture.ts';

const dear = { products: [product(1, { priceMinor: 20_000 })] };

/** How each refusal of a payment comes about. */
export const PAYMENT_WAYS: Readonly<Record<keyof typeof PAYMENT_REJECTIONS, Way>> = {
  'BASKET-HAS-PAYMENT': refusal({ kind: 'basket.cancel', reason }, paid),
  'PAYMENT-ZERO': refusal({ kind: 'payment.take', tender: 'cash', tenderedMinor: 0 }, scan),
  'PAYMENT-TOO-MANY': refusal(
    { kind: 'payment.take', tender: 'cash', tenderedMinor: 1 },
    (till) => {
      scan(till);
      for (let n = 0; n < 99; n += 1) till.done({ kind: 'payment.take', tender: 'cash', tenderedMinor: 1 });
    },
    dear,
  ),
  'PAYMENT-UNKNOWN': refusal({ kind: 'payment.return', paymentId: idOf(9), reason }),
  'PAYMENT-UNRESOLVED': refusal({ kind: 'payment.take', tender: 'cash', tenderedMinor: 100 }, asked),
  'PAYMENT-STATE': refusalOf((till) => ({
    kind: 'payment.change',
    paymentId: asked(till),
    state: 'reversed',
  })),
  'TENDER-UNKNOWN': refusal({ kind: 'payment.take', tender: 'cheque', tenderedMinor: 100 }, scan),
  'TENDER-NOT-CARD': refusal({ kind: 'payment.request', tender: 'cash', amountMinor: 100 }, scan),
  'CARD-OVER-DUE': refusal({ kind: 'payment.take', tender: 'card', tenderedMinor: 101 }, scan),
  'ACCOUNT-OVER-DUE': refusal(
    { kind: 'payment.take', tender: 'account', tenderedMinor: 101, customerId: idOf(7) },
    scan,
  ),
  'CARD-NUMBER': refusal(
    { kind: 'payment.take', tender: 'card', tenderedMinor: 100, reference: '4111 1111 1111 1111' },
    scan,
  ),
  'LAST-FOUR-WRONG': refusal(
    { kind: 'payment.take', tender: 'card', tenderedMinor: 100, lastFour: '12' },
    scan,
  ),
  'REFERENCE-MISSING': refusal({ kind: 'payment.take', tender: 'card-reference', tenderedMinor: 100 }, scan),
  'STORED-LIMIT': refusalOf((till) => {
    till.done({ kind: 'basket.add', productId: A.id });
    till.done({ kind: 'payment.request', tender: 'card', amountMinor: 10_001 });
    const { paymentId } = till.last('payment.requested').payment;
    return { kind: 'payment.change', paymentId, state: 'stored' };
  }, dear),
  'TIP-NOT-NOW': refusalOf((till) => ({
    kind: 'payment.change',
    paymentId: asked(till),
    state: 'unknown',
    tipMinor: 5,
  })),
  'DEPOSIT-TOO-LITTLE': refusalOf((till) => {
    const saleId = sold(till);
    scan(till);
    return { kind: 'payment.use-deposit', saleId };
  }),
  'FISCAL-DEVICE-FAILED': refusal(
    { kind: 'basket.add', productId: A.id },
    (till) => {
      till.fiscalDevice = 'failed';
    },
    { branch: { ...BRANCH, fiscal: { onFailure: 'refuse' } } },
  ),
};
