import type { PaymentsView } from '../../api/payment-view.ts';
import type { Desk } from './desk.ts';
import { ok, type Reply } from './reply.ts';

/** `GET /api/payments` */
export const listPayments = ({ node }: Desk): Reply => {
  const view: PaymentsView = {
    stored: node.state().storedPayments.map(({ payment, saleId }) => ({
      paymentId: payment.paymentId,
      tender: payment.tender,
      amountMinor: payment.amountMinor,
      reference: payment.reference ?? null,
      lastFour: payment.lastFour ?? null,
      saleId,
      label: node.lookup.document(saleId)?.label ?? '',
    })),
  };
  return ok(view);
};
