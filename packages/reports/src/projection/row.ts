import { type FactOf, type LedgerFact, localTime } from '@tillmesh/model';
import type { PositionedFact } from '@tillmesh/replica';
import type { Row, Rows, TableName } from './table.ts';

type Growing = { [T in TableName]: Row<T>[] };

const place = (fact: LedgerFact) => ({
  branch_id: fact.branchId,
  device_id: fact.deviceId,
  business_date: fact.stamp.businessDate,
});

type Trade = FactOf<'sale.completed'> | FactOf<'refund.completed'>;

const addDocument = (rows: Growing, doc: number, ledgerFact: LedgerFact, trade: Trade): void => {
  rows.document.push({
    ...place(ledgerFact),
    doc,
    kind: trade.kind === 'sale.completed' ? 'sale' : 'refund',
    currency: trade.currency,
    utc_ms: ledgerFact.stamp.utcMs,
    local_hour: localTime(ledgerFact.stamp.utcMs, ledgerFact.stamp.offsetMinutes).hour,
    total_minor: trade.totalMinor,
  });
  for (const line of trade.lines) {
    rows.line.push({
      doc,
      line: line.line,
      product_id: line.productId,
      quantity_milli: line.quantityMilli,
      unit_price_minor: line.unitPriceMinor,
      total_minor: line.totalMinor,
    });
  }
  for (const rate of trade.rates) {
    rows.rate.push({
      doc,
      tax_class: rate.taxClass,
      rate_ppm: rate.ratePpm,
      net_minor: rate.netMinor,
      tax_minor: rate.taxMinor,
      gross_minor: rate.grossMinor,
    });
  }
};

type Money = { readonly tender: string; readonly amountMinor: number };

const addPayment = (
  rows: Growing,
  kind: 'received' | 'given-back',
  ledgerFact: LedgerFact,
  currency: string,
  money: Money,
): void => {
  rows.payment.push({
    ...place(ledgerFact),
    kind,
    currency,
    tender: money.tender,
    amount_minor: money.amountMinor,
  });
};

const addZ = (rows: Growing, ledgerFact: LedgerFact, z: FactOf<'shift.closed'>): void => {
  rows.z.push({
    ...place(ledgerFact),
    currency: z.currency,
    sales_minor: z.totals.salesGrossMinor,
    refunds_minor: z.totals.refundsGrossMinor,
    variance_minor: z.varianceMinor,
  });
};

/**
 * The rows that these facts add. Every fact adds its entry. Money counts by its payment facts, so the
 * payments that a completed sale repeats add nothing.
 */
export const rowsOf = (facts: readonly PositionedFact[]): Rows => {
  const rows: Growing = { entry: [], document: [], line: [], rate: [], payment: [], z: [] };
  for (const { position, fact: ledgerFact } of facts) {
    rows.entry.push({ entry: ledgerFact.entry });
    const { fact } = ledgerFact;
    switch (fact.kind) {
      case 'sale.completed':
        addDocument(rows, position, ledgerFact, fact);
        break;
      case 'refund.completed':
        addDocument(rows, position, ledgerFact, fact);
        for (const payout of fact.payouts) addPayment(rows, 'given-back', ledgerFact, fact.currency, payout);
        break;
      case 'payment.taken':
        addPayment(rows, 'received', ledgerFact, fact.currency, fact);
        break;
      case 'payment.returned':
        addPayment(rows, 'given-back', ledgerFact, fact.currency, fact);
        break;
      case 'shift.closed':
        addZ(rows, ledgerFact, fact);
        break;
      case 'shift.opened':
      case 'line.voided':
      case 'basket.cancelled':
      case 'stock.moved':
        break;
    }
  }
  return rows;
};
