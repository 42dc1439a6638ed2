import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Fault } from '../fault.ts';
import type { PassphraseCost } from './passphrase.ts';

/** The public file of a device folder: who the device is, and how its key file is opened. */
export const PUBLIC_FILE = 'device.json';
/** The same before the device belongs to an organisation: keys wait for one, and there is no device yet. */
export const STAGED_FILE = 'joining.json';
export const FORMAT = 1;

export type Startup =
  | { readonly kind: 'file' }
  | ({ readonly kind: 'passphrase'; readonly salt: string } & PassphraseCost);
export type PublicFile = {
  readonly format: number;
  readonly deviceId: string;
  readonly signKey: string;
  readonly agreeKey: string;
  readonly tlsKeyHash: string;
  readonly startup: Startup;
};

export const damaged = (folder: string, file: string, cause?: unknown): Fault =>
  new Fault(
    'DEVICE-FOLDER-DAMAGED',
    `${join(folder, file)} is damaged.`,
    'Restore the data folder from a backup, or enrol this machine as a new device: the other devices hold its sales.',
    cause,
  );

const COST_LIMIT = { memoryKib: 1_048_576, passes: 64, parallelism: 16 } as const;

const isStartup = (value: unknown): value is Startup => {
  if (typeof value !== 'object' || value === null) return false;
  const parts = value as Record<string, unknown>;
  if (parts['kind'] === 'file') return true;
  const cost = (['memoryKib', 'passes', 'parallelism'] as const).every((name) => {
    const part = parts[name];
    return typeof part === 'number' && Number.isInteger(part) && part >= 1 && part <= COST_LIMIT[name];
  });
  return (
    parts['kind'] === 'passphrase' &&
    cost &&
    typeof parts['salt'] === 'string' &&
    /^[0-9a-f]{32}$/.test(parts['salt'])
  );
};

/** Throws the Faults `DEVICE-FOLDER-DAMAGED` and `DEVICE-FOLDER-NEWER`; Node's error when it cannot be read. */
export const readPublicFile = (folder: string, name: string = PUBLIC_FILE): PublicFile => {
  const text = readFileSync(join(folder, name), 'utf8');
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    throw damaged(folder, name, error);
  }
  if (typeof json !== 'object' || json === null) throw damaged(folder, name);
  const file = json as Partial<PublicFile>;
  if (typeof file.format === 'number' && file.format > FORMAT) {
    throw new Fault(
      'DEVICE-FOLDER-NEWER',
      `${folder} was written by a newer version.`,
      'Start the version that wrote it, or a later one.',
    );
  }
  const texts = [file.deviceId, file.signKey, file.agreeKey, file.tlsKeyHash];
  if (
    file.format !== FORMAT ||
    !texts.every((part) => typeof part === 'string') ||
    !isStartup(file.startup)
  ) {
    throw damaged(folder, name);
  }
  return file as PublicFile;
};
