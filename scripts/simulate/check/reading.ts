import { statSync } from 'node:fs';
import { join } from 'node:path';
import { type Held, readDocuments, readHeld } from '../../verify/held.ts';

type Read = {
  readonly written: string;
  readonly counted?: Held;
  readonly whole?: Held;
  readonly documents?: ReadonlyMap<string, string>;
};

/** When a file was written last, and how long it is. */
const mark = (path: string): string => {
  const stat = statSync(path, { bigint: true, throwIfNoEntry: false });
  return stat === undefined ? '' : `${stat.ino}/${stat.mtimeNs}/${stat.size}`;
};

/** What devices hold, read from their disks again only where something was written since. */
export class DiskReading {
  readonly #read = new Map<string, Read>();

  counted(folder: string): Held {
    return this.#of(folder, 'counted', () => readHeld(folder, 'counted'));
  }

  whole(folder: string): Held {
    return this.#of(folder, 'whole', () => readHeld(folder));
  }

  documents(folder: string): ReadonlyMap<string, string> {
    return this.#of(folder, 'documents', () => readDocuments(folder));
  }

  #of<K extends 'counted' | 'whole' | 'documents'>(
    folder: string,
    what: K,
    read: () => NonNullable<Read[K]>,
  ): NonNullable<Read[K]> {
    const written = ['till.db', 'till.db-wal'].map((name) => mark(join(folder, name))).join(' ');
    const before = this.#read.get(folder);
    const known = before?.written === written ? before : { written };
    const found = known[what];
    if (found !== undefined) return found;
    const value = read();
    this.#read.set(folder, { ...known, [what]: value });
    return value;
  }
}
