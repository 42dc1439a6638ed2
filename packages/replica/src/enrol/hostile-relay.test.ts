import { connect, type TLSSocket } from 'node:tls';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { toHex, utf8 } from '../cbor/bytes.ts';
import { createDeviceKeys } from '../key/device-key.ts';
import { systemRandom } from '../key/random.ts';
import { DOOR_PROTOCOL } from '../link/pinned-tls.ts';
import type { Visit } from '../link/visit.ts';
import { AdminSession } from './admin-session.ts';
import { encodeDoorMessage, readDoorMessage } from './door-message.ts';
import type { Blank } from './enrol.fixture.ts';
import { framed } from './framed-socket.ts';
import { TestRelay } from './invitation.fixture.ts';
import type { Ticket } from './invitation-text.ts';
import { beginVisit, answerVisit, VisitStream } from './visit-stream.ts';
import { Candidate } from './candidate.ts';

let relay: TestRelay;
beforeEach(async () => {
  relay = await TestRelay.make();
});
afterEach(() => relay.end());

const listed = (): number => relay.admin.till.node.shop().devices.length;
const come = async (ticket: Ticket, blank: Blank = relay.admin.blank(ticket.kind)): Promise<string> => {
  await blank.joining.beginInvited(ticket);
  const state = blank.joining.state();
  return state.step === 'found' ? `${state.place.kind} ${state.place.code}` : blank.refusal();
};
const frames = (): readonly Visit[] => relay.passed.filter(({ step }) => step === 'frame');

it('[INVITE-06] a relay reads nothing of what the two say to each other', async () => {
  const { ticket } = await relay.invite();
  expect(await come(ticket)).toBe('till H2');
  const all = Buffer.concat(frames().map(({ bytes }) => bytes));
  expect(all.length).toBeGreaterThan(4_000);
  const { organisation } = relay.admin.till.node.shop();
  const { deviceId } = relay.admin.till.node.self;
  const ids = [deviceId, organisation.id, ticket.invitation].map((id) => Buffer.from(id, 'hex'));
  for (const told of [utf8(organisation.name), utf8('North'), ticket.secret, ...ids])
    expect(all.includes(Buffer.from(told))).toBe(false);
});

/** What a relay may do with one frame, and the frame of each direction that it does it to. */
const TAMPERINGS: Readonly<Record<string, (visit: Visit, before: readonly Visit[]) => readonly Visit[]>> = {
  'said twice': (visit) => [visit, visit],
  'said of before': (visit, before) => [{ ...visit, bytes: before[0]?.bytes ?? visit.bytes }],
  changed: (visit) => [{ ...visit, bytes: visit.bytes.map((byte, at) => (at === 40 ? byte ^ 1 : byte)) }],
  'cut short': (visit) => {
    // Nobody is told: each side gives the other its time.
    setImmediate(() => relay.admin.time.pass(10_000));
    return [{ ...visit, bytes: visit.bytes.slice(0, -1) }];
  },
  rubbish: (visit) => [{ ...visit, bytes: new Uint8Array(visit.bytes.length).fill(0x16) }],
};

it.each(Object.keys(TAMPERINGS))(
  '[INVITE-06] a frame that is %s on its way ends that visit, and the device joins by the next',
  async (what) => {
    const tamper = TAMPERINGS[what];
    if (tamper === undefined) throw new Error('no such tampering');
    const { ticket } = await relay.invite();
    for (const direction of ['toAdmin', 'toVisitor'] as const) {
      const seen: Visit[] = [];
      relay[direction] = (visit) => {
        if (visit.step !== 'frame') return [visit];
        seen.push(visit);
        return seen.length === 2 ? tamper(visit, seen) : [visit];
      };
      const blank = relay.admin.blank();
      void blank.joining.beginInvited(ticket);
      await relay.admin.time.until(() => relay.admin.time.isDueIn(1_000) || blank.refusal() !== 'dialling');
      expect(['dialling', 'ENROL-NOT-GENUINE']).toContain(blank.refusal());
      blank.joining.stop();
      relay[direction] = (visit) => [visit];
      expect(listed()).toBe(2);
    }
    expect(await come(ticket)).toBe('till H2');
  },
);

