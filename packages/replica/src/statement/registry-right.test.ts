import { describe, expect, it } from 'vitest';
import { toHex } from '../cbor/bytes.ts';
import { createDeviceKeys, deviceIdOf } from '../key/device-key.ts';
import { systemRandom } from '../key/random.ts';
import { seededRandom } from '../key/random.fixture.ts';
import { wrapKey } from '../key/wrap.ts';
import { branchOf, ids, NORTH, NOW_MS, pin, SOUTH } from './chain-of-shops.fixture.ts';
import {
  addBranch,
  addDevice,
  administer,
  type Administration,
  currentKey,
  grantAdmin,
  setSettings,
  shareKey,
  stateSeries,
} from './organisation.ts';
import {
  as,
  asDevice,
  asRoot,
  foldFor,
  organisationId,
  readerOf,
  reasonOf,
  shops,
} from './registry.fixture.ts';
import { foldRegistry, openRegistry } from './registry.ts';
import { ORGANISATION, RECOVERY } from './registry-state.ts';
import type { Signer } from './statement.ts';

describe('rights in the registry', () => {
  const { till, other } = shops.devices;
  const stranger = createDeviceKeys(seededRandom('stranger'));
  const judged = (signer: Signer, state: (on: Administration) => void): string => {
    const on = as(signer);
    state(on);
    const bytes = on.writer.statements.at(-1)!;
    return reasonOf(foldFor([...shops.statements, ...on.writer.statements], shops.devices.reporter), bytes);
  };

  it('[REG-05] the root key and its admins may state anything, other devices only their own series', () => {
    const settings = (on: Administration): void => setSettings(on, { name: 'New', mark: 'real' });
    expect(judged(asRoot, settings)).toBe('valid');
    expect(judged(asDevice(till), settings)).toBe('valid');
    expect(judged(asDevice(other), settings)).toBe('no right to state this');
    expect(judged(asDevice(stranger), settings)).toBe('signed by nobody who was known');
    const ownDevice = (on: Administration): void =>
      addDevice(on, { keys: stranger.public, kind: 'till', branchId: NORTH, code: 'N9' }, []);
    expect(judged(asDevice(till), ownDevice)).toBe('valid');
    expect(judged(asDevice(stranger), ownDevice)).toBe('signed by nobody who was known');
    expect(judged(asDevice(other), ownDevice)).toBe('no right to state this');
  });

  it('[REG-05] only the root key grants, and a device cannot make itself an admin', () => {
    expect(judged(asDevice(till), (on) => grantAdmin(on, other.deviceId))).toBe('only an owner key grants');
    expect(judged(asDevice(other), (on) => grantAdmin(on, other.deviceId))).toBe('only an owner key grants');
    expect(judged(asRoot, (on) => grantAdmin(on, other.deviceId))).toBe('valid');
  });

  it('[REG-05] a series is stated by its own device and named after it', () => {
    const series = (id: string) => (on: Administration) => stateSeries(on.writer, id, SOUTH);
    expect(judged(asDevice(other), series(`${other.deviceId.slice(0, 8)}0badcafe`))).toBe('valid');
    expect(judged(asDevice(other), series(`${till.deviceId.slice(0, 8)}0badcafe`))).toBe(
      'a series of another device',
    );
    expect(judged(asDevice(till), series(`${other.deviceId.slice(0, 8)}0badcafe`))).toBe(
      'a series of another device',
    );
    expect(judged(asRoot, series(`${other.deviceId.slice(0, 8)}0badcafe`))).toContain('by its device');
  });

  it('[REG-05] a forged signature and a device id that is not its key are invalid', () => {
    const impostor = asDevice({ ...stranger, deviceId: till.deviceId });
    expect(judged(impostor, (on) => setSettings(on, { name: 'New', mark: 'real' }))).toContain(
      'does not fit',
    );
    const twisted = { ...stranger.public, deviceId: ids('9') };
    const add = (on: Administration): void =>
      addDevice(on, { keys: twisted, kind: 'till', branchId: null, code: 'X' }, []);
    expect(judged(asRoot, add)).toBe('a device id that is not its key');
  });

  it('[REG-14] nobody is admitted whose series could be those of a device that was admitted before', () => {
    // Keys whose ids share their first 8 digits, and one whose does not; nobody needs to sign with them.
    const numbered = (number: number) => {
      const signKey = new Uint8Array(32);
      new DataView(signKey.buffer).setUint32(0, number);
      return { ...stranger.public, signKey, deviceId: deviceIdOf(signKey) };
    };
    const [first, second, third] = [78_356, 88_497, 1].map(numbered);
    expect(second!.deviceId.slice(0, 8)).toBe(first!.deviceId.slice(0, 8));
    const admit =
      (...all: readonly (typeof first)[]) =>
      (on: Administration): void => {
        for (const keys of all) addDevice(on, { keys: keys!, kind: 'till', branchId: NORTH, code: 'N' }, []);
      };
    const refused = 'a device whose series could be those of another';
    expect(judged(asRoot, admit(second))).toBe('valid');
    expect(judged(asRoot, admit(first, third))).toBe('valid');
    expect(judged(asRoot, admit(first, second))).toBe(refused);
    expect(judged(asDevice(till), admit(first, second))).toBe(refused);
    // Stated once more it is the same one.
    expect(judged(asRoot, admit(first, first))).toBe('valid');
    // Admitted apart, both are there, and either may be stated once more.
    const apart = [first, second].map((keys) => {
      const on = as(asRoot);
      admit(keys)(on);
      return on.writer.statements[0]!;
    });
    const held = [...shops.statements, ...apart];
    const both = foldFor(held, shops.devices.reporter);
    expect(apart.map((bytes) => reasonOf(both, bytes))).toEqual(['valid', 'valid']);
    const again = as(asRoot, both.heads);
    admit(first)(again);
    const [bytes] = again.writer.statements;
    expect(reasonOf(foldFor([...held, bytes!], shops.devices.reporter), bytes!)).toBe('valid');
  });

  it("[REG-06] rights are those of a statement's own past: a later grant does not reach back", () => {
    // Several, so that none is judged rightly only because of the order in which they happen to come.
    const early = Array.from({ length: 8 }, (_, index) => {
      const on = as(asDevice(other));
      setSettings(on, { name: `Too early ${index}`, mark: 'real' });
      return on.writer.statements[0]!;
    });
    const grant = as(asRoot);
    grantAdmin(grant, other.deviceId);
    const statements = [...shops.statements, ...early, ...grant.writer.statements];
    const granted = foldFor(statements, shops.devices.reporter);
    expect(new Set(early.map((bytes) => reasonOf(granted, bytes)))).toEqual(
      new Set(['no right to state this']),
    );
    const late = as(asDevice(other), granted.heads);
    setSettings(late, { name: 'In time', mark: 'real' });
    expect(foldFor([...statements, ...late.writer.statements], shops.devices.reporter).settings?.name).toBe(
      'In time',
    );
  });
});

