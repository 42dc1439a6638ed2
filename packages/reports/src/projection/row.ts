import {
  type FactOf,
  grossOfLine,
  isTraining,
  type LedgerFact,
  localTime,
  moneyStep,
  type Payment,
  type PaymentState,
} from '@tillmesh/model';
import type { PositionedFact } from '@tillmesh/replica';
import type { Row, Rows, TableName } from './table.ts';

type Growing = { [T in TableName]: Row<T>[] };

/** A fact with the position at which it is folded. */
type Folded = LedgerFact & { readonly doc: number };

const place = (fact: Folded) => ({
  doc: fact.doc,
  branch_id: fact.branchId,
  device_id: fact.deviceId,
  business_date: fact.stamp.businessDate,
});

type Trade = FactOf<'sale.completed' | 'refund.completed' | 'sale.voided'>;

const KIND_OF = {
  'sale.completed': 'sale',
  'refund.completed': 'refund',
  'sale.voided': 'void',
} as const satisfies Record<Trade['kind'], string>;

const addDocument = (rows: Growing, ledgerFact: Folded, trade: Trade): void => {
  rows.document.push({
    ...place(ledgerFact),
    kind: KIND_OF[trade.kind],
    currency: trade.currency,
    utc_ms: ledgerFact.stamp.utcMs,
    local_hour: localTime(ledgerFact.stamp.utcMs, ledgerFact.stamp.offsetMinutes).hour,
    total_minor: trade.totalMinor,
    cash_rounding_minor: trade.cashRoundingMinor,
  });
  const { doc } = ledgerFact;
  for (const line of trade.lines) {
    rows.line.push({
      doc,
      line: line.line,
      product_id: line.productId,
      quantity_milli: line.quantityMilli,
      unit_price_minor: line.unitPriceMinor,
      total_minor: grossOfLine(line),
    });
  }
  for (const rate of trade.rates) {
    rows.rate.push({
      doc,
      tax_class: rate.taxClass,
      rate_ppm: rate.ratePpm,
      relief: rate.relief ?? '',
      net_minor: rate.netMinor,
      tax_minor: rate.taxMinor,
      gross_minor: rate.grossMinor,
    });
  }
};

const addExtras = (
  rows: Growing,
  kind: 'taken' | 'given-back',
  ledgerFact: Folded,
  { currency, extras }: Pick<FactOf<'sale.completed'>, 'currency' | 'extras'>,
): void => {
  for (const { kind: extra, amountMinor } of extras) {
    rows.extra.push({ ...place(ledgerFact), kind, currency, extra, amount_minor: amountMinor });
  }
};

type Money = { readonly tender: string; readonly amountMinor: number };

const addPayment = (
  rows: Growing,
  kind: 'received' | 'given-back' | 'lost',
  ledgerFact: Folded,
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

/** What a payment that went from one state to another moved. */
const addStep = (
  rows: Growing,
  ledgerFact: Folded,
  currency: string,
  from: PaymentState,
  payment: Payment,
): void => {
  const step = moneyStep(from, payment.state);
  if (step !== null) addPayment(rows, step, ledgerFact, currency, payment);
};

const addZ = (rows: Growing, ledgerFact: Folded, z: FactOf<'shift.closed' | 'shift.supplemented'>): void => {
  const drawer = z.kind === 'shift.closed' ? z.drawer : [];
  rows.z.push({
    ...place(ledgerFact),
    kind: z.kind === 'shift.closed' ? 'z' : 'supplement',
    currency: z.currency,
    sales_minor: z.totals.salesGrossMinor,
    refunds_minor: z.totals.refundsGrossMinor,
    voids_minor: z.totals.voidsGrossMinor,
    variance_minor: drawer
      .filter(({ currency }) => currency === z.currency)
      .reduce((sum, { varianceMinor }) => sum + varianceMinor, 0),
  });
};

const addFact = (rows: Growing, ledgerFact: Folded): void => {
  const { fact } = ledgerFact;
  switch (fact.kind) {
    case 'sale.completed':
      addDocument(rows, ledgerFact, fact);
      addExtras(rows, 'taken', ledgerFact, fact);
      break;
    case 'refund.completed':
    case 'sale.voided':
      addDocument(rows, ledgerFact, fact);
      addExtras(rows, 'given-back', ledgerFact, fact);
      for (const payout of fact.payouts) addPayment(rows, 'given-back', ledgerFact, fact.currency, payout);
      break;
    case 'payment.taken':
      addStep(rows, ledgerFact, fact.currency, 'requested', fact.payment);
      break;
    case 'payment.changed':
      addStep(rows, ledgerFact, fact.currency, fact.from, fact.payment);
      break;
    case 'payment.returned':
      addPayment(rows, 'given-back', ledgerFact, fact.currency, fact.payout);
      break;
    case 'shift.closed':
    case 'shift.supplemented':
      addZ(rows, ledgerFact, fact);
      break;
    case 'shift.opened':
    case 'shift.joined':
    case 'shift.left':
    case 'shift.handed-over':
    case 'drawer.moved':
    case 'drawer.opened':
    case 'clock.overridden':
    case 'payment.requested':
    case 'line.voided':
    case 'basket.cancelled':
    case 'override.withdrawn':
    case 'discount.withdrawn':
    case 'invoice.issued':
    case 'quote.issued':
    case 'gift-receipt.issued':
    case 'document.reprinted':
    case 'document.signed':
    case 'document.delivered':
    case 'sign-in.failed':
    case 'approval.requested':
    case 'approval.given':
    case 'approval.used':
    case 'training.started':
    case 'training.ended':
    case 'stock.moved':
  }
};

/**
 * The rows that these facts add. Every fact adds its entry, and what was done while training adds nothing
 * else. Money counts by its payment facts, so the payments that a completed sale repeats add nothing.
 */
export const rowsOf = (facts: readonly PositionedFact[]): Rows => {
  const rows: Growing = { entry: [], document: [], line: [], rate: [], payment: [], extra: [], z: [] };
  for (const { position: doc, fact } of facts) {
    rows.entry.push({ entry: fact.entry, doc });
    if (!isTraining(fact.fact)) addFact(rows, { ...fact, doc });
  }
  return rows;
};
