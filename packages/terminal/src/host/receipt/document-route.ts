import { refuse } from '../api/api-error.ts';
import type { Desk } from '../api/desk.ts';
import { ok, refused, type Reply } from '../api/reply.ts';
import { printable } from './printed-document.ts';
import { idOfReceiptCode } from './receipt-code.ts';
import { receiptHtml } from './receipt-html.ts';
import { receiptLayout } from './receipt-layout.ts';
import { receiptText } from './receipt-text.ts';

/**
 * `GET /api/documents/:id`, `:id.html` and `:id.txt`: the document as data, as a page, as text, once its
 * fiscal device has answered. It is marked as a copy when it was printed again (`document.reprint`), or with
 * `?copy=1` as the first.
 */
export const showDocument = async ({ node, fiscal }: Desk, file: string, copy: number): Promise<Reply> => {
  const [, name = '', form] = /^(.+?)(?:\.(html|txt))?$/.exec(file) ?? [];
  const id = idOfReceiptCode(name) ?? name;
  await fiscal.settled(node.document(id)?.id ?? id);
  const found = printable(node, id, copy);
  if (found === null) return refused(refuse('DOCUMENT-UNKNOWN'));
  const { receipt, code } = found;
  if (form === undefined) return ok(receipt);
  const names = new Map(node.shop().tenders.map((tender) => [tender.id, tender.name]));
  const blocks = receiptLayout(receipt, { code, tenderName: (tender) => names.get(tender) ?? tender });
  return form === 'html'
    ? { status: 200, type: 'html', text: receiptHtml(blocks, receipt.document.label) }
    : { status: 200, type: 'text', text: receiptText(blocks) };
};
