import { isDocument, type Receipt, receiptOf, type ReceiptFrame } from '@tillmesh/model';
import type { ShopView, TillNode } from '@tillmesh/replica';
import { refuse } from '../api/api-error.ts';
import type { Desk } from '../api/desk.ts';
import { ok, refused, type Reply } from '../api/reply.ts';
import { idOfReceiptCode, receiptCode } from './receipt-code.ts';
import { receiptHtml } from './receipt-html.ts';
import { receiptLayout } from './receipt-layout.ts';
import { receiptText } from './receipt-text.ts';

const MARKS: Readonly<Record<ShopView['organisation']['mark'], ReceiptFrame['mark']>> = {
  real: null,
  demo: 'DEMO',
  replay: 'REPLAY',
};

type Printable = { readonly receipt: Receipt; readonly code: string | null };

/** A document with what is printed around it; null when this till does not hold it. */
const printable = (node: TillNode, id: string): Printable | null => {
  const found = node.document(id);
  if (found === null || !isDocument(found.fact.fact)) return null;
  const { fact, stamp, deviceId, branchId, seriesId, sequence } = found.fact;
  const shop = node.shop();
  const frame: ReceiptFrame = {
    seller: { name: shop.organisation.name, lines: [] },
    branchName: shop.branches.find((branch) => branch.id === branchId)?.name ?? '',
    tillCode: shop.devices.find((device) => device.deviceId === deviceId)?.code ?? '?',
    cashierName: shop.staff.find((person) => person.id === stamp.staffId)?.name ?? null,
    mark: MARKS[shop.organisation.mark],
  };
  // Nobody brings a Z back.
  const code = fact.kind === 'shift.closed' ? null : receiptCode({ seriesId, sequence, id: found.id });
  return { receipt: receiptOf({ fact, stamp }, frame), code };
};

/** `GET /api/documents/:id`, `:id.html` and `:id.txt`: the document as data, as a page, as text. */
export const showDocument = ({ node }: Desk, file: string): Reply => {
  const [, name = '', form] = /^(.+?)(?:\.(html|txt))?$/.exec(file) ?? [];
  const found = printable(node, idOfReceiptCode(name) ?? name);
  if (found === null) return refused(refuse('DOCUMENT-UNKNOWN'));
  const { receipt, code } = found;
  if (form === undefined) return ok(receipt);
  const blocks = receiptLayout(receipt, code);
  return form === 'html'
    ? { status: 200, type: 'html', text: receiptHtml(blocks, receipt.document.label) }
    : { status: 200, type: 'text', text: receiptText(blocks) };
};
