import type { DatabaseSync } from 'node:sqlite';
import { inTransaction, openDatabase } from '../database/database.ts';
import { Fault } from '../fault.ts';
import type { AtRest } from './at-rest.ts';
import { type DocumentTable, documentTable } from './document-table.ts';
import { type EntryTable, entryTable } from './entry-table.ts';
import { type LevelTable, levelTable } from './level-table.ts';
import { type LocalTable, localTable } from './local-table.ts';
import { type ObjectTable, objectTable } from './object-table.ts';
import { type ProductTable, productTable } from './product-table.ts';
import { TILL_MIGRATIONS } from './schema.ts';
import { sealedRows } from './sealed-row.ts';
import { type SlotTable, slotTable } from './slot-table.ts';

/** till.db: what this device remembers. Every table is written only inside `transaction`. */
export type TillStore = {
  readonly objects: ObjectTable;
  readonly entries: EntryTable;
  readonly products: ProductTable;
  readonly levels: LevelTable;
  readonly slots: SlotTable;
  readonly documents: DocumentTable;
  readonly local: LocalTable;
  /**
   * All of `work` is on the disk when this returns, or none of it happened. After the disk failed once it
   * throws the same Fault for good: the next sync would report success for what the first one lost.
   */
  readonly transaction: <T>(work: () => T) => T;
  /**
   * Whole or nothing like any other, but on the disk only with the next `transaction` or `sync`: for what
   * comes again if a power cut takes it. A sync costs more than many objects of peers.
   */
  readonly unsynced: <T>(work: () => T) => T;
  /** What was written unsynced is on the disk when this returns. */
  readonly sync: () => void;
  readonly close: () => void;
};

export const openTillStore = (file: string, atRest: AtRest): TillStore => {
  const database: DatabaseSync = openDatabase(file, TILL_MIGRATIONS);
  const rows = sealedRows(atRest);
  const touch = database.prepare('UPDATE synced SET times = times + 1');
  let failed: Fault | null = null;
  let isSynced = true;
  const run = <T>(work: () => T, synced: boolean): T => {
    if (failed !== null) throw failed;
    try {
      if (isSynced !== synced) database.exec(`PRAGMA synchronous=${synced ? 'FULL' : 'NORMAL'}`);
      isSynced = synced;
      return inTransaction(database, work);
    } catch (error) {
      if (error instanceof Fault && error.code === 'DISK-FAILED') failed = error;
      throw error;
    }
  };
  return {
    objects: objectTable(database),
    entries: entryTable(database),
    products: productTable(database, rows, atRest),
    levels: levelTable(database, rows),
    slots: slotTable(database, rows),
    documents: documentTable(database, atRest),
    local: localTable(database, rows),
    transaction: (work) => run(work, true),
    unsynced: (work) => run(work, false),
    sync: () => void run(() => touch.run(), true),
    close: () => database.close(),
  };
};
