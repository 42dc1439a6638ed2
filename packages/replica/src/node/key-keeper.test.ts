import { describe, expect, it } from 'vitest';
import { toHex } from '../cbor/bytes.ts';
import { createDataKey } from '../key/data-key.ts';
import { createDeviceKeys, type DeviceKeys } from '../key/device-key.ts';
import { seededRandom } from '../key/random.fixture.ts';
import { NORTH, SOUTH } from '../statement/chain-of-shops.fixture.ts';
import { addDevice, shareKey } from '../statement/organisation.ts';
import { asRoot, foldFor, organisationId, readerOf, shops } from '../statement/registry.fixture.ts';
import { openRegistry } from '../statement/registry.ts';
import { ORGANISATION, RECOVERY } from '../statement/registry-state.ts';
import { ann, begun, bob, off, states } from '../statement/revocation.fixture.ts';
import { type Lack, lacksOf } from './key-keeper.ts';

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
    const cleo = [...north.devices.keys()].filter(
      (id) => ![till, other, relay, reporter, ann, bob].some(({ deviceId }) => deviceId === id),
    );
    const three = [ann.deviceId, bob.deviceId, ...cleo].sort().join();
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
