import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { readSourceText } from './read-file.ts';
import { type RawRow, readSourceRow } from './source-row.ts';

const ROW: RawRow = {
  row: 7,
  invoice: '536365',
  code: '85123A',
  name: 'LANTERN',
  quantity: '6',
  time: '2010-12-01 08:26:00',
  price: '2.55',
};

const reasonOf = (change: Partial<RawRow>): string | undefined => {
  const read = readSourceRow({ ...ROW, ...change });
  return 'reason' in read ? read.reason : undefined;
};

it('[REPLAY-01] a good row is a line of a sale, one of a C invoice a line of a refund', () => {
  const line = { row: 7, code: '85123A', name: 'LANTERN', quantity: 6, priceMinor: 255 };
  const localMs = Date.UTC(2010, 11, 1, 8, 26);
  expect(readSourceRow(ROW)).toEqual({ ...line, kind: 'sale', invoice: '536365', localMs });
  expect(readSourceRow({ ...ROW, invoice: 'C536365', quantity: '-6' })).toEqual({
    ...line,
    kind: 'refund',
    invoice: 'C536365',
    localMs,
  });
});

it.each([
  [{ price: '0.001' }, 'price with more than two decimals'],
  [{ price: '-1.005' }, 'price with more than two decimals'],
  [{ price: '0' }, 'price not positive'],
  [{ price: '0.0' }, 'price not positive'],
  [{ price: '-11062.06', invoice: 'A563185' }, 'price not positive'],
  [{ invoice: 'A563185' }, 'invoice number not digits after an optional C'],
  [{ invoice: 'CC1', quantity: '5' }, 'invoice number not digits after an optional C'],
  [{ invoice: 'C536365' }, 'quantity not negative in a refund or not positive in a sale'],
  [{ quantity: '-6' }, 'quantity not negative in a refund or not positive in a sale'],
  [{ quantity: '0' }, 'quantity not negative in a refund or not positive in a sale'],
  [{ quantity: '1000001' }, 'quantity above 1,000,000'],
  [{ quantity: '1.5' }, 'row not readable'],
  [{ price: '1e3' }, 'row not readable'],
  [{ price: '' }, 'row not readable'],
  [{ code: '' }, 'row not readable'],
  [{ time: '2010-02-30 08:26:00' }, 'row not readable'],
  [{ time: 'yesterday' }, 'row not readable'],
])('[REPLAY-01] %j is rejected for the first rule it breaks', (change, reason) => {
  expect(reasonOf(change)).toBe(reason);
});

it('[REPLAY-01] zeros at the end of a price are no decimals', () => {
  expect(readSourceRow({ ...ROW, price: '2.5500' })).toMatchObject({ priceMinor: 255 });
  expect(readSourceRow({ ...ROW, price: '2.5' })).toMatchObject({ priceMinor: 250 });
  expect(readSourceRow({ ...ROW, price: '2' })).toMatchObject({ priceMinor: 200 });
});

it('[REPLAY-01] prices become minor units exactly', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 99_999_999_999 }), (minor) => {
      const digits = minor.toString().padStart(3, '0');
      const price = `${digits.slice(0, -2)}.${digits.slice(-2)}`;
      expect(readSourceRow({ ...ROW, price })).toMatchObject({ priceMinor: minor });
    }),
  );
});

const HEAD = 'InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country';

it('[REPLAY-02] every row is accepted or rejected, named by its row number', () => {
  const file = readSourceText(
    [
      `${HEAD}\r`,
      '536365,85123A,"AIRLINE LOUNGE,METAL SIGN",6,2010-12-01 08:26:00,2.55,17850.0,United Kingdom',
      '536365,85123a,"7"" RECORD FRAME",2,2010-12-01 08:26:00,3.39,,\r',
      '536366,1,A,2,2010-12-01 08:26:00,0.0,,',
      '536366,1,A,2',
      '',
    ].join('\n'),
  );
  expect(file.rowCount).toBe(4);
  expect(file.accepted.map(({ row, name }) => [row, name])).toEqual([
    [2, 'AIRLINE LOUNGE,METAL SIGN'],
    [3, '7" RECORD FRAME'],
  ]);
  expect(file.rejected).toEqual([
    { row: 4, reason: 'price not positive' },
    { row: 5, reason: 'row not readable' },
  ]);
});

it('[REPLAY-02] a file without a needed column is refused with its name', () => {
  expect(() => readSourceText('InvoiceNo,StockCode\n1,2')).toThrow('Description');
});
