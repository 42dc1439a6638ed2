import type { ReceiptRecord } from '../sale/receipt-record.ts';

/** What is left of the deposits taken with a sale, as far as this till knows, minor units. Never negative. */
export const depositLeft = ({
  sale,
  depositUsedMinor,
}: Pick<ReceiptRecord, 'sale' | 'depositUsedMinor'>): number => {
  const takenMinor = sale.extras.reduce(
    (sum, { kind, amountMinor }) => (kind === 'deposit' ? sum + amountMinor : sum),
    0,
  );
  return Math.max(0, takenMinor - depositUsedMinor);
};
