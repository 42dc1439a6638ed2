import type { HeldShop } from '@tillmesh/replica';
import Papa from 'papaparse';
import type { Placed } from './flatten.ts';
import { type Item, itemsOf } from './shop-table.ts';

type Write = (path: string, content: string) => void;

/** Rows and things kept in memory until they are written. */
const AT_ONCE = 2_000;

/** Every column that a table has anywhere: what is optional is not in each row. */
const columnsOf = (held: HeldShop): ReadonlyMap<string, readonly string[]> => {
  const columns = new Map<string, Set<string>>();
  for (const { rows } of itemsOf(held)) {
    for (const { table, row } of rows) {
      const known = columns.get(table) ?? new Set();
      for (const name of Object.keys(row)) known.add(name);
      columns.set(table, known);
    }
  }
  return new Map([...columns].map(([table, names]) => [table, [...names]]));
};

/** Whatever follows, further lines too; the last four are as wide as a Chinese sign, and taken for the others. */
const FORMULA = /^[=+\-@\t\r\n＝＋－＠]/;

/** RFC 4180. A text that a spreadsheet would take for a formula gets an apostrophe before it. */
const csvOf = (rows: readonly (readonly unknown[])[]): string =>
  rows.length === 0
    ? ''
    : `${Papa.unparse(
        rows.map((row) => [...row]),
        { escapeFormulae: FORMULA },
      )}\r\n`;

/** Gathers what goes into each file, and writes it a good deal at a time. */
const createGathering = <T>(write: (table: string, items: readonly T[]) => void) => {
  const held = new Map<string, T[]>();
  let count = 0;
  const flush = (): void => {
    for (const [table, items] of held) write(table, items);
    held.clear();
    count = 0;
  };
  return {
    add: (table: string, item: T): void => {
      const items = held.get(table);
      if (items === undefined) held.set(table, [item]);
      else items.push(item);
      count += 1;
      if (count >= AT_ONCE) flush();
    },
    flush,
  };
};

/**
 * Writes all a shop has and did as tables: `readable/<table>.csv`, a list within it as a table of its own, and
 * `readable/<table>.jsonl`, one whole thing a line. Amounts are minor units of their currency, quantities thousandths.
 */
export const writeReadable = (held: HeldShop, write: Write): void => {
  const columns = columnsOf(held);
  for (const [table, names] of columns) write(`readable/${table}.csv`, csvOf([names]));
  const rows = createGathering<Placed>((table, placed) => {
    const names = columns.get(table) ?? [];
    write(`readable/${table}.csv`, csvOf(placed.map(({ row }) => names.map((name) => row[name] ?? ''))));
  });
  const things = createGathering<Item>((table, items) => {
    write(`readable/${table}.jsonl`, items.map(({ whole }) => `${JSON.stringify(whole)}\n`).join(''));
  });
  for (const item of itemsOf(held)) {
    things.add(item.table, item);
    for (const placed of item.rows) rows.add(placed.table, placed);
  }
  rows.flush();
  things.flush();
};
