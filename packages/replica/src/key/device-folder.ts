import { existsSync, mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fromHex, toHex, utf8 } from '../cbor/bytes.ts';
import { decodeCanonical, encodeCanonical, type Wire } from '../cbor/canonical.ts';
import { Fault } from '../fault.ts';
import { openValue, sealValue, STORAGE_KEY_BYTES } from './at-rest.ts';
import { type DeviceKeys, deviceKeysOf } from './device-key.ts';
import {
  damaged,
  FORMAT,
  PUBLIC_FILE,
  type PublicFile,
  readPublicFile,
  STAGED_FILE,
  type Startup,
} from './device-file.ts';
import { syncFolder, writeDurably } from './durable-file.ts';
import { PASSPHRASE_COST, passphraseKey } from './passphrase.ts';
import { type RandomBytes, systemRandom } from './random.ts';

/**
 * A device on disk:
 * - `device.json`: what is public, and how the key file is opened. Written last: without it there is no device.
 * - `device.key`: the private keys and the storage key, sealed under the start-up key.
 * - `startup.key`: the start-up key, when no passphrase protects it. Whoever can read this file as root
 *   or from a stolen disk can open everything; only a passphrase helps against that.
 */
const KEY_FILE = 'device.key';
const STARTUP_FILE = 'startup.key';
const SALT_BYTES = 16;

/** What opens the folder at start. */
export type StartupSecret =
  | { readonly kind: 'file' }
  | { readonly kind: 'passphrase'; readonly passphrase: string };

export type DeviceFolder = {
  readonly keys: DeviceKeys;
  /** 32 random bytes, the root of everything sealed at rest (`sealValue`, `lookupHash`). */
  readonly storageKey: Uint8Array;
};

const onDisk = <T>(folder: string, task: () => T): T => {
  try {
    return task();
  } catch (error) {
    if (error instanceof Fault) throw error;
    throw new Fault(
      'DEVICE-FOLDER-UNUSABLE',
      `The data folder ${folder} cannot be read or written: ${error instanceof Error ? error.message : String(error)}`,
      'Check the disk, its free space and that this user may read and write the folder.',
      error,
    );
  }
};

export const createStorageKey = (random: RandomBytes = systemRandom): Uint8Array => random(STORAGE_KEY_BYTES);

/** Whether a device was set up in this folder. */
export const hasDevice = (folder: string): boolean => existsSync(join(folder, PUBLIC_FILE));

const writeFolder = (
  folder: string,
  device: DeviceFolder,
  secret: StartupSecret,
  random: RandomBytes,
  publicFile: string,
): void =>
  onDisk(folder, () => {
    if (hasDevice(folder)) {
      throw new Fault(
        'DEVICE-FOLDER-TAKEN',
        `${folder} holds a device already.`,
        'Choose an empty folder, or start the device that is there.',
      );
    }
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    // What waits there is sealed under a start-up key that is written over now.
    rmSync(join(folder, STAGED_FILE), { force: true });
    const { keys, storageKey } = device;
    const salt = random(SALT_BYTES);
    const startupKey =
      secret.kind === 'file' ? random(32) : passphraseKey(secret.passphrase, salt, PASSPHRASE_COST);
    if (secret.kind === 'file') writeDurably(join(folder, STARTUP_FILE), startupKey);
    const privateParts = new Map<number, Wire>([
      [1, keys.signPrivate],
      [2, keys.agreePrivate],
      [3, keys.tlsPrivateKeyPem],
      [4, keys.tlsCertificatePem],
      [5, storageKey],
    ]);
    const place = `${KEY_FILE}/${keys.deviceId}`;
    writeDurably(join(folder, KEY_FILE), sealValue(startupKey, place, encodeCanonical(privateParts), random));
    const open: PublicFile = {
      format: FORMAT,
      deviceId: keys.deviceId,
      signKey: toHex(keys.public.signKey),
      agreeKey: toHex(keys.public.agreeKey),
      tlsKeyHash: toHex(keys.public.tlsKeyHash),
      startup:
        secret.kind === 'file'
          ? { kind: 'file' }
          : { kind: 'passphrase', salt: toHex(salt), ...PASSPHRASE_COST },
    };
    writeDurably(join(folder, publicFile), utf8(`${JSON.stringify(open, null, 2)}\n`));
  });

/** Throws the Faults `DEVICE-FOLDER-TAKEN` (never overwrites a device) and `DEVICE-FOLDER-UNUSABLE`. */
export const writeDeviceFolder = (
  folder: string,
  device: DeviceFolder,
  secret: StartupSecret,
  random: RandomBytes = systemRandom,
): void => writeFolder(folder, device, secret, random, PUBLIC_FILE);

