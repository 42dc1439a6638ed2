import { fitsZ } from '../drawer/z-bound.ts';
import { type Fact } from '../fact/fact.ts';
import type { RecordedFact } from '../fact/recorded-fact.ts';
import { decodeFact, encodeFact } from '../fact/wire.ts';
import { MAX_SHIFT_MINOR } from '../money/bound.ts';
import { applyDecision } from '../state/evolve.ts';
import type { OpenShift, TillState } from '../state/till-state.ts';
import { addLine } from './basket/add.ts';
import { addCoupon, removeCoupon } from './basket/coupon.ts';
import { setBuyer, setChannel, setCustomer, setService } from './basket/customer.ts';
import { enterDiscount } from './basket/discount.ts';
import { cancelBasket, voidLine } from './basket/end.ts';
import { addExtra, removeExtra } from './basket/extra.ts';
import { overridePrice, repriceLines, setQuantity } from './basket/line.ts';
import type { Command } from './command.ts';
import type { Context } from './context.ts';
import type { Decided } from './decision.ts';
import { putCatalogRight } from './device/catalog-right.ts';
import { enrolDevice } from './device/enrol.ts';
import { inviteDevice, uninviteDevice } from './device/invite.ts';
import { nameOwnerKey } from './device/owner-key.ts';
import { admitRecords, takeOffDevice } from './device/take-off.ts';
import { recordDelivery, recordSignature } from './document/fiscal.ts';
import { issueGiftReceipt } from './document/gift-receipt.ts';
import { issueInvoice } from './document/invoice.ts';
import { issueQuote } from './document/quote.ts';
import { reprint } from './document/reprint.ts';
import { useDeposit } from './payment/deposit.ts';
import { cardNumberPlace } from './payment/found.ts';
import { changePayment, requestPayment } from './payment/progress.ts';
import { returnPayment } from './payment/return.ts';
import { takePayment } from './payment/take.ts';
import { approvalPinFault } from './people/approval-pin.ts';
import { answerApproval, requestApproval } from './people/approval.ts';
import { putRole } from './people/role.ts';
import { signIn, signOut } from './people/session.ts';
import { putStaff } from './people/staff.ts';
import { endTraining, startTraining } from './people/training.ts';
import { refuse } from './rejection.ts';
import { exchange } from './sale/exchange.ts';
import { refundDeposit } from './sale/refund-deposit.ts';
import { refundWithoutReceipt, refundWithReceipt } from './sale/refund.ts';
import { voidSale } from './sale/void.ts';
import { closeShift } from './shift/close.ts';
import { moveCash, openDrawer } from './shift/drawer.ts';
import { handOverShift } from './shift/hand-over.ts';
import { joinShift, leaveShift } from './shift/join.ts';
import { openShift } from './shift/open.ts';
import { reportShift } from './shift/report.ts';
import { supplementShift } from './shift/supplement.ts';
import { putCatalog } from './shop/catalog.ts';
import { putBranch, putLegalEntity, putPriceList, putTaxClass, putTender } from './shop/setting.ts';
import { putLabelFormat } from './shop/label-format.ts';
import { putPromotion } from './shop/promotion.ts';
import { moveStock } from './shop/stock.ts';

type Decide<K extends Command['kind']> = (
  state: TillState,
  command: Extract<Command, { kind: K }>,
  context: Context,
) => Decided;

/** Who decides what. A kind without one does not compile. */
const DECIDERS: { readonly [K in Command['kind']]: Decide<K> } = {
  'session.sign-in': signIn,
  'session.sign-out': signOut,
  'training.start': startTraining,
  'training.end': endTraining,
  'approval.request': requestApproval,
  'approval.answer': answerApproval,
  'staff.put': putStaff,
  'role.put': putRole,
  'shift.open': openShift,
  'shift.join': joinShift,
  'shift.leave': leaveShift,
  'shift.close': closeShift,
  'shift.hand-over': handOverShift,
  'shift.report': reportShift,
  'shift.supplement': supplementShift,
  'drawer.move': moveCash,
  'drawer.open': openDrawer,
  'basket.add': addLine,
  'basket.set-quantity': setQuantity,
  'basket.discount': enterDiscount,
  'basket.override-price': overridePrice,
  'basket.reprice': repriceLines,
  'basket.void-line': voidLine,
  'basket.cancel': cancelBasket,
  'basket.set-customer': setCustomer,
  'basket.set-buyer': setBuyer,
  'basket.set-channel': setChannel,
  'basket.set-service': setService,
  'basket.add-extra': addExtra,
  'basket.remove-extra': removeExtra,
  'basket.add-coupon': addCoupon,
  'basket.remove-coupon': removeCoupon,
  'payment.take': takePayment,
  'payment.use-deposit': useDeposit,
  'payment.request': requestPayment,
  'payment.change': changePayment,
  'payment.return': returnPayment,
  'sale.void': voidSale,
  'refund.with-receipt': refundWithReceipt,
  'refund.exchange': exchange,
  'refund.without-receipt': refundWithoutReceipt,
  'refund.deposit': refundDeposit,
  'invoice.issue': issueInvoice,
  'quote.issue': issueQuote,
  'gift-receipt.issue': issueGiftReceipt,
  'document.reprint': reprint,
  'fiscal.signed': recordSignature,
  'fiscal.delivered': recordDelivery,
  'stock.move': moveStock,
  'catalog.put': putCatalog,
  'tender.put': putTender,
  'price-list.put': putPriceList,
  'label-format.put': putLabelFormat,
  'promotion.put': putPromotion,
  'tax-class.put': putTaxClass,
  'legal-entity.put': putLegalEntity,
  'branch.put': putBranch,
  'device.revoke': takeOffDevice,
  'device.admit': admitRecords,
  'device.enrol': enrolDevice,
  'device.invite': inviteDevice,
  'device.uninvite': uninviteDevice,
  'owner-key.name': nameOwnerKey,
  'catalog-right.put': putCatalogRight,
};

/** What goes into the ledger stays for ever, so a fact that could not be read back is never let out. */
const assertSound = ({ fact }: RecordedFact): void => {
  const { kind, version, body } = encodeFact(fact satisfies Fact);
  const decoded = decodeFact(kind, version, body);
  if (decoded.status === 'valid') return;
  const why = decoded.status === 'invalid' ? decoded.reason : decoded.status;
  throw new Error(`a decision made an unsound fact: ${why}`);
};

/** A shift that left these bounds could never be closed: its Z would not fit. */
const canClose = ({ totals }: OpenShift): boolean => fitsZ(totals, MAX_SHIFT_MINOR);

/**
 * What a command does to a till, or why it may not. A function of its arguments alone: the same state,
 * command and context give the same decision on every device.
 */
export const decide = (state: TillState, command: Command, context: Context): Decided => {
  const pinFault = approvalPinFault(state, command, context);
  if (pinFault !== null) {
    pinFault.facts?.forEach(assertSound);
    return pinFault;
  }
  const cardNumber = cardNumberPlace(command);
  if (cardNumber !== null) return refuse('CARD-NUMBER', cardNumber);
  const decider = DECIDERS[command.kind] as (state: TillState, command: Command, context: Context) => Decided;
  const result = decider(state, command, context);
  if (!result.ok) {
    result.facts?.forEach(assertSound);
    return result;
  }
  if (result.decision.facts.length === 0) return result;
  result.decision.facts.forEach(assertSound);
  const { shift } = applyDecision(state, result.decision);
  return shift === null || canClose(shift) ? result : refuse('AMOUNT-OUT-OF-BOUNDS', 'shift');
};
