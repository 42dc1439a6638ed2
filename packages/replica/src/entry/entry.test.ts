import { Encrypt0, Sign1 } from '@auth0/cose';
import { createPublicKey } from 'node:crypto';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { concatBytes, fromHex, toHex, utf8 } from '../cbor/bytes.ts';
import { encodeCanonical, type Wire } from '../cbor/canonical.ts';
import { MAX_COUNTER, MAX_UTC_MS } from '../clock/hybrid-clock.ts';
import { encrypt0 } from '../cose/encrypt0.ts';
import { LABEL, OBJECT_TYPE } from '../cose/label.ts';
import { readSign1, sign1, sign1Header } from '../cose/sign1.ts';
import { createDataKey, type DataKey } from '../key/data-key.ts';
import { createDeviceKeys } from '../key/device-key.ts';
import { sha256 } from '../key/hash.ts';
import { systemRandom } from '../key/random.ts';
import { seededRandom } from '../key/random.fixture.ts';
import {
  createSeriesId,
  entryHash,
  openEntry as openRead,
  readEntry,
  readEntryHeader,
  sealEntry,
  verifyEntry,
  type EntryDraft,
} from './entry.ts';
import type { EntryPayload } from './payload.ts';

const keys = createDeviceKeys(seededRandom('till'));
const dataKey = createDataKey(seededRandom('branch key'));
const payload: EntryPayload = {
  kind: 'sale.completed',
  version: 1,
  utcMs: 1_767_225_600_000,
  offsetMinutes: 60,
  businessDate: '2026-01-01',
  shiftId: '11'.repeat(16),
  staffId: '22'.repeat(16),
  approverId: null,
  commandId: '33'.repeat(16),
  body: new Map<number, Wire>([
    [1, 'Tea, 250 g'],
    [2, 12_99],
    [3, [true, null, -1]],
  ]),
};
const first: EntryDraft = {
  series: createSeriesId(keys.deviceId, seededRandom('series')),
  sequence: 1,
  previous: new Uint8Array(0),
  clock: { utcMs: 1_767_225_600_000, counter: 3 },
  registryHeads: [sha256(utf8('b')), sha256(utf8('a')), sha256(utf8('b'))],
  payload,
};
const second: EntryDraft = { ...first, sequence: 2, previous: sha256(utf8('the first')) };
const golden = sealEntry(second, keys, dataKey, seededRandom('nonce'));

/** An entry like `golden` with other labels in its header, honestly signed and sealed. */
const withHeader = (change: (fields: Map<number, Wire>) => void, plaintext?: Uint8Array): Uint8Array => {
  const fields = new Map<number, Wire>([
    [LABEL.format, [OBJECT_TYPE.entry, 1]],
    [LABEL.series, fromHex(second.series)],
    [LABEL.sequence, 2],
    [LABEL.previous, second.previous],
    [LABEL.clock, [1, 0]],
    [LABEL.registryHeads, []],
    [LABEL.dataKeyId, dataKey.id],
  ]);
  change(fields);
  const header = sign1Header(fromHex(keys.deviceId), fields);
  const sealed = encrypt0(plaintext ?? encodeCanonical(new Map()), dataKey.key, header, systemRandom);
  return sign1(header, sealed, keys.signPrivate);
};
const openEntry = (bytes: Uint8Array, key: DataKey) => {
  const entry = readEntry(bytes);
  return entry.ok ? openRead(entry.value, key) : entry;
};
const verdict = (reading: { ok: boolean; verdict?: string }): string => reading.verdict ?? 'accepted';
const verified = (bytes: Uint8Array): string => verdict(verifyEntry(bytes, keys.public.signKey));