/**
 * Keys of a machine that is about to join an organisation, kept over a crash: begun again, it is the same device.
 * It is none until `finishDevice`. Throws as `writeDeviceFolder`.
 */
export const stageDevice = (
  folder: string,
  device: DeviceFolder,
  secret: StartupSecret,
  random: RandomBytes = systemRandom,
): void => writeFolder(folder, device, secret, random, STAGED_FILE);

/** What was staged is a device from now on, after a power cut too: the last step of joining. */
export const finishDevice = (folder: string): void =>
  onDisk(folder, () => {
    renameSync(join(folder, STAGED_FILE), join(folder, PUBLIC_FILE));
    syncFolder(folder);
  });

const startupKeyOf = (folder: string, startup: Startup, secret: StartupSecret): Uint8Array => {
  if (startup.kind === 'passphrase') {
    if (secret.kind === 'passphrase') return passphraseKey(secret.passphrase, fromHex(startup.salt), startup);
    throw new Fault(
      'DEVICE-PASSPHRASE-NEEDED',
      `${folder} is protected by a passphrase.`,
      'Give the passphrase.',
    );
  }
  const path = join(folder, STARTUP_FILE);
  if (!existsSync(path)) throw damaged(folder, STARTUP_FILE);
  const key = Uint8Array.from(readFileSync(path));
  if (key.length !== 32) throw damaged(folder, STARTUP_FILE);
  return key;
};

const openKeyFile = (folder: string, open: PublicFile, startupKey: Uint8Array): Uint8Array => {
  if (!existsSync(join(folder, KEY_FILE))) throw damaged(folder, KEY_FILE);
  const sealed = Uint8Array.from(readFileSync(join(folder, KEY_FILE)));
  try {
    return openValue(startupKey, `${KEY_FILE}/${open.deviceId}`, sealed);
  } catch (error) {
    if (open.startup.kind === 'file') throw damaged(folder, KEY_FILE, error);
    throw new Fault(
      'DEVICE-PASSPHRASE-WRONG',
      `${folder} cannot be opened: the passphrase is wrong, or ${KEY_FILE} is damaged.`,
      'Try the passphrase again.',
      error,
    );
  }
};

const readFolder = (folder: string, secret: StartupSecret, publicFile: string): DeviceFolder => {
  const open = readPublicFile(folder, publicFile);
  const decoded = decodeCanonical(openKeyFile(folder, open, startupKeyOf(folder, open.startup, secret)));
  const parts =
    decoded.ok && decoded.value instanceof Map ? (decoded.value as ReadonlyMap<number, Wire>) : undefined;
  const [signPrivate, agreePrivate, tlsPrivateKeyPem, tlsCertificatePem, storageKey] = [1, 2, 3, 4, 5].map(
    (key) => parts?.get(key),
  );
  if (
    !(
      signPrivate instanceof Uint8Array &&
      agreePrivate instanceof Uint8Array &&
      storageKey instanceof Uint8Array
    ) ||
    typeof tlsPrivateKeyPem !== 'string' ||
    typeof tlsCertificatePem !== 'string'
  ) {
    throw damaged(folder, KEY_FILE);
  }
  const keys = deviceKeysOf({ signPrivate, agreePrivate, tlsPrivateKeyPem, tlsCertificatePem });
  const { public: own } = keys;
  const told = `${open.signKey} ${open.agreeKey} ${open.tlsKeyHash}`;
  const held = `${toHex(own.signKey)} ${toHex(own.agreeKey)} ${toHex(own.tlsKeyHash)}`;
  if (told !== held) throw damaged(folder, publicFile);
  return { keys, storageKey };
};

/**
 * Throws Faults: `DEVICE-FOLDER-MISSING`, `-DAMAGED`, `-NEWER`, `-UNUSABLE`,
 * `DEVICE-PASSPHRASE-NEEDED`, `DEVICE-PASSPHRASE-WRONG`.
 */
export const readDeviceFolder = (folder: string, secret: StartupSecret): DeviceFolder =>
  onDisk(folder, () => {
    if (!hasDevice(folder)) {
      throw new Fault('DEVICE-FOLDER-MISSING', `${folder} holds no device.`, 'Set this machine up first.');
    }
    return readFolder(folder, secret, PUBLIC_FILE);
  });

/** The keys of a joining that was begun here; null where there are none that can be used. Throws `-UNUSABLE`. */
export const readStagedDevice = (folder: string, secret: StartupSecret): DeviceFolder | null =>
  onDisk(folder, () => {
    if (!existsSync(join(folder, STAGED_FILE))) return null;
    try {
      return readFolder(folder, secret, STAGED_FILE);
    } catch (error) {
      // Cut off or damaged before anybody relied on it: other keys do as well.
      if (error instanceof Fault && error.code === 'DEVICE-FOLDER-DAMAGED') return null;
      throw error;
    }
  });
