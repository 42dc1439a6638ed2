import type { ReceiptSummaryView, ReceiptView } from '../../../packages/terminal/src/api/view.ts';
import { Refused } from '../../../scripts/chain/local-api.ts';
import type { TillDevice } from '../../../scripts/chain/running-chain.ts';
import { waitFor } from '../../../scripts/chain/wait.ts';
import { ARRIVAL_MS } from './test-chain.ts';

/** The receipt as a till shows it; null while it does not hold it. */
export const receiptAt = async (till: TillDevice, saleId: string): Promise<ReceiptView | null> => {
  try {
    return await till.api().get<ReceiptView>(`/api/receipts/${saleId}`);
  } catch (error) {
    if (error instanceof Refused && error.code === 'RECEIPT-UNKNOWN') return null;
    throw error;
  }
};

export const arrival = (till: TillDevice, saleId: string): Promise<ReceiptView> =>
  waitFor(`sale ${saleId} at ${till.code}`, ARRIVAL_MS, () => receiptAt(till, saleId));

export const receiptsAt = (till: TillDevice): Promise<readonly ReceiptSummaryView[]> =>
  till.api().get('/api/receipts?limit=200');
