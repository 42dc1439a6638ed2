import { describe, expect, it } from 'vitest';
import { createDeviceKeys, type DeviceKeys } from '../key/device-key.ts';
import { seededRandom } from '../key/random.fixture.ts';
import { branchOf, NORTH, SOUTH } from './chain-of-shops.fixture.ts';
import { addBranch, addDevice, type Administration, shareKey } from './organisation.ts';
import { as, asDevice, foldFor, organisationId, readerOf, shops } from './registry.fixture.ts';
import { openRegistry } from './registry.ts';
import { ORGANISATION, RECOVERY } from './registry-state.ts';
import { takeOffAndRenew } from './renew-keys.ts';
import { ann, begun, bob, cleo, fold, states } from './revocation.fixture.ts';

const { till, other, relay, reporter } = shops.devices;
const rogue = createDeviceKeys(seededRandom('rogue'));
const cuts = { cuts: [], reason: 'Stolen' } as const;

/** Ann takes a device off while she holds these statements, in the name of what stood at first unless it is given. */
const takenOff = (
  keys: DeviceKeys,
  held: readonly Uint8Array[],
  knowing?: readonly Uint8Array[],
): readonly Uint8Array[] => {
  const known = [...begun, ...held];
  const by = as(asDevice(ann), knowing ?? fold().heads);
  takeOffAndRenew(by, foldFor(known, reporter), { deviceId: keys.deviceId, ...cuts }, (stated) =>
    foldFor([...known, ...stated], reporter),
  );
  return [...known, ...by.writer.statements];
};

/** Purposes of which a device opens the current key. */
const opensOf = (statements: readonly Uint8Array[], keys: DeviceKeys): readonly string[] => {
  const { state, dataKeys } = openRegistry(statements, organisationId, readerOf(keys));
  return [...state.currentKeys].flatMap(([purpose, id]) => (dataKeys.has(id) ? [purpose] : [])).sort();
};
const admit = (on: Administration): void =>
  addDevice(on, { keys: rogue.public, kind: 'reporter', branchId: null, code: 'X' }, [
    { purpose: ORGANISATION, dataKey: shops.organisation.organisationKey },
    { purpose: NORTH, dataKey: shops.branchKeys[NORTH]! },
  ]);

describe('new data keys when a device is taken off', () => {
  it('[KEYS-03] are for whoever stands once that counts, not for who falls with it', () => {
    const admitted = states(asDevice(bob), [], admit);
    expect(opensOf([...begun, ...admitted], rogue)).toEqual([NORTH, ORGANISATION].sort());
    const statements = takenOff(bob, admitted);
    expect(foldFor(statements, reporter).revoked.get(rogue.deviceId)).toMatchObject({ by: null });
    expect([rogue, bob].map((keys) => opensOf(statements, keys))).toEqual([[], []]);
    expect(opensOf(statements, till)).toEqual([NORTH, ORGANISATION].sort());
    expect(opensOf(statements, other)).toContain(ORGANISATION);
    const { keys, currentKeys } = foldFor(statements, reporter);
    for (const purpose of [NORTH, ORGANISATION])
      expect([...keys.get(currentKeys.get(purpose)!)!.wrapped.keys()]).toContain(RECOVERY);
  });

  it('[KEYS-03] are made of what it introduced or was given, though it is not for its place', () => {
    const renewed = (keys: DeviceKeys, held: readonly Uint8Array[]): readonly string[] => {
      const before = foldFor([...begun, ...held], reporter).currentKeys;
      const { currentKeys } = foldFor(takenOff(keys, held, fold(held).heads), reporter);
      return [...currentKeys].flatMap(([purpose, id]) => (before.get(purpose) === id ? [] : [purpose]));
    };
    const places = [NORTH, ORGANISATION].sort();
    const all = [NORTH, ORGANISATION, SOUTH].sort();
    expect(renewed(bob, [])).toEqual(places);
    const introduced = states(asDevice(bob), [], (on) => addBranch(on, branchOf(SOUTH, 'South')));
    // He is taken off in knowledge of it, so it counts on, and so would its key.
    expect(foldFor([...begun, ...introduced], reporter).keys.size).toBeGreaterThan(fold().keys.size);
    expect(renewed(bob, introduced)).toEqual(all);
    const given = states(asDevice(cleo), [], (on) =>
      shareKey(on, shops.branchKeys[SOUTH]!, SOUTH, [
        { recipient: bob.deviceId, agreeKey: bob.public.agreeKey },
      ]),
    );
    expect(renewed(bob, given)).toEqual(all);
    const toRelay = states(asDevice(cleo), [], (on) =>
      shareKey(on, shops.branchKeys[SOUTH]!, SOUTH, [
        { recipient: relay.deviceId, agreeKey: relay.public.agreeKey },
      ]),
    );
    expect([renewed(relay, []), renewed(relay, toRelay)]).toEqual([[], [SOUTH]]);
  });
});
