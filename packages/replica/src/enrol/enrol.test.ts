import { cpSync, existsSync, mkdtempSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { hasDevice, readDeviceFolder, readStagedDevice } from '../key/device-folder.ts';
import { readOrganisationFile } from '../setup/organisation-file.ts';
import { openRegistry } from '../statement/registry.ts';
import { openRelayNode } from '../relay/open-relay-node.ts';
import { byHand, LOOPBACK, PINS } from '../till/chain.fixture.ts';
import { AdminTill, HOST, LINK_PORT } from './enrol.fixture.ts';
import { codePicture } from './code-text.ts';
import { ENROL_REFUSALS } from './refusal.ts';

const SECRET = { kind: 'file' } as const;

let admin: AdminTill;
beforeEach(async () => {
  admin = await AdminTill.make();
});
afterEach(() => admin.end());

const heldKeys = (folder: string): string[] => {
  const { keys } = readDeviceFolder(folder, SECRET);
  const { organisationId, statements } = readOrganisationFile(folder);
  const reader = { recipient: keys.deviceId, agreePrivate: keys.agreePrivate };
  const { state, dataKeys } = openRegistry(statements, organisationId, reader);
  return [...state.currentKeys].flatMap(([purpose, id]) => (dataKeys.has(id) ? [purpose] : [])).toSorted();
};

describe('a blank machine', () => {
  it('[ENROL-02] joins as a till: person, shop and keys are there, and it sells', async () => {
    const blank = admin.blank();
    const code = await blank.code(await admin.open({ device: 'till', code: 'H2', name: 'By the door' }));
    expect(code).toMatch(/^\d{6}$/);
    expect(await admin.typed(`${code.slice(0, 3)} ${code.slice(3)}`)).toBe('joined');
    expect(await blank.at('found')).toEqual({
      step: 'found',
      place: { shop: 'Harbour & Sons', branch: 'North', code: 'H2', kind: 'till' },
    });
    expect(hasDevice(blank.folder)).toBe(false);
    expect(blank.joining.confirm()).toMatchObject({
      peers: [
        { host: HOST, port: LINK_PORT },
        { host: 'relay.example', port: 4_190 },
      ],
      products: 0,
    });
    await admin.time.until(() => {
      const window = admin.window();
      return window.state === 'joined' && window.papers === 'taken';
    });
    const branchId = admin.till.node.self.branchId ?? '';
    expect(heldKeys(blank.folder)).toEqual([branchId, 'organisation'].toSorted());
    const till = admin.chain.open(blank.folder);
    expect(till.node.self).toMatchObject({ kind: 'till', code: 'H2', branchId });
    const staffId = admin.chain.staffId('Sam');
    await till.done(
      { kind: 'session.sign-in', staffId, pin: PINS.cashier },
      { kind: 'shift.open', floatMinor: 100 },
    );
    expect(admin.till.node.shop().devices.map((device) => device.code)).toContain('H2');
  });

  it.each([
    ['relay', 'relay', []],
    ['reporter', 'office', ['branch', 'organisation']],
  ] as const)('[ENROL-02] joins as a %s, with the data keys of one', async (kind, code, held) => {
    const blank = admin.blank(kind);
    expect(await admin.typed(await blank.code(await admin.open({ device: kind, code })))).toBe('joined');
    await blank.at('found');
    blank.joining.confirm();
    const branchId = admin.till.node.self.branchId ?? '';
    expect(heldKeys(blank.folder)).toEqual(
      held.map((purpose) => (purpose === 'branch' ? branchId : purpose)).toSorted(),
    );
    if (kind === 'reporter') return;
    const relay = openRelayNode({ folder: blank.folder, listen: LOOPBACK, dial: [], ...byHand().options });
    expect(relay.status().devices).toBe(2);
    await relay.close();
  });

  it('[ENROL-02] whose person does not confirm stays blank', async () => {
    const blank = admin.blank();
    expect(await admin.typed(await blank.code(await admin.open()))).toBe('joined');
    await blank.at('found');
    blank.joining.stop();
    expect(blank.refusal()).toBe('none');
    expect(blank.joining.confirm()).toBeNull();
    expect(hasDevice(blank.folder)).toBe(false);
    await admin.time.until(() => {
      const window = admin.window();
      return window.state === 'joined' && window.papers === 'lost';
    });
  });

  it('[ENROL-10] cut off before any step is blank with the same keys, or a whole device', async () => {
    const images: string[] = [];
    const image = (of: string): void => {
      const copy = mkdtempSync(join(admin.chain.folder, 'image-'));
      cpSync(of, copy, { recursive: true });
      images.push(copy);
    };
    const blank = admin.blank();
    const code = await blank.code(await admin.open());
    image(blank.folder);
    expect(await admin.typed(code)).toBe('joined');
    await blank.at('found');
    image(blank.folder);
    const whole = blank.joining.confirm();
    expect(whole).not.toBeNull();
    // All but the last step: the public file has its name yet to get.
    const last = mkdtempSync(join(admin.chain.folder, 'image-'));
    cpSync(blank.folder, last, { recursive: true });
    renameSync(join(last, 'device.json'), join(last, 'joining.json'));
    writeFileSync(join(last, 'organisation.json.new'), 'half of it');
    for (const name of readdirSync(last)) if (name.startsWith('till.db')) rmSync(join(last, name));
    images.push(last);
    const { deviceId } = readDeviceFolder(blank.folder, SECRET).keys;
    for (const folder of images) {
      expect(hasDevice(folder)).toBe(false);
      expect(readStagedDevice(folder, SECRET)?.keys.deviceId).toBe(deviceId);
      const again = admin.blank('till', folder);
      expect(await admin.typed(await again.code(await admin.open()))).toBe('joined');
      await again.at('found');
      again.joining.confirm();
      expect(admin.chain.open(folder).node.self).toMatchObject({ deviceId, code: 'H2' });
    }
    expect(admin.till.node.shop().devices).toHaveLength(2);
  });

  it('[ENROL-10] whose staged keys cannot be read begins with others', async () => {
    const blank = admin.blank();
    await blank.code(await admin.open());
    blank.joining.stop();
    await admin.waiting(0);
    rmSync(join(blank.folder, 'device.key'));
    expect(await admin.typed(await blank.code({ host: HOST, port: admin.desk.state()?.port ?? 0 }))).toBe(
      'joined',
    );
  });
});

describe('joining again', () => {
  it('[ENROL-11] the same device is no second one, under its code or another', async () => {
    const blank = admin.blank();
    expect(await admin.typed(await blank.code(await admin.open()))).toBe('joined');
    await blank.at('found');
    blank.joining.stop();
    expect(await admin.typed(await blank.code(await admin.open({ device: 'till', code: 'H3' })))).toBe(
      'joined',
    );
    await blank.at('found');
    blank.joining.confirm();
    expect(
      admin.till.node
        .shop()
        .devices.map(({ code }) => code)
        .toSorted(),
    ).toEqual(['H1', 'H3']);
  });

  it('[ENROL-11] another one does not get the code of one that was listed', async () => {
    const first = admin.blank();
    expect(await admin.typed(await first.code(await admin.open()))).toBe('joined');
    await first.at('found');
    const second = admin.blank();
    expect(await admin.typed(await second.code(await admin.open()))).toBe('DEVICE-CODE-TAKEN');
    await second.at('found');
    expect(second.refusal()).toBe('ENROL-NOT-STATED');
    expect(admin.window()).toMatchObject({ state: 'shut', by: 'refused' });
    first.joining.confirm();
    admin.chain.open(first.folder);
  });
});

describe('refusals', () => {
  it('[ENROL-12] each says what happened, that nothing was lost, and what to do', () => {
    for (const [code, [message, nextStep]] of Object.entries(ENROL_REFUSALS)) {
      expect(code).toMatch(/^(ENROL|INVITATION)(-[A-Z]+)+$/);
      expect(message).toMatch(/\.$/);
      expect(nextStep).toMatch(/^(Nothing|No try|The device is listed).*\.$/);
    }
  });

  it('[ENROL-12] a window opens for a place that there can be, at an admin device that takes links', async () => {
    const open = async (plan: Parameters<typeof admin.desk.open>[0]) => (await admin.desk.open(plan))?.code;
    expect(await open({ device: 'till', code: 'h2' })).toBe('DEVICE-CODE-UNFIT');
    expect(await open({ device: 'till', code: 'H1' })).toBe('DEVICE-CODE-TAKEN');
    expect(await open({ device: 'relay', code: 'H1' })).toBe('DEVICE-CODE-TAKEN');
    expect(await open({ device: 'till', code: 'H2', branchId: 'ab'.repeat(16) })).toBe('BRANCH-NOT-FOUND');
    expect(await admin.typed('123456')).toBe('ENROL-WINDOW-SHUT');
    expect(await open({ device: 'till', code: 'H2' })).toBeUndefined();
    expect(admin.announced).toEqual([admin.desk.state()?.port]);
    expect(await open({ device: 'till', code: 'H3' })).toBe('ENROL-WINDOW-OPEN');
    expect(await admin.typed('123456')).toBe('ENROL-NOBODY');
    expect(await admin.typed('12345')).toBe('ENROL-CODE-MALFORMED');
    expect(admin.window()).toMatchObject({ state: 'open', triesLeft: 3 });
    admin.desk.stop();
    expect(admin.announced).toEqual([]);
    expect(await admin.typed('123456')).toBe('ENROL-STOPPED');
  });

  it('[ENROL-12] of a till at another branch its key is missing here', async () => {
    await admin.end();
    admin = await AdminTill.make({
      branches: [
        { name: 'North', country: 'GB', tills: ['H1'] },
        { name: 'South', country: 'GB', tills: ['S1'] },
      ],
    });
    const south = admin.till.node.shop().branches.find(({ name }) => name === 'South')?.id ?? '';
    const refusal = await admin.desk.open({ device: 'till', code: 'S2', branchId: south });
    expect(refusal?.code).toBe('DEVICE-KEYS-MISSING');
    expect((await admin.desk.open({ device: 'reporter', code: 'office' }))?.code).toBe('DEVICE-KEYS-MISSING');
    expect(await admin.desk.open({ device: 'relay', code: 'relay' })).toBeNull();
  });

  it('[ENROL-12] a machine is told of nobody there, a window that is shut, another kind, a folder in use', async () => {
    const address = await admin.open();
    expect(await admin.blank('relay').code(address)).toBe('ENROL-KIND-WRONG');
    const blank = admin.blank();
    writeFileSync(join(blank.folder, 'till.db'), 'sales');
    expect(await blank.code(address)).toBe('ENROL-FOLDER-TAKEN');
    expect(existsSync(join(blank.folder, 'joining.json'))).toBe(false);
    expect(await admin.blank('till', admin.chain.folderOf('H1')).code(address)).toBe('ENROL-FOLDER-TAKEN');
    const waiting = admin.blank();
    await waiting.code(address);
    admin.desk.stop();
    await waiting.at('found');
    expect(waiting.refusal()).toBe('ENROL-STOPPED');
    expect(await admin.blank().code(address)).toBe('ENROL-UNREACHABLE');
  });

  it('[ENROL-12] who signed out meanwhile lists nobody, and both are told', async () => {
    const blank = admin.blank();
    const code = await blank.code(await admin.open());
    await admin.till.done({ kind: 'session.sign-out' });
    expect(await admin.typed(code)).toBe('NOT-SIGNED-IN');
    await blank.at('found');
    expect(blank.refusal()).toBe('ENROL-NOT-STATED');
    expect(admin.till.node.shop().devices).toHaveLength(1);
  });

  it('[ENROL-12] the connection breaks while the code is shown: both can begin again', async () => {
    const blank = admin.blank();
    const address = await admin.open();
    await blank.code(address);
    await admin.waiting(1);
    blank.joining.stop();
    await admin.waiting(0);
    expect(await admin.typed(await blank.code(address))).toBe('joined');
  });
});

describe('time and tries', () => {
  it('[ENROL-05] three wrong codes shut the window, and both are told', async () => {
    const blank = admin.blank();
    const code = await blank.code(await admin.open());
    const wrong = code === '000000' ? '000001' : '000000';
    expect(await admin.typed(wrong)).toBe('ENROL-CODE-WRONG');
    await admin.time.until(() => {
      const state = blank.joining.state();
      return state.step === 'code' && state.triesLeft === 2;
    });
    expect(await admin.typed(wrong)).toBe('ENROL-CODE-WRONG');
    expect(await admin.typed(wrong)).toBe('ENROL-TRIES-OVER');
    expect(await admin.typed(code)).toBe('ENROL-TRIES-OVER');
    await blank.at('found');
    expect(blank.refusal()).toBe('ENROL-TRIES-OVER');
    expect(admin.till.node.shop().devices).toHaveLength(1);
    expect(await admin.typed(await blank.code(await admin.open()))).toBe('joined');
  });

  it('[ENROL-05] after two minutes it is shut, and both are told', async () => {
    const blank = admin.blank();
    const code = await blank.code(await admin.open());
    admin.time.pass(119_000);
    expect(admin.window()).toMatchObject({ state: 'open', leftMs: 1_000 });
    admin.time.pass(1_000);
    expect(await admin.typed(code)).toBe('ENROL-TIME-OVER');
    await blank.at('found');
    expect(blank.refusal()).toBe('ENROL-TIME-OVER');
  });

  it('[ENROL-05] a scanned picture is the code in it', async () => {
    const blank = admin.blank();
    const code = await blank.code(await admin.open());
    expect(await admin.typed(codePicture(code, '192.168.1.20:4182').toLowerCase())).toBe('joined');
  });
});
