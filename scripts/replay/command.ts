import { createHash } from 'node:crypto';
import type { Command, CommandBody } from '@tillmesh/model';
import type { Invoice } from './invoice.ts';
import type { SourceRow } from './source-row.ts';

/** What a cashier types for one invoice, and what the till must answer to the last of it. */
export type Entry = {
  readonly commands: readonly Command[];
  /** The number of the line that each command's answer must name; undefined where it names none. */
  readonly lines: readonly (number | undefined)[];
  readonly totalMinor: number;
};

const OVERRIDE_REASON = 'price on the invoice';
const REFUND_REASON = 'returned without a receipt';
/** A customer pays with notes: what is due, up to the next ten. */
const NOTE_MINOR = 1_000;

const PIECE_MILLI = 1_000;

/** The same command has the same id in every run, so that a repeated request does nothing twice. */
export const commandId = (...parts: readonly (string | number)[]): string =>
  createHash('sha256').update(parts.join('\0')).digest('hex').slice(0, 32);

const totalOf = (rows: readonly SourceRow[]): number =>
  rows.reduce((sum, row) => sum + row.quantity * row.priceMinor, 0);

/** Cash handed over for an amount. */
export const tenderedFor = (totalMinor: number): number => Math.ceil(totalMinor / NOTE_MINOR) * NOTE_MINOR;

/**
 * A sale. Rows at another price than the catalogue's go first: a product scanned again at the catalogue's
 * price is added to its line, and an override after that would change both.
 */
const enterSale = (invoice: Invoice, listPrices: ReadonlyMap<string, number>): Entry => {
  const differs = (row: SourceRow): boolean => listPrices.get(row.code) !== row.priceMinor;
  const bodies: CommandBody[] = [];
  const lines: (number | undefined)[] = [];
  let nextLine = 1;
  for (const row of invoice.rows.filter(differs)) {
    bodies.push(
      { kind: 'basket.add', code: row.code, quantityMilli: row.quantity * PIECE_MILLI },
      {
        kind: 'basket.override-price',
        line: nextLine,
        unitPriceMinor: row.priceMinor,
        reason: OVERRIDE_REASON,
      },
    );
    lines.push(nextLine, undefined);
    nextLine += 1;
  }
  const lineOf = new Map<string, number>();
  for (const row of invoice.rows.filter((candidate) => !differs(candidate))) {
    const line = lineOf.get(row.code) ?? nextLine;
    if (line === nextLine) nextLine += 1;
    lineOf.set(row.code, line);
    bodies.push({ kind: 'basket.add', code: row.code, quantityMilli: row.quantity * PIECE_MILLI });
    lines.push(line);
  }
  const totalMinor = totalOf(invoice.rows);
  bodies.push({ kind: 'payment.take', tender: 'cash', tenderedMinor: tenderedFor(totalMinor) });
  lines.push(undefined);
  return { commands: withIds(invoice.number, bodies), lines, totalMinor };
};

/** A refund: what comes back goes into stock, and cash out of the drawer. */
const enterRefund = (invoice: Invoice): Entry => {
  const lines = invoice.rows.map((row) => ({
    code: row.code,
    quantityMilli: row.quantity * PIECE_MILLI,
    unitPriceMinor: row.priceMinor,
  }));
  const body = { kind: 'refund.without-receipt', lines, restock: 'shop', reason: REFUND_REASON } as const;
  return {
    commands: withIds(invoice.number, [body]),
    lines: [undefined],
    totalMinor: totalOf(invoice.rows),
  };
};

const withIds = (invoice: string, bodies: readonly CommandBody[]): readonly Command[] =>
  bodies.map((body, index) => ({ ...body, id: commandId('invoice', invoice, index) }));

export const enterInvoice = (invoice: Invoice, listPrices: ReadonlyMap<string, number>): Entry =>
  invoice.kind === 'sale' ? enterSale(invoice, listPrices) : enterRefund(invoice);
