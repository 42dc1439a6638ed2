import type { Invoice } from './invoice.ts';

/** Documents of one kind: `units` are whole units, money is minor units and positive for refunds too. */
export type Figures = { readonly count: number; readonly units: number; readonly grossMinor: number };

/** What the file says was sold or given back: what the reporter's figures are held against at the end. */
export const figuresOf = (invoices: readonly Invoice[], kind: Invoice['kind']): Figures => {
  const own = invoices.filter((invoice) => invoice.kind === kind);
  const rows = own.flatMap((invoice) => invoice.rows);
  return {
    count: own.length,
    units: rows.reduce((sum, row) => sum + row.quantity, 0),
    grossMinor: rows.reduce((sum, row) => sum + row.quantity * row.priceMinor, 0),
  };
};
