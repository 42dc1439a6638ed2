import { type Held, readDocuments, readHeld } from '../../verify/held.ts';
import { readRegistry, type RegistryReading } from './registry-reading.ts';
import type { SimDisk } from '../world/disk.ts';

type Read = {
  readonly written: string;
  readonly counted?: Held;
  readonly whole?: Held;
  readonly documents?: ReadonlyMap<string, string>;
  readonly registry?: RegistryReading;
};

/** What devices hold, read from their disks again only where something was written since. */
export class DiskReading {
  readonly #read = new Map<SimDisk, Read>();

  counted(disk: SimDisk): Held {
    return this.#of(disk, 'counted', () => readHeld(disk.folder, 'counted'));
  }

  whole(disk: SimDisk): Held {
    return this.#of(disk, 'whole', () => readHeld(disk.folder));
  }

  documents(disk: SimDisk): ReadonlyMap<string, string> {
    return this.#of(disk, 'documents', () => readDocuments(disk.folder));
  }

  registry(disk: SimDisk): RegistryReading {
    return this.#of(disk, 'registry', () => readRegistry(disk.folder));
  }

  #of<K extends keyof Omit<Read, 'written'>>(
    disk: SimDisk,
    what: K,
    read: () => NonNullable<Read[K]>,
  ): NonNullable<Read[K]> {
    const { version: written } = disk;
    const before = this.#read.get(disk);
    const known = before?.written === written ? before : { written };
    const found = known[what];
    if (found !== undefined) return found;
    const value = read();
    this.#read.set(disk, { ...known, [what]: value });
    return value;
  }
}
