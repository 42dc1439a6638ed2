import type { Fact } from '../../fact/fact.ts';
import { nextDocument } from '../../sale/number.ts';
import type { TillState } from '../../state/till-state.ts';
import type { CommandOf } from '../command.ts';
import type { Context } from '../context.ts';
import { type Decided, decided } from '../decision.ts';
import { atDesk, freshId, stamped } from '../desk.ts';
import { refuse } from '../rejection.ts';
import { originalOf, standingReceipt } from '../sale/receipt.ts';

/** A slip for a present: some lines of a receipt, without what they cost. */
export const issueGiftReceipt = (
  state: TillState,
  command: CommandOf<'gift-receipt.issue'>,
  context: Context,
): Decided => {
  const at = atDesk(state, command, context, 'sell');
  if (!at.ok) return at;
  if (state.training) return refuse('TRAINING-MODE');
  const { till } = context;
  const { lines } = command;
  const found = standingReceipt(context, command.saleId, till.branch.currency);
  if (!found.ok) return found;
  const { receipt } = found;
  if (lines.length === 0) return refuse('GIFT-RECEIPT-EMPTY', 'command.lines');
  if (new Set(lines).size !== lines.length) return refuse('REFUND-REPEATED-LINE', 'command.lines');
  const sold = new Set(receipt.sale.lines.map(({ line }) => line));
  const unknown = lines.findIndex((line) => !sold.has(line));
  if (unknown !== -1) return refuse('REFUND-LINE-UNKNOWN', `command.lines[${unknown}]`);
  const giftReceiptId = freshId(context, 0);
  const document = nextDocument(state, till, 'gift-receipt', at.desk.stamp.businessDate);
  const original = originalOf(context, receipt);
  const fact: Fact = { kind: 'gift-receipt.issued', giftReceiptId, document, original, lines };
  return decided({
    facts: stamped(at.desk, [fact]),
    answer: { kind: 'document', documentId: giftReceiptId, label: document.label },
  });
};