it('[INVITE-06] a relay that answers in place of the admin device has no secret: it is told nothing, and noticed', async () => {
  const { ticket } = await relay.invite();
  const keys = createDeviceKeys();
  const heard: string[] = [];
  let stream: VisitStream | null = null;
  relay.toAdmin = ({ visit, step, bytes }) => {
    const say = (next: Visit['step'], said = new Uint8Array(0)): void =>
      relay.door.heard('tenant', relay.admin.till.node.self.deviceId, { visit, step: next, bytes: said });
    if (step === 'knock') {
      stream = new VisitStream({ send: (said) => say('frame', plain(said)), ended: () => say('end') });
      const tls = { key: keys.tlsPrivateKeyPem, cert: keys.tlsCertificatePem };
      answerVisit({ stream, tls, secret: new Uint8Array(16) }, (channel) => {
        if (channel === null) return;
        const session: AdminSession = new AdminSession({
          channel,
          keys,
          kind: 'till',
          random: systemRandom,
          timers: relay.admin.time,
          mayShow: () => null,
          changed: () => heard.push(session.waiting() === null ? 'nothing' : 'a proof'),
          taken: () => undefined,
          ended: () => heard.push('ended'),
        });
      });
      setImmediate(() => say('open'));
    } else if (step === 'frame') stream?.arrived(bytes);
    return [];
  };
  expect(await come(ticket)).toBe('ENROL-NOT-GENUINE');
  expect(heard).not.toContain('a proof');
  expect(listed()).toBe(2);
});

const plain = (bytes: Uint8Array): Uint8Array<ArrayBuffer> => Uint8Array.from(bytes);

/** Speaks with the admin device itself, as a relay can that knows an invitation's id from the knock. */
const pose = (ticket: Ticket, secret: Uint8Array, visit: number): Promise<string> =>
  new Promise((resolve) => {
    const keys = createDeviceKeys();
    const say = (step: Visit['step'], bytes: Uint8Array): void =>
      relay.admin.carrier.emit({ type: 'visit', from: relay.relayId, visit: { visit, step, bytes } });
    const stream = new VisitStream({
      send: (bytes) => say('frame', bytes),
      ended: () => say('end', new Uint8Array(0)),
    });
    relay.toVisitor = (answer) => {
      if (answer.visit !== visit) return [];
      if (answer.step === 'frame') stream.arrived(answer.bytes);
      if (answer.step === 'end') stream.over();
      return [];
    };
    say('knock', Buffer.from(ticket.invitation, 'hex'));
    const tls = { key: keys.tlsPrivateKeyPem, cert: keys.tlsCertificatePem };
    beginVisit({ stream, tls, secret }, (channel) => {
      if (channel === null) return resolve('no channel');
      const { time } = relay.admin;
      const ignore = (): void => undefined;
      const ports = { channel, keys, kind: 'till', random: systemRandom, timers: time } as const;
      const candidate = new Candidate({ ...ports, onCode: ignore, onWrong: ignore });
      void candidate.joined.then((joined) => resolve(joined.ok ? 'joined' : joined.refusal.code));
    });
  });

it('[INVITE-06] a relay that knows the id from the knock, and not the secret, cannot use an invitation', async () => {
  const { ticket } = await relay.invite();
  expect(await pose(ticket, new Uint8Array(16), 1_000)).toBe('ENROL-NOT-GENUINE');
  expect(listed()).toBe(2);
  expect(relay.newest()).toMatchObject({ isOver: false, invitation: { state: 'open' } });
  // What it is like with the secret: the test would notice if it could not be told apart.
  expect(await pose(ticket, ticket.secret, 1_001)).toBe('joined');
});

it('[INVITE-06] what a visit said before counts in no other: the admin device lists nobody', async () => {
  const { ticket } = await relay.invite();
  expect(await come(ticket)).toBe('till H2');
  const said = relay.passed.filter(({ step }) => step === 'knock' || step === 'frame');
  const other = await relay.invite({ device: 'till', code: 'H3' });
  for (const { step, bytes } of said) {
    const knocked = step === 'knock' ? Buffer.from(other.ticket.invitation, 'hex') : bytes;
    relay.admin.carrier.emit({
      type: 'visit',
      from: relay.relayId,
      visit: { visit: 2_000, step, bytes: knocked },
    });
  }
  expect(await come(other.ticket)).toBe('till H3');
  expect(listed()).toBe(4);
});

