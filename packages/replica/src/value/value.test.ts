import type { Wire } from '@tillmesh/model';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { concatBytes, fromHex, toHex, utf8 } from '../cbor/bytes.ts';
import { encodeCanonical } from '../cbor/canonical.ts';
import { encrypt0 } from '../cose/encrypt0.ts';
import { LABEL, OBJECT_TYPE } from '../cose/label.ts';
import { sign1, sign1Header } from '../cose/sign1.ts';
import { verifySigned } from '../cose/signed-object.ts';
import { createDataKey, type DataKey } from '../key/data-key.ts';
import { createDeviceKeys } from '../key/device-key.ts';
import { sha256 } from '../key/hash.ts';
import { systemRandom } from '../key/random.ts';
import { seededRandom } from '../key/random.fixture.ts';
import {
  openSignedValue as openRead,
  readValue,
  readValueHeader,
  signValue,
  type ValueDraft,
  valueHash,
} from './value.ts';
import { type Candidate, unsuperseded, winner } from './winner.ts';

const keys = createDeviceKeys(seededRandom('till'));
const dataKey = createDataKey(seededRandom('organisation key'));
const draft: ValueDraft = {
  subject: `${'ab'.repeat(16)}/price/retail`,
  parents: [sha256(utf8('an older value'))],
  clock: { utcMs: 1_767_225_600_000, counter: 0 },
  staffId: '22'.repeat(16),
  version: 1,
  body: new Map<number, Wire>([[1, 1_299]]),
};
const golden = signValue(draft, keys, dataKey, seededRandom('nonce'));
const verifyValue = (bytes: Uint8Array, signKey: Uint8Array) => {
  const value = readValue(bytes);
  return value.ok ? verifySigned(value.value, signKey) : value;
};
const openSignedValue = (bytes: Uint8Array, key: DataKey) => {
  const value = readValue(bytes);
  return value.ok ? openRead(value.value, key) : value;
};
const verdict = (reading: { ok: boolean; verdict?: string }): string => reading.verdict ?? 'accepted';
const verified = (bytes: Uint8Array): string => verdict(verifyValue(bytes, keys.public.signKey));

const withHeader = (change: (fields: Map<number, Wire>) => void, plaintext?: Uint8Array): Uint8Array => {
  const fields = new Map<number, Wire>([
    [LABEL.format, [OBJECT_TYPE.value, 1]],
    [LABEL.subject, 'a/core'],
    [LABEL.parents, []],
    [LABEL.clock, [1, 0]],
    [LABEL.dataKeyId, dataKey.id],
    [LABEL.staff, null],
  ]);
  change(fields);
  const header = sign1Header(fromHex(keys.deviceId), fields);
  const content =
    plaintext ??
    encodeCanonical(
      new Map<number, Wire>([
        [1, 1],
        [2, null],
      ]),
    );
  return sign1(header, encrypt0(content, dataKey.key, header, systemRandom), keys.signPrivate);
};

