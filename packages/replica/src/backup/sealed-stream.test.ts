import { mkdtempSync, openSync, closeSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { concatBytes, equalBytes } from '../cbor/bytes.ts';
import { agreementPublicKey } from '../key/agreement-key.ts';
import { createDataKey } from '../key/data-key.ts';
import { TAG_BYTES } from '../key/cipher.ts';
import { sha256 } from '../key/hash.ts';
import { systemRandom } from '../key/random.ts';
import { wrapKey } from '../key/wrap.ts';
import { contentKeyFor, readingBackup } from './backup-file.ts';
import { refusal } from './backup.fixture.ts';
import { type BackupHeader, encodeHeader, PREFIX_BYTES } from './backup-header.ts';
import { CHUNK_BYTES, readSealed, writeSealed } from './sealed-stream.ts';

const DEVICE = '0a'.repeat(16);
const PRIVATE = systemRandom(32);

let folder: string;
let file: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tillmesh-sealed-'));
  file = join(folder, 'one.backup');
});
afterEach(() => rmSync(folder, { recursive: true }));

/** A file of ours around any content. */
const write = (parts: readonly Uint8Array[], over: Partial<BackupHeader> = {}): Uint8Array => {
  const contentKey = createDataKey(systemRandom);
  const head = encodeHeader({
    organisationId: 'ab'.repeat(32),
    deviceId: DEVICE,
    code: 'H1',
    atMs: 1_800_000_000_000,
    wrapped: new Map([[DEVICE, wrapKey(contentKey, agreementPublicKey(PRIVATE), systemRandom)]]),
    ...over,
  });
  const handle = openSync(file, 'w');
  writeSealed(handle, head, contentKey.key, parts);
  closeSync(handle);
  return Uint8Array.from(readFileSync(file));
};
const read = (): Uint8Array =>
  readingBackup(file, (backup) => {
    const key = contentKeyFor(backup, DEVICE, PRIVATE);
    // A head that was made anew around other keys is none that opens.
    return key === null ? new Uint8Array(0) : concatBytes(...readSealed(backup, key));
  });
const readChanged = (bytes: Uint8Array): string => {
  writeFileSync(file, bytes);
  return refusal(read);
};

it('[BACKUP-01] what was sealed in whatever pieces comes back, at every length around a chunk', () => {
  for (const length of [0, 1, CHUNK_BYTES - 1, CHUNK_BYTES, CHUNK_BYTES + 1, 2 * CHUNK_BYTES, 2_500_000]) {
    const bytes = systemRandom(length);
    const whole = write([bytes.subarray(0, 1_000), bytes.subarray(1_000)]);
    expect(equalBytes(read(), bytes)).toBe(true);
    const chunks = Math.max(1, Math.ceil(length / CHUNK_BYTES));
    const head = readingBackup(file, (backup) => backup.head.length);
    expect(whole.length).toBe(head + length + chunks * TAG_BYTES);
  }
});

it('[BACKUP-02] every flipped bit and every cut of a whole file is refused with a code', () => {
  const bytes = write([systemRandom(300)]);
  const codes = new Set<string>();
  for (let at = 0; at < bytes.length; at += 1) {
    for (const bit of at % 2 === 0 ? [1] : [128]) {
      const changed = Uint8Array.from(bytes);
      changed[at] = (changed[at] ?? 0) ^ bit;
      codes.add(`${at < 8 ? 'magic' : 'rest'}: ${readChanged(changed)}`);
    }
    codes.add(`${at < 8 ? 'cut magic' : 'cut'}: ${readChanged(bytes.subarray(0, at))}`);
  }
  codes.add(`longer: ${readChanged(concatBytes(bytes, Uint8Array.of(0)))}`);
  expect([...codes].toSorted()).toEqual([
    'cut magic: BACKUP-FOREIGN',
    'cut: BACKUP-DAMAGED',
    'longer: BACKUP-DAMAGED',
    'magic: BACKUP-FOREIGN',
    'rest: BACKUP-DAMAGED',
  ]);
  expect(readChanged(bytes)).toBe('done');
});

