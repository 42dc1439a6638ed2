import { ByteReader, Malformed } from './byte-reader.ts';

// Columns of Automerge's binary format. Runs: a positive count and one value; a negative count and as many different
// ones; or zero and a count of nothing. There is one way to write a column, and only that is read: what has another
// form comes back from Automerge with other bytes, and so under another hash, once it was saved and loaded.

type Kind = 'null' | 'run' | 'literal';

/** Reads values of one column of `rows` rows. Nothing is expanded beyond that, whatever the runs claim. */
const readRuns = <T extends string | number>(
  column: Uint8Array,
  rows: number,
  value: (reader: ByteReader) => T,
): (T | null)[] => {
  const reader = new ByteReader(column);
  const values: (T | null)[] = [];
  let before: Kind | null = null;
  const room = (count: number): number => {
    if (count > rows - values.length) throw new Malformed('a column of more rows than the change has');
    return count;
  };
  const last = (): T | null | undefined => values.at(-1);
  while (reader.left > 0) {
    const count = reader.signed();
    if (count === 0) {
      const nulls = room(reader.unsigned());
      if (before === 'null' || nulls === 0) throw new Malformed('a run that is written in two');
      for (let row = 0; row < nulls; row += 1) values.push(null);
      before = 'null';
    } else if (count > 0) {
      room(count);
      const one = value(reader);
      if (count === 1 || (before !== null && before !== 'null' && last() === one)) {
        throw new Malformed('a run that is written in two');
      }
      for (let row = 0; row < count; row += 1) values.push(one);
      before = 'run';
    } else {
      room(-count);
      if (before === 'literal') throw new Malformed('a run that is written in two');
      for (let row = 0; row < -count; row += 1) {
        const one = value(reader);
        if ((row > 0 || before === 'run') && last() === one) throw new Malformed('a run that is written out');
        values.push(one);
      }
      before = 'literal';
    }
  }
  if (values.length !== rows) throw new Malformed('a column of fewer rows than the change has');
  if (rows > 0 && values.every((one) => one === null)) throw new Malformed('a column that holds nothing');
  return values;
};

/** A column of numbers from 0 up. */
export const readNumbers = (column: Uint8Array, rows: number): (number | null)[] =>
  readRuns(column, rows, (reader) => reader.unsigned());

const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

const readText = (reader: ByteReader): string => {
  const bytes = reader.take(reader.unsigned());
  try {
    return decoder.decode(bytes);
  } catch {
    throw new Malformed('a text that is no UTF-8');
  }
};

/** A column of texts. */
export const readTexts = (column: Uint8Array, rows: number): (string | null)[] =>
  readRuns(column, rows, readText);

/** A column of numbers, each written as its difference from the one before. */
export const readDeltas = (column: Uint8Array, rows: number): (number | null)[] => {
  let sum = 0;
  return readRuns(column, rows, (reader) => reader.signed()).map((delta) => {
    if (delta === null) return null;
    sum += delta;
    if (!Number.isSafeInteger(sum)) throw new Malformed('a number that is too large');
    return sum;
  });
};

/** How many rows a column of one number only has, `value` being that number; from 1 to `max`. */
export const countRows = (column: Uint8Array, value: number, max: number): number => {
  const reader = new ByteReader(column);
  const count = reader.signed();
  // A single row is written as one that differs from the next.
  const rows = count === -1 ? 1 : count;
  if (rows < 1 || count === 1) throw new Malformed('a column of another form');
  if (rows > max) throw new Malformed(`more than ${max} operations`);
  if (reader.unsigned() !== value) throw new Malformed('an operation that nobody may make here');
  if (reader.left > 0) throw new Malformed('an operation that nobody may make here');
  return rows;
};

/** Whether a column of flags says `flag` in each of its rows. */
export const checkFlags = (column: Uint8Array, rows: number, flag: boolean): void => {
  const reader = new ByteReader(column);
  const unset = reader.unsigned();
  const isRight = flag ? unset === 0 && reader.unsigned() === rows : unset === rows;
  if (!isRight || reader.left > 0) throw new Malformed('an operation that nobody may make here');
};
