import { describe, expect, it } from 'vitest';
import { toHex } from '../cbor/bytes.ts';
import { encodeCanonical } from '../cbor/canonical.ts';
import { createDeviceKeys } from '../key/device-key.ts';
import { sha256 } from '../key/hash.ts';
import { seededRandom } from '../key/random.fixture.ts';
import { NORTH, NOW_MS } from './chain-of-shops.fixture.ts';
import { bodyWire, readStated } from './content.ts';
import { addDevice, type Administration, grantAdmin, setSettings, stateSeries } from './organisation.ts';
import { names, newOwner } from './owner-key.fixture.ts';
import { asDevice, asOwner, asRoot, reasonOf, shops, statusOf } from './registry.fixture.ts';
import type { RegistryState } from './registry-state.ts';
import { ann, begun, bob, cleo, fold, off, states } from './revocation.fixture.ts';
import { createRootKeys, ownerFingerprint, type RootKeys } from './root-key.ts';
import type { Signer } from './statement.ts';
import { passKeyToOwner, reinstate, takeOff } from './take-off.ts';

const { till } = shops.devices;
const [first, second] = ['first sheet', 'second sheet'].map((name) => createRootKeys(seededRandom(name))) as [
  RootKeys,
  RootKeys,
];
type Stated = readonly Uint8Array[];
const standing = (state: RegistryState, { ownerId }: RootKeys): string =>
  state.owners.get(ownerId)?.state ?? 'nobody';
const renamed =
  (name: string) =>
  (on: Administration): void =>
    setSettings(on, { name, mark: 'real' });
/** Everybody who signs knows what the ones before signed. */
const votes = (owner: RootKeys, by: readonly Signer[], known: readonly Stated[] = []): readonly Stated[] => {
  const done: Stated[] = [...known];
  for (const signer of by)
    done.push(states(signer, done, names(owner, signer.kind === 'device' ? signer.keys : ann)));
  return done;
};
const [annSigns, bobSigns, cleoSigns, tillSigns] = [ann, bob, cleo, till].map(asDevice) as [
  Signer,
  Signer,
  Signer,
  Signer,
];
const enough = votes(first, [annSigns, bobSigns, cleoSigns]);
const rogue = createDeviceKeys(seededRandom('rogue'));