describe('who is known', () => {
  const stranger = createDeviceKeys(seededRandom('stranger'));

  it('[REG-06] a device may state something once it follows the statement that names it', () => {
    const added = as(asRoot);
    addDevice(added, { keys: stranger.public, kind: 'till', branchId: NORTH, code: 'N9' }, []);
    const seriesOn = (index: number, heads?: readonly Uint8Array[]): Uint8Array => {
      const on = as(asDevice(stranger), heads);
      stateSeries(on.writer, `${stranger.deviceId.slice(0, 8)}0000000${index}`, NORTH);
      return on.writer.statements[0]!;
    };
    const early = Array.from({ length: 8 }, (_, index) => seriesOn(index));
    const named = [...shops.statements, ...added.writer.statements];
    const state = foldFor([...named, ...early], shops.devices.reporter);
    expect(new Set(early.map((bytes) => reasonOf(state, bytes)))).toEqual(
      new Set(['signed by nobody who was known']),
    );
    const late = seriesOn(9, state.heads);
    const next = foldFor([...named, ...early, late], shops.devices.reporter);
    expect(reasonOf(next, late)).toBe('valid');
    expect([...next.series.values()].filter(({ deviceId }) => deviceId === stranger.deviceId)).toHaveLength(
      1,
    );
  });

  it('[REG-04] the root key cannot make the organisation another one', () => {
    const on = as(asRoot);
    on.writer.write('organisation', {
      rootKey: stranger.public.signKey,
      recoveryKey: stranger.public.agreeKey,
    });
    const [bytes] = on.writer.statements;
    const state = foldFor([...shops.statements, bytes!], shops.devices.reporter);
    expect(reasonOf(state, bytes!)).toBe('another organisation');
    expect(state.recoveryKey).toEqual(shops.organisation.root.recoveryKey);
  });
});

