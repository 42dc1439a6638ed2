import {
  depositLeft,
  formatLocalTime,
  grossOfLine,
  isVoidable,
  type ReceiptRecord,
  type SaleLine,
} from '@tillmesh/model';
import type { ReceiptSummary, TillNode } from '@tillmesh/replica';
import type { ReceiptSummaryView, ReceiptView } from '../../api/view.ts';
import { deviceName } from '../live/device-name.ts';
import { arrivalView, codeOf } from '../live/shop-view.ts';
import { localMinute } from '../process/local-time.ts';
import { idOfReceiptCode } from '../receipt/receipt-code.ts';
import { refuse } from './api-error.ts';
import type { Desk } from './desk.ts';
import { ok, refused, type Reply } from './reply.ts';

type LineView = ReceiptView['lines'][number];

/** `GET /api/receipts` */
export const listReceipts = ({ node }: Desk, limit: number): Reply => {
  const shop = node.shop();
  const { zone } = node.till().branch;
  const view = (receipt: ReceiptSummary): ReceiptSummaryView => ({
    ...arrivalView(node, shop, receipt),
    localTime: localMinute(zone, receipt.utcMs),
    businessDate: receipt.businessDate,
  });
  return ok(node.receipts(limit).map(view));
};

/** Tills that were apart may have given back more than was sold: then nothing is left, and not less. */
const left = (whole: number, given: number): number => Math.max(0, whole - given);

const lineView = (record: ReceiptRecord, sold: SaleLine): LineView => {
  const given = record.refundedLines.get(sold.line) ?? { quantityMilli: 0, netMinor: 0, taxMinor: 0 };
  const grossMinor = left(grossOfLine(sold), grossOfLine(given));
  const taxMinor = Math.min(grossMinor, left(sold.taxMinor, given.taxMinor));
  return {
    line: sold.line,
    name: sold.name,
    unit: sold.unit,
    quantityMilli: sold.quantityMilli,
    refundedMilli: given.quantityMilli,
    totalMinor: grossOfLine(sold),
    refundedMinor: grossOfLine(given),
    left: { netMinor: grossMinor - taxMinor, taxMinor, grossMinor },
  };
};

const paymentsView = ({ sale, refundedPayments }: ReceiptRecord): ReceiptView['payments'] =>
  sale.payments.map(({ paymentId, tender, kind, amountMinor, reference, lastFour }) => ({
    paymentId,
    tender,
    kind,
    amountMinor,
    leftMinor: left(amountMinor, refundedPayments.get(paymentId) ?? 0),
    reference: reference ?? null,
    lastFour: lastFour ?? null,
  }));

/** For whoever has the right to: nothing is undone while training. */
const mayBeVoided = (node: TillNode, record: ReceiptRecord): boolean => {
  const { shift, training } = node.state();
  const here = { deviceId: node.self.deviceId, shiftId: shift?.shiftId ?? null };
  return !training && isVoidable(record, here);
};

/** Of what this till wrote in its present series it is known how far each device holds it. */
const heldBy = (node: TillNode, saleId: string): readonly string[] | null => {
  const fact = node.document(saleId)?.fact;
  if (fact === undefined || fact.seriesId !== node.till().seriesId) return null;
  const holders = node.status().copies.filter(({ sequence }) => sequence >= fact.sequence);
  const { devices } = node.shop();
  const ids = [node.self.deviceId, ...holders.map(({ deviceId }) => deviceId)];
  return ids.flatMap((id) => devices.filter(({ deviceId }) => deviceId === id).map(deviceName));
};

/** `GET /api/receipts/:id` */
export const showReceipt = ({ node }: Desk, idOrLabel: string): Reply => {
  const record = node.receipt(idOfReceiptCode(idOrLabel) ?? idOrLabel);
  if (record === null) return refused(refuse('RECEIPT-UNKNOWN'));
  const { sale, utcMs, offsetMinutes, deviceId, voided, invoiced } = record;
  const view: ReceiptView = {
    saleId: sale.saleId,
    label: sale.document.label,
    kind: sale.document.kind,
    till: codeOf(node.shop(), deviceId),
    utcMs,
    localTime: formatLocalTime(utcMs, offsetMinutes),
    currency: sale.currency,
    totalMinor: sale.totalMinor,
    lines: sale.lines.map((line) => lineView(record, line)),
    payments: paymentsView(record),
    depositLeftMinor: voided ? 0 : depositLeft(record),
    voidable: mayBeVoided(node, record),
    voided,
    heldBy: heldBy(node, sale.saleId),
    invoiced: invoiced || sale.document.kind === 'invoice',
  };
  return ok(view);
};
