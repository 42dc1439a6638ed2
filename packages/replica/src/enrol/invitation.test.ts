import { mkdtempSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { hasDevice, readDeviceFolder } from '../key/device-folder.ts';
import { readOrganisationFile } from '../setup/organisation-file.ts';
import { openRegistry } from '../statement/registry.ts';
import { PINS } from '../till/chain.fixture.ts';
import type { Blank } from './enrol.fixture.ts';
import type { JoiningState } from './joining.ts';
import { TestRelay } from './invitation.fixture.ts';
import { type Ticket, ticketIn, ticketText } from './invitation-text.ts';

let relay: TestRelay;
beforeEach(async () => {
  relay = await TestRelay.make();
});
afterEach(() => relay.end());

const HOUR_MS = 3_600_000;
const signOut = () => relay.admin.till.done({ kind: 'session.sign-out' });
const devices = (): string[] =>
  relay.admin.till.node
    .shop()
    .devices.map((device) => `${device.kind} ${device.code}`)
    .toSorted();

/** The way to the relay broke: it is tried again after the first pause. */
const afterPause = async (): Promise<void> => {
  await relay.admin.time.until(() => relay.admin.time.isDueIn(1_000));
  relay.admin.time.pass(1_000);
};

/** Comes with a ticket, as far as it gets: where it joined, or the code of the refusal. */
const come = async (ticket: Ticket, blank: Blank = relay.admin.blank(ticket.kind)): Promise<string> => {
  await blank.joining.beginInvited(ticket);
  const state = blank.joining.state();
  return state.step === 'found' ? `${state.place.kind} ${state.place.code}` : blank.refusal();
};

/** Something is due in exactly so many milliseconds: of the door nobody is told. */
const isDue = async (ms: number): Promise<void> => {
  while (!relay.admin.time.isDueIn(ms)) await new Promise((resolve) => void setImmediate(resolve));
};
const passWhenDue = async (ms: number): Promise<void> => {
  await isDue(ms);
  relay.admin.time.pass(ms);
};

/** Why it waits at the relay, other than for the admin device to be linked. */
const passingOf = (state: JoiningState): string | null =>
  state.step === 'waiting' ? (state.passing?.code ?? null) : state.step;
const waitingFor = async (ticket: Ticket): Promise<string | null> => {
  const blank = relay.admin.blank(ticket.kind);
  void blank.joining.beginInvited(ticket);
  const state = await blank.at('waiting');
  blank.joining.stop();
  return passingOf(state);
};

const heldKeys = (folder: string): string[] => {
  const { keys } = readDeviceFolder(folder, { kind: 'file' });
  const { organisationId, statements } = readOrganisationFile(folder);
  const reader = { recipient: keys.deviceId, agreePrivate: keys.agreePrivate };
  const { state, dataKeys } = openRegistry(statements, organisationId, reader);
  return [...state.currentKeys].flatMap(([purpose, id]) => (dataKeys.has(id) ? [purpose] : [])).toSorted();
};

describe('by an invitation', () => {
  it('[INVITE-01] a till joins through a relay while nobody is signed in, and sells', async () => {
    const { ticket } = await relay.invite({ device: 'till', code: 'H2', name: 'By the door' });
    await signOut();
    const blank = relay.admin.blank();
    expect(await come(ticket, blank)).toBe('till H2');
    expect(hasDevice(blank.folder)).toBe(false);
    const joined = blank.joining.confirm();
    expect(joined?.place).toEqual({ shop: 'Harbour & Sons', branch: 'North', code: 'H2', kind: 'till' });
    expect(joined?.peers[0]).toEqual(relay.address);
    const branchId = relay.admin.till.node.self.branchId ?? '';
    expect(heldKeys(blank.folder)).toEqual([branchId, 'organisation'].toSorted());
    const till = relay.admin.chain.open(blank.folder);
    const staffId = relay.admin.chain.staffId('Sam');
    await till.done(
      { kind: 'session.sign-in', staffId, pin: PINS.cashier },
      { kind: 'shift.open', floatMinor: 100 },
    );
    expect(devices()).toEqual(['relay relay', 'till H1', 'till H2']);
    expect(relay.newest()).toMatchObject({ isOver: true, text: null, invitation: { state: 'used' } });
  });

  it('[INVITE-13] an error while it is taken in is told at both ends, and the till sells on', async () => {
    const { ticket } = await relay.invite();
    relay.admin.broken = new TypeError('a bug');
    expect(await come(ticket)).toBe('ENROL-NOT-STATED');
    relay.admin.broken = null;
    const [alarm] = relay.admin.till.node.status().alarms;
    expect(alarm).toMatchObject({
      code: 'ENROL-FAILED',
      message: expect.stringContaining('a bug') as string,
    });
    expect(devices()).toEqual(['relay relay', 'till H1']);
    expect(await come(ticket)).toBe('till H2');
  });

  it('[INVITE-01] a reporter joins, with the data keys of one; the line names no relay that is off', async () => {
    const { ticket } = await relay.invite({ device: 'reporter', code: 'office' });
    const blank = relay.admin.blank('reporter');
    expect(await come(ticket, blank)).toBe('reporter office');
    blank.joining.confirm();
    expect(heldKeys(blank.folder)).toHaveLength(2);
    expect(await relay.admin.desk.invitations.make({ device: 'relay', code: 'second' })).toMatchObject({
      code: 'INVITATION-KIND-UNFIT',
    });
    await relay.admin.till.done({ kind: 'device.revoke', deviceId: relay.relayId, reason: 'Old' });
    expect(await relay.admin.desk.invitations.make({ device: 'till', code: 'H3' })).toMatchObject({
      code: 'ENROL-RELAY-NONE',
    });
  });

  it('[INVITE-02] it waits in words for the admin device, and joins when that is there', async () => {
    const { ticket } = await relay.invite();
    relay.link(false);
    const blank = relay.admin.blank();
    const end = come(ticket, blank);
    expect(await blank.at('waiting')).toEqual({
      step: 'waiting',
      address: `127.0.0.1:${relay.address.port}`,
      admin: 'H1',
      passing: null,
    });
    expect(relay.passed).toEqual([]);
    relay.link(true);
    expect(await end).toBe('till H2');
  });

  it('[INVITE-02] nobody who waits is kept: who goes is forgotten, and who was cut off comes again', async () => {
    const { ticket } = await relay.invite();
    relay.link(false);
    const gone = relay.admin.blank();
    void gone.joining.beginInvited(ticket);
    await gone.at('waiting');
    gone.joining.stop();
    const blank = relay.admin.blank();
    const end = come(ticket, blank);
    await blank.at('waiting');
    relay.door.gone('tenant');
    relay.door.serve('tenant', relay.admin.till.node.shop().organisation.id);
    relay.door.listed('tenant', [relay.admin.till.node.self.deviceId]);
    relay.link(true);
    await afterPause();
    expect(await end).toBe('till H2');
  });

  it('[INVITE-14] what refused it and may pass is told, and it asks again by itself until it is in', async () => {
    const { ticket } = await relay.invite();
    const adminId = relay.admin.till.node.self.deviceId;
    relay.door.listed('tenant', []);
    const blank = relay.admin.blank();
    const end = come(ticket, blank);
    expect(passingOf(await blank.at('waiting'))).toBe('ENROL-RELAY-UNKNOWN');
    await passWhenDue(1_000);
    await isDue(2_000);
    // Listed now, and linked to a relay at which it does not answer.
    relay.door.listed('tenant', [adminId]);
    relay.toAdmin = () => [];
    await passWhenDue(2_000);
    await passWhenDue(15_000);
    await isDue(4_000);
    expect(passingOf(blank.joining.state())).toBe('ENROL-UNANSWERED');
    relay.toAdmin = (visit) => [visit];
    await passWhenDue(4_000);
    expect(await end).toBe('till H2');
  });

  it('[INVITE-14] it asks no longer than an invitation can live, and then says what was in the way', async () => {
    const { ticket } = await relay.invite();
    relay.door.listed('tenant', []);
    const blank = relay.admin.blank();
    const end = come(ticket, blank);
    await blank.at('waiting');
    await relay.admin.time.until(() => relay.admin.time.isDueIn(1_000));
    relay.admin.time.pass(168 * HOUR_MS);
    expect(await end).toBe('ENROL-RELAY-UNKNOWN');
  });

  it('[INVITE-03] wrong, used, cancelled or over: refused on both sides, by a code of its own', async () => {
    const { ticket, id } = await relay.invite();
    expect(await come({ ...ticket, invitation: 'f'.repeat(32) })).toBe('INVITATION-UNKNOWN');
    expect(await waitingFor({ ...ticket, organisationId: 'f'.repeat(64) })).toBe('ENROL-RELAY-UNKNOWN');
    expect(await waitingFor({ ...ticket, adminId: 'f'.repeat(32) })).toBe('ENROL-RELAY-UNKNOWN');
    expect(await come({ ...ticket, relayKeys: [new Uint8Array(32)] })).toBe('ENROL-RELAY-OTHER');
    expect(await come(ticket, relay.admin.blank('reporter'))).toBe('ENROL-INVITATION-KIND');
    expect(await relay.admin.desk.invitations.cancel(id)).toBeNull();
    expect(await come(ticket)).toBe('INVITATION-CANCELLED');
    expect(relay.newest()).toMatchObject({ isOver: true, text: null });
    const short = await relay.invite({ device: 'till', code: 'H2', hours: 1 });
    relay.admin.chain.clock.ms += HOUR_MS;
    expect(await come(short.ticket)).toBe('INVITATION-OVER');
    const used = await relay.invite({ device: 'till', code: 'H3' });
    expect(await come(used.ticket)).toBe('till H3');
    expect(await come(used.ticket)).toBe('INVITATION-USED');
    expect(relay.admin.desk.invitations.list().map(({ refusal }) => refusal?.code)).toEqual([
      'INVITATION-USED',
      undefined,
      undefined,
    ]);
    expect(devices()).toEqual(['relay relay', 'till H1', 'till H3']);
  });

  it('[INVITE-03] of two devices with one invitation one joins, and the other is told', async () => {
    const { ticket } = await relay.invite();
    const [one, other] = [relay.admin.blank(), relay.admin.blank()];
    const ends = await Promise.all([come(ticket, one), come(ticket, other)]);
    expect(ends.toSorted()).toEqual(['INVITATION-USED', 'till H2']);
    expect(devices()).toEqual(['relay relay', 'till H1', 'till H2']);
  });

  it('[INVITE-03] the same device may come again: its connection may have broken before it had its papers', async () => {
    const { ticket } = await relay.invite();
    const folder = mkdtempSync(join(relay.admin.chain.folder, 'again-'));
    const first = relay.admin.blank('till', folder);
    expect(await come(ticket, first)).toBe('till H2');
    first.joining.stop();
    const second = relay.admin.blank('till', folder);
    expect(await come(ticket, second)).toBe('till H2');
    second.joining.confirm();
    expect(hasDevice(folder)).toBe(true);
    expect(devices()).toEqual(['relay relay', 'till H1', 'till H2']);
  });

  it('[INVITE-04] the till that made it is started again: it stands, and its line is the same', async () => {
    const { ticket, text } = await relay.invite();
    await relay.admin.restart();
    relay.follow();
    relay.link(true);
    expect(relay.newest().text).toBe(text);
    expect(await come(ticket)).toBe('till H2');
  });

  it('[INVITE-04] the till is started again in the midst of it: the device comes again and joins', async () => {
    const { ticket } = await relay.invite();
    const blank = relay.admin.blank();
    let isCut = false;
    relay.toAdmin = (visit) => {
      if (visit.step !== 'frame' || isCut) return [visit];
      isCut = true;
      setImmediate(() => relay.link(false));
      return [];
    };
    const end = come(ticket, blank);
    await afterPause();
    await blank.at('waiting');
    await relay.admin.restart();
    relay.follow();
    relay.link(true);
    expect(await end).toBe('till H2');
  });
});

it('[INVITE-11] through a proxy a device joins at the same door, and is told to dial that from then on', async () => {
  const url = await relay.proxied();
  const { ticket } = await relay.invite({ device: 'till', code: 'H2', relay: url });
  expect(ticket.addresses).toEqual([url]);
  const blank = relay.admin.blank();
  expect(await come({ ...ticket, secret: new Uint8Array(16) })).toBe('ENROL-NOT-GENUINE');
  expect(await come(ticket, blank)).toBe('till H2');
  expect(blank.joining.confirm()?.peers[0]).toMatchObject({ url });
  expect(await come(ticket)).toBe('INVITATION-USED');
});

it('[INVITE-05] a line that was broken by a mail program is read; one that is not whole, or another, is not', async () => {
  const { text, ticket } = await relay.invite();
  expect(ticketText(ticket)).toBe(text);
  expect(ticketIn(` ${text.slice(0, 76)}\r\n${text.slice(76)}\n`)).toEqual(ticket);
  for (const wrong of ['', 'x', text.slice(0, -1), text.replace('-1.', '-2.'), `${text}AA`])
    expect(ticketIn(wrong)).toBeNull();
  for (let at = 16; at < text.length; at += 7) {
    const other = text[at] === 'A' ? 'B' : 'A';
    expect(ticketIn(text.slice(0, at) + other + text.slice(at + 1))).toBeNull();
  }
});