describe('a new owner key', () => {
  it('[SUCCESSION-01] stands once more than half of the admin devices have named it, in knowledge of one another', () => {
    // Four there are: `till` and three more.
    for (const count of [1, 2]) {
      const state = fold(...enough.slice(0, count));
      expect([standing(state, first), state.owners.get(first.ownerId)?.needed]).toEqual(['named', 3]);
    }
    const state = fold(...enough);
    expect(state.owners.get(first.ownerId)).toEqual({
      ownerId: first.ownerId,
      ownerKey: first.signKey,
      recoveryKey: first.recoveryKey,
      fingerprint: ownerFingerprint(first.signKey, first.recoveryKey),
      state: 'standing',
      namedBy: [ann, bob, cleo].map(({ deviceId }) => deviceId).sort(),
      needed: 3,
      atMs: NOW_MS + 1_000,
      held: expect.objectContaining({ madeBy: expect.any(String) as string }) as unknown,
    });
    // Apart they are three who each speak for themselves, until one of them hears of the others.
    const apart = [ann, bob, cleo].map((keys) => states(asDevice(keys), [], names(first, keys)));
    expect(standing(fold(...apart), first)).toBe('named');
    expect(standing(fold(...votes(first, [annSigns], apart)), first)).toBe('standing');
    const before = states(asOwner(first), enough.slice(0, 2), renamed('Mine'));
    expect(reasonOf(fold(...enough, before), before[0]!)).toBe('signed by nobody who was known');
  });

  it('[SUCCESSION-01] of one or two admin devices all have to name it, and who is no admin device has no say', () => {
    const alone = states(asRoot, [], (on) => [ann, bob, cleo].forEach((keys) => off(keys)(on)));
    expect(standing(fold(...votes(first, [tillSigns], [alone])), first)).toBe('standing');
    const two = states(asRoot, [], (on) => [bob, cleo].forEach((keys) => off(keys)(on)));
    expect(standing(fold(...votes(first, [tillSigns], [two])), first)).toBe('named');
    expect(standing(fold(...votes(first, [tillSigns, annSigns], [two])), first)).toBe('standing');
    const plain = states(asDevice(shops.devices.other), [], names(first, shops.devices.other));
    expect(reasonOf(fold(plain), plain[0]!)).toBe('no right to state this');
    for (const signer of [asRoot, asOwner(first)]) {
      const own = states(signer, enough, names(second, ann));
      expect(statusOf(fold(...enough, own), own[0]!)).toBe('invalid');
    }
  });

  it('[SUCCESSION-02] nobody becomes the majority by whom they take off, or by a past in which they were fewer', () => {
    const coup = states(annSigns, [], (on) => [till, bob, cleo].forEach((keys) => off(keys)(on)));
    expect(standing(fold(...votes(first, [annSigns], [coup])), first)).toBe('named');
    // As soon as the first admin device was one, and nobody else.
    const early = states(asDevice(till), [shops.statements], names(first, till));
    const founding = begun.slice(0, shops.statements.length);
    expect(statusOf(fold(early), early[0]!)).toBe('valid');
    expect([founding.length < begun.length, standing(fold(early), first)]).toEqual([true, 'named']);
  });

  it('[SUCCESSION-02] whom one above took off counts no more, and whom an equal took off counts and has no say', () => {
    const admitted = states(annSigns, [], (on) =>
      addDevice(on, { keys: rogue.public, kind: 'till', branchId: NORTH, code: 'R' }, []),
    );
    const granted = states(asRoot, [admitted], (on) => grantAdmin(on, rogue.deviceId));
    const known = [admitted, granted];
    expect(fold(...votes(first, [annSigns], known)).owners.get(first.ownerId)?.needed).toBe(3);
    const gone = states(annSigns, known, off(rogue));
    const peer = states(bobSigns, [...known, gone], off(till));
    const after = fold(...votes(first, [annSigns, tillSigns, bobSigns], [...known, gone, peer]));
    expect(after.owners.get(first.ownerId)).toMatchObject({ needed: 3, state: 'named' });
    const third = fold(...votes(first, [annSigns, bobSigns, cleoSigns], [...known, gone, peer]));
    expect(standing(third, first)).toBe('standing');
  });

  it('[SUCCESSION-01] a device has one word: the latest', () => {
    const changed = [...enough.slice(0, 2), ...votes(second, [annSigns], enough.slice(0, 2)).slice(2)];
    const state = fold(...votes(first, [cleoSigns], changed));
    expect([standing(state, first), standing(state, second)]).toEqual(['named', 'named']);
    expect(state.owners.get(first.ownerId)?.namedBy).not.toContain(ann.deviceId);
  });

  it('[SUCCESSION-12] what says again what was said last has no effect; of words apart the longer row counts', () => {
    const once = states(annSigns, [], names(first, ann), NOW_MS + 1);
    const again = states(annSigns, [once], names(first, ann), NOW_MS + 2);
    const record = fold(once).owners.get(first.ownerId);
    expect(fold(once, again).owners.get(first.ownerId)).toEqual(record);
    expect(statusOf(fold(once, again), again[0]!)).toBe('valid');
    // Two words in a row, and one apart from both whose clock is later: as nobody gives who knows his own.
    const changed = states(annSigns, [once], names(second, ann), NOW_MS + 2);
    const apart = states(annSigns, [], names(first, ann), NOW_MS + 9);
    const state = fold(once, changed, apart);
    expect([first, second].map(({ ownerId }) => state.owners.get(ownerId)?.namedBy)).toEqual([
      [],
      [ann.deviceId],
    ]);
  });

  it('[SUCCESSION-03] makes admin devices, puts devices back, takes them off and states like the root key', () => {
    const gone = states(bobSigns, enough, off(cleo));
    const acts = states(asOwner(first), [...enough, gone], (on) => {
      addDevice(on, { keys: rogue.public, kind: 'till', branchId: NORTH, code: 'R' }, []);
      grantAdmin(on, rogue.deviceId);
      reinstate(on, cleo.deviceId);
      renamed('After')(on);
    });
    const state = fold(...enough, gone, acts);
    expect(acts.map((bytes) => statusOf(state, bytes))).toEqual(acts.map(() => 'valid'));
    expect([state.admins.has(rogue.deviceId), state.revoked.has(cleo.deviceId)]).toEqual([true, false]);
    expect(state.settings?.name).toBe('After');
    const reached = states(asDevice(rogue), [...enough, gone, acts], renamed('By the new one'));
    expect(fold(...enough, gone, acts, reached).settings?.name).toBe('By the new one');
    const series = states(asOwner(first), enough, (on) =>
      stateSeries(on.writer, `${first.ownerId.slice(0, 8)}00000001`, NORTH),
    );
    expect(statusOf(fold(...enough, series), series[0]!)).toBe('invalid');
  });

  it('[SUCCESSION-03] does nothing against the root key: what that took off it does not put back', () => {
    const gone = states(asRoot, enough, off(cleo));
    const word = states(asOwner(first), [...enough, gone], (on) => reinstate(on, cleo.deviceId));
    expect(fold(...enough, gone, word).revoked.get(cleo.deviceId)?.state).toBe('revoked');
    const withdrawn = states(asOwner(first), enough, (on) =>
      on.writer.write('grant', { deviceId: cleo.deviceId, grants: [] }),
    );
    expect(fold(...enough, withdrawn).admins.has(cleo.deviceId)).toBe(true);
    expect(statusOf(fold(...enough, withdrawn), withdrawn[0]!)).toBe('invalid');
  });

  it('[SUCCESSION-04] the root key takes it off, and what it stated outside the past of that falls', () => {
    const heard = states(asOwner(first), enough, renamed('Heard'));
    const taken = states(asRoot, [...enough, heard], (on) =>
      takeOff(on, { deviceId: first.ownerId, cuts: [] }),
    );
    const unheard = states(asOwner(first), [...enough, heard], (on) => {
      addDevice(on, { keys: rogue.public, kind: 'till', branchId: NORTH, code: 'R' }, []);
      grantAdmin(on, rogue.deviceId);
      off(bob)(on);
    });
    const reached = states(asDevice(rogue), [...enough, heard, unheard], renamed('By the rogue'));
    const state = fold(...enough, heard, unheard, reached, taken);
    expect(standing(state, first)).toBe('revoked');
    expect(heard.concat(unheard, reached).map((bytes) => statusOf(state, bytes))).toEqual([
      'valid',
      ...unheard.map(() => 'voided'),
      'voided',
    ]);
    expect([state.admins.has(rogue.deviceId), state.revoked.has(bob.deviceId)]).toEqual([false, false]);
    const later = states(asOwner(first), [...enough, heard, taken], renamed('Later'));
    expect(statusOf(fold(...enough, heard, taken, later), later[0]!)).toBe('voided');
    const back = states(asRoot, [...enough, heard, taken], (on) => reinstate(on, first.ownerId));
    expect(standing(fold(...enough, heard, taken, back), first)).toBe('standing');
  });

  it('[SUCCESSION-04] no device takes it off, not in the name of a past that knew nothing of it either', () => {
    const acts = states(asOwner(first), enough, renamed('After'));
    const knowing = states(annSigns, enough, (on) => takeOff(on, { deviceId: first.ownerId, cuts: [] }));
    const unknowing = states(annSigns, [], (on) => takeOff(on, { deviceId: first.ownerId, cuts: [] }));
    const state = fold(...enough, acts, knowing, unknowing);
    expect([standing(state, first), state.settings?.name]).toEqual(['standing', 'After']);
    expect(state.revoked.has(first.ownerId)).toBe(false);
    expect(reasonOf(state, knowing[0]!)).toBe('an owner key is taken off by one above it');
  });

  it('[SUCCESSION-04] falls with those who named it, and is suspended while it is not settled whether they count', () => {
    const acts = states(asOwner(first), enough, renamed('After'));
    const gone = states(asRoot, [], off(ann));
    const fallen = fold(...enough, acts, gone);
    expect([standing(fallen, first), statusOf(fallen, acts[0]!)]).toEqual(['named', 'voided']);
    const quarrel = [states(annSigns, [], off(bob)), states(bobSigns, [], off(ann))];
    const open = fold(...enough, acts, ...quarrel);
    expect([standing(open, first), statusOf(open, acts[0]!)]).toEqual(['suspended', 'suspended']);
    const word = states(asOwner(first), [...enough, ...quarrel], (on) => reinstate(on, ann.deviceId));
    expect(standing(fold(...enough, ...quarrel, word), first)).toBe('suspended');
  });

  it('[SUCCESSION-05] one that was named in knowledge of another takes that one off, and not the other way round', () => {
    const both = votes(second, [annSigns, bobSigns, cleoSigns], enough);
    expect([first, second].map((owner) => standing(fold(...both), owner))).toEqual(['standing', 'standing']);
    const replaced = states(asOwner(second), both, (on) =>
      takeOff(on, { deviceId: first.ownerId, cuts: [] }),
    );
    expect([first, second].map((owner) => standing(fold(...both, replaced), owner))).toEqual([
      'revoked',
      'standing',
    ]);
    const against = states(asOwner(first), both, (on) => takeOff(on, { deviceId: second.ownerId, cuts: [] }));
    expect([first, second].map((owner) => standing(fold(...both, against), owner))).toEqual([
      'standing',
      'standing',
    ]);
  });

  it('[SUCCESSION-07] its bytes stand for ever', () => {
    const body = { ownerId: first.ownerId, ...newOwner(first, ann) };
    const wire = bodyWire('owner-succession', body);
    const share = bodyWire('owner-key-share', {
      ownerId: first.ownerId,
      dataKeyId: 'a'.repeat(32),
      branchId: NORTH,
      wrapped: new Uint8Array(92),
    });
    expect([wire, share].map((one) => toHex(sha256(encodeCanonical(one))).slice(0, 16))).toEqual([
      '33b8cdb48984eb99',
      '9dca8fc58e960a32',
    ]);
    expect(readStated({ kind: 'owner-succession', version: 1, body: wire }, false)).toMatchObject({
      ok: true,
      value: { kind: 'owner-succession', body },
    });
    expect(readStated({ kind: 'owner-succession', version: 2, body: wire }, false)).toMatchObject({
      verdict: 'not-understood',
    });
  });

  it('[SUCCESSION-08] whoever holds a data key wraps it for an owner key that stands, and for no other', () => {
    const key = shops.organisation.organisationKey;
    const passed = (known: readonly Stated[]): Stated =>
      states(asDevice(shops.devices.other), known, (on) =>
        passKeyToOwner(on.writer, key, 'organisation', {
          recipient: first.ownerId,
          agreeKey: first.recoveryKey,
        }),
      );
    const good = passed(enough);
    expect(statusOf(fold(...enough, good), good[0]!)).toBe('valid');
    const early = passed(enough.slice(0, 2));
    expect(reasonOf(fold(...enough, early), early[0]!)).toBe('a key for an owner key that does not stand');
  });
});
