import { CASH } from '../../payment/tender.ts';
import type { Right } from '../../people/right.ts';
import { branchSettingsOf } from '../../shop/branch-settings.ts';
import { BRANCH, idOf, LABEL_FORMAT, product, PROMOTION, staffIdOf, TestTill } from '../shop.fixture.ts';
import { DEVICE, enrol, invite, nameKey, stands } from './device.fixture.ts';
import { asked, one, paid, reason, scan, sold } from './way.fixture.ts';
import type { CommandBody, CommandKind } from '../../command/command.ts';

const A = product(1);
const gbp = { currency: 'GBP', totalMinor: 0 };
const buyer = { name: 'Ada', address: [], taxIds: [] };
const after = (prepare: (till: TestTill) => unknown, body: CommandBody) => (till: TestTill) => {
  prepare(till);
  return body;
};
const closed = (till: TestTill): unknown => till.done({ kind: 'shift.close', countedMinor: 0 });

/** A basket whose coupon would count. */
const couponed = (till: TestTill): unknown => {
  till.done({ kind: 'promotion.put', promotion: { ...PROMOTION, couponCode: 'X' } });
  return scan(till);
};

/** Another till's open shift. */
const elsewhere = (till: TestTill): string => {
  const other = new TestTill({ beside: till, code: 'H9' });
  till.hear(other);
  return other.state.shift!.shiftId;
};

/** What each command wants: just enough to do it. Signing in and out, and answering for oneself, want none. */
export const WANTED: Readonly<
  Record<
    Exclude<CommandKind, 'session.sign-in' | 'session.sign-out'>,
    readonly [rights: readonly Right[], body: (till: TestTill) => CommandBody]
  >
