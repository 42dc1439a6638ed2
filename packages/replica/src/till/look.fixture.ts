import { expectedDrawer } from '@tillmesh/model';
import type { Opened } from './chain.fixture.ts';

// What a test looks at on a till again and again.

export const codes = ({ node }: Pick<Opened, 'node'>): readonly string[] =>
  node.status().alarms.map(({ code }) => code);

/** The series as receipts show it. */
export const tagOf = ({ node }: Pick<Opened, 'node'>, saleId: string): string | undefined =>
  node.receipt(saleId)?.sale.document.label.split('-')[1];

/** What should be in the drawer; no number where no shift is open. */
export const inDrawer = ({ node }: Pick<Opened, 'node'>): number => {
  const { shift } = node.state();
  return shift === null ? Number.NaN : (expectedDrawer(shift.totals).get('GBP') ?? Number.NaN);
};
