import { describe, expect, it } from 'vitest';
import { toHex } from '../cbor/bytes.ts';
import { createDeviceKeys, type DeviceKeys } from '../key/device-key.ts';
import { sha256 } from '../key/hash.ts';
import { seededRandom } from '../key/random.fixture.ts';
import { NORTH, NOW_MS } from './chain-of-shops.fixture.ts';
import { addDevice, type Administration, grantAdmin, setSettings, stateSeries } from './organisation.ts';
import { asDevice, asRoot, foldFor, reasonOf, shops, statusOf, whole } from './registry.fixture.ts';
import type { RegistryState } from './registry-state.ts';
import { ann, begun, bob, cleo, cut, fold, off, states } from './revocation.fixture.ts';
import type { Signer } from './statement.ts';
import { reinstate, takeOff } from './take-off.ts';

const { other, relay } = shops.devices;
const named = (name: string) => (on: Administration) => setSettings(on, { name, mark: 'real' });
const stateOf = (state: RegistryState, keys: DeviceKeys): string =>
  state.revoked.get(keys.deviceId)?.state ?? 'stands';
const reachOf = (state: RegistryState, keys: DeviceKeys): readonly string[] =>
  [...(state.revoked.get(keys.deviceId)?.cuts ?? [])].map(
    ([series, cuts]) => `${series.slice(-1)}:${cuts.map(({ sequence }) => sequence).join('+')}`,
  );

