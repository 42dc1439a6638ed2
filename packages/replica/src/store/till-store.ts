import { openDatabase } from '../database/database.ts';
import type { DiskHook } from '../database/disk-hook.ts';
import type { OnDamage } from '../database/watched-database.ts';
import { Fault } from '../fault.ts';
import type { AtRest } from './at-rest.ts';
import { type Commits, createCommits, type OnDiskFailed } from './commit.ts';
import { type DocumentFactTable, documentFactTable } from './document-fact-table.ts';
import { type DocumentTable, documentTable } from './document-table.ts';
import { type EntryTable, entryTable } from './entry-table.ts';
import { type ExceptionTable, exceptionTable } from './exception-table.ts';
import { type LevelTable, levelTable } from './level-table.ts';
import { type LocalTable, localTable } from './local-table.ts';
import { type NoteTable, noteTable } from './note-table.ts';
import { type ObjectTable, objectTable } from './object-table.ts';
import { type ProductTable, productTable } from './product-table.ts';
import { type SalePartTable, salePartTable } from './sale-part-table.ts';
import { TILL_MIGRATIONS } from './schema.ts';
import { sealedRows } from './sealed-row.ts';
import { type ShiftTable, shiftTable } from './shift-table.ts';
import { type SlotPageTable, slotPageTable } from './slot-page-table.ts';
import { type SlotTable, slotTable } from './slot-table.ts';
import { type UnsettledTable, unsettledTable } from './unsettled-table.ts';
import { type WithdrawnTable, withdrawnTable } from './withdrawn-table.ts';
import { type WithheldTable, withheldTable } from './withheld-table.ts';

/** till.db: what this device remembers. Every table is written only inside `transaction` or `gather`. */
export type TillStore = Commits & {
  readonly objects: ObjectTable;
  readonly entries: EntryTable;
  readonly products: ProductTable;
  readonly levels: LevelTable;
  readonly saleParts: SalePartTable;
  readonly notes: NoteTable;
  readonly shifts: ShiftTable;
  readonly unsettled: UnsettledTable;
  readonly withheld: WithheldTable;
  readonly withdrawn: WithdrawnTable;
  readonly slots: SlotTable;
  readonly slotPages: SlotPageTable;
  readonly documents: DocumentTable;
  readonly documentFacts: DocumentFactTable;
  readonly local: LocalTable;
  readonly exceptions: ExceptionTable;
  readonly close: () => void;
};

export type TillStoreOptions = {
  readonly disk?: DiskHook | undefined;
  /** A page that cannot be read was met, by whatever read or wrote. Nothing more is written in this life. */
  readonly onDamage?: OnDamage;
  readonly onDiskFailed?: OnDiskFailed | undefined;
  /** A sealed value that does not open was met: it costs itself alone. */
  readonly onRowDamage?: (fault: Fault) => void;
};

/** Tells of each value that does not open, and passes on why. */
const watched = (atRest: AtRest, told: (fault: Fault) => void): AtRest => ({
  ...atRest,
  open: (place, sealed) => {
    try {
      return atRest.open(place, sealed);
    } catch (error) {
      if (error instanceof Fault) told(error);
      throw error;
    }
  },
});

export const openTillStore = (
  file: string,
  plainAtRest: AtRest,
  { disk, onDamage, onRowDamage, onDiskFailed }: TillStoreOptions = {},
): TillStore => {
  const atRest = onRowDamage === undefined ? plainAtRest : watched(plainAtRest, onRowDamage);
  const database = openDatabase(file, TILL_MIGRATIONS, disk);
  const rows = sealedRows(atRest);
  const commits = createCommits(database, disk, onDiskFailed);
  database.onDamage((fault) => {
    commits.stop(fault);
    onDamage?.(fault);
  });
  return {
    ...commits,
    objects: objectTable(database),
    entries: entryTable(database),
    products: productTable(database, rows, atRest),
    levels: levelTable(database, rows),
    saleParts: salePartTable(database, rows),
    notes: noteTable(database, rows),
    shifts: shiftTable(database, rows),
    unsettled: unsettledTable(database),
    withheld: withheldTable(database, rows),
    withdrawn: withdrawnTable(database),
    slots: slotTable(database, rows),
    slotPages: slotPageTable(database, rows),
    documents: documentTable(database, atRest),
    documentFacts: documentFactTable(database),
    local: localTable(database, rows),
    exceptions: exceptionTable(database, rows),
    close: () => {
      commits.endGathered();
      database.close();
    },
  };
};