it('[INVITE-07] only a relay of the organisation may speak of visits', async () => {
  const { ticket } = await relay.invite();
  const before = relay.passed.length;
  const visit = { visit: 1, step: 'knock', bytes: Buffer.from(ticket.invitation, 'hex') } as const;
  relay.admin.carrier.emit({ type: 'visit', from: relay.admin.till.node.self.deviceId, visit });
  relay.admin.carrier.emit({ type: 'visit', from: 'f'.repeat(32), visit });
  expect(relay.passed.length).toBe(before);
});

/** A stranger at the port, who asks for the door; what it was told, once it is over. */
const stranger = (say: (socket: TLSSocket) => void): Promise<Buffer> =>
  new Promise((resolve) => {
    let told = Buffer.alloc(0);
    const { host, port } = relay.address;
    const socket = connect(
      { host, port, ALPNProtocols: [DOOR_PROTOCOL], rejectUnauthorized: false, minVersion: 'TLSv1.3' },
      () => say(socket),
    );
    socket.on('error', () => socket.destroy());
    socket.on('data', (data: Buffer) => {
      told = Buffer.concat([told, data]);
    });
    socket.on('close', () => resolve(told));
  });

const GARBAGE: readonly ((socket: TLSSocket, ticket: Ticket) => void)[] = [
  (socket) => socket.write('GET / HTTP/1.1\r\nHost: x\r\n\r\n'),
  (socket) => socket.write(Buffer.alloc(64, 0xff)),
  (socket) => framed(socket).send(new Uint8Array(900)),
  (socket) => framed(socket).send(encodeDoorMessage('frame', { bytes: new Uint8Array(900) })),
  (socket) => socket.destroy(),
  (socket, { adminId }) =>
    framed(socket).send(
      encodeDoorMessage('knock', {
        version: 1,
        organisationId: toHex(systemRandom(32)),
        adminId,
        invitation: toHex(systemRandom(16)),
      }),
    ),
  (socket, { organisationId, adminId }) =>
    framed(socket).send(
      encodeDoorMessage('knock', {
        version: 1,
        organisationId,
        adminId,
        invitation: toHex(systemRandom(16)),
      }),
    ),
];

it(
  '[INVITE-08] a thousand connections with garbage leave the door open, and hear nothing but a refusal',
  { timeout: 120_000 },
  async () => {
    const { ticket } = await relay.invite();
    const told: Buffer[] = [];
    for (let round = 0; round < 50; round++) {
      const some = Array.from({ length: 20 }, (_, n) =>
        stranger((socket) => GARBAGE[(20 * round + n) % GARBAGE.length]?.(socket, ticket)),
      );
      told.push(...(await Promise.all(some)));
    }
    expect(told).toHaveLength(1_000);
    for (const each of told) {
      if (each.length === 0) continue;
      expect(each.length).toBe(4 + each.readUInt32BE(0));
      const message = readDoorMessage(Uint8Array.from(each.subarray(4)));
      expect(message?.kind).toBe('refused');
      expect(JSON.stringify(message?.body)).toMatch(/RELAY-UNKNOWN|RELAY-CROWDED|INVITATION-UNKNOWN/);
    }
    expect(relay.refused).toBeGreaterThan(100);
    relay.admin.time.pass(10_000);
    expect(await come(ticket)).toBe('till H2');
    expect(listed()).toBe(3);
  },
);

it('[INVITE-08] of one organisation four wait at once, with one invitation two; one too many is told so', async () => {
  const { ticket } = await relay.invite();
  relay.link(false);
  const wait = async (invitation: string): Promise<Blank> => {
    const blank = relay.admin.blank();
    void blank.joining.beginInvited({ ...ticket, invitation });
    await blank.at('waiting');
    return blank;
  };
  const waiting = [await wait(ticket.invitation), await wait(ticket.invitation)];
  const crowded = async (invitation: string): Promise<string | undefined> => {
    const state = (await wait(invitation)).joining;
    const now = state.state();
    state.stop();
    return now.step === 'waiting' ? now.passing?.code : now.step;
  };
  expect(await crowded(ticket.invitation)).toBe('ENROL-RELAY-CROWDED');
  waiting.push(await wait('a'.repeat(32)), await wait('b'.repeat(32)));
  expect(await crowded('c'.repeat(32))).toBe('ENROL-RELAY-CROWDED');
  const left = relay.passed.length;
  for (const blank of waiting) blank.joining.stop();
  expect(relay.passed.length).toBe(left);
});
