import { Encrypt0, Sign1 } from '@auth0/cose';
import type { Wire } from '@tillmesh/model';
import { createPublicKey } from 'node:crypto';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { concatBytes, fromHex, toHex, utf8 } from '../cbor/bytes.ts';
import { encodeCanonical } from '../cbor/canonical.ts';
import { LABEL, OBJECT_TYPE } from '../cose/label.ts';
import { readSign1, sign1, sign1Header } from '../cose/sign1.ts';
import { createDataKey } from '../key/data-key.ts';
import { createDeviceKeys } from '../key/device-key.ts';
import { sha256 } from '../key/hash.ts';
import { systemRandom } from '../key/random.ts';
import { seededRandom } from '../key/random.fixture.ts';
import { readStated } from './content.ts';
import { createRootKeys } from './root-key.ts';
import {
  openStatement,
  readStatement,
  ROOT,
  type Signer,
  signStatement,
  type StatementDraft,
  statementHash,
  verifyStatement,
} from './statement.ts';
import { statementWriter } from './writer.ts';

const root = createRootKeys(seededRandom('root'));
const keys = createDeviceKeys(seededRandom('till'));
const dataKey = createDataKey(seededRandom('organisation key'));
const asRoot: Signer = { kind: 'root', root };
const asDevice: Signer = { kind: 'device', keys };
const draft: StatementDraft = {
  parents: [sha256(utf8('b')), sha256(utf8('a'))],
  clock: { utcMs: 1_767_225_600_000, counter: 2 },
  kind: 'settings',
  version: 1,
  body: new Map<number, Wire>([
    [1, 'Corner Shops'],
    [2, 'demo'],
  ]),
};
const open = signStatement(draft, asRoot, null);
const sealed = signStatement(draft, asDevice, dataKey, seededRandom('nonce'));

const accepts = (bytes: Uint8Array, signKey: Uint8Array): boolean => {
  const read = readStatement(bytes);
  return read.ok && verifyStatement(read.value, signKey);
};
const opened = (bytes: Uint8Array, key: typeof dataKey | undefined): unknown => {
  const read = readStatement(bytes);
  return read.ok ? openStatement(read.value, key) : read;
};
const verdictOf = (reading: unknown): string =>
  typeof reading === 'object' && reading !== null && 'verdict' in reading
    ? String(reading.verdict)
    : 'accepted';

