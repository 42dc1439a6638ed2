import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { enterInvoice, tenderedFor } from './command.ts';
import { figuresOf } from './figure.ts';
import { groupInvoices, type Invoice, tillOfInvoice } from './invoice.ts';
import { listingCsv, listProducts } from './listing.ts';
import { planReplay, utcOfLocal } from './plan.ts';
import type { SourceRow } from './source-row.ts';

const DAY_MS = 86_400_000;
const NOON = Date.UTC(2010, 11, 1, 12);

const row = (change: Partial<SourceRow>): SourceRow => ({
  row: 2,
  kind: 'sale',
  invoice: '1',
  code: 'A',
  name: 'Apple',
  quantity: 1,
  priceMinor: 100,
  localMs: NOON,
  ...change,
});

const file = (rows: readonly SourceRow[]) => ({ rowCount: rows.length, accepted: rows, rejected: [] });

it('[REPLAY-03] an invoice is one sale or refund of one till, the same till in every run', () => {
  const { invoices } = groupInvoices([
    row({ row: 2 }),
    row({ row: 3, invoice: 'C2', kind: 'refund', localMs: NOON - 1 }),
    row({ row: 4 }),
  ]);
  expect(invoices.map(({ number, kind, rows }) => [number, kind, rows.length])).toEqual([
    ['C2', 'refund', 1],
    ['1', 'sale', 2],
  ]);
  // Pinned: a run must spread invoices as the one before did.
  expect(['536365', '536366', 'C536379', '536380'].map((number) => tillOfInvoice(number, 6))).toEqual([
    1, 0, 0, 5,
  ]);
});

it('[REPLAY-03] invoices are spread evenly', () => {
  const counts = [0, 0, 0, 0, 0, 0];
  for (let number = 536_365; number < 539_365; number += 1) {
    const till = tillOfInvoice(String(number), 6);
    counts[till] = (counts[till] ?? 0) + 1;
  }
  for (const count of counts) expect(Math.abs(count - 500)).toBeLessThan(75);
});

it('[REPLAY-04] an invoice above 1,000 lines is rejected whole, row by row', () => {
  const rows = Array.from({ length: 1_001 }, (_, index) => row({ row: index + 2 }));
  const plan = planReplay(file([...rows, row({ row: 1_003, invoice: '2' })]), {
    zone: 'Europe/London',
    tillCount: 2,
    partition: false,
  });
  expect(plan.rejected).toHaveLength(1_001);
  expect(plan.rejected[0]).toEqual({ row: 2, reason: 'invoice above 1,000 lines' });
  expect(plan.invoices.map(({ number }) => number)).toEqual(['2']);
});

it('[REPLAY-05] products are the distinct codes as written, at the price most of their rows have', () => {
  const rows = [
    row({ code: 'a', name: ' ', priceMinor: 5 }),
    row({ code: 'A', name: 'Say "A"', priceMinor: 5 }),
    row({ code: 'A', name: '', priceMinor: 1_205 }),
    row({ code: 'A', name: 'Say "A"', priceMinor: 1_205 }),
  ];
  expect(listProducts(rows)).toEqual([
    { code: 'a', name: 'a', priceMinor: 5 },
    { code: 'A', name: 'Say "A"', priceMinor: 1_205 },
  ]);
  expect(listingCsv(listProducts(rows), 'standard')).toBe(
    'sku,name,price,tax\n"a","a",0.05,standard\n"A","Say ""A""",12.05,standard',
  );
});

const entered = (rows: readonly SourceRow[], prices: Record<string, number>) => {
  const [invoice] = groupInvoices(rows).invoices;
  return enterInvoice(invoice!, new Map(Object.entries(prices)));
};

it("[REPLAY-06] a row at the catalogue's price is one scan, at another price a scan and an override", () => {
  const rows = [
    row({ code: 'A', priceMinor: 100, quantity: 2 }),
    row({ code: 'B', priceMinor: 90 }),
    row({ code: 'A', priceMinor: 95 }),
    row({ code: 'A', priceMinor: 100 }),
  ];
  const { commands, lines, totalMinor } = entered(rows, { A: 100, B: 100 });
  expect(totalMinor).toBe(485);
  expect(commands).toMatchObject([
    { kind: 'basket.add', code: 'B', quantityMilli: 1_000 },
    { kind: 'basket.override-price', line: 1, unitPriceMinor: 90, reason: 'price on the invoice' },
    { kind: 'basket.add', code: 'A', quantityMilli: 1_000 },
    { kind: 'basket.override-price', line: 2, unitPriceMinor: 95, reason: 'price on the invoice' },
    { kind: 'basket.add', code: 'A', quantityMilli: 2_000 },
    { kind: 'basket.add', code: 'A', quantityMilli: 1_000 },
    { kind: 'payment.take', tender: 'cash', tenderedMinor: 1_000 },
  ]);
  expect(lines).toEqual([1, undefined, 2, undefined, 3, 3, undefined]);
});

