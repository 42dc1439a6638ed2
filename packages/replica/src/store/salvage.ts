import type { Column } from '../database/record.ts';
import { readRows } from '../database/record.ts';
import { openPageFile } from '../database/page-file.ts';
import { equalBytes } from '../cbor/bytes.ts';
import { Fault } from '../fault.ts';
import { sha256 } from '../key/hash.ts';
import type { AtRest } from './at-rest.ts';
import { type NewObject, OBJECT_STATE } from './object-table.ts';
import { sealedRows } from './sealed-row.ts';
import type { TillStore } from './till-store.ts';

/** What was saved from a damaged till.db. */
export type Salvaged = {
  /** Signed objects that came over. */
  readonly objects: number;
  /** Signed objects whose bytes are not what they were. */
  readonly rotten: number;
};

/** The basket that was open, kept until it is known what became of it (`till/earlier-life.ts`). */
export const SALVAGED_BASKET = 'salvaged/basket';

/** Rows written before a commit. */
const AT_ONCE = 1_000;
const HASH_BYTES = 32;
const COMMAND_ID = /^[0-9a-f]{32}$/;
const PIN_TRIES = 'pin-tries';
/** Which links are metered (`node/metered-board.ts`): without it everything would go over them. */
export const METERED_PLANS = 'metered';
/** What a device that joined has to get before it knows the catalogue (`node/catalog-hold.ts`). */
export const CATALOG_TO_COME = 'catalog-to-come';
/**
 * Of what is this device's alone, what a new journal takes over; everything else says where the old one stood. Who was
 * signed in is not: a page of an hour ago may say so of somebody who has left.
 */
const KEPT = [PIN_TRIES, 'state/basket', METERED_PLANS, CATALOG_TO_COME] as const;

const isBytes = (column: Column | undefined): column is Uint8Array => column instanceof Uint8Array;

/** A row of `object`, however it looks inside; null for any other row. */
const objectOf = (row: readonly Column[]): Pick<NewObject, 'hash' | 'document' | 'key' | 'bytes'> | null => {
  const [position, hash, document, key, current, state, bytes] = row;
  const isObject =
    row.length === 7 &&
    position === null &&
    isBytes(hash) &&
    hash.length === HASH_BYTES &&
    typeof document === 'string' &&
    typeof key === 'string' &&
    typeof current === 'number' &&
    typeof state === 'number' &&
    isBytes(bytes);
  return isObject ? { hash, document, key: key === '' ? null : key, bytes } : null;
};

/**
 * Whom nothing waits for comes last: what the shop is and sells, then what this till wrote, then the rest. What
 * cannot be checked at once is checked in slices once the till is open.
 */
const turnOf = (document: string, deviceId: string): number => {
  if (document.startsWith('registry/') || document.startsWith('directory/')) return 0;
  if (document.startsWith('catalog/')) return 1;
  return document.startsWith(`ledger/${deviceId.slice(0, 8)}`) ? 2 : 3;
};
const TURNS = [0, 1, 2, 3] as const;

/** Each is checked like one from a peer; statements are judged by the registry's fold. */
const stateOf = (document: string, deviceId: string) =>
  turnOf(document, deviceId) === 0 ? OBJECT_STATE.valid : OBJECT_STATE.unchecked;

type Tries = Readonly<Record<string, { readonly pin: string; readonly wrong: number }>>;

/** Of two counts of wrong PINs the higher: forgetting one would be another try. */
const worseTries = (a: Tries, b: Tries): Tries => {
  const worse = new Map(Object.entries(a));
  for (const [staffId, tries] of Object.entries(b)) {
    if ((worse.get(staffId)?.wrong ?? -1) < tries.wrong) worse.set(staffId, tries);
  }
  return Object.fromEntries(worse);
};

/** What is sealed in rows of a name and a value: command answers, and what is this device's alone. */
const createSealedSalvage = (atRest: AtRest, store: TillStore) => {
  const rows = sealedRows(atRest);
  const answered = new Set<string>();
  const kept = new Map<string, unknown>();
  const open = (place: string, sealed: Uint8Array): { readonly value: unknown } | null => {
    try {
      return { value: rows.open(place, sealed) };
    } catch (error) {
      // Of another table, or damaged.
      if (error instanceof Fault || error instanceof SyntaxError) return null;
      throw error;
    }
  };
  const keep = (name: string, value: unknown): void => {
    const before = kept.get(name);
    if (name === PIN_TRIES && before !== undefined)
      kept.set(name, worseTries(before as Tries, value as Tries));
    else if (before === undefined || JSON.stringify(before) === JSON.stringify(value)) kept.set(name, value);
    // Of two that differ nobody can say which one stood last.
    else kept.set(name, null);
  };
  return {
    take: (row: readonly Column[]): void => {
      const [name, sealed] = row;
      if (row.length !== 2 || typeof name !== 'string' || !isBytes(sealed)) return;
      if (KEPT.some((each) => each === name)) {
        const opened = open(`local/${name}`, sealed);
        if (opened !== null) keep(name, opened.value);
      } else if (COMMAND_ID.test(name) && !answered.has(name)) {
        const opened = open(`command/${name}`, sealed);
        if (opened === null) return;
        answered.add(name);
        store.local.putAnswer(name, opened.value);
      }
    },
    end: (): void => {
      for (const [name, value] of kept) {
        if (value !== null) store.local.put(name === 'state/basket' ? SALVAGED_BASKET : name, value);
      }
    },
  };
};

/**
 * Saves from a damaged till.db into a new one whatever can still be read: every signed object, every answer given
 * to a command, wrong PINs, and the open basket. What is counted from the objects is counted anew. The damaged file is only read. Throws a Fault when the new one cannot be written.
 */
export const salvage = (damaged: string, store: TillStore, atRest: AtRest, deviceId: string): Salvaged => {
  const file = openPageFile(damaged);
  const sealed = createSealedSalvage(atRest, store);
  const rotten = new Set<string>();
  let objects = 0;
  let waiting = 0;
  const write = (work: () => void): void => {
    store.gather(work);
    waiting += 1;
    if (waiting % AT_ONCE === 0) store.endGathered();
  };
  const takeObject = (row: readonly Column[], turn: number): void => {
    const object = objectOf(row);
    if (object === null || turnOf(object.document, deviceId) !== turn) return;
    const { document, bytes } = object;
    if (!equalBytes(sha256(bytes), object.hash)) {
      rotten.add(`${document}/${Buffer.from(object.hash).toString('hex')}`);
      return;
    }
    write(() => {
      if (store.objects.add({ ...object, current: true, state: stateOf(document, deviceId) }) !== null)
        objects += 1;
    });
  };
  try {
    for (const turn of TURNS) {
      for (const row of readRows(file)) {
        if (row.length === 7) takeObject(row, turn);
        else if (turn === 0 && row.length === 2) write(() => sealed.take(row));
      }
    }
    write(() => sealed.end());
    store.sync();
    return { objects, rotten: rotten.size };
  } finally {
    file.close();
  }
};
