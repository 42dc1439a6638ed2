import { describe, expect, it } from 'vitest';
import { toHex } from '../cbor/bytes.ts';
import { createDataKey, type DataKey } from '../key/data-key.ts';
import { createDeviceKeys, type DeviceKeys } from '../key/device-key.ts';
import { seededRandom } from '../key/random.fixture.ts';
import { NORTH, SOUTH } from '../statement/chain-of-shops.fixture.ts';
import { addDevice, type Administration, shareKey } from '../statement/organisation.ts';
import { names } from '../statement/owner-key.fixture.ts';
import { asDevice, asRoot, foldFor, organisationId, readerOf, shops } from '../statement/registry.fixture.ts';
import { openRegistry } from '../statement/registry.ts';
import { ORGANISATION, RECOVERY } from '../statement/registry-state.ts';
import { stateNewKey } from '../statement/renew-keys.ts';
import { ann, begun, bob, cleo, off, states } from '../statement/revocation.fixture.ts';
import { createRootKeys } from '../statement/root-key.ts';
import { passKeyToOwner } from '../statement/take-off.ts';
import { type Exposed, exposedOf, type Lack, lacksOf } from './key-keeper.ts';

const { till, other, relay, reporter } = shops.devices;

const lacksTo = (keys: DeviceKeys, ...more: (readonly Uint8Array[])[]): readonly Lack[] => {
  const { state, dataKeys } = openRegistry([...begun, ...more.flat()], organisationId, readerOf(keys));
  return lacksOf(state, dataKeys, state.devices.get(keys.deviceId)!);
};
const named = (lacks: readonly Lack[]): readonly string[] =>
  lacks.map(
    ({ purpose, recipients }) => `${purpose}: ${recipients.map(({ recipient }) => recipient).join()}`,
  );
const idsOf = (...keys: readonly DeviceKeys[]): string =>
  keys
    .map(({ deviceId }) => deviceId)
    .sort()
    .join();

describe('who passes a data key on', () => {
  it('[KEYS-01] who holds it and is to hold it, to whom it is for and lacks it', () => {
    // Three admin tills of the north were listed without any key.
    const north = foldFor(begun, reporter);
    expect([ann, bob].every(({ deviceId }) => north.devices.get(deviceId)?.branchId === NORTH)).toBe(true);
    const listed = [...north.devices.keys()].filter(
      (id) => ![till, other, relay, reporter, ann, bob].some(({ deviceId }) => deviceId === id),
    );
    const three = [ann.deviceId, bob.deviceId, ...listed].sort().join();
    expect(named(lacksTo(till)).toSorted()).toEqual([`${NORTH}: ${three}`, `${ORGANISATION}: ${three}`]);
    expect(named(lacksTo(other))).toEqual([`${ORGANISATION}: ${three}`]);
    expect(named(lacksTo(reporter)).toSorted()).toEqual(named(lacksTo(till)).toSorted());
    expect([lacksTo(relay), lacksTo(ann)]).toEqual([[], []]);
  });

  it('[KEYS-01] not to who is off or cannot be sealed to, nor from who is off; the recovery key is given it', () => {
    const gone = states(asRoot, [], (on) => {
      off(ann)(on);
      off(other)(on);
    });
    expect(named(lacksTo(till, gone)).some((lack) => lack.includes(ann.deviceId))).toBe(false);
    expect(lacksTo(other, gone)).toEqual([]);
    const dead = createDeviceKeys(seededRandom('dead'));
    const key = createDataKey(seededRandom('south'));
    const made = states(asRoot, [], (on) => {
      const keys = { ...dead.public, agreeKey: new Uint8Array(32) };
      addDevice(on, { keys, kind: 'till', branchId: SOUTH, code: 'D' }, []);
      shareKey(on, key, SOUTH, [{ recipient: other.deviceId, agreeKey: other.public.agreeKey }]);
    });
    const lacks = lacksTo(other, made).filter(({ dataKeyId }) => dataKeyId === toHex(key.id));
    expect(named(lacks)).toEqual([`${SOUTH}: ${idsOf(reporter)},${RECOVERY}`]);
  });

  it('[KEYS-01] holders take turns, each its own', () => {
    const turns = [till, other, reporter].map(
      (keys) => lacksTo(keys).find(({ purpose }) => purpose === ORGANISATION)?.turn,
    );
    expect(turns.toSorted((a = 0, b = 0) => a - b)).toEqual([0, 1, 2]);
  });
});