> = {
  'training.start': [['train'], () => ({ kind: 'training.start' })],
  'training.end': [[], after((till) => till.done({ kind: 'training.start' }), { kind: 'training.end' })],
  'approval.request': [[], () => ({ kind: 'approval.request', right: 'sell', detail: '' })],
  'approval.answer': [
    ['reprint'],
    (till) => {
      till.done({ kind: 'approval.request', right: 'reprint', detail: '' });
      const { requestId } = till.last('approval.requested');
      return { kind: 'approval.answer', requestId, granted: true };
    },
  ],
  'staff.put': [
    ['manage-staff'],
    () => ({ kind: 'staff.put', name: 'x', role: 'owner', pin: '1234', active: true }),
  ],
  'role.put': [
    ['manage-staff'],
    () => ({ kind: 'role.put', role: { id: 'x', name: 'x', rights: [], limits: {} } }),
  ],
  'shift.open': [['open-shift'], after(closed, { kind: 'shift.open', floatMinor: 0 })],
  'shift.join': [
    ['sell'],
    (till) => {
      closed(till);
      return { kind: 'shift.join', shiftId: elsewhere(till) };
    },
  ],
  'shift.leave': [
    ['sell'],
    (till) => {
      closed(till);
      till.done({ kind: 'shift.join', shiftId: elsewhere(till) });
      return { kind: 'shift.leave' };
    },
  ],
  'shift.close': [['close-shift'], () => ({ kind: 'shift.close', countedMinor: 0 })],
  'shift.hand-over': [
    ['sell'],
    () => ({ kind: 'shift.hand-over', toStaffId: staffIdOf('owner'), counts: [gbp] }),
  ],
  'shift.report': [['sell'], () => ({ kind: 'shift.report' })],
  'shift.supplement': [
    ['close-shift'],
    (till) => {
      const { shiftId } = till.state.shift!;
      const other = new TestTill({ beside: till, code: 'H8', open: false });
      other.hear(till);
      other.done({ kind: 'shift.join', shiftId });
      other.done({ kind: 'drawer.open', reason });
      closed(till);
      till.hear(other);
      return { kind: 'shift.supplement', shiftId };
    },
  ],
  'drawer.move': [
    ['move-cash'],
    () => ({ kind: 'drawer.move', move: 'paid-in', count: { ...gbp, totalMinor: 1 }, reason }),
  ],
  'drawer.open': [['no-sale'], () => ({ kind: 'drawer.open', reason })],
  'basket.add': [['sell'], () => ({ kind: 'basket.add', productId: A.id })],
  'basket.set-quantity': [
    ['sell'],
    after(scan, { kind: 'basket.set-quantity', line: 1, quantityMilli: 2_000 }),
  ],
  'basket.discount': [
    ['sell', 'discount'],
    after(scan, { kind: 'basket.discount', line: 1, amountMinor: 1, reason }),
  ],
  'basket.override-price': [
    ['sell', 'override-price'],
    after(scan, { kind: 'basket.override-price', line: 1, unitPriceMinor: 1, reason }),
  ],
  'basket.reprice': [['sell'], after(scan, { kind: 'basket.reprice' })],
  'basket.void-line': [['void-line'], after(scan, { kind: 'basket.void-line', line: 1, reason })],
  'basket.cancel': [['void-line'], after(scan, { kind: 'basket.cancel', reason })],
  'basket.set-customer': [
    ['sell', 'exempt-tax'],
    after(scan, { kind: 'basket.set-customer', groups: [], relief: 'exempt', reliefEvidence: 'card 7' }),
  ],
  'basket.set-buyer': [['sell'], after(scan, { kind: 'basket.set-buyer', buyer })],
  'basket.set-channel': [['sell'], after(scan, { kind: 'basket.set-channel', channel: 'shop' })],
  'basket.set-service': [['sell'], after(scan, { kind: 'basket.set-service', service: 'take-away' })],
  'basket.add-extra': [['sell'], () => ({ kind: 'basket.add-extra', extra: 'tip', amountMinor: 1 })],
  'basket.remove-extra': [
    ['sell'],
    after((till) => till.done({ kind: 'basket.add-extra', extra: 'tip', amountMinor: 1 }), {
      kind: 'basket.remove-extra',
      extra: 1,
    }),
  ],
  'payment.take': [['sell'], after(scan, { kind: 'payment.take', tender: 'cash', tenderedMinor: 100 })],
  'payment.use-deposit': [
    ['sell'],
    (till) => {
      till.done({ kind: 'basket.add-extra', extra: 'deposit', amountMinor: 50, customerId: idOf(7) });
      till.done({ kind: 'payment.take', tender: 'cash', tenderedMinor: 50 });
      scan(till);
      return { kind: 'payment.use-deposit', saleId: till.last('sale.completed').saleId };
    },
  ],
  'payment.request': [['sell'], after(scan, { kind: 'payment.request', tender: 'card', amountMinor: 100 })],
  'payment.change': [
    ['sell'],
    (till) => ({ kind: 'payment.change', paymentId: asked(till), state: 'approved' }),
  ],
  'payment.return': [
    ['sell'],
    (till) => {
      paid(till);
      return { kind: 'payment.return', paymentId: till.last('payment.taken').payment.paymentId, reason };
    },
  ],
  'sale.void': [['void-sale'], (till) => ({ kind: 'sale.void', saleId: sold(till), reason })],
  'refund.with-receipt': [
    ['refund', 'refund-other-tender'],
    (till) => ({
      kind: 'refund.with-receipt',
      saleId: sold(till),
      lines: [one],
      restock: 'none',
      reason,
      tender: 'voucher',
    }),
  ],
  'refund.exchange': [
    ['refund', 'sell'],
    (till) => {
      const saleId = sold(till);
      scan(till);
      return { kind: 'refund.exchange', saleId, lines: [one], restock: 'shop', reason };
    },
  ],
  'refund.without-receipt': [
    ['refund-without-receipt'],
    () => ({
      kind: 'refund.without-receipt',
      lines: [{ productId: A.id, quantityMilli: 1_000, unitPriceMinor: 1 }],
      restock: 'none',
      reason,
    }),
  ],
  'refund.deposit': [
    ['refund'],
    (till) => {
      till.done({ kind: 'basket.add-extra', extra: 'deposit', amountMinor: 100 });
      till.done({ kind: 'payment.take', tender: 'cash', tenderedMinor: 100 });
      return { kind: 'refund.deposit', saleId: till.last('sale.completed').saleId, reason };
    },
  ],
  'invoice.issue': [['sell'], (till) => ({ kind: 'invoice.issue', saleId: sold(till), buyer })],
  'quote.issue': [['sell'], after(scan, { kind: 'quote.issue', validUntil: '2010-12-24' })],
  'gift-receipt.issue': [
    ['sell'],
    (till) => ({ kind: 'gift-receipt.issue', saleId: sold(till), lines: [1] }),
  ],
  'document.reprint': [['reprint'], (till) => ({ kind: 'document.reprint', documentId: sold(till) })],
  'fiscal.signed': [
    [],
    (till) => ({
      kind: 'fiscal.signed',
      documentId: sold(till),
      provider: 'p',
      outcome: 'failed',
      block: [],
      detail: 'away',
    }),
  ],
  'fiscal.delivered': [
    [],
    (till) => ({ kind: 'fiscal.delivered', documentId: sold(till), provider: 'p', outcome: 'accepted' }),
  ],
  'stock.move': [
    ['move-stock'],
    () => ({
      kind: 'stock.move',
      reason: 'adjusted',
      lines: [{ productId: A.id, quantityMilli: 1_000 }],
      note: '',
    }),
  ],
  'catalog.put': [['edit-catalog'], () => ({ kind: 'catalog.put', products: [] })],
  'tender.put': [['manage-shop'], () => ({ kind: 'tender.put', tender: CASH })],
  'promotion.put': [['manage-shop'], () => ({ kind: 'promotion.put', promotion: PROMOTION })],
  'basket.add-coupon': [['sell'], after(couponed, { kind: 'basket.add-coupon', code: 'X' })],
  'basket.remove-coupon': [
    ['sell'],
    after((till) => [couponed(till), till.done({ kind: 'basket.add-coupon', code: 'X' })], {
      kind: 'basket.remove-coupon',
      code: 'X',
    }),
  ],
  'label-format.put': [['manage-shop'], () => ({ kind: 'label-format.put', labelFormat: LABEL_FORMAT })],
  'price-list.put': [
    ['manage-shop'],
    () => ({
      kind: 'price-list.put',
      priceList: { id: 'x', name: 'x', currency: 'GBP', priority: 1 },
    }),
  ],
  'tax-class.put': [
    ['manage-shop'],
    () => ({ kind: 'tax-class.put', taxClass: { ...BRANCH.taxClasses[0]!, id: 'x' } }),
  ],
  'legal-entity.put': [
    ['manage-shop'],
    () => ({
      kind: 'legal-entity.put',
      legalEntity: { from: '2010-01-01', name: 'x', address: [], taxIds: [] },
    }),
  ],
  'device.revoke': [['manage-shop'], after(stands(), { kind: 'device.revoke', deviceId: DEVICE, reason })],
  'device.admit': [
    ['manage-shop'],
    after(stands({ state: 'revoked' }), { kind: 'device.admit', deviceId: DEVICE }),
  ],
  'device.enrol': [['manage-shop'], () => enrol('H2')],
  'device.invite': [['manage-shop'], () => invite('H2')],
  'device.uninvite': [
    ['manage-shop'],
    after((till) => till.done(invite('H2')), { kind: 'device.uninvite', invitation: 'a'.repeat(32) }),
  ],
  'owner-key.name': [['manage-shop'], () => nameKey],
  'catalog-right.put': [
    ['manage-shop'],
    after(stands(), { kind: 'catalog-right.put', deviceId: DEVICE, mayEdit: false }),
  ],
  'branch.put': [
    ['manage-shop'],
    () => ({
      kind: 'branch.put',
      settings: branchSettingsOf(BRANCH),
    }),
  ],
};
