import type { Migration } from '../database/database.ts';

/**
 * till.db. Columns in clear hold only random ids, hashes, counts and states; everything a person
 * would read is in a sealed `value`, or in `object.bytes`, which is sealed by its own format.
 */
export const TILL_MIGRATIONS: readonly Migration[] = [
  {
    version: 1,
    sql: `
      -- Every signed object this device has ever held, in each place where it was found: a document and,
      -- where that is a map, a key (else ''). What stands in a wrong place is invalid there and nowhere else.
      -- state: 0 not yet checked or its signer not yet known, 1 valid, 2 invalid, 3 not yet understood, 4 withheld.
      -- current: should stand in its document.
      CREATE TABLE object (
        position INTEGER PRIMARY KEY AUTOINCREMENT,
        hash BLOB NOT NULL,
        document TEXT NOT NULL,
        key TEXT NOT NULL,
        current INTEGER NOT NULL,
        state INTEGER NOT NULL,
        bytes BLOB NOT NULL
      );
      CREATE UNIQUE INDEX object_in_place ON object (document, key, hash);
      CREATE INDEX listed_object_of_hash ON object (hash) WHERE key = '';
      CREATE INDEX object_of_state ON object (state) WHERE state <> 1;

      -- The chains: where each entry stands. Two hashes in one place are a fork.
      CREATE TABLE entry (
        series TEXT NOT NULL,
        sequence INTEGER NOT NULL,
        hash BLOB NOT NULL,
        previous BLOB NOT NULL,
        utc_ms INTEGER NOT NULL,
        PRIMARY KEY (series, sequence, hash)
      ) WITHOUT ROWID;
      -- Places that hold two or more.
      CREATE TABLE fork (series TEXT NOT NULL, sequence INTEGER NOT NULL, PRIMARY KEY (series, sequence)) WITHOUT ROWID;
      -- Up to where each series is held without a gap; hashes: those at that place, one after another.
      CREATE TABLE held (series TEXT PRIMARY KEY, sequence INTEGER NOT NULL, hashes BLOB NOT NULL) WITHOUT ROWID;

      -- Facts in the order in which this device came to count them.
      CREATE TABLE fact (
        position INTEGER PRIMARY KEY AUTOINCREMENT,
        hash BLOB NOT NULL UNIQUE
      );

      -- Printable documents by id, and by the keyed hash of their label.
      CREATE TABLE document (
        id TEXT PRIMARY KEY,
        kind TEXT NOT NULL,
        label BLOB NOT NULL,
        hash BLOB NOT NULL,
        utc_ms INTEGER NOT NULL,
        sequence INTEGER NOT NULL
      ) WITHOUT ROWID;
      CREATE INDEX document_of_label ON document (label);
      CREATE INDEX document_by_age ON document (kind, utc_ms, sequence);

      CREATE TABLE command (id TEXT PRIMARY KEY, value BLOB NOT NULL) WITHOUT ROWID;
      CREATE TABLE product (id TEXT PRIMARY KEY, value BLOB NOT NULL) WITHOUT ROWID;
      CREATE TABLE product_code (
        code BLOB NOT NULL,
        product TEXT NOT NULL,
        PRIMARY KEY (code, product)
      ) WITHOUT ROWID;
      -- Sums over the entries held here, per branch and product, and per part of a sale.
      CREATE TABLE level (branch TEXT NOT NULL, product TEXT NOT NULL, value BLOB NOT NULL, PRIMARY KEY (branch, product)) WITHOUT ROWID;
      CREATE TABLE refunded (sale TEXT NOT NULL, part TEXT NOT NULL, value BLOB NOT NULL, PRIMARY KEY (sale, part)) WITHOUT ROWID;
      -- Published totals per series and product; dirty ones of this till are still to be published.
      CREATE TABLE slot (
        branch TEXT NOT NULL,
        series TEXT NOT NULL,
        product TEXT NOT NULL,
        dirty INTEGER NOT NULL,
        value BLOB NOT NULL,
        PRIMARY KEY (branch, series, product)
      ) WITHOUT ROWID;
      CREATE INDEX slot_to_publish ON slot (series) WHERE dirty = 1;
      -- Written where only the sync matters that comes with a commit.
      CREATE TABLE synced (id INTEGER PRIMARY KEY, times INTEGER NOT NULL);
      INSERT INTO synced (id, times) VALUES (1, 0);
      -- What is this device's alone: till state, open basket, session, wrong PINs, clock.
      CREATE TABLE local (name TEXT PRIMARY KEY, value BLOB NOT NULL) WITHOUT ROWID;
    `,
  },
  {
    version: 2,
    sql: `
      -- Slots are published in pages. page: the last one that a slot of this device was published in, or 0.
      ALTER TABLE slot ADD COLUMN page INTEGER NOT NULL DEFAULT 0;
      CREATE INDEX slot_of_page ON slot (series, page) WHERE page > 0;
      -- Which page stands in each place of the ring of this device's series.
      CREATE TABLE slot_page (
        series TEXT NOT NULL,
        place INTEGER NOT NULL,
        number INTEGER NOT NULL,
        PRIMARY KEY (series, place)
      ) WITHOUT ROWID;
    `,
  },
  {
    version: 3,
    sql: `
      -- A refund's document is a credit note.
      UPDATE document SET kind = 'credit-note' WHERE kind = 'refund';
      -- What follows is folded once from the facts held, and then with every new one.
      DROP TABLE refunded;
      -- What became of each sale since: the sums of its parts.
      CREATE TABLE sale_part (sale TEXT PRIMARY KEY, value BLOB NOT NULL) WITHOUT ROWID;
      -- What is known under a key, and the entry that said it: of two the one with the smaller hash.
      CREATE TABLE note (key TEXT PRIMARY KEY, hash BLOB NOT NULL, value BLOB NOT NULL) WITHOUT ROWID;
      -- What each series has of a shift: totals, and from where to where.
      CREATE TABLE shift_part (
        shift TEXT NOT NULL,
        series TEXT NOT NULL,
        value BLOB NOT NULL,
        PRIMARY KEY (shift, series)
      ) WITHOUT ROWID;
      -- All that each series ever sold, and gave back and voided: the sum of its parts of all shifts.
      CREATE TABLE series_total (series TEXT PRIMARY KEY, value BLOB NOT NULL) WITHOUT ROWID;
      -- What is still open, so that it is found without looking at what is not: shifts without a Z, requests
      -- without an answer (hash: the entry that opened or asked), and closed shifts of which more may be held.
      CREATE TABLE unsettled (
        kind TEXT NOT NULL,
        id TEXT NOT NULL,
        shift TEXT NOT NULL,
        hash BLOB NOT NULL,
        PRIMARY KEY (kind, id)
      ) WITHOUT ROWID;
      -- Entries that say something of a document after it.
      CREATE TABLE document_fact (document TEXT NOT NULL, hash BLOB NOT NULL, PRIMARY KEY (document, hash)) WITHOUT ROWID;
      -- The entries of a shift's Z and of its supplements.
      CREATE TABLE shift_document (shift TEXT NOT NULL, hash BLOB NOT NULL, PRIMARY KEY (shift, hash)) WITHOUT ROWID;
    `,
  },
  {
    version: 4,
    sql: `
      -- What stands out: once for each code, device at fault ('' if nobody is named) and document ('' if of none).
      CREATE TABLE exception (
        code TEXT NOT NULL,
        device TEXT NOT NULL,
        document TEXT NOT NULL,
        value BLOB NOT NULL,
        PRIMARY KEY (code, device, document)
      ) WITHOUT ROWID;
    `,
  },
  {
    version: 5,
    sql: `
      -- What is folded can be taken back, entry by entry: where the least of several hashes stood alone, all stand
      -- now, and sums have beside them how many entries they are of. Folded once again from the facts held.
      DELETE FROM local WHERE name = 'folded';
      DELETE FROM level;
      DELETE FROM sale_part;
      DELETE FROM shift_part;
      DELETE FROM series_total;
      DELETE FROM document_fact;
      DELETE FROM shift_document;
      DROP TABLE document;
      CREATE TABLE document (
        id TEXT NOT NULL,
        hash BLOB NOT NULL,
        kind TEXT NOT NULL,
        label BLOB NOT NULL,
        utc_ms INTEGER NOT NULL,
        sequence INTEGER NOT NULL,
        PRIMARY KEY (id, hash)
      ) WITHOUT ROWID;
      CREATE INDEX document_of_label ON document (label);
      CREATE INDEX document_by_age ON document (kind, utc_ms, sequence);
      DROP TABLE note;
      CREATE TABLE note (
        key TEXT NOT NULL,
        hash BLOB NOT NULL,
        value BLOB NOT NULL,
        PRIMARY KEY (key, hash)
      ) WITHOUT ROWID;
      -- What began and what ended, each with the entry that says so; open: nothing that is held ended it.
      DROP TABLE unsettled;
      CREATE TABLE begun (
        kind TEXT NOT NULL,
        id TEXT NOT NULL,
        hash BLOB NOT NULL,
        within TEXT NOT NULL,
        open INTEGER NOT NULL,
        PRIMARY KEY (kind, id, hash)
      ) WITHOUT ROWID;
      CREATE INDEX begun_within ON begun (kind, within);
      CREATE INDEX begun_and_open ON begun (kind, id) WHERE open = 1;
      CREATE TABLE ended (kind TEXT NOT NULL, id TEXT NOT NULL, hash BLOB NOT NULL, PRIMARY KEY (kind, id, hash)) WITHOUT ROWID;
      -- Closed shifts of which more or less may be held than their Z and supplements count.
      CREATE TABLE late_shift (shift TEXT PRIMARY KEY) WITHOUT ROWID;
      -- Entries that are withheld: valid, held and passed on, but not counted, since their device was taken off.
      CREATE TABLE withheld (
        series TEXT NOT NULL,
        sequence INTEGER NOT NULL,
        hash BLOB NOT NULL,
        shift TEXT NOT NULL,
        utc_ms INTEGER NOT NULL,
        value BLOB NOT NULL,
        PRIMARY KEY (series, sequence, hash)
      ) WITHOUT ROWID;
      CREATE INDEX withheld_of_shift ON withheld (shift, series);
      -- What they come to, by series.
      CREATE TABLE withheld_total (series TEXT PRIMARY KEY, value BLOB NOT NULL) WITHOUT ROWID;
      -- Facts that ceased to count here, in the order in which they did.
      CREATE TABLE withdrawn (position INTEGER PRIMARY KEY AUTOINCREMENT, hash BLOB NOT NULL);
    `,
  },
];
