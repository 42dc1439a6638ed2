import { connect as connectPlain } from 'node:net';
import { connect } from 'node:tls';
import * as fc from 'fast-check';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { toHex } from '../cbor/bytes.ts';
import { createDeviceKeys, type DeviceKeys } from '../key/device-key.ts';
import { systemRandom } from '../key/random.ts';
import type { PeerAddress } from '../link/peer.ts';
import { PINS } from '../till/chain.fixture.ts';
import { Candidate } from './candidate.ts';
import { channelOver, type EnrolChannel } from './channel.ts';
import { AdminTill, HOST, Stranger } from './enrol.fixture.ts';
import { dialEnrolment, listenForEnrolment } from './enrol-port.ts';
import { EnrolmentWindow } from './enrolment-window.ts';
import { encodeEnrolMessage, GRANT_FRAME_BYTES, readEnrolMessage } from './message.ts';

let admin: AdminTill;
beforeEach(async () => {
  admin = await AdminTill.make();
});
afterEach(() => admin.end());

/** A channel with one's own keys, from an address of this machine that a test chooses. */
const channelFrom = ({ host, port }: PeerAddress, keys: DeviceKeys, localAddress: string) =>
  new Promise<EnrolChannel | null>((resolve) => {
    const { tlsPrivateKeyPem: key, tlsCertificatePem: cert } = keys;
    const options = { host, port, key, cert, rejectUnauthorized: false, localAddress };
    const socket = connect(options, () => resolve(channelOver(socket)));
    socket.on('error', () => resolve(null));
  });

type Knock = { readonly code: string; readonly candidate: Candidate | null };

/** Asks to join as far as the code: that, or the code of the refusal. */
const knock = async (
  address: PeerAddress,
  { keys = createDeviceKeys(), from = HOST, seen = (channel: EnrolChannel) => channel } = {},
): Promise<Knock> => {
  // As slowly as a person at a screen: faster ones are not answered at all.
  admin.time.pass(200);
  const channel = await channelFrom(address, keys, from);
  if (channel === null) return { code: 'ENROL-UNREACHABLE', candidate: null };
  const { promise, resolve } = Promise.withResolvers<string>();
  const candidate = new Candidate({
    channel: seen(channel),
    keys,
    kind: 'till',
    random: systemRandom,
    timers: admin.time,
    onCode: resolve,
    onWrong: () => undefined,
  });
  void candidate.joined.then((joined) => resolve(joined.ok ? 'joined' : joined.refusal.code));
  return { code: await promise, candidate };
};

it('[ENROL-04] whoever stands between with own keys is noticed: the codes differ, and a try is lost', async () => {
  const mallory = createDeviceKeys();
  const address = await admin.open();
  // Towards the new device Mallory is the admin device, towards that the new device.
  const toBlank = new EnrolmentWindow({
    kind: 'till',
    keys: mallory,
    random: systemRandom,
    timers: admin.time,
    state: () => Promise.reject(new Error('nobody types a code at this one')),
    changed: admin.time.changed,
    ended: () => undefined,
  });
  const between = await listenForEnrolment({
    host: HOST,
    ports: [0],
    tls: { key: mallory.tlsPrivateKeyPem, cert: mallory.tlsCertificatePem },
    timers: admin.time,
    onChannel: (channel) => toBlank.take(channel),
  });
  const blank = admin.blank();
  void blank.joining.begin({ host: HOST, port: between?.port ?? 0 });
  const shown = await blank.at('code');
  const { code: atAdmin } = await knock(address, { keys: mallory });
  await admin.waiting(1);
  expect(shown).toMatchObject({ step: 'code' });
  const code = shown.step === 'code' ? shown.code : '';
  expect(code).not.toBe(atAdmin);
  expect(await admin.typed(code)).toBe('ENROL-CODE-WRONG');
  expect(admin.window()).toMatchObject({ state: 'open', triesLeft: 2 });
  expect(admin.till.node.shop().devices).toHaveLength(1);
  toBlank.close();
  between?.close();
});

