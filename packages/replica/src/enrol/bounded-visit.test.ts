import { afterEach, beforeEach, expect, it } from 'vitest';
import { fromHex, toHex } from '../cbor/bytes.ts';
import type { Visit } from '../link/visit.ts';
import { InvitationDoor } from '../pool/invitation-door.ts';
import { encodeDoorMessage, readDoorMessage } from './door-message.ts';
import type { FramedSocket } from './framed-socket.ts';
import { TestRelay } from './invitation.fixture.ts';

const TENANT = 'tenant';
const ORGANISATION = 'ab'.repeat(32);
const ADMIN = 'cd'.repeat(16);
const MINUTE_MS = 60_000;

/** A door with time by hand, and an admin device that opens to the invitations that it made. */
const makeDoor = () => {
  let nowMs = 1_000;
  const said: Visit[] = [];
  const due = new Map<() => void, number>();
  const door = new InvitationDoor({
    timers: {
      nowMs: () => nowMs,
      later: (run, delayMs) => {
        const task = (): void => run();
        due.set(task, nowMs + delayMs);
        return () => void due.delete(task);
      },
    },
    say: (_tenant, _to, visit) => void said.push(visit),
    onRefused: () => undefined,
  });
  door.serve(TENANT, ORGANISATION);
  door.listed(TENANT, [ADMIN]);
  door.linked(TENANT, [ADMIN]);
  const enter = (invitation: string) => {
    const told: string[] = [];
    let hear: (frame: Uint8Array) => void = () => undefined;
    let isClosed = false;
    const socket: FramedSocket = {
      allow: () => undefined,
      send: (frame) => {
        const message = readDoorMessage(frame);
        told.push(message?.kind === 'refused' ? message.body.code : (message?.kind ?? 'rubbish'));
      },
      close: () => {
        isClosed = true;
      },
      listen: (frame) => {
        hear = frame;
      },
    };
    door.enter(socket, () => undefined);
    hear(
      encodeDoorMessage('knock', { version: 1, organisationId: ORGANISATION, adminId: ADMIN, invitation }),
    );
    const knock = said.at(-1);
    return {
      told,
      says: (bytes: Uint8Array) => hear(encodeDoorMessage('frame', { bytes })),
      isClosed: () => isClosed,
      wasAsked: () => knock?.step === 'knock' && toHex(knock.bytes) === invitation && told.length === 0,
      answer: (step: 'open' | 'end') =>
        door.heard(TENANT, ADMIN, { visit: knock?.visit ?? 0, step, bytes: new Uint8Array(0) }),
    };
  };
  return { door, enter, said, pass: (ms: number) => void (nowMs += ms) };
};

const idOf = (n: number): string => n.toString(16).padStart(32, '0');

it('[INVITE-15] a place whose admin device is taken off the list is ended, whether it waits or speaks', () => {
  const { door, enter } = makeDoor();
  const speaking = enter(idOf(1));
  speaking.answer('open');
  door.linked(TENANT, []);
  door.linked(TENANT, [ADMIN]);
  const asked = enter(idOf(2));
  door.linked(TENANT, []);
  const waiting = enter(idOf(3));
  door.listed(TENANT, ['ef'.repeat(16)]);
  expect(waiting.told).toEqual(['waiting', 'ENROL-RELAY-UNKNOWN']);
  for (const each of [speaking, asked, waiting]) expect(each.isClosed()).toBe(true);
});

it('[INVITE-15] a visitor that says thousands of tiny frames is cut at the relay', () => {
  const { enter, said } = makeDoor();
  const visitor = enter(idOf(1));
  visitor.answer('open');
  for (let n = 0; n < 2_000; n += 1) visitor.says(Uint8Array.of(1));
  expect(visitor.isClosed()).toBe(true);
  expect(said.filter(({ step }) => step === 'frame')).toHaveLength(512);
});

it('[INVITE-15] with one invitation an admin device is asked five times in ten seconds, and others get through', () => {
  const { enter, pass } = makeDoor();
  const knocks = (invitation: string, times: number): number => {
    let asked = 0;
    for (let n = 0; n < times; n += 1) {
      const visitor = enter(invitation);
      const isAsked = visitor.wasAsked();
      if (isAsked) asked += 1;
      expect(visitor.told).toEqual(isAsked ? [] : ['ENROL-RELAY-CROWDED']);
      visitor.answer('end');
    }
    return asked;
  };
  expect(knocks(idOf(1), 50)).toBe(5);
  expect(knocks(idOf(2), 1)).toBe(1);
  pass(10_000);
  // Once opened to, it has a budget that ids which are made up do not touch.
  const known = enter(idOf(3));
  known.answer('open');
  known.answer('end');
  let madeUp = 0;
  for (let n = 10; n < 60; n += 1) madeUp += knocks(idOf(n), 1);
  expect(madeUp).toBe(19);
  expect(knocks(idOf(3), 10)).toBe(4);
  pass(10_000);
  expect(knocks(idOf(1), 50)).toBe(5);
});

let relay: TestRelay;
beforeEach(async () => {
  relay = await TestRelay.make();
});
afterEach(() => relay.end());

it('[INVITE-15] at the admin device a visit ends by itself, after so many frames, or when two of its invitation stand', async () => {
  const { ticket } = await relay.invite();
  const { carrier, time } = relay.admin;
  const hear = (visit: number, step: Visit['step'], bytes: Uint8Array): void =>
    carrier.emit({ type: 'visit', from: relay.relayId, visit: { visit, step, bytes } });
  const answersTo = (visit: number): readonly string[] =>
    carrier.all('visit').flatMap((sent) => (sent.visit.visit === visit ? [sent.visit.step] : []));
  const knock = (visit: number): void => hear(visit, 'knock', fromHex(ticket.invitation));
  for (const visit of [7_001, 7_002, 7_003]) knock(visit);
  expect([7_001, 7_002, 7_003].map(answersTo)).toEqual([['open'], ['open'], ['end']]);
  for (let n = 0; n < 600; n += 1) hear(7_001, 'frame', Uint8Array.of(0x16));
  await time.until(() => true);
  await new Promise((resolve) => void setImmediate(resolve));
  expect(answersTo(7_001).at(-1)).toBe('end');
  time.pass(10_000);
  await new Promise((resolve) => void setImmediate(resolve));
  expect(answersTo(7_002).at(-1)).toBe('end');
});

it('[INVITE-15] a device that was taken in and says nothing any more does not keep its visit', async () => {
  const { ticket } = await relay.invite();
  const { carrier, time } = relay.admin;
  const blank = relay.admin.blank();
  void blank.joining.beginInvited(ticket);
  expect((await blank.at('found')).step).toBe('found');
  // The relay keeps to itself that the visit is over there.
  relay.toAdmin = () => [];
  const last = (): string | undefined => carrier.all('visit').at(-1)?.visit.step;
  expect(last()).toBe('frame');
  time.pass(5 * MINUTE_MS);
  await new Promise((resolve) => void setImmediate(resolve));
  expect(last()).toBe('end');
});
