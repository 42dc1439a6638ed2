import type { Wire } from '@tillmesh/model';
import { describe, expect, it } from 'vitest';
import { toHex } from '../cbor/bytes.ts';
import { encodeCanonical } from '../cbor/canonical.ts';
import { createDataKey } from '../key/data-key.ts';
import { createDeviceKeys, type DeviceKeys } from '../key/device-key.ts';
import { sha256 } from '../key/hash.ts';
import { systemRandom } from '../key/random.ts';
import { seededRandom } from '../key/random.fixture.ts';
import { ADA, ids, NORTH, NOW_MS, SOUTH } from './chain-of-shops.fixture.ts';
import { bodyWire, readStated } from './content.ts';
import { addDevice, type Administration, currentKey, shareKey } from './organisation.ts';
import {
  asDevice,
  asRoot,
  foldFor,
  organisationId,
  readerOf,
  reasonOf,
  shops,
  whole,
} from './registry.fixture.ts';
import { openRegistry } from './registry.ts';
import { ORGANISATION } from './registry-state.ts';
import { ann, begun, bob, cleo, fold, off, states } from './revocation.fixture.ts';
import { type Signer, signStatement } from './statement.ts';
import { passKey } from './take-off.ts';

const { till, other, relay, reporter } = shops.devices;

describe('data keys when somebody is taken off', () => {
  const { organisationKey } = shops.organisation;
  const northKey = shops.branchKeys[NORTH]!;
  const recipientOf = (keys: DeviceKeys) => ({ recipient: keys.deviceId, agreeKey: keys.public.agreeKey });
  const heldBy = (statements: readonly Uint8Array[], keys: DeviceKeys): ReadonlyMap<string, unknown> =>
    openRegistry(statements, organisationId, readerOf(keys)).dataKeys;

  it('[REVOKE-07] a key that somebody void introduced opens what it sealed, and seals nothing new', () => {
    const key = createDataKey(seededRandom('void key'));
    const introduced = states(asDevice(bob), [], (on) => {
      shareKey(on, key, ORGANISATION, [recipientOf(reporter)]);
      on.writer.write('staff', { id: ADA, name: 'Ada', role: 'owner', branchIds: [], active: false }, key);
    });
    const keyIn = (...more: (readonly Uint8Array[])[]): unknown => {
      const { state, dataKeys } = openRegistry(
        [...begun, ...more.flat()],
        organisationId,
        readerOf(reporter),
      );
      return currentKey(state, dataKeys, ORGANISATION);
    };
    expect(keyIn(introduced)).toEqual(key);
    const taken = states(asDevice(ann), [], off(bob));
    expect(keyIn(introduced, taken)).toEqual(organisationKey);
    // Wrapped again by somebody honest who had not heard, it is used no more for that.
    const wrapped = states(asDevice(cleo), [introduced], (on) =>
      shareKey(on, key, ORGANISATION, [recipientOf(till)]),
    );
    expect(keyIn(introduced, taken, wrapped)).toEqual(organisationKey);
    expect(heldBy([...begun, ...introduced, ...taken, ...wrapped], reporter).has(toHex(key.id))).toBe(true);
  });

  it('[REVOKE-07] nobody void undoes a key by stating it too, apart from who introduced it', () => {
    const key = createDataKey(seededRandom('newer key'));
    const state = (on: Administration): void => shareKey(on, key, ORGANISATION, [recipientOf(reporter)]);
    const honest = states(asDevice(ann), [], state);
    const word = states(asDevice(cleo), [], off(bob));
    // Some of these have a lower hash than the honest one, some a higher.
    for (let at = 0; at < 12; at += 1) {
      const rogue = states(asDevice(bob), [], state, NOW_MS + at);
      const { keys, currentKeys } = fold(honest, word, rogue);
      expect(keys.has(toHex(key.id))).toBe(true);
      expect(currentKeys.get(ORGANISATION)).toBe(toHex(key.id));
    }
  });

  it('[REVOKE-08] whoever holds a key passes it on to whom it is for, and introduces none', () => {
    const passed = (signer: Signer, keys: DeviceKeys, purpose: string, key = northKey): string => {
      const shared = states(signer, [], (on) => passKey(on.writer, key, purpose, [recipientOf(keys)]));
      return reasonOf(fold(shared), shared[0]!);
    };
    const plain = createDeviceKeys(seededRandom('plain'));
    const admitted = states(asDevice(ann), [], (on) => {
      addDevice(on, { keys: plain.public, kind: 'till', branchId: SOUTH, code: 'P' }, []);
    });
    expect(passed(asDevice(till), ann, NORTH)).toBe('valid');
    expect(passed(asDevice(other), ann, ORGANISATION, organisationKey)).toBe('valid');
    expect(passed(asDevice(reporter), ann, NORTH)).toBe('valid');
    expect(passed(asDevice(other), ann, NORTH)).toBe('a key that is not for its signer');
    expect(passed(asDevice(relay), ann, NORTH)).toBe('a key that is not for its signer');
    expect(passed(asDevice(till), other, NORTH)).toBe('a key for a device that it is not for');
    expect(passed(asDevice(till), relay, NORTH)).toBe('a key for a device that it is not for');
    expect(passed(asDevice(till), ann, NORTH, createDataKey(systemRandom))).toBe('a key that nobody stated');
    expect(passed(asDevice(till), ann, ORGANISATION)).toBe('a key that nobody stated');
    const shared = states(asDevice(other), [admitted], (on) =>
      passKey(on.writer, organisationKey, ORGANISATION, [recipientOf(plain)]),
    );
    const statements = [...begun, ...admitted, ...shared];
    expect([...heldBy(statements, plain).keys()]).toEqual([toHex(organisationKey.id)]);
    expect(foldFor(statements, reporter).entryHeads).toEqual(fold(admitted).entryHeads);
  });

  it('[REVOKE-08] a wrapping that opens nothing hides none that does', () => {
    const wrong = { ...ann.public, agreeKey: bob.public.agreeKey };
    const good = states(asDevice(till), [], (on) => passKey(on.writer, northKey, NORTH, [recipientOf(ann)]));
    const bad = states(asDevice(reporter), [good], (on) =>
      passKey(on.writer, northKey, NORTH, [{ recipient: ann.deviceId, agreeKey: wrong.agreeKey }]),
    );
    expect(heldBy([...begun, ...good, ...bad], ann).has(toHex(northKey.id))).toBe(true);
  });
});

