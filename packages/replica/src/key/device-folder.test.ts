import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { utf8 } from '../cbor/bytes.ts';
import { Fault } from '../fault.ts';
import {
  createStorageKey,
  hasDevice,
  readDeviceFolder,
  type StartupSecret,
  writeDeviceFolder,
} from './device-folder.ts';
import { createDeviceKeys } from './device-key.ts';

const FILE: StartupSecret = { kind: 'file' };
const PASSPHRASE: StartupSecret = { kind: 'passphrase', passphrase: 'Grüße, drei Kühe' };
const device = { keys: createDeviceKeys(), storageKey: createStorageKey() };

let root = '';
let made = 0;
beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'device-folder-'));
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

const fresh = (): string => {
  made += 1;
  return join(root, `d${made}`);
};
const written = (secret: StartupSecret = FILE): string => {
  const folder = fresh();
  writeDeviceFolder(folder, device, secret);
  return folder;
};
const faultOf = (task: () => unknown): string => {
  try {
    task();
    return 'no fault';
  } catch (error) {
    return error instanceof Fault && error.nextStep !== '' ? error.code : String(error);
  }
};

describe('the device folder', () => {
  it('[KEY-06] gives back the keys it was given, from a root-only start-up key', () => {
    const folder = written();
    expect(readDeviceFolder(folder, FILE)).toEqual(device);
    expect(readdirSync(folder).sort()).toEqual(['device.json', 'device.key', 'startup.key']);
    const modes = readdirSync(folder).map((name) => statSync(join(folder, name)).mode & 0o777);
    expect(modes).toEqual([0o600, 0o600, 0o600]);
    expect(statSync(folder).mode & 0o777).toBe(0o700);
  });

  it('[KEY-06] holds no private key in clear', () => {
    const folder = written();
    const secrets = [
      device.keys.signPrivate,
      device.keys.agreePrivate,
      device.storageKey,
      utf8(device.keys.tlsPrivateKeyPem),
    ];
    const clear = readdirSync(folder).flatMap((name) =>
      secrets.filter((secret) => {
        const bytes = readFileSync(join(folder, name));
        return (
          bytes.includes(Buffer.from(secret)) ||
          bytes.toString('latin1').includes(Buffer.from(secret).toString('hex'))
        );
      }),
    );
    expect(clear).toEqual([]);
  });

  it('[KEY-06] with a passphrase nothing on the disk opens it', () => {
    const folder = written(PASSPHRASE);
    expect(readdirSync(folder).sort()).toEqual(['device.json', 'device.key']);
    // The same text typed with combining accents.
    const decomposed = { kind: 'passphrase', passphrase: PASSPHRASE.passphrase.normalize('NFD') } as const;
    expect(readDeviceFolder(folder, decomposed)).toEqual(device);
    expect(faultOf(() => readDeviceFolder(folder, FILE))).toBe('DEVICE-PASSPHRASE-NEEDED');
    const wrong = { kind: 'passphrase', passphrase: 'guess' } as const;
    expect(faultOf(() => readDeviceFolder(folder, wrong))).toBe('DEVICE-PASSPHRASE-WRONG');
  });

  it('[KEY-07] never overwrites a device, and says when there is none', () => {
    const folder = written();
    expect(hasDevice(folder)).toBe(true);
    expect(faultOf(() => writeDeviceFolder(folder, device, FILE))).toBe('DEVICE-FOLDER-TAKEN');
    expect(hasDevice(fresh())).toBe(false);
    expect(faultOf(() => readDeviceFolder(fresh(), FILE))).toBe('DEVICE-FOLDER-MISSING');
    const file = join(root, 'a-file');
    writeFileSync(file, '');
    expect(faultOf(() => writeDeviceFolder(join(file, 'below'), device, FILE))).toBe(
      'DEVICE-FOLDER-UNUSABLE',
    );
  });

  it('[KEY-07] a set-up that a power cut broke off is begun again', () => {
    const folder = fresh();
    mkdirSync(folder);
    writeFileSync(join(folder, 'startup.key'), new Uint8Array(32));
    writeFileSync(join(folder, 'device.key.new'), 'half');
    writeDeviceFolder(folder, device, FILE);
    expect(readDeviceFolder(folder, FILE)).toEqual(device);
  });

  it('[KEY-07] says that a file is damaged, whichever it is and however', () => {
    const codes = ['device.json', 'device.key', 'startup.key'].flatMap((name) =>
      [new Uint8Array(0), utf8('{"format":1}'), utf8('null'), new Uint8Array(500)].map((content) => {
        const folder = written();
        writeFileSync(join(folder, name), content);
        return faultOf(() => readDeviceFolder(folder, FILE));
      }),
    );
    expect(new Set(codes)).toEqual(new Set(['DEVICE-FOLDER-DAMAGED']));
    const gone = ['device.key', 'startup.key'].map((name) => {
      const folder = written();
      rmSync(join(folder, name));
      return faultOf(() => readDeviceFolder(folder, FILE));
    });
    expect(gone).toEqual(['DEVICE-FOLDER-DAMAGED', 'DEVICE-FOLDER-DAMAGED']);
  });

  it("[KEY-07] notices another device's public file, a newer format and absurd costs", () => {
    const alter = (secret: StartupSecret, change: (json: Record<string, unknown>) => void): string => {
      const folder = written(secret);
      const path = join(folder, 'device.json');
      const json = JSON.parse(readFileSync(path, 'utf8')) as Record<string, unknown>;
      change(json);
      writeFileSync(path, JSON.stringify(json));
      return faultOf(() => readDeviceFolder(folder, secret));
    };
    expect(alter(FILE, (json) => (json['signKey'] = '00'.repeat(32)))).toBe('DEVICE-FOLDER-DAMAGED');
    expect(alter(FILE, (json) => (json['deviceId'] = '00'.repeat(16)))).toBe('DEVICE-FOLDER-DAMAGED');
    expect(alter(FILE, (json) => (json['format'] = 2))).toBe('DEVICE-FOLDER-NEWER');
    const absurd = {
      kind: 'passphrase',
      salt: '00'.repeat(16),
      memoryKib: 2 ** 31,
      passes: 3,
      parallelism: 1,
    };
    expect(alter(PASSPHRASE, (json) => (json['startup'] = absurd))).toBe('DEVICE-FOLDER-DAMAGED');
  });
});
