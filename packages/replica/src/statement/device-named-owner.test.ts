import { describe, expect, it } from 'vitest';
import type { RootKeys } from './root-key.ts';
import { createRootKeys } from './root-key.ts';
import { seededRandom } from '../key/random.fixture.ts';
import { createDeviceKeys } from '../key/device-key.ts';
import { NORTH } from './chain-of-shops.fixture.ts';
import { addDevice, type Administration, setSettings, stateSeries } from './organisation.ts';
import { asDevice, asRoot, shops, statusOf } from './registry.fixture.ts';
import { ann, begun, bob, cleo, fold, off, states } from './revocation.fixture.ts';
import { nameOwner } from './take-off.ts';

const { till } = shops.devices;
const recovery = createRootKeys(seededRandom('recovery'));
const late = createDeviceKeys(seededRandom('late'));
const owner: RootKeys = createRootKeys(seededRandom('sheet'));

/** Names the key of a device as if it were an owner's. */
const namesDevice =
  ({ public: { signKey } }: typeof late) =>
  (on: Administration): void =>
    nameOwner(on, { ownerKey: signKey, recoveryKey: recovery.recoveryKey });
const admits = (on: Administration): void =>
  addDevice(on, { keys: late.public, kind: 'till', branchId: NORTH, code: 'L' }, []);
const takes = off(late);
const renames = (on: Administration): void => setSettings(on, { name: 'By it', mark: 'real' });

describe('a device whose key somebody names as an owner key', () => {
  it('[SUCCESSION-09] is off when it was taken off', () => {
    const admitted = states(asDevice(ann), [], admits);
    // In the name of a past in which nobody had admitted it.
    const named = states(asDevice(ann), [], namesDevice(late));
    const gone = states(asRoot, [], off(ann));
    const taken = states(asDevice(bob), [admitted], takes);
    for (const known of [
      [admitted, taken, named],
      [admitted, taken, named, gone],
    ]) {
      expect(fold(...known).revoked.get(late.deviceId)?.state).toBe('revoked');
    }
  });

  it('[SUCCESSION-09] goes on as the device that it is, and is taken off like one', () => {
    const admitted = states(asRoot, [], admits);
    const named = states(asDevice(ann), [], namesDevice(late));
    const series = states(asDevice(late), [admitted, named], (on) =>
      stateSeries(on.writer, `${late.deviceId.slice(0, 8)}00000001`, NORTH),
    );
    expect(statusOf(fold(admitted, named, series), series[0]!)).toBe('valid');
    const taken = states(asDevice(bob), [admitted, named, series], takes);
    const state = fold(admitted, named, series, taken);
    expect(state.revoked.get(late.deviceId)?.state).toBe('revoked');
    const old = begun.slice(0, shops.statements.length);
    expect(old.length).toBeLessThan(begun.length);
    const mute = states(asDevice(till), [shops.statements], namesDevice(cleo));
    const acts = states(asDevice(cleo), [mute], renames);
    expect(statusOf(fold(mute, acts), acts[0]!)).toBe('valid');
  });

  it('[SUCCESSION-09] is above nobody', () => {
    const mute = states(asDevice(till), [shops.statements], namesDevice(cleo));
    const coup = states(asDevice(cleo), [mute], (on) => [till, bob].forEach((keys) => off(keys)(on)));
    const names = (on: Administration): void =>
      nameOwner(on, { ownerKey: owner.signKey, recoveryKey: owner.recoveryKey });
    const vote = states(asDevice(ann), [mute, coup], names);
    expect(fold(mute, coup, vote).owners.get(owner.ownerId)).toMatchObject({ needed: 3, state: 'named' });
  });

  it('[SUCCESSION-09] nobody keeps a named owner key from being agreed to by stating a device with it', () => {
    const names = (on: Administration): void =>
      nameOwner(on, { ownerKey: owner.signKey, recoveryKey: owner.recoveryKey });
    const first = states(asDevice(ann), [], names);
    const veto = states(asDevice(till), [], (on) =>
      addDevice(
        on,
        {
          keys: { ...late.public, deviceId: owner.ownerId, signKey: owner.signKey },
          kind: 'till',
          branchId: NORTH,
          code: 'V',
        },
        [],
      ),
    );
    const second = states(asDevice(bob), [first, veto], names);
    const third = states(asDevice(cleo), [first, veto, second], names);
    expect(fold(first, veto, second, third).owners.get(owner.ownerId)?.state).toBe('standing');
  });
});