describe('the kinds that take devices off', () => {
  const wrapped = new Uint8Array(97).fill(7);
  const bodies = {
    revocation: bodyWire('revocation', {
      deviceId: ids('d'),
      cuts: [{ series: '0123456789abcdef', sequence: 12, hash: 'ab'.repeat(32) }],
      reason: { dataKeyId: new Uint8Array(16).fill(1), sealed: new Uint8Array(40).fill(2) },
    }),
    reinstatement: bodyWire('reinstatement', { deviceId: ids('d') }),
    'key-share': bodyWire('key-share', {
      dataKeyId: ids('e'),
      branchId: null,
      wrapped: [{ deviceId: null, wrapped }],
    }),
  } as const satisfies Record<string, Wire>;

  it('[REVOKE-09] their bytes stand for ever', () => {
    const hashes = Object.entries(bodies).map(([kind, body]) => {
      const clock = { utcMs: NOW_MS, counter: 1 };
      const draft = { parents: whole.heads, clock, kind, version: 1, body };
      expect(readStated(draft, false)).toMatchObject({ ok: true, value: { kind, version: 1 } });
      const signed = toHex(sha256(signStatement(draft, asRoot, null))).slice(0, 16);
      return [kind, toHex(sha256(encodeCanonical(body))).slice(0, 16), signed];
    });
    expect(hashes).toEqual([
      ['revocation', '36c6d04b4086212a', 'b56d91397262a0c4'],
      ['reinstatement', 'c08ad65ce5c2076c', '9675633e6e4a611e'],
      ['key-share', '8c37da18b09a1e6a', 'a41f77c1d77a66f4'],
    ]);
  });

  it('[REVOKE-09] no version before this one knew them: there they are not understood', () => {
    // Every kind that a released version understands.
    const before = new Set(
      [
        'organisation device grant series data-key settings branch staff-pin'.split(' '),
        'tax-class price-list staff tender role legal-entity branch-settings'.split(' '),
      ].flat(),
    );
    expect(Object.keys(bodies).filter((kind) => before.has(kind))).toEqual([]);
    const newer = Object.entries(bodies).map(([kind, body]) => readStated({ kind, version: 2, body }, false));
    expect(newer.map((read) => !read.ok && read.verdict)).toEqual(newer.map(() => 'not-understood'));
    const shut = Object.entries(bodies).map(([kind, body]) => readStated({ kind, version: 1, body }, true));
    expect(shut.map((read) => !read.ok && read.verdict)).toEqual(shut.map(() => 'invalid'));
  });
});