it('[BACKUP-02] chunks left out, doubled, swapped, cut off at their border or of another backup are noticed', () => {
  const bytes = write([systemRandom(3 * CHUNK_BYTES + 7)]);
  const headLength = readingBackup(file, ({ head }) => head.length);
  const other = write([systemRandom(3 * CHUNK_BYTES + 7)]);
  const chunkOf = (from: Uint8Array, number: number): Uint8Array => {
    const at = headLength + number * (CHUNK_BYTES + TAG_BYTES);
    return from.subarray(at, at + CHUNK_BYTES + TAG_BYTES);
  };
  const head = bytes.subarray(0, headLength);
  const together = (...numbers: readonly number[]): Uint8Array =>
    concatBytes(head, ...numbers.map((number) => chunkOf(bytes, number)));
  expect(readChanged(together(0, 1, 2, 3))).toBe('done');
  for (const odd of [
    [0, 1, 2],
    [0, 1],
    [0],
    [],
    [1, 2, 3],
    [0, 2, 1, 3],
    [0, 1, 1, 2, 3],
    [0, 1, 3],
    [0, 1, 2, 3, 3],
  ]) {
    expect([odd, readChanged(together(...odd))]).toEqual([odd, 'BACKUP-DAMAGED']);
  }
  const spliced = concatBytes(
    head,
    chunkOf(bytes, 0),
    chunkOf(other, 1),
    chunkOf(bytes, 2),
    chunkOf(bytes, 3),
  );
  expect(readChanged(spliced)).toBe('BACKUP-DAMAGED');
  expect(readChanged(concatBytes(other.subarray(0, headLength), bytes.subarray(headLength)))).toBe(
    'BACKUP-DAMAGED',
  );
});

it('[BACKUP-02] a head that was made anew, with another time or till around the same keys, opens nothing', () => {
  const bytes = write([systemRandom(300)]);
  const { head, header } = readingBackup(file, (backup) => backup);
  const around = (over: Partial<BackupHeader>): string =>
    readChanged(concatBytes(encodeHeader({ ...header, ...over }), bytes.subarray(head.length)));
  expect(around({})).toBe('done');
  expect(around({ atMs: header.atMs + 1 })).toBe('BACKUP-DAMAGED');
  expect(around({ code: 'H2' })).toBe('BACKUP-DAMAGED');
  expect(around({ organisationId: 'cd'.repeat(32) })).toBe('BACKUP-DAMAGED');
});

it('[BACKUP-02] a newer format is told as newer, and any other file as none of ours', () => {
  const bytes = write([systemRandom(300)]);
  const newer = Uint8Array.from(bytes);
  newer[8] = 2;
  const head = newer.subarray(
    PREFIX_BYTES,
    readingBackup(file, (backup) => backup.head.length),
  );
  newer.set(sha256(concatBytes(newer.subarray(0, PREFIX_BYTES - 32), head)), PREFIX_BYTES - 32);
  expect(readChanged(newer)).toBe('BACKUP-NEWER');
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), (random) => {
      expect(readChanged(random)).toBe('BACKUP-FOREIGN');
      // Behind our own first bytes nothing throws anything but a Fault either.
      expect(readChanged(concatBytes(bytes.subarray(0, 13), random))).toBe('BACKUP-DAMAGED');
    }),
  );
  rmSync(file);
  expect(refusal(read)).toBe('BACKUP-UNREADABLE');
  writeFileSync(file, '');
});

it('[BACKUP-01] the bytes of a head of format 1 stand for ever', () => {
  const head = encodeHeader({
    organisationId: 'ab'.repeat(32),
    deviceId: DEVICE,
    code: 'H1',
    atMs: 1_800_000_000_000,
    wrapped: new Map([['recovery', new Uint8Array(97).fill(7)]]),
  });
  expect(Buffer.from(sha256(head)).toString('hex')).toBe(
    '1240eb86b798219511f7f6be668f8adca8c4a8eda6065e416dba2842a30b2df6',
  );
});
