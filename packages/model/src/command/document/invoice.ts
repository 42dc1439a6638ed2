import type { Fact } from '../../fact/fact.ts';
import { nextDocument } from '../../sale/number.ts';
import type { TillState } from '../../state/till-state.ts';
import type { CommandOf } from '../command.ts';
import type { Context } from '../context.ts';
import { type Decided, decided } from '../decision.ts';
import { atDesk, freshId, stamped } from '../desk.ts';
import { refuse } from '../rejection.ts';
import { originalOf, standingReceipt } from '../sale/receipt.ts';

/** A full invoice for what a receipt sold already, once; it moves neither money nor goods. */
export const issueInvoice = (
  state: TillState,
  command: CommandOf<'invoice.issue'>,
  context: Context,
): Decided => {
  const at = atDesk(state, command, context, 'sell');
  if (!at.ok) return at;
  if (state.training) return refuse('TRAINING-MODE');
  const { till } = context;
  const found = standingReceipt(context, command.saleId, till.branch.currency);
  if (!found.ok) return found;
  const { receipt } = found;
  if (receipt.invoiced || receipt.sale.document.kind === 'invoice') {
    return refuse('INVOICE-EXISTS', 'command.saleId');
  }
  const invoiceId = freshId(context, 0);
  const document = nextDocument(state, till, 'invoice', at.desk.stamp.businessDate);
  const fact: Fact = {
    kind: 'invoice.issued',
    invoiceId,
    document,
    original: originalOf(context, receipt),
    buyer: command.buyer,
  };
  return decided({
    facts: stamped(at.desk, [fact]),
    answer: { kind: 'document', documentId: invoiceId, label: document.label },
  });
};
