import { expect, it } from 'vitest';
import { afterSaleOf, SALE_PART } from './receipt-record.ts';

it('[REFUND-02] what came back of each tax is found whatever the tax is called', () => {
  const names = ['vat', 'a:b', 'line:1', 'in two\nlines'];
  const parts = new Map<string, readonly number[]>([
    [SALE_PART.line(3), [1_000, 90, 10]],
    ...names.map((tax, at): [string, readonly number[]] => [SALE_PART.tax(3, tax), [at]]),
  ]);
  const { refundedLines } = afterSaleOf(parts);
  expect([...refundedLines]).toEqual([
    [
      3,
      {
        quantityMilli: 1_000,
        netMinor: 90,
        taxMinor: 10,
        taxes: new Map(names.map((tax, at) => [tax, at])),
      },
    ],
  ]);
});