it('[ENROL-04] whoever passes the messages on through channels of his own is noticed by both', async () => {
  const mallory = createDeviceKeys();
  const address = await admin.open();
  const between = await listenForEnrolment({
    host: HOST,
    ports: [0],
    tls: { key: mallory.tlsPrivateKeyPem, cert: mallory.tlsCertificatePem },
    timers: admin.time,
    onChannel: (toBlank) => {
      const early: Uint8Array[] = [];
      let send = (frame: Uint8Array): void => void early.push(frame);
      toBlank.listen(
        (frame) => send(frame),
        () => undefined,
      );
      void dialEnrolment(address, { key: mallory.tlsPrivateKeyPem, cert: mallory.tlsCertificatePem }).then(
        (toAdmin) => {
          send = (frame) => toAdmin?.send(frame);
          early.forEach(send);
          toAdmin?.listen(toBlank.send, toBlank.close);
          return undefined;
        },
      );
    },
  });
  const blank = admin.blank();
  await blank.joining.begin({ host: HOST, port: between?.port ?? 0 });
  expect(blank.refusal()).toBe('ENROL-NOT-GENUINE');
  expect(admin.window()).toMatchObject({ state: 'open', triesLeft: 3, waiting: [] });
  between?.close();
});

it('[ENROL-03] nothing of the shop is told before the right code, whatever is asked', async () => {
  const address = await admin.open({ device: 'till', code: 'H2', name: 'Counter-Zebra' });
  const heard: Uint8Array[] = [];
  const seen = (channel: EnrolChannel): EnrolChannel => ({
    ...channel,
    listen: (onFrame, onClose) =>
      channel.listen((frame) => {
        heard.push(frame);
        onFrame(frame);
      }, onClose),
  });
  const { code, candidate } = await knock(address, { seen });
  expect(code).toMatch(/^\d{6}$/);
  await admin.waiting(1);
  for (let n = 0; n < 3; n += 1) await admin.typed(code === '111111' ? '222222' : '111111');
  expect(await candidate?.joined).toMatchObject({ ok: false, refusal: { code: 'ENROL-TRIES-OVER' } });
  const said = Buffer.concat(heard);
  const { organisation, branches, staff } = admin.till.node.shop();
  const secrets: Buffer[] = [
    ...[organisation.name, 'Counter-Zebra', 'H2', 'H1', ...branches.map(({ name }) => name)].map((text) =>
      Buffer.from(text),
    ),
    ...[organisation.id, ...branches.map(({ id }) => id), ...staff.map(({ id }) => id)].map((id) =>
      Buffer.from(id, 'hex'),
    ),
  ];
  for (const secret of secrets) expect(said.includes(secret)).toBe(false);
  const kinds = heard.map((frame) => {
    const message = readEnrolMessage(frame);
    return typeof message === 'string' ? message : message.kind;
  });
  expect(kinds).toEqual(['answer', 'admin-keys', 'wrong', 'wrong', 'wrong', 'refused']);
});

it('[ENROL-06] a guesser sees six codes from one address and sixteen in all, then the window is shut', async () => {
  const address = await admin.open();
  const codes: string[] = [];
  const look = async (from: string): Promise<void> => {
    const { code, candidate } = await knock(address, { from });
    codes.push(code);
    candidate?.stop();
    await admin.waiting(0);
  };
  for (let n = 0; n < 6; n += 1) await look('127.0.0.2');
  expect(codes.every((code) => /^\d{6}$/.test(code))).toBe(true);
  await look('127.0.0.2');
  expect(codes.at(-1)).toBe('ENROL-BUSY');
  for (let n = 0; n < 10; n += 1) await look(`127.0.0.${3 + (n % 2)}`);
  expect(admin.window()).toMatchObject({ state: 'open', triesLeft: 3 });
  const { code } = await knock(address, { from: '127.0.0.9' });
  expect(code).toBe('ENROL-KNOCKS-OVER');
  expect(admin.window()).toMatchObject({ state: 'shut', by: 'knocks' });
  expect(new Set(codes).size).toBeGreaterThan(10);
});

it('[ENROL-06] strangers that wait keep nobody out: the code that is typed says who joins', async () => {
  const address = await admin.open();
  const strangers = [
    await knock(address, { from: '127.0.0.2' }),
    await knock(address, { from: '127.0.0.2' }),
  ];
  expect((await knock(address, { from: '127.0.0.2' })).code).toBe('ENROL-BUSY');
  const blank = admin.blank();
  const code = await blank.code(address);
  expect(admin.waitingNow()).toBe(3);
  expect(await admin.typed(code)).toBe('joined');
  expect((await blank.at('found')).step).toBe('found');
  for (const { candidate } of strangers) {
    expect(await candidate?.joined).toMatchObject({ ok: false, refusal: { code: 'ENROL-BUSY' } });
  }
  expect(admin.till.node.shop().devices).toHaveLength(2);
});

