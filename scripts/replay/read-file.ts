import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import Papa from 'papaparse';
import { REJECT_REASONS, type Reject, readSourceRow, type RawRow, type SourceRow } from './source-row.ts';

/** Every row of the file is in exactly one of the two lists. */
export type SourceFile = {
  readonly rowCount: number;
  readonly accepted: readonly SourceRow[];
  readonly rejected: readonly Reject[];
};

/** Which header holds what; the names are those of the Online Retail data set. */
const HEADERS = {
  invoice: 'InvoiceNo',
  code: 'StockCode',
  name: 'Description',
  quantity: 'Quantity',
  time: 'InvoiceDate',
  price: 'UnitPrice',
} as const;
type Column = keyof typeof HEADERS;

const findColumns = (head: readonly string[]): Record<Column, number> => {
  const columns = { invoice: -1, code: -1, name: -1, quantity: -1, time: -1, price: -1 };
  for (const column of Object.keys(HEADERS) as Column[]) {
    columns[column] = head.indexOf(HEADERS[column]);
    if (columns[column] < 0) throw new Error(`the file has no column headed ${HEADERS[column]}`);
  }
  return columns;
};

/** Lists put together by several programs mix the ends of lines; a parser that guesses takes the first for all. */
const plainText = (text: string): string => text.replace(/^\uFEFF/, '').replace(/\r\n?/g, '\n');

/** Reads the text of a list with a row of headers. */
export const readSourceText = (text: string): SourceFile => {
  const { data } = Papa.parse<string[]>(plainText(text), { delimiter: ',', newline: '\n' });
  const [head = [], ...body] = data;
  const columns = findColumns(head);
  const accepted: SourceRow[] = [];
  const rejected: Reject[] = [];
  for (const [index, cells] of body.entries()) {
    const row = index + 2;
    if (cells.length === 1 && cells[0] === '') continue;
    const cell = (column: Column): string => cells[columns[column]] ?? '';
    const raw: RawRow = {
      row,
      invoice: cell('invoice'),
      code: cell('code'),
      name: cell('name'),
      quantity: cell('quantity'),
      time: cell('time'),
      price: cell('price'),
    };
    const read =
      cells.length === head.length ? readSourceRow(raw) : { row, reason: REJECT_REASONS.unreadable };
    if ('reason' in read) rejected.push(read);
    else accepted.push(read);
  }
  return { rowCount: accepted.length + rejected.length, accepted, rejected };
};

/** Reads a file, gunzipped first when its name ends in `.gz`. */
export const readSourceFile = (path: string): SourceFile => {
  const bytes = readFileSync(path);
  return readSourceText((path.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('utf8'));
};
