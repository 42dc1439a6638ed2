import type { ProductHit, ReceiptView } from '../../packages/terminal/src/api/view.ts';
import type { Report } from '@tillmesh/reports';
import { act } from '../chain/cashier.ts';
import type { ChainPlace } from '../chain/chain-place.ts';
import { Refused } from '../chain/local-api.ts';
import type { RunningChain } from '../chain/running-chain.ts';
import { waitFor } from '../chain/wait.ts';
import { demoPerson } from './fill-shelves.ts';

/** What `--check` prints; times are milliseconds after the sale was answered. */
export type CheckResult = {
  readonly ok: true;
  readonly label: string;
  readonly totalMinor: number;
  readonly otherTill: string;
  readonly otherTillMs: number;
  readonly reportMs: number;
};

const ARRIVAL_TIMEOUT_MS = 30_000;
const FLOAT_MINOR = 10_000;
const QUANTITY = 2;

const sell = async (chain: RunningChain, place: ChainPlace) => {
  const [till] = chain.tills;
  if (till === undefined) throw new Error('the demo has no till');
  const api = till.api();
  await act(api, { kind: 'session.sign-in', ...demoPerson(place, 'cashier') });
  await act(api, { kind: 'shift.open', floatMinor: FLOAT_MINOR });
  const [product] = await api.get<readonly ProductHit[]>('/api/products?offset=0&limit=1');
  const code = product?.codes[0];
  if (code === undefined) throw new Error('the demo has no product with a barcode');
  const totalMinor = (product?.priceMinor ?? 0) * QUANTITY;
  const answers = await act(
    api,
    { kind: 'basket.add', code },
    { kind: 'basket.add', code },
    { kind: 'payment.take', tender: 'cash', tenderedMinor: totalMinor },
  );
  const paid = answers.at(-1);
  if (paid?.kind !== 'paid' || paid.saleId === null || paid.label === null) {
    throw new Error(`the sale was not completed: ${JSON.stringify(paid)}`);
  }
  return { till, saleId: paid.saleId, label: paid.label, totalMinor };
};

/** The receipt as a till shows it, or null while it does not hold it. */
const receiptAt = async (
  till: RunningChain['tills'][number],
  saleId: string,
): Promise<ReceiptView | null> => {
  try {
    return await till.api().get<ReceiptView>(`/api/receipts/${saleId}`);
  } catch (error) {
    if (error instanceof Refused && error.code === 'RECEIPT-UNKNOWN') return null;
    throw error;
  }
};

/**
 * Sells at one till of a fresh demo and sees the sale at the branch's other till and in the consolidated
 * report, the whole of it and nothing else; throws when any of that does not hold.
 */
export const checkDemo = async (chain: RunningChain, place: ChainPlace): Promise<CheckResult> => {
  const { till, saleId, label, totalMinor } = await sell(chain, place);
  const soldMs = performance.now();
  const sinceSale = (): number => Math.round(performance.now() - soldMs);
  const other = chain.tills.find(({ branch, code }) => branch === till.branch && code !== till.code);
  if (other === undefined) throw new Error('the branch has one till only');
  const atOther = waitFor(`the sale at ${other.code}`, ARRIVAL_TIMEOUT_MS, () =>
    receiptAt(other, saleId),
  ).then((receipt) => {
    if (receipt.label !== label || receipt.totalMinor !== totalMinor || receipt.till !== till.code) {
      throw new Error(`${other.code} shows another sale: ${JSON.stringify(receipt)}`);
    }
    return sinceSale();
  });
  const inReport = waitFor('the sale in the report', ARRIVAL_TIMEOUT_MS, async () => {
    const report = await chain.reporter.api().get<Report>('/api/totals');
    const [row] = report.tills;
    return row === undefined || row.sales.count === 0 ? null : { row, rows: report.tills.length };
  }).then(({ row, rows }) => {
    const fits = rows === 1 && row.till === till.code && row.branch === till.branch;
    if (!fits || row.sales.count !== 1 || row.sales.grossMinor !== totalMinor) {
      throw new Error(`the report counts something else: ${JSON.stringify(row)}`);
    }
    return sinceSale();
  });
  const [otherTillMs, reportMs] = await Promise.all([atOther, inReport]);
  return { ok: true, label, totalMinor, otherTill: other.code, otherTillMs, reportMs };
};