it('[REPLAY-06] a refund names no receipt and goes back into stock', () => {
  const rows = [row({ kind: 'refund', invoice: 'C1', quantity: 3 })];
  expect(entered(rows, {}).commands).toMatchObject([
    {
      kind: 'refund.without-receipt',
      restock: 'shop',
      lines: [{ code: 'A', quantityMilli: 3_000, unitPriceMinor: 100 }],
    },
  ]);
});

it('[REPLAY-06] a command has the same id in every run, and no other command has it', () => {
  const ids = entered([row({}), row({ code: 'B' })], { A: 1, B: 1 }).commands.map(({ id }) => id);
  expect(new Set(ids).size).toBe(ids.length);
  expect(entered([row({}), row({ code: 'B' })], { A: 1, B: 1 }).commands.map(({ id }) => id)).toEqual(ids);
});

it('[REPLAY-06] customers pay with notes that cover what is due', () => {
  expect([1_000, 1_001, 5].map(tenderedFor)).toEqual([1_000, 2_000, 1_000]);
});

const invoiceOf = (number: number, day: number, lines: number): SourceRow[] =>
  Array.from({ length: lines }, () =>
    row({ invoice: String(number), localMs: NOON + day * DAY_MS + number, row: number }),
  );

it('[REPLAY-07] every till opens and closes each trading day once, whatever the cuts', () => {
  fc.assert(
    fc.property(
      fc.array(fc.record({ day: fc.nat(6), lines: fc.integer({ min: 1, max: 4 }) }), { minLength: 1 }),
      fc.boolean(),
      (shape, partition) => {
        const rows = shape.flatMap(({ day, lines }, index) => invoiceOf(index + 1, day, lines));
        const plan = planReplay(file(rows), { zone: 'Europe/London', tillCount: 3, partition });
        const dates = [...new Set(plan.steps.map(({ date }) => date))];
        expect(dates).toHaveLength(new Set(shape.map(({ day }) => day)).size);
        expect(dates).toEqual(dates.toSorted());
        for (const date of dates) {
          const own = plan.steps.filter((step) => step.date === date);
          expect(own.map(({ opensDay }) => opensDay)).toEqual(own.map((_, index) => index === 0));
          expect(own.map(({ closesDay }) => closesDay)).toEqual(
            own.map((_, index) => index === own.length - 1),
          );
        }
        const planned = plan.steps.flatMap(({ tills }) => tills.flat());
        expect(planned.map(({ invoice }) => invoice.number).toSorted()).toEqual(
          plan.invoices.map(({ number }) => number).toSorted(),
        );
        // The links are cut once at most and healed once at most.
        const changes = plan.steps.filter(
          ({ cut }, index) => cut !== (plan.steps[index - 1]?.cut ?? false),
        ).length;
        expect(changes).toBeLessThanOrEqual(partition ? 2 : 0);
      },
    ),
  );
});

it('[REPLAY-08] the links are cut for the middle third of the rows', () => {
  const rows = Array.from({ length: 9 }, (_, index) => invoiceOf(index + 1, index, 10)).flat();
  const plan = planReplay(file(rows), { zone: 'Europe/London', tillCount: 1, partition: true });
  expect(plan.steps.map(({ cut }) => cut)).toEqual([
    false,
    false,
    false,
    true,
    true,
    true,
    false,
    false,
    false,
  ]);
});

it("[REPLAY-09] the clock shows the shop's local time, over daylight-saving changes too", () => {
  const winter = Date.UTC(2011, 0, 10, 9);
  const summer = Date.UTC(2011, 6, 10, 9);
  expect(utcOfLocal('Europe/London', winter)).toBe(winter);
  expect(utcOfLocal('Europe/London', summer)).toBe(summer - 3_600_000);
  expect(utcOfLocal('Asia/Tokyo', summer)).toBe(summer - 9 * 3_600_000);
});

it('[REPLAY-07] the float of a day covers the refunds of the till on that day', () => {
  const refund = row({ kind: 'refund', invoice: 'C1', quantity: 1_000, priceMinor: 500 });
  const plan = planReplay(file([refund]), { zone: 'Europe/London', tillCount: 1, partition: false });
  expect(plan.floatMinor(0, '2010-12-01')).toBe(520_000);
  expect(plan.floatMinor(0, '2010-12-02')).toBe(20_000);
});

it('[REPLAY-10] a limit of days keeps the first trading days', () => {
  const rows = [...invoiceOf(1, 0, 1), ...invoiceOf(2, 3, 1), ...invoiceOf(3, 4, 1)];
  const plan = planReplay(file(rows), {
    zone: 'Europe/London',
    tillCount: 1,
    partition: false,
    limitDays: 2,
  });
  expect(plan.invoices.map(({ number }: Invoice) => number)).toEqual(['1', '2']);
  expect(figuresOf(plan.invoices, 'sale')).toEqual({ count: 2, units: 2, grossMinor: 200 });
});
