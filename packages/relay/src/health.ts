import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { programVersion } from '@tillmesh/replica/process/program-version';
import type { RelayStatus } from '@tillmesh/replica';

/** `GET /health`: all that a relay can say of itself. Times are UTC milliseconds. */
export type RelayHealth = {
  readonly version: string;
  /** Whether devices can link to it. */
  readonly ready: boolean;
  readonly deviceId: string;
  /** Where devices link; null while none can. */
  readonly linkPort: number | null;
  readonly documents: number;
  readonly bytesStored: number;
  readonly devices: number;
  readonly links: RelayStatus['links'];
  readonly alarms: RelayStatus['alarms'];
  /** Since this start: what a device or the disk did that it should not. */
  readonly exceptions: RelayStatus['exceptions'];
  /** What is kept from ending the replica process again. */
  readonly quarantines: RelayStatus['quarantines'];
};

export const RELAY_VERSION: string = programVersion(new URL('../package.json', import.meta.url));

const STORE_FILES = ['documents.db', 'documents.db-wal'];

/** A file that is not there holds nothing: the log goes when the database is closed well. */
const sizeOf = async (file: string): Promise<number> => {
  try {
    return (await stat(file)).size;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return 0;
    throw error;
  }
};

export const healthOf = async (status: RelayStatus, folder: string): Promise<RelayHealth> => {
  const { port, ...rest } = status;
  const sizes = await Promise.all(STORE_FILES.map((name) => sizeOf(join(folder, name))));
  return {
    version: RELAY_VERSION,
    ready: port !== null,
    linkPort: port,
    ...rest,
    bytesStored: sizes.reduce((sum, size) => sum + size, 0),
  };
};
