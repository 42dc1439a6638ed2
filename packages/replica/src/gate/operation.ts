import { Malformed } from './byte-reader.ts';
import type { ChangeForm, Column } from './change-form.ts';
import { bucketOf, type Shape } from '../document/shape.ts';
import { isKey } from '../document/layout.ts';
import { checkFlags, countRows, readDeltas, readNumbers, readTexts } from './run-column.ts';
import type { Containers } from './container-id.ts';

/** The id of an operation: its place in the count of all of a document's, and its writer (hex). */
export type OpId = { readonly count: number; readonly actor: string };

/** Puts an object behind another one of the list; null: at its front. */
export type Insert = { readonly after: OpId | null; readonly bytes: Uint8Array };
/** Puts an object under a key, in place of those that stood there as far as its writer knew. */
export type Put = { readonly key: string; readonly replaces: readonly OpId[]; readonly bytes: Uint8Array };

/** What a change does: nothing else is done to a document of ours. Operations count on from the change's first. */
export type Operations =
  | { readonly form: 'list'; readonly inserts: readonly Insert[] }
  | { readonly form: 'map'; readonly puts: readonly Put[] };

/** More is never put in one change; see `CHANGE_OBJECTS_MAX` of the carrier, and older versions of it. */
const OPERATIONS_MAX = 20_000;
const OBJECT_MAX_BYTES = 1024 * 1024;

const COLUMN = {
  containerActor: 0x01,
  containerCount: 0x02,
  keyActor: 0x11,
  keyCount: 0x13,
  keyText: 0x15,
  insert: 0x34,
  action: 0x42,
  valueMeta: 0x56,
  value: 0x57,
  replacedRows: 0x70,
  replacedActor: 0x71,
  replacedCount: 0x73,
} as const;

/** Where all is put at the front of the list, no writer of a place is named. */
const FRONT_COLUMNS: readonly number[] = [
  COLUMN.containerActor,
  COLUMN.containerCount,
  COLUMN.keyCount,
  COLUMN.insert,
  COLUMN.action,
  COLUMN.valueMeta,
  COLUMN.value,
  COLUMN.replacedRows,
];
const LIST_COLUMNS: readonly number[] = [
  COLUMN.containerActor,
  COLUMN.containerCount,
  COLUMN.keyActor,
  COLUMN.keyCount,
  COLUMN.insert,
  COLUMN.action,
  COLUMN.valueMeta,
  COLUMN.value,
  COLUMN.replacedRows,
];
const MAP_COLUMNS: readonly number[] = [
  COLUMN.containerActor,
  COLUMN.containerCount,
  COLUMN.keyText,
  COLUMN.insert,
  COLUMN.action,
  COLUMN.valueMeta,
  COLUMN.value,
  COLUMN.replacedRows,
];
const REPLACING_COLUMNS: readonly number[] = [...MAP_COLUMNS, COLUMN.replacedActor, COLUMN.replacedCount];

const ACTION_SET = 1;
const VALUE_BYTES = 7;

const sameIds = (columns: readonly Column[], ids: readonly number[]): boolean =>
  columns.length === ids.length && columns.every(({ id }, index) => id === ids[index]);

/** Reads the columns of one change; knows which of its writers were named. */
class OperationReader {
  readonly #change: ChangeForm;
  readonly #columns: ReadonlyMap<number, Uint8Array>;
  readonly #named = new Set<number>([0]);
  readonly rows: number;

  constructor(change: ChangeForm) {
    this.#change = change;
    this.#columns = new Map(change.columns.map(({ id, bytes }) => [id, bytes]));
    this.rows = countRows(this.column(COLUMN.action), ACTION_SET, OPERATIONS_MAX);
  }

  column(id: number): Uint8Array {
    const column = this.#columns.get(id);
    if (column === undefined) throw new Malformed('a column is missing');
    return column;
  }

  actor(index: number | null | undefined): string {
    const actor = index === null || index === undefined ? undefined : this.#change.actors[index];
    if (actor === undefined || index === null || index === undefined)
      throw new Malformed('a writer that the change does not list');
    this.#named.add(index);
    return actor;
  }

  /** The containers that the operations change, row by row. */
  containers(known: Containers): readonly string[] {
    const actors = readNumbers(this.column(COLUMN.containerActor), this.rows);
    const counts = readNumbers(this.column(COLUMN.containerCount), this.rows);
    return counts.map((count, row) => {
      const name = count === null ? undefined : known.names.get(count);
      if (name === undefined || this.actor(actors[row]) !== known.actor)
        throw new Malformed('something is changed that is no container of the document');
      return name;
    });
  }

