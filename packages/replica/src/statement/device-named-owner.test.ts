import { describe, expect, it } from 'vitest';
import { createDeviceKeys, deviceIdOf } from '../key/device-key.ts';
import { seededRandom } from '../key/random.fixture.ts';
import { NORTH } from './chain-of-shops.fixture.ts';
import { addDevice, type Administration, grantAdmin, stateSeries } from './organisation.ts';
import { names, newOwner } from './owner-key.fixture.ts';
import { proveOwner } from './owner-proof.ts';
import { asDevice, asOwner, asRoot, organisationId, reasonOf, shops, statusOf } from './registry.fixture.ts';
import { ann, begun, bob, cleo, fold, off, states } from './revocation.fixture.ts';
import { createRootKeys, rootKeysOf } from './root-key.ts';
import { type NewOwner, nameOwner } from './take-off.ts';

const { till } = shops.devices;
const late = createDeviceKeys(seededRandom('late'));
/** The key of a device, as whoever holds that could use it as an owner's. */
const asSheet = rootKeysOf(late.signPrivate);
const owner = createRootKeys(seededRandom('sheet'));
const other = createRootKeys(seededRandom('another sheet'));

const namesAs =
  (named: NewOwner) =>
  (on: Administration): void =>
    nameOwner(on, named);
const admits = (on: Administration): void =>
  addDevice(on, { keys: late.public, kind: 'till', branchId: NORTH, code: 'L' }, []);
const alone = states(asRoot, [], (on) => [ann, bob, cleo].forEach((keys) => off(keys)(on)));

describe('that somebody holds an owner key', () => {
  it('[SUCCESSION-11] is proved by its signature for this organisation, both keys and the device that names it', () => {
    const good = newOwner(owner, ann);
    const stands = states(asDevice(ann), [], namesAs(good));
    expect(statusOf(fold(stands), stands[0]!)).toBe('valid');
    const wrong: readonly NewOwner[] = [
      { ...good, proof: new Uint8Array(64) },
      { ...good, recoveryKey: other.recoveryKey },
      { ...good, ownerKey: other.signKey },
      { ...good, proof: newOwner(owner, bob).proof },
      { ...good, proof: newOwner(other, ann).proof },
      { ...good, ...proveOwner(owner, 'ab'.repeat(32), ann.deviceId) },
    ];
    for (const named of wrong) {
      const stated = states(asDevice(ann), [], namesAs(named));
      const state = fold(stated);
      expect(reasonOf(state, stated[0]!)).toBe('no proof that anybody holds the key');
      expect(state.owners.size).toBe(0);
    }
  });

  it('[SUCCESSION-11] only the device at which the sheet was made names it first; others repeat that once they know of it', () => {
    const taken = states(asDevice(bob), [], names(owner, ann));
    expect(reasonOf(fold(taken), taken[0]!)).toBe(
      'a sheet that was made at another device, which named nothing',
    );
    const first = states(asDevice(ann), [], names(owner, ann));
    const agreed = states(asDevice(bob), [first], names(owner, ann));
    const further = states(asDevice(cleo), [first, agreed], names(owner, ann));
    const state = fold(first, agreed, further);
    expect([statusOf(state, agreed[0]!), state.owners.get(owner.ownerId)?.state]).toEqual([
      'valid',
      'standing',
    ]);
    // What the owner's record offers to repeat is what was proved.
    expect(state.owners.get(owner.ownerId)?.held).toEqual(proveOwner(owner, organisationId, ann.deviceId));
    // Of what is void nobody who states something now knows.
    const gone = states(asRoot, [], off(ann));
    expect(fold(first, gone).owners.get(owner.ownerId)).toMatchObject({ state: 'named', held: null });
  });

  it('[SUCCESSION-09] the only admin device does not name the key of another device, of whatever past', () => {
    const mute = (named: typeof late): NewOwner => ({
      ...newOwner(other, till),
      ownerKey: named.public.signKey,
    });
    const early = states(asDevice(till), [shops.statements], namesAs(mute(cleo)));
    const admitted = states(asRoot, [alone], admits);
    const unknowing = states(asDevice(till), [alone], namesAs(mute(late)));
    const series = states(asDevice(late), [alone, admitted, unknowing], (on) =>
      stateSeries(on.writer, `${late.deviceId.slice(0, 8)}00000001`, NORTH),
    );
    expect(shops.statements.length).toBeLessThan(begun.length);
    const state = fold(alone, admitted, early, unknowing, series);
    expect([early, unknowing, series].map(([bytes]) => statusOf(state, bytes!))).toEqual([
      'invalid',
      'invalid',
      'valid',
    ]);
    expect(state.owners.size).toBe(0);
  });
});

describe('a device whose own holder has its key named as an owner key', () => {
  const named = states(asDevice(till), [alone], names(asSheet, till));
  const admitted = states(asRoot, [alone], admits);
  const both = [alone, named, admitted] as const;

  it('[SUCCESSION-09] goes on as the device that it is, without an owner\u2019s rights', () => {
    expect(fold(...both).owners.get(asSheet.ownerId)?.state).toBe('standing');
    expect(asSheet.ownerId).not.toBe(late.deviceId);
    const acts = states(asDevice(late), both, (on) => {
      stateSeries(on.writer, `${late.deviceId.slice(0, 8)}00000001`, NORTH);
      grantAdmin(on, late.deviceId);
    });
    const state = fold(...both, acts);
    expect(acts.map((bytes) => reasonOf(state, bytes))).toEqual(['valid', 'only an owner key grants']);
    const byOwner = states(asOwner(asSheet), both, (on) => grantAdmin(on, bob.deviceId));
    expect(statusOf(fold(...both, byOwner), byOwner[0]!)).toBe('valid');
  });

  it('[SUCCESSION-09] is taken off like any other, and its owner key only by one above it', () => {
    const taken = states(asDevice(till), both, off(late));
    const state = fold(...both, taken);
    expect(state.revoked.get(late.deviceId)?.state).toBe('revoked');
    expect([state.owners.get(asSheet.ownerId)?.state, state.revoked.has(asSheet.ownerId)]).toEqual([
      'standing',
      false,
    ]);
  });

  it('[SUCCESSION-09] is not named in knowledge of the device, nor stated in knowledge of the owner key', () => {
    const knowing = states(asDevice(till), [alone, admitted], names(asSheet, till));
    expect(reasonOf(fold(alone, admitted, knowing), knowing[0]!)).toBe('the key of a device');
    const after = states(asDevice(till), [alone, named], admits);
    expect(reasonOf(fold(alone, named, after), after[0]!)).toBe('an owner key');
  });

  it('[SUCCESSION-09] nobody keeps a named owner key from being agreed to by stating a device with it', () => {
    const first = states(asDevice(ann), [], names(owner, ann));
    const veto = states(asDevice(till), [], (on) => {
      const keys = { ...late.public, deviceId: deviceIdOf(owner.signKey), signKey: owner.signKey };
      addDevice(on, { keys, kind: 'till', branchId: NORTH, code: 'V' }, []);
    });
    const second = states(asDevice(bob), [first, veto], names(owner, ann));
    const third = states(asDevice(cleo), [first, veto, second], names(owner, ann));
    expect(fold(first, veto, second, third).owners.get(owner.ownerId)?.state).toBe('standing');
  });
});