describe('who passes a data key on to a new owner key', () => {
  const owner = createRootKeys(seededRandom('sheet'));
  const stands: (readonly Uint8Array[])[] = [];
  for (const keys of [ann, bob, cleo]) stands.push(states(asDevice(keys), stands, names(owner, ann)));
  /** The south's key is held by `other` and two tills more, and the reporter; none of them is an admin device. */
  const [second, third] = ['second', 'third'].map((name) => createDeviceKeys(seededRandom(name))) as [
    DeviceKeys,
    DeviceKeys,
  ];
  const key = createDataKey(seededRandom('south'));
  const south = states(asRoot, stands, (on) => {
    for (const [code, keys] of Object.entries({ S2: second, S3: third }))
      addDevice(on, { keys: keys.public, kind: 'till', branchId: SOUTH, code }, []);
    const holders = [other, second, third, reporter, ann];
    const recipients = holders.map(({ deviceId, public: { agreeKey } }) => ({
      recipient: deviceId,
      agreeKey,
    }));
    shareKey(on, key, SOUTH, recipients);
    shareKey(on, shops.organisation.organisationKey, ORGANISATION, recipients);
  });
  const known = [...stands, south];
  const passes = (signer: DeviceKeys, { id }: DataKey, ...more: (readonly Uint8Array[])[]): boolean =>
    lacksTo(signer, ...known, ...more).some((lack) => lack.dataKeyId === toHex(id) && lack.owners.length > 0);
  const wraps = (keys: DeviceKeys, dataKey: DataKey, purpose: string, agreeKey = owner.recoveryKey) =>
    states(asDevice(keys), known, (on) =>
      passKeyToOwner(on.writer, dataKey, purpose, { recipient: owner.ownerId, agreeKey }),
    );
  const opens = (...more: (readonly Uint8Array[])[]): boolean =>
    openRegistry([...begun, ...known.flat(), ...more.flat()], organisationId, {
      recipient: owner.ownerId,
      agreePrivate: owner.recoveryPrivate,
    }).dataKeys.has(toHex(key.id));

  it('[SUCCESSION-08] who wraps what opens nothing keeps nobody else from it', () => {
    const wrong = wraps(other, key, SOUTH, reporter.public.agreeKey);
    expect([other, second, third, reporter].map((keys) => passes(keys, key, wrong))).toEqual([
      false,
      true,
      true,
      true,
    ]);
    const good = wraps(second, key, SOUTH);
    expect([opens(wrong), opens(wrong, good)]).toEqual([false, true]);
    expect([third, reporter].map((keys) => passes(keys, key, wrong, good))).toEqual([false, false]);
    // Off, it counts no longer among those that have.
    const gone = states(asRoot, known, off(other));
    expect([third, reporter].map((keys) => passes(keys, key, wrong, good, gone))).toEqual([true, true]);
  });

  it('[SUCCESSION-08] an admin device wraps whatever others have wrapped, once, but for what the first sheet did', () => {
    const { organisationKey } = shops.organisation;
    const others = [other, second].map((keys) => wraps(keys, organisationKey, ORGANISATION));
    expect([third, ann].map((keys) => passes(keys, organisationKey, ...others))).toEqual([false, true]);
    // Once is all it does, whether that opens or not.
    const own = wraps(ann, organisationKey, ORGANISATION, reporter.public.agreeKey);
    expect(passes(ann, organisationKey, ...others, own)).toBe(false);
    const given = states(asRoot, known, (on) =>
      shareKey(on, organisationKey, ORGANISATION, [
        { recipient: owner.ownerId, agreeKey: owner.recoveryKey },
      ]),
    );
    expect([third, ann].map((keys) => passes(keys, organisationKey, given))).toEqual([false, false]);
  });
});

describe('who makes a new data key', () => {
  const recipientOf = (keys: DeviceKeys) => ({ recipient: keys.deviceId, agreeKey: keys.public.agreeKey });
  const newKey = createDataKey(seededRandom('apart'));
  const give = (keys: DeviceKeys) => (on: Administration) => shareKey(on, newKey, NORTH, [recipientOf(keys)]);
  const exposed = (keys: DeviceKeys, ...more: (readonly Uint8Array[])[]): readonly Exposed[] =>
    exposedOf(foldFor([...begun, ...more.flat()], reporter), keys.deviceId);

  it('[KEYS-04] an admin, where somebody who is off was given the newest, each in its turn', () => {
    // Ann gives a new key to Bob, whom Cleo takes off apart.
    const given = states(asDevice(ann), [], give(bob));
    const taken = states(asDevice(cleo), [], off(bob));
    const admins = [till, ann, cleo];
    expect(admins.map((keys) => exposed(keys, given))).toEqual([[], [], []]);
    const found = admins.map((keys) => exposed(keys, given, taken));
    expect(found.map((each) => each.map(({ purpose }) => purpose))).toEqual([[NORTH], [NORTH], [NORTH]]);
    expect(found.map(([one]) => one!.turn).sort((a, b) => a - b)).toEqual([0, 1, 2]);
    expect([bob, other, relay, reporter].map((keys) => exposed(keys, given, taken))).toEqual([
      [],
      [],
      [],
      [],
    ]);
    const renewed = states(asDevice(cleo), [given, taken], (on) =>
      stateNewKey(on, foldFor([...begun, ...given, ...taken], reporter), NORTH),
    );
    expect(exposed(ann, given, taken, renewed)).toEqual([]);
  });

  it('[KEYS-04] not because somebody who is off says that it was given it', () => {
    const given = states(asDevice(ann), [], give(cleo));
    const taken = states(asDevice(cleo), [given], off(bob));
    const claimed = states(asDevice(bob), [given], give(bob));
    expect(exposed(ann, given, claimed, taken)).toEqual([]);
  });
});