  /** The bytes that are put, row by row; slices of the message. */
  objects(): readonly Uint8Array[] {
    const all = this.column(COLUMN.value);
    let at = 0;
    const objects = readNumbers(this.column(COLUMN.valueMeta), this.rows).map((meta) => {
      if (meta === null || meta % 16 !== VALUE_BYTES) throw new Malformed('what is put is no bytes');
      const length = Math.floor(meta / 16);
      if (length === 0 || length > OBJECT_MAX_BYTES) throw new Malformed(`an object of ${length} bytes`);
      if (length > all.length - at) throw new Malformed('an object beyond its end');
      at += length;
      return all.subarray(at - length, at);
    });
    if (at !== all.length) throw new Malformed('bytes that belong to no object');
    return objects;
  }

  /** A writer that no operation names would not be listed by Automerge, and be lost when it writes the change again. */
  end(): void {
    if (this.#named.size !== this.#change.actors.length)
      throw new Malformed('a writer is listed and not named');
  }
}

const earlier = (a: OpId, b: OpId): boolean => (a.count === b.count ? a.actor < b.actor : a.count < b.count);

const readInserts = (reader: OperationReader, isFront: boolean): readonly Insert[] => {
  checkFlags(reader.column(COLUMN.insert), reader.rows, true);
  checkNone(reader);
  const actors = isFront ? [] : readNumbers(reader.column(COLUMN.keyActor), reader.rows);
  const counts = readDeltas(reader.column(COLUMN.keyCount), reader.rows);
  return reader.objects().map((bytes, row): Insert => {
    const count = counts[row];
    if (count === null || count === undefined || count < 0) throw new Malformed('a place that is none');
    if (count === 0) {
      if (!isFront && actors[row] !== null) throw new Malformed('a place that is none');
      return { after: null, bytes };
    }
    return { after: { count, actor: reader.actor(actors[row]) }, bytes };
  });
};

/** That nothing is replaced. */
const checkNone = (reader: OperationReader): void => {
  if (readNumbers(reader.column(COLUMN.replacedRows), reader.rows).some((count) => count !== 0))
    throw new Malformed('something is put in the place of an item');
};

const readReplaced = (reader: OperationReader): readonly (readonly OpId[])[] => {
  const perRow = readNumbers(reader.column(COLUMN.replacedRows), reader.rows);
  const total = perRow.reduce<number>((sum, count) => sum + (count ?? 0), 0);
  if (total === 0 || total > OPERATIONS_MAX) throw new Malformed('too many or no values are replaced');
  const actors = readNumbers(reader.column(COLUMN.replacedActor), total);
  const counts = readDeltas(reader.column(COLUMN.replacedCount), total);
  let at = 0;
  return perRow.map((inRow) => {
    if (inRow === null) throw new Malformed('a column of another form');
    const replaced: OpId[] = [];
    for (; replaced.length < inRow; at += 1) {
      const count = counts[at];
      if (count === null || count === undefined || count < 1) throw new Malformed('a value that is none');
      const id = { count, actor: reader.actor(actors[at]) };
      const before = replaced.at(-1);
      if (before !== undefined && !earlier(before, id)) throw new Malformed('replaced values out of order');
      replaced.push(id);
    }
    return replaced;
  });
};

const readPuts = (
  reader: OperationReader,
  containers: readonly string[],
  buckets: number,
  isReplacing: boolean,
): readonly Put[] => {
  checkFlags(reader.column(COLUMN.insert), reader.rows, false);
  if (!isReplacing) checkNone(reader);
  const keys = readTexts(reader.column(COLUMN.keyText), reader.rows);
  const replaced = isReplacing ? readReplaced(reader) : null;
  return reader.objects().map((bytes, row): Put => {
    const key = keys[row] ?? '';
    if (!isKey(key)) throw new Malformed('a key that is none');
    if (containers[row] !== bucketOf(key, buckets))
      throw new Malformed('a key in another place than its own');
    return { key, replaces: replaced?.[row] ?? [], bytes };
  });
};

/**
 * What a change does to a document of this shape. Anything but putting bytes into a list, or under a key in its own
 * map, is refused: no deletion, no new container, no text, counter, mark or number. Throws Malformed.
 */
export const readOperations = (change: ChangeForm, shape: Shape, known: Containers): Operations => {
  const isReplacing = shape.form === 'map' && sameIds(change.columns, REPLACING_COLUMNS);
  const isFront = shape.form === 'list' && sameIds(change.columns, FRONT_COLUMNS);
  const expected = shape.form === 'list' ? LIST_COLUMNS : MAP_COLUMNS;
  if (!isReplacing && !isFront && !sameIds(change.columns, expected))
    throw new Malformed('an operation that nobody may make here');
  const reader = new OperationReader(change);
  const containers = reader.containers(known);
  const operations: Operations =
    shape.form === 'list'
      ? { form: 'list', inserts: readInserts(reader, isFront) }
      : { form: 'map', puts: readPuts(reader, containers, shape.buckets, isReplacing) };
  reader.end();
  return operations;
};