describe('a revocation', () => {
  it('[REVOKE-01] takes a device off with its cuts, and the device stays known', () => {
    const { series } = shops;
    const taken = states(asDevice(ann), [], (on) =>
      takeOff(on, {
        deviceId: other.deviceId,
        cuts: [cut(series.other, 9), cut(series.other, 4)],
        reason: 'Sold to a friend',
      }),
    );
    const state = fold(taken);
    expect(state.revoked.get(other.deviceId)).toEqual({
      state: 'revoked',
      cuts: new Map([
        [
          series.other,
          [4, 9].map((sequence) => ({ sequence, hash: toHex(sha256(Uint8Array.of(sequence))) })),
        ],
      ]),
      by: ann.deviceId,
      atMs: NOW_MS + 1_000,
      reason: 'Sold to a friend',
    });
    expect(state.devices.get(other.deviceId)).toEqual(whole.devices.get(other.deviceId));
    expect(state.series.get(series.other)).toEqual(whole.series.get(series.other));
    expect(foldFor([...begun, ...taken], relay).revoked.get(other.deviceId)?.reason).toBeNull();
    expect([...state.revoked.keys()]).toEqual([other.deviceId]);
  });

  it('[REVOKE-02] is of an admin or the root key, never of oneself or of whom one was admitted by', () => {
    const tried = (signer: Signer, keys: DeviceKeys, ...known: (readonly Uint8Array[])[]): string => {
      const taken = states(signer, known, off(keys));
      return reasonOf(fold(...known, taken), taken[0]!);
    };
    expect(tried(asRoot, ann)).toBe('valid');
    expect(tried(asDevice(ann), bob)).toBe('valid');
    expect(tried(asDevice(other), ann)).toBe('no right to state this');
    expect(tried(asDevice(ann), ann)).toBe('a device does not take itself off');
    const dan = createDeviceKeys(seededRandom('dan'));
    const eve = createDeviceKeys(seededRandom('eve'));
    const admit = (keys: DeviceKeys) => (on: Administration) =>
      addDevice(on, { keys: keys.public, kind: 'till', branchId: NORTH, code: 'X' }, []);
    const one = states(asDevice(ann), [], admit(dan));
    const two = states(asRoot, [one], (on) => grantAdmin(on, dan.deviceId));
    const three = states(asDevice(dan), [one, two], admit(eve));
    const four = states(asRoot, [one, two, three], (on) => grantAdmin(on, eve.deviceId));
    const line = [one, two, three, four];
    const above = 'a device does not take off who admitted it';
    expect(tried(asDevice(eve), dan, ...line)).toBe(above);
    expect(tried(asDevice(eve), ann, ...line)).toBe(above);
    expect(tried(asDevice(eve), bob, ...line)).toBe('valid');
    expect(tried(asDevice(ann), eve, ...line)).toBe('valid');
    // To state one's better once more puts nobody above it.
    const again = states(asDevice(eve), line, admit(ann));
    expect(tried(asDevice(ann), eve, ...line, again)).toBe('valid');
    expect(tried(asDevice(eve), ann, ...line, again)).toBe(above);
  });

  it('[REVOKE-02] people who state one another over and over hold nobody up', () => {
    const [dan, eve] = ['dan', 'eve'].map((name) => createDeviceKeys(seededRandom(name))) as [
      DeviceKeys,
      DeviceKeys,
    ];
    const admit = (keys: DeviceKeys) => (on: Administration) =>
      addDevice(on, { keys: keys.public, kind: 'till', branchId: NORTH, code: 'X' }, []);
    const line = [states(asDevice(ann), [], (on) => [dan, eve].forEach((keys) => admit(keys)(on)))];
    line.push(states(asRoot, line, (on) => [dan, eve].forEach((keys) => grantAdmin(on, keys.deviceId))));
    // Ways that double with each: none of them leads past Ann.
    for (let round = 0; round < 40; round += 1) {
      const [by, of] = round % 2 === 0 ? [dan, eve] : [eve, dan];
      line.push(states(asDevice(by), line, admit(of)));
    }
    const taken = states(asDevice(dan), line, off(ann));
    expect(reasonOf(fold(...line, taken), taken[0]!)).toBe('a device does not take off who admitted it');
    expect(fold(...line).admittedBy.get(eve.deviceId)).toContain(ann.deviceId);
  });

  it('[REVOKE-03] voids what its device stated outside its past, and what rests on that', () => {
    const before = states(asDevice(bob), [], named('Before'));
    const taken = states(asDevice(ann), [before], off(bob));
    const dan = createDeviceKeys(seededRandom('dan'));
    const after = states(asDevice(bob), [before], (on) => {
      named('After')(on);
      addDevice(on, { keys: dan.public, kind: 'till', branchId: NORTH, code: 'X' }, []);
    });
    const series = `${dan.deviceId.slice(0, 8)}00000007`;
    const rests = states(asDevice(dan), [before, after], (on) => stateSeries(on.writer, series, NORTH));
    expect(fold(before, after, rests).settings?.name).toBe('After');
    const state = fold(before, after, rests, taken);
    expect(state.settings?.name).toBe('Before');
    expect([...before, ...taken, ...after, ...rests].map((bytes) => statusOf(state, bytes))).toEqual([
      'valid',
      'valid',
      'voided',
      'voided',
      'voided',
    ]);
    // Whoever holds what it wrote goes on knowing whose it is; nothing of it counts.
    expect(state.devices.get(dan.deviceId)?.signKey).toEqual(dan.public.signKey);
    expect(state.series.get(series)?.deviceId).toBe(dan.deviceId);
    expect(state.revoked.get(dan.deviceId)).toMatchObject({ state: 'revoked', cuts: new Map(), by: null });
    // What is void is nothing to follow.
    expect(state.heads).toEqual(fold(before, taken).heads);
    // Somebody who may admits it once more.
    const readmitted = states(asDevice(ann), [before, after, rests, taken], (on) =>
      addDevice(on, { keys: dan.public, kind: 'till', branchId: NORTH, code: 'X' }, []),
    );
    expect(fold(before, after, rests, taken, readmitted).revoked.has(dan.deviceId)).toBe(false);
  });

  it('[REVOKE-04] two who take each other off apart are both suspended, and what only they stated', () => {
    const one = states(asDevice(ann), [], off(bob, cut(shops.series.till, 3)));
    const two = states(asDevice(bob), [], (on) => {
      off(ann)(on);
      named('By Bob')(on);
    });
    const state = fold(one, two);
    expect([stateOf(state, ann), stateOf(state, bob), stateOf(state, cleo)]).toEqual([
      'suspended',
      'suspended',
      'stands',
    ]);
    expect([...one, ...two].map((bytes) => statusOf(state, bytes))).toEqual([
      'suspended',
      'suspended',
      'suspended',
    ]);
    expect(state.settings).toEqual(whole.settings);
    expect([state.admins.has(ann.deviceId), state.admins.has(cleo.deviceId)]).toEqual([false, true]);
    // Who knew of the first has only lost: what is taken off states nothing any more.
    const late = states(asDevice(bob), [one], off(ann));
    expect([stateOf(fold(one, late), ann), stateOf(fold(one, late), bob)]).toEqual(['stands', 'revoked']);
  });

  it('[REVOKE-04] so are three in a ring, and who is taken off by somebody suspended', () => {
    const ring = [
      states(asDevice(ann), [], off(bob)),
      states(asDevice(bob), [], off(cleo)),
      states(asDevice(cleo), [], off(ann)),
    ];
    const state = fold(...ring);
    expect([ann, bob, cleo].map((keys) => stateOf(state, keys))).toEqual(Array(3).fill('suspended'));
    const chain = fold(
      states(asDevice(ann), [], off(bob)),
      states(asDevice(bob), [], off(ann)),
      states(asDevice(bob), [], off(cleo), 5),
    );
    expect(stateOf(chain, cleo)).toBe('suspended');
    // A chain without a ring is settled: of who is surely off nothing counts.
    const line = fold(states(asDevice(ann), [], off(bob)), states(asDevice(bob), [], off(cleo)));
    expect([ann, bob, cleo].map((keys) => stateOf(line, keys))).toEqual(['stands', 'revoked', 'stands']);
  });

  it('[REVOKE-05] whoever follows moves the cuts; of people apart the stricter counts, series by series', () => {
    const [x, y] = [shops.series.other, `${other.deviceId.slice(0, 8)}00000009`];
    const first = states(asDevice(ann), [], off(other, cut(x, 5), cut(y, 7)));
    const apart = states(asDevice(bob), [], off(other, cut(x, 8)));
    expect(reachOf(fold(first), other)).toEqual(['2:5', '9:7']);
    expect(reachOf(fold(first, apart), other)).toEqual(['2:5']);
    const moved = states(asDevice(cleo), [first, apart], off(other, cut(x, 12), cut(y, 9)));
    expect(reachOf(fold(first, apart, moved), other)).toEqual(['2:12', '9:9']);
    expect(stateOf(fold(first, apart, moved), other)).toBe('revoked');
    // One branch of a fork more or less: what fewer would let count.
    const fork = states(asDevice(ann), [], off(other, cut(x, 5), cut(x, 8)));
    expect(reachOf(fold(fork, apart), other)).toEqual(['2:8']);
  });

  it('[REVOKE-06] the owner lifts what was stated before the word, and nobody else', () => {
    const one = states(asDevice(ann), [], off(bob));
    const two = states(asDevice(bob), [], off(ann));
    const word = states(asRoot, [one, two], (on) => reinstate(on, ann.deviceId));
    const settled = fold(one, two, word);
    expect([stateOf(settled, ann), stateOf(settled, bob)]).toEqual(['stands', 'revoked']);
    expect(settled.admins.has(ann.deviceId)).toBe(true);
    const both = states(asRoot, [one, two, word], (on) => reinstate(on, bob.deviceId));
    expect([...fold(one, two, word, both).revoked.keys()]).toEqual([]);
    const again = states(asDevice(cleo), [one, two, word], off(ann));
    expect(stateOf(fold(one, two, word, again), ann)).toBe('revoked');
    const elsewhere = states(asDevice(cleo), [one, two], off(ann));
    expect(stateOf(fold(one, two, word, elsewhere), ann)).toBe('revoked');
    const usurped = states(asDevice(cleo), [one, two], (on) => reinstate(on, bob.deviceId));
    expect(reasonOf(fold(one, two, usurped), usurped[0]!)).toBe('only an owner key reinstates');
  });
});