describe('ledger entries', () => {
  it('[ENTRY-01] the bytes of format 1 stand for ever', () => {
    expect(golden).toHaveLength(435);
    expect(toHex(entryHash(golden))).toBe('f21ab3fd77907853df392bf0754321e8546d20b3fcd7f59f01e8467584de0bd3');
    const read = verifyEntry(golden, keys.public.signKey);
    expect(read).toEqual({
      ok: true,
      value: {
        deviceId: keys.deviceId,
        series: second.series,
        sequence: 2,
        previous: second.previous,
        clock: second.clock,
        registryHeads: [sha256(utf8('b')), sha256(utf8('a'))].sort((a, b) => Buffer.compare(a, b)),
        dataKeyId: dataKey.id,
      },
    });
    expect(openEntry(golden, dataKey)).toEqual({ ok: true, value: payload });
  });

  it('[ENTRY-01] is an ordinary COSE object to an independent library', async () => {
    const outer = Sign1.decode(golden);
    const spki = concatBytes(fromHex('302a300506032b6570032100'), keys.public.signKey);
    const publicKey = createPublicKey({ key: Buffer.from(spki), format: 'der', type: 'spki' });
    await expect(outer.verify(publicKey)).resolves.toBeUndefined();
    const ours = readSign1(golden);
    const externalAAD = ours.ok ? ours.value.protectedBytes : new Uint8Array(0);
    const plaintext = await Encrypt0.decode(outer.payload).decrypt(dataKey.key, { externalAAD });
    expect(Buffer.from(plaintext).includes('Tea, 250 g')).toBe(true);
  });

  it('[ENTRY-02] a time beyond its bounds is none', () => {
    const withClock = (utcMs: number, counter: number) =>
      verified(withHeader((fields) => fields.set(LABEL.clock, [utcMs, counter])));
    expect(withClock(MAX_UTC_MS, MAX_COUNTER)).toBe('accepted');
    expect([withClock(MAX_UTC_MS + 1, 0), withClock(0, MAX_COUNTER + 1)]).toEqual(['invalid', 'invalid']);
  });

  it('[ENTRY-02] I4: flipping any bit is noticed', () => {
    expect(verified(golden)).toBe('accepted');
    const flip = fc.property(fc.integer({ min: 0, max: 8 * golden.length - 1 }), (bit) => {
      const flipped = golden.slice();
      flipped[bit >> 3]! ^= 1 << (bit & 7);
      return verified(flipped) === 'invalid' && toHex(entryHash(flipped)) !== toHex(entryHash(golden));
    });
    expect(() => fc.assert(flip, { numRuns: 500 })).not.toThrow();
    // The whole header and the seams, where parsing decides: every bit.
    const missed = Array.from({ length: 8 * 230 }, (_, bit) => bit).filter((bit) => {
      const flipped = golden.slice();
      flipped[bit >> 3]! ^= 1 << (bit & 7);
      return verified(flipped) !== 'invalid';
    });
    expect(missed).toEqual([]);
  });

  it('[ENTRY-02] cut short, lengthened or of another device is invalid', () => {
    const cut = fc.property(
      fc.integer({ min: 0, max: golden.length - 1 }),
      (end) => verified(golden.subarray(0, end)) === 'invalid',
    );
    expect(() => fc.assert(cut)).not.toThrow();
    expect(verified(concatBytes(golden, Uint8Array.of(0)))).toBe('invalid');
    expect(verdict(verifyEntry(golden, createDeviceKeys().public.signKey))).toBe('invalid');
    expect(verdict(verifyEntry(golden, new Uint8Array(0)))).toBe('invalid');
    const impostor = sealEntry(second, { ...keys, deviceId: '00'.repeat(16) }, dataKey);
    expect(readEntryHeader(impostor).ok).toBe(true);
    expect(verified(impostor)).toBe('invalid');
    const noise = fc.property(fc.uint8Array({ maxLength: 600 }), (bytes) => {
      const tagged = concatBytes(golden.subarray(0, 4), bytes);
      return [verified(bytes), verified(tagged), verdict(openEntry(tagged, dataKey))].every(
        (word) => word === 'invalid',
      );
    });
    expect(() => fc.assert(noise)).not.toThrow();
  });

  it('[ENTRY-03] opens only under its own data key and under its own header', () => {
    expect(verdict(openEntry(golden, createDataKey(systemRandom)))).toBe('unreadable');
    expect(verdict(openEntry(golden, { ...createDataKey(systemRandom), id: dataKey.id }))).toBe('invalid');
    const inner = encrypt0(encodeCanonical(new Map()), dataKey.key, utf8('another header'), systemRandom);
    const header = sign1Header(
      fromHex(keys.deviceId),
      new Map<number, Wire>([
        [LABEL.format, [OBJECT_TYPE.entry, 1]],
        [LABEL.series, fromHex(first.series)],
        [LABEL.sequence, 1],
        [LABEL.previous, new Uint8Array(0)],
        [LABEL.clock, [1, 0]],
        [LABEL.registryHeads, []],
        [LABEL.dataKeyId, dataKey.id],
      ]),
    );
    const moved = sign1(header, inner, keys.signPrivate);
    expect(verified(moved)).toBe('accepted');
    expect(verdict(openEntry(moved, dataKey))).toBe('invalid');
    expect(Buffer.from(golden).includes('Tea')).toBe(false);
    expect(Buffer.from(golden).includes('sale')).toBe(false);
  });

  it('[ENTRY-04] a newer format is not understood, a header that breaks the rules is invalid', () => {
    expect(verified(withHeader(() => undefined))).toBe('accepted');
    const newer = withHeader((fields) => {
      fields.clear();
      fields.set(LABEL.format, [OBJECT_TYPE.entry, 2]).set(-70000, 'new');
    });
    expect(verified(newer)).toBe('not-understood');
    expect(verdict(openEntry(newer, dataKey))).toBe('not-understood');
    newer[newer.length - 1]! ^= 1;
    expect(verified(newer)).toBe('invalid');
    const hash = sha256(utf8('x'));
    const changes: [number, Wire | undefined][] = [
      [LABEL.format, [OBJECT_TYPE.statement, 1]],
      [LABEL.format, [OBJECT_TYPE.entry, 0]],
      [LABEL.format, OBJECT_TYPE.entry],
      [LABEL.format, undefined],
      [LABEL.series, fromHex('0011')],
      [LABEL.sequence, 0],
      [LABEL.sequence, 1],
      [LABEL.sequence, '2'],
      [LABEL.previous, new Uint8Array(0)],
      [LABEL.previous, null],
      [LABEL.clock, [-1, 0]],
      [LABEL.clock, [1]],
      [LABEL.registryHeads, [hash, hash]],
      [LABEL.registryHeads, [fromHex('ff'.repeat(32)), hash]],
      [LABEL.registryHeads, [hash.subarray(1)]],
      [LABEL.registryHeads, undefined],
      [LABEL.dataKeyId, hash],
      [-70000, 'an unknown label'],
    ];
    const accepted = changes.filter(([label, value]) => {
      const bytes = withHeader((fields) =>
        value === undefined ? fields.delete(label) : fields.set(label, value),
      );
      return verified(bytes) !== 'invalid' || verdict(readEntryHeader(bytes)) !== 'invalid';
    });
    expect(accepted).toEqual([]);
  });

  it('[ENTRY-04] a payload that breaks the rules is invalid, an unknown kind is not', () => {
    const opened = (change: (fields: Map<number, Wire>) => void): string => {
      const fields = new Map<number, Wire>([
        [1, 'k'],
        [2, 1],
        [3, 0],
        [4, -600],
        [5, '2024-02-29'],
        [6, null],
        [7, null],
        [8, null],
        [9, fromHex('00'.repeat(16))],
        [10, null],
      ]);
      change(fields);
      return verdict(
        openEntry(
          withHeader(() => undefined, encodeCanonical(fields)),
          dataKey,
        ),
      );
    };
    expect(opened(() => undefined)).toBe('accepted');
    expect(opened((fields) => fields.set(1, 'a.kind-of.2040').set(2, 99))).toBe('accepted');
    const changes: [number, Wire | undefined][] = [
      [1, ''],
      [1, 1],
      [2, 0],
      [3, -1],
      [4, 2_000],
      [5, '2023-02-29'],
      [5, '2024-2-29'],
      [5, '2024-00-10'],
      [6, fromHex('00')],
      [7, 0],
      [8, fromHex('00'.repeat(17))],
      [9, null],
      [10, undefined],
      [11, null],
    ];
    const accepted = changes.filter(
      ([key, value]) =>
        opened((fields) => (value === undefined ? fields.delete(key) : fields.set(key, value))) !== 'invalid',
    );
    expect(accepted).toEqual([]);
    expect(
      verdict(
        openEntry(
          withHeader(() => undefined, utf8('no CBOR')),
          dataKey,
        ),
      ),
    ).toBe('invalid');
    expect(
      verdict(
        openEntry(
          withHeader(() => undefined, encodeCanonical([])),
          dataKey,
        ),
      ),
    ).toBe('invalid');
  });

  it('[ENTRY-04] refuses to write what nobody would read', () => {
    const seal = (change: Partial<EntryDraft>) => () => sealEntry({ ...second, ...change }, keys, dataKey);
    expect(seal({ sequence: 1 })).toThrow(TypeError);
    expect(seal({ previous: new Uint8Array(0) })).toThrow(TypeError);
    expect(seal({ series: 'abc' })).toThrow(TypeError);
    expect(seal({ clock: { utcMs: -1, counter: 0 } })).toThrow(TypeError);
    expect(seal({ payload: { ...payload, businessDate: 'today' } })).toThrow(TypeError);
    expect(seal({ payload: { ...payload, body: 0.1 } })).toThrow(TypeError);
    expect(seal({ payload: { ...payload, body: new Uint8Array(1_100_000) } })).toThrow(RangeError);
  });

  it('[ENTRY-05] a series names its device and holds 32 random bits', () => {
    const ids = Array.from({ length: 100 }, () => createSeriesId(keys.deviceId));
    expect(ids.every((id) => /^[0-9a-f]{16}$/.test(id) && id.startsWith(keys.deviceId.slice(0, 8)))).toBe(
      true,
    );
    expect(new Set(ids).size).toBe(100);
  });
});