describe('data keys in the registry', () => {
  it('[REG-10] a device opens what was wrapped for it, the recovery key everything', () => {
    const held = (recipient: string, agreePrivate: Uint8Array): string[] =>
      [...openRegistry(shops.statements, organisationId, { recipient, agreePrivate }).dataKeys.keys()].sort();
    const { till, relay, reporter } = shops.devices;
    const idOf = (key: { readonly id: Uint8Array }): string => toHex(key.id);
    const [own, north, south] = [
      idOf(shops.organisation.organisationKey),
      idOf(shops.branchKeys[NORTH]!),
      idOf(shops.branchKeys[SOUTH]!),
    ];
    expect(held(till.deviceId, till.agreePrivate)).toEqual([own, north].sort());
    expect(held(relay.deviceId, relay.agreePrivate)).toEqual([]);
    expect(held(reporter.deviceId, reporter.agreePrivate)).toEqual([own, north, south].sort());
    expect(held(RECOVERY, shops.organisation.root.recoveryPrivate)).toEqual([own, north, south].sort());
    expect(held(till.deviceId, reporter.agreePrivate)).toEqual([]);
  });

  it('[REG-10] the newest key of a purpose is used, also after an older one was wrapped again', () => {
    const { organisation, devices, branchKeys } = shops;
    const on = as(asRoot);
    const newer = addBranch(on, branchOf(NORTH, 'North'));
    const { deviceId, public: open } = devices.till;
    const recipients = [{ recipient: deviceId, agreeKey: open.agreeKey }];
    shareKey(on, newer, NORTH, recipients);
    shareKey(on, branchKeys[NORTH]!, NORTH, recipients);
    const { state, dataKeys } = openRegistry(
      [...shops.statements, ...on.writer.statements],
      organisationId,
      readerOf(devices.till),
    );
    expect(currentKey(state, dataKeys, NORTH)).toEqual(newer);
    expect(dataKeys.size).toBe(3);
    expect(currentKey(state, dataKeys, ORGANISATION)).toEqual(organisation.organisationKey);
    expect(currentKey(state, dataKeys, SOUTH)).toBeNull();
  });

  it('[REG-10] a key that was wrapped under the name of another is not held', () => {
    const { till } = shops.devices;
    const on = as(asRoot);
    const wrapped = wrapKey(shops.branchKeys[SOUTH]!, till.public.agreeKey, systemRandom);
    on.writer.write('data-key', {
      dataKeyId: ids('7'),
      branchId: NORTH,
      wrapped: [{ deviceId: till.deviceId, wrapped }],
    });
    const set = [...shops.statements, ...on.writer.statements];
    const { state, dataKeys } = openRegistry(set, organisationId, readerOf(till));
    expect(state.keys.get(ids('7'))?.wrapped.size).toBe(1);
    expect(dataKeys.size).toBe(2);
    expect(dataKeys.has(ids('7'))).toBe(false);
  });

  it('[REG-10] an admin till goes on from what it knows', () => {
    const { till } = shops.devices;
    const { state, dataKeys } = openRegistry(shops.statements, organisationId, readerOf(till));
    const admin = administer(state, dataKeys, { signer: asDevice(till), nowMs: NOW_MS + 5 });
    const added = createDeviceKeys(seededRandom('added'));
    addDevice(
      admin!,
      { keys: added.public, kind: 'till', branchId: NORTH, code: 'N2', name: 'Zweite Kasse' },
      [
        { purpose: ORGANISATION, dataKey: admin!.organisationKey },
        { purpose: NORTH, dataKey: currentKey(state, dataKeys, NORTH)! },
      ],
    );
    const next = foldFor([...shops.statements, ...admin!.writer.statements], added);
    expect(next.devices.get(added.deviceId)).toMatchObject({
      code: 'N2',
      name: 'Zweite Kasse',
      branchId: NORTH,
    });
    expect(next.settings?.name).toBe('Corner Shops');
    const nobody = foldRegistry(shops.statements, { organisationId, dataKeys: new Map() });
    expect(administer(nobody, new Map(), { signer: asDevice(till), nowMs: NOW_MS })).toBeNull();
  });

  it('[REG-11] I13: no name, PIN or setting is readable in the bytes of the registry', () => {
    const bytes = Buffer.concat(shops.statements);
    const planted = [
      'Corner Shops',
      'Ada Planted',
      'North',
      'South',
      'Till N1',
      'Europe/London',
      'Retail',
      'cash',
      'staff',
    ];
    expect(planted.filter((text) => bytes.includes(text))).toEqual([]);
    expect(bytes.includes(Buffer.from(pin.hash))).toBe(false);
    expect(bytes.includes('N1')).toBe(true);
  });
});