describe('signed values', () => {
  it('[VALUE-01] the bytes of format 1 stand for ever', () => {
    expect(toHex(valueHash(golden))).toBe('e52d91b1d44696768e823aed3dd6b61931bca5eb3af0f9f9816f0fbb899789ac');
    const { version, body, ...header } = draft;
    expect(verifyValue(golden, keys.public.signKey)).toEqual({
      ok: true,
      value: { ...header, deviceId: keys.deviceId, dataKeyId: dataKey.id },
    });
    expect(openSignedValue(golden, dataKey)).toEqual({ ok: true, value: { version, body } });
  });

  it('[VALUE-02] flipping any bit is noticed, and foreign bytes never throw', () => {
    const missed = Array.from({ length: 8 * golden.length }, (_, bit) => bit).filter((bit) => {
      const flipped = golden.slice();
      flipped[bit >> 3]! ^= 1 << (bit & 7);
      return verified(flipped) !== 'invalid';
    });
    expect(missed).toEqual([]);
    const noise = fc.property(fc.uint8Array({ maxLength: 400 }), (bytes) => {
      const tagged = concatBytes(golden.subarray(0, 4), bytes);
      return (
        verified(tagged) === 'invalid' && !openSignedValue(tagged, dataKey).ok && !readValueHeader(bytes).ok
      );
    });
    expect(() => fc.assert(noise)).not.toThrow();
    expect(verdict(verifyValue(golden, createDeviceKeys().public.signKey))).toBe('invalid');
    const impostor = signValue(draft, { ...keys, deviceId: '00'.repeat(16) }, dataKey);
    expect([readValueHeader(impostor).ok, verified(impostor)]).toEqual([true, 'invalid']);
  });

  it('[VALUE-02] opens only under the key it names', () => {
    expect(verdict(openSignedValue(golden, createDataKey(systemRandom)))).toBe('unreadable');
    expect(verdict(openSignedValue(golden, { id: dataKey.id, key: systemRandom(32) }))).toBe('invalid');
  });

  it('[VALUE-03] a newer format is not understood, a value that breaks the rules is invalid', () => {
    expect(verified(withHeader(() => undefined))).toBe('accepted');
    const newer = withHeader((fields) => fields.set(LABEL.format, [OBJECT_TYPE.value, 2]));
    expect([verified(newer), verdict(openSignedValue(newer, dataKey))]).toEqual([
      'not-understood',
      'not-understood',
    ]);
    const changes: [number, Wire | undefined][] = [
      [LABEL.format, [OBJECT_TYPE.entry, 1]],
      [LABEL.subject, ''],
      [LABEL.subject, 'with space'],
      [LABEL.subject, 'x'.repeat(129)],
      [LABEL.subject, 1],
      [LABEL.parents, undefined],
      [LABEL.clock, [0.5 * 2, '0']],
      [LABEL.dataKeyId, null],
      [LABEL.staff, fromHex('00')],
      [LABEL.staff, undefined],
      [LABEL.sequence, 1],
    ];
    const accepted = changes.filter(
      ([label, value]) =>
        verified(
          withHeader((fields) => (value === undefined ? fields.delete(label) : fields.set(label, value))),
        ) !== 'invalid',
    );
    expect(accepted).toEqual([]);
    const contents = [
      utf8('x'),
      encodeCanonical([]),
      encodeCanonical(
        new Map([
          [1, 0],
          [2, 0],
        ]),
      ),
      encodeCanonical(new Map([[1, 1]])),
    ];
    expect(
      contents.map((content) =>
        verdict(
          openSignedValue(
            withHeader(() => undefined, content),
            dataKey,
          ),
        ),
      ),
    ).toEqual(contents.map(() => 'invalid'));
    expect(() => signValue({ ...draft, subject: '' }, keys, dataKey)).toThrow(TypeError);
    expect(() => signValue({ ...draft, version: 0 }, keys, dataKey)).toThrow(TypeError);
  });
});

type Written = Candidate & { readonly name: string };
const write = (name: string, utcMs: number, parents: readonly Written[] = [], counter = 0): Written => ({
  name,
  hash: sha256(utf8(name)),
  clock: { utcMs, counter },
  parents: parents.map(({ hash }) => hash),
});

describe('the winner among values', () => {
  const old = write('old', 100);
  const child = write('child', 50, [old]);

  it('[VALUE-04] causally later wins over a later clock', () => {
    expect(winner([old, child])?.name).toBe('child');
    expect(winner([child, old])?.name).toBe('child');
    const grandchild = write('grandchild', 1, [child]);
    expect(winner([old, grandchild, child])?.name).toBe('grandchild');
    expect(winner([])).toBeUndefined();
  });

  it('[VALUE-04] of concurrent ones the later clock wins, then the hash; both are told', () => {
    const sibling = write('sibling', 60, [old]);
    expect(winner([old, child, sibling])?.name).toBe('sibling');
    expect(
      unsuperseded([old, child, sibling])
        .map(({ name }) => name)
        .sort(),
    ).toEqual(['child', 'sibling']);
    expect(winner([child, write('counted', 50, [old], 1)])?.name).toBe('counted');
    const twins = [write('twin a', 50, [old]), write('twin b', 50, [old])];
    const higher = [...twins].sort((a, b) => Buffer.compare(a.hash, b.hash))[1];
    expect(winner(twins)?.name).toBe(higher?.name);
  });

  it('[VALUE-04] depends on the set alone: not on order, doubles or arrival', () => {
    const history = fc.array(
      fc.record({
        utcMs: fc.integer({ min: 0, max: 3 }),
        parents: fc.array(fc.nat({ max: 11 }), { maxLength: 3 }),
      }),
      { minLength: 1, maxLength: 12 },
    );
    const same = fc.property(history, fc.gen(), (drafts, gen) => {
      const values: Written[] = [];
      for (const [index, { utcMs, parents }] of drafts.entries()) {
        const known = parents.flatMap((parent) => values[parent] ?? []);
        values.push(write(`value ${index}`, utcMs, known));
      }
      const shuffled = gen(fc.shuffledSubarray, [...values, ...values], { minLength: 2 * values.length });
      return winner(values) !== undefined && winner(values)?.name === winner(shuffled)?.name;
    });
    expect(() => fc.assert(same)).not.toThrow();
  });
});