it('[ENROL-07] what a device once said proves nothing when it is said again, even with its own TLS key', async () => {
  const address = await admin.open();
  const keys = createDeviceKeys();
  const said: Uint8Array[] = [];
  const seen = (channel: EnrolChannel): EnrolChannel => ({
    ...channel,
    send: (frame) => {
      said.push(frame);
      channel.send(frame);
    },
  });
  const { candidate } = await knock(address, { keys, seen });
  await admin.waiting(1);
  candidate?.stop();
  await admin.waiting(0);
  for (const replayer of [keys, createDeviceKeys()]) {
    const channel = await channelFrom(address, replayer, HOST);
    const heard: Uint8Array[] = [];
    const closed = new Promise<void>((resolve) =>
      channel?.listen((frame) => void heard.push(frame), resolve),
    );
    for (const frame of said) channel?.send(frame);
    await closed;
    expect(readEnrolMessage(heard.at(-1) ?? new Uint8Array(0))).toEqual({
      kind: 'refused',
      body: { code: 'ENROL-NOT-GENUINE' },
    });
  }
  expect(admin.waitingNow()).toBe(0);
});

it('[ENROL-12] a device of another protocol version is told so', async () => {
  const stranger = new Stranger(await admin.open());
  const later = Uint8Array.from(Buffer.from('a2010102a201020341aa', 'hex'));
  expect(readEnrolMessage(later)).toBe('another-version');
  stranger.frame(later);
  await stranger.closed;
  expect(readEnrolMessage(Uint8Array.from(stranger.heard.subarray(4)))).toEqual({
    kind: 'refused',
    body: { code: 'ENROL-VERSION-DIFFERS' },
  });
});

it('[ENROL-08] rubbish, giants, the silent and those without a key end by themselves; selling and joining go on', async () => {
  const address = await admin.open();
  const plain = connectPlain(address.port, address.host);
  plain.on('error', () => undefined);
  plain.end('GET / HTTP/1.1\r\n\r\n');
  const keyless = new Stranger(address, false);
  const giant = new Stranger(address);
  giant.socket.write(Buffer.from([0x7f, 0xff, 0xff, 0xff, 1, 2, 3]));
  const rubbish = new Stranger(address);
  rubbish.frame(Uint8Array.of(0xf6));
  const early = new Stranger(address);
  early.frame(encodeEnrolMessage('taken', {}));
  await Promise.all([keyless, giant, rubbish, early].map(({ closed }) => closed));
  for (const { heard } of [keyless, giant, rubbish, early]) expect(heard.length).toBe(0);
  const silent = new Stranger(address);
  const offer = encodeEnrolMessage('offer', { version: 1, kind: 'till', commitment: new Uint8Array(32) });
  silent.frame(offer);
  await silent.answered;
  admin.time.pass(5_000);
  await silent.closed;
  // Two hundred at once: ten a second are answered, the others cut off before any work.
  const flood = Array.from({ length: 200 }, () => new Stranger(address));
  for (const { frame } of flood) frame(offer);
  const staffId = admin.chain.staffId('Amelia');
  await admin.till.done(
    { kind: 'session.sign-in', staffId, pin: PINS.owner },
    { kind: 'shift.open', floatMinor: 100 },
  );
  await Promise.all(flood.map(({ closed, answered }) => Promise.race([closed, answered])));
  expect(flood.filter(({ heard }) => heard.length > 0).length).toBeLessThanOrEqual(10);
  admin.time.pass(5_000);
  await Promise.all(flood.map(({ closed }) => closed));
  expect(admin.window()).toMatchObject({ state: 'open', triesLeft: 3, waiting: [] });
  admin.time.pass(2_000);
  const blank = admin.blank();
  expect(await admin.typed(await blank.code(address))).toBe('joined');
});

it('[ENROL-08] of any bytes each is a message, another version or rubbish, and nothing throws', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
      const read = readEnrolMessage(bytes);
      return read === 'rubbish' || read === 'another-version' || typeof read.kind === 'string';
    }),
  );
  const offer = encodeEnrolMessage('offer', { version: 1, kind: 'till', commitment: new Uint8Array(32) });
  fc.assert(
    fc.property(fc.nat(offer.length - 1), fc.integer({ min: 1, max: 255 }), (at, flip) => {
      const bytes = offer.map((byte, index) => (index === at ? byte ^ flip : byte));
      const read = readEnrolMessage(bytes);
      return typeof read === 'string' || toHex(encodeEnrolMessage('offer', offerOf(read))) === toHex(bytes);
    }),
  );
  expect(GRANT_FRAME_BYTES).toBeGreaterThan(16 * 1_048_576);
});

const offerOf = (read: Exclude<ReturnType<typeof readEnrolMessage>, string>) => {
  if (read.kind !== 'offer') throw new Error('another kind of message of the same shape');
  return read.body;
};
