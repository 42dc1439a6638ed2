import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { toHex } from '../cbor/bytes.ts';
import { readDeviceFolder } from '../key/device-folder.ts';
import { deviceAtRest } from '../store/at-rest.ts';
import { sealedRows } from '../store/sealed-row.ts';

type Row = Readonly<Record<string, unknown>>;

const name = (value: unknown): string => (value instanceof Uint8Array ? toHex(value) : String(value));

/** The tables of `till.db` that follow from the entries, and where each sealed value of theirs is bound to. */
const SEALED: Readonly<Record<string, ((row: Row) => string) | null>> = {
  level: (row) => `level/${name(row['branch'])}/${name(row['product'])}`,
  sale_part: (row) => `sale-part/${name(row['sale'])}`,
  note: (row) => `note/${name(row['key'])}`,
  shift_part: (row) => `shift-part/${name(row['shift'])}/${name(row['series'])}`,
  series_total: (row) => `series-total/${name(row['series'])}`,
  withheld: (row) => `withheld/${name(row['hash'])}`,
  withheld_total: (row) => `withheld-total/${name(row['series'])}`,
  document: null,
  document_fact: null,
  shift_document: null,
  begun: null,
  ended: null,
};

/** Parts of a sale stand in the order in which they came; that says nothing. */
const inOrder = (value: unknown): unknown =>
  Array.isArray(value) ? value.toSorted((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1)) : value;

/** Every row of every read model in the folder of a device that was closed, opened and in an order of its own. */
export const readModelsIn = (folder: string) => {
  const device = readDeviceFolder(folder, { kind: 'file' });
  const rows = sealedRows(deviceAtRest(device.storageKey));
  const database = new DatabaseSync(join(folder, 'till.db'), { readOnly: true });
  const all = (sql: string): readonly Row[] => database.prepare(sql).all();
  try {
    const tables = Object.entries(SEALED).map(([table, placeOf]) => {
      const found = all(`SELECT * FROM ${table}`).map((row) => {
        const { value, ...plain } = row;
        const clear = Object.fromEntries(Object.entries(plain).map(([key, each]) => [key, name(each)]));
        return placeOf === null
          ? clear
          : { ...clear, value: inOrder(rows.open(placeOf(row), value as Uint8Array)) };
      });
      return [table, found.toSorted((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1))] as const;
    });
    return {
      ...Object.fromEntries(tables),
      facts: all('SELECT hash FROM fact ORDER BY hash').map((row) => name(row['hash'])),
      states: all("SELECT hash, state FROM object WHERE document LIKE 'ledger/%' ORDER BY hash").map(
        (row) => `${name(row['hash'])} ${name(row['state'])}`,
      ),
    };
  } finally {
    database.close();
  }
};
