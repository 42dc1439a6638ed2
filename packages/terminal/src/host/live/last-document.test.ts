import { afterEach, beforeEach, expect, it } from 'vitest';
import type { LastDocumentView } from '../../api/view.ts';
import { okOf, openShop, sell } from '../process/cashier.fixture.ts';
import { startTestTill, type TestTill } from '../process/till.fixture.ts';
import type { TestScreen } from './screen.fixture.ts';

let till: TestTill;
let screen: TestScreen;
beforeEach(async () => {
  till = await startTestTill('demo');
  await openShop(till);
  screen = await till.openScreen();
});
afterEach(async () => {
  screen.close();
  await till.remove();
});

const last = (kind: LastDocumentView['kind']): Promise<LastDocumentView | null> =>
  screen.until('lastDocument', (value) => value?.kind === kind);

it('[HOST-40] change, and what is given back in cash', async () => {
  const { saleId } = await sell(till);
  expect(await last('receipt')).toMatchObject({ id: saleId, totalMinor: 630, changeMinor: 370 });
  const lines = [{ line: 2, quantityMilli: 1_000 }];
  okOf(await till.run({ kind: 'refund.with-receipt', saleId, lines, restock: 'none', reason: 'stale' }));
  expect(await last('credit-note')).toMatchObject({ totalMinor: 120, changeMinor: 120 });
  const other = await sell(till);
  okOf(await till.run({ kind: 'sale.void', saleId: other.saleId, reason: 'mistake' }));
  expect(await last('void')).toMatchObject({ totalMinor: 630, changeMinor: 630 });
});

it('[HOST-40] what an exchange came to beyond the basket goes out with its receipt, over a restart too', async () => {
  const { saleId } = await sell(till);
  okOf(await till.run({ kind: 'basket.add', code: 'A2' }));
  const lines = [{ line: 1, quantityMilli: 2_000 }];
  const [exchanged] = okOf(
    await till.run({ kind: 'refund.exchange', saleId, lines, restock: 'shop', reason: 'other one' }),
  );
  if (exchanged?.kind !== 'refunded') throw new Error('not exchanged');
  const wanted = { id: exchanged.saleId, kind: 'receipt', totalMinor: 120, changeMinor: 390 };
  expect(await screen.until('lastDocument', (value) => value?.id === exchanged.saleId)).toMatchObject(wanted);
  await till.stop();
  await till.start();
  screen = await till.openScreen();
  expect(await last('receipt')).toMatchObject(wanted);
});

it('[HOST-25] every other document is shown too: quote, invoice, gift receipt, Z', async () => {
  const { saleId } = await sell(till);
  const buyer = { name: 'Quay Ltd', address: ['1 Pier'], taxIds: [] };
  okOf(await till.run({ kind: 'invoice.issue', saleId, buyer }));
  expect(await last('invoice')).toMatchObject({ totalMinor: 0, changeMinor: 0 });
  okOf(await till.run({ kind: 'gift-receipt.issue', saleId, lines: [1] }));
  await last('gift-receipt');
  okOf(await till.run({ kind: 'basket.add', code: 'A1' }));
  okOf(await till.run({ kind: 'quote.issue', validUntil: '2026-06-01' }));
  expect(await last('quote')).toMatchObject({ totalMinor: 255, changeMinor: 0 });
  okOf(await till.run({ kind: 'shift.close', countedMinor: 10_630 }));
  expect(await last('z')).toMatchObject({ totalMinor: 630 });
});