describe('statements', () => {
  it('[STATE-01] the bytes of format 1 stand for ever, open and sealed', () => {
    expect(toHex(statementHash(open))).toBe(
      '1ae834b64bf110ce7ca4526665c583a06427405f768455e32255b9a856708935',
    );
    expect(toHex(statementHash(sealed))).toBe(
      '1b4f462d119e0b8c1e97e02cf6cca5b9c04e087ced30a1ac298b29a0cea518cd',
    );
    const read = readStatement(sealed);
    expect(read).toMatchObject({
      ok: true,
      value: {
        signer: keys.deviceId,
        clock: draft.clock,
        dataKeyId: dataKey.id,
        hash: statementHash(sealed),
      },
    });
    expect(readStatement(open)).toMatchObject({ ok: true, value: { signer: ROOT, dataKeyId: null } });
    const content = { ok: true, value: { kind: draft.kind, version: 1, body: draft.body } };
    expect(opened(open, undefined)).toEqual(content);
    expect(opened(sealed, dataKey)).toEqual(content);
  });

  it('[STATE-01] an independent COSE library verifies and opens them', async () => {
    const spki = concatBytes(fromHex('302a300506032b6570032100'), keys.public.signKey);
    const publicKey = createPublicKey({ key: Buffer.from(spki), format: 'der', type: 'spki' });
    const outer = Sign1.decode(sealed);
    await expect(outer.verify(publicKey)).resolves.toBeUndefined();
    const ours = readSign1(sealed);
    const externalAAD = ours.ok ? ours.value.protectedBytes : new Uint8Array(0);
    const plaintext = await Encrypt0.decode(outer.payload).decrypt(dataKey.key, { externalAAD });
    expect(Buffer.from(plaintext).includes('Corner Shops')).toBe(true);
  });

  it('[STATE-02] a flipped bit or another key makes a statement worthless', () => {
    expect([accepts(open, root.signKey), accepts(sealed, keys.public.signKey)]).toEqual([true, true]);
    expect([accepts(open, keys.public.signKey), accepts(sealed, root.signKey)]).toEqual([false, false]);
    const missed = Array.from({ length: 8 * sealed.length }, (_, bit) => bit).filter((bit) => {
      const flipped = sealed.slice();
      flipped[bit >> 3]! ^= 1 << (bit & 7);
      return accepts(flipped, keys.public.signKey);
    });
    expect(missed).toEqual([]);
    const noise = fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
      const tagged = concatBytes(sealed.subarray(0, 4), bytes);
      return !readStatement(bytes).ok && !readStatement(tagged).ok;
    });
    expect(() => fc.assert(noise)).not.toThrow();
  });

  it('[STATE-02] a sealed one shows neither its kind nor its body, and opens only under its key', () => {
    expect(Buffer.from(sealed).includes('Corner')).toBe(false);
    expect(Buffer.from(sealed).includes('settings')).toBe(false);
    expect(verdictOf(opened(sealed, undefined))).toBe('unreadable');
    expect(verdictOf(opened(sealed, createDataKey(systemRandom)))).toBe('unreadable');
    expect(verdictOf(opened(sealed, { id: dataKey.id, key: systemRandom(32) }))).toBe('invalid');
  });

  it('[STATE-03] a newer format is not understood, a header that breaks the rules is invalid', () => {
    const withHeader = (
      change: (fields: Map<number, Wire>) => void,
      kid: Uint8Array = utf8(ROOT),
    ): string => {
      const fields = new Map<number, Wire>([
        [LABEL.format, [OBJECT_TYPE.statement, 1]],
        [LABEL.parents, []],
        [LABEL.clock, [1, 0]],
      ]);
      change(fields);
      const payload = encodeCanonical(
        new Map<number, Wire>([
          [1, 'k'],
          [2, 1],
          [3, null],
        ]),
      );
      return verdictOf(readStatement(sign1(sign1Header(kid, fields), payload, root.signPrivate)));
    };
    expect(withHeader(() => undefined)).toBe('accepted');
    expect(withHeader((fields) => fields.set(LABEL.format, [OBJECT_TYPE.statement, 2]))).toBe(
      'not-understood',
    );
    const changes: [number, Wire | undefined][] = [
      [LABEL.format, [OBJECT_TYPE.value, 1]],
      [LABEL.parents, [draft.parents[0]!, draft.parents[0]!]],
      [LABEL.parents, undefined],
      [LABEL.clock, null],
      [LABEL.dataKeyId, fromHex('00')],
      [LABEL.series, fromHex('0011223344556677')],
    ];
    const kept = changes.filter(
      ([label, value]) =>
        withHeader((fields) => (value === undefined ? fields.delete(label) : fields.set(label, value))) !==
        'invalid',
    );
    expect(kept).toEqual([]);
    expect(withHeader(() => undefined, utf8('toor1'))).toBe('invalid');
  });

  it('[STATE-03] a newer kind or version is not understood, a body that breaks the rules is invalid', () => {
    const stated = (change: Partial<StatementDraft>, isSealed = true): string =>
      verdictOf(readStated({ ...draft, ...change }, isSealed));
    expect(stated({})).toBe('accepted');
    expect(stated({ kind: 'loyalty-scheme' })).toBe('not-understood');
    expect(stated({ kind: '__proto__' })).toBe('not-understood');
    expect(stated({ kind: 'constructor' })).toBe('not-understood');
    expect(stated({ version: 2 })).toBe('not-understood');
    expect(stated({}, false)).toBe('invalid');
    expect(stated({ kind: 'grant', body: new Map() })).toBe('invalid');
    const bodies: Wire[] = [
      null,
      new Map(),
      new Map([
        [1, 'a'],
        [2, 'fake'],
      ]),
      new Map([
        [1, 'a'],
        [2, 'demo'],
        [3, 'x'],
      ]),
    ];
    expect(bodies.map((body) => stated({ body }))).toEqual(bodies.map(() => 'invalid'));
  });

  it('[STATE-03] what nobody would accept is never written', () => {
    const clock = { utcMs: 0, counter: 0 };
    const writer = statementWriter({ signer: asRoot, heads: [], clock, nowMs: 1 });
    expect(() => writer.write('settings', { name: 'A', mark: 'real' })).toThrow(TypeError);
    expect(() => writer.write('grant', { deviceId: keys.deviceId, grants: [] }, dataKey)).toThrow(TypeError);
    expect(() => writer.write('settings', { name: '', mark: 'real' }, dataKey)).toThrow(TypeError);
    expect(writer.statements).toEqual([]);
    expect(() => signStatement({ ...draft, version: 0 }, asRoot, null)).toThrow(TypeError);
    expect(() => signStatement({ ...draft, clock: { utcMs: -1, counter: 0 } }, asRoot, null)).toThrow(
      TypeError,
    );
  });

  it('[STATE-04] a writer puts each statement after the one before, in time as in cause', () => {
    const writer = statementWriter({
      signer: asRoot,
      heads: [],
      clock: { utcMs: 500, counter: 7 },
      nowMs: 1,
    });
    for (const name of ['A', 'B', 'C']) writer.write('settings', { name, mark: 'real' }, dataKey);
    const headers = writer.statements.map((bytes) => readStatement(bytes));
    expect(headers.map((read) => read.ok && read.value.parents.map(toHex))).toEqual([
      [],
      [toHex(statementHash(writer.statements[0]!))],
      [toHex(statementHash(writer.statements[1]!))],
    ]);
    expect(headers.map((read) => read.ok && read.value.clock)).toEqual(
      [8, 9, 10].map((counter) => ({ utcMs: 500, counter })),
    );
  });
});
