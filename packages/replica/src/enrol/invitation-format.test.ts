import { hash } from 'node:crypto';
import { createServer } from 'node:tls';
import * as fc from 'fast-check';
import { WebSocketServer } from 'ws';
import { expect, it } from 'vitest';
import { toHex } from '../cbor/bytes.ts';
import { createDeviceKeys } from '../key/device-key.ts';
import type { PeerAddress } from '../link/peer.ts';
import { CLOSE_UNPROVEN } from '../link/member-proof.ts';
import { seededRandom } from '../key/random.fixture.ts';
import { VISIT_BYTES } from '../link/visit.ts';
import { encodeDoorMessage, readDoorMessage } from './door-message.ts';
import { invitationSecret, invitedBinding } from './invitation-key.ts';
import { type Ticket, ticketIn, ticketText } from './invitation-text.ts';
import { Visitor } from './visitor.ts';

const ticket: Ticket = {
  organisationId: '01'.repeat(32),
  adminId: '02'.repeat(16),
  admin: 'H1',
  invitation: '03'.repeat(16),
  secret: new Uint8Array(16).fill(4),
  kind: 'till',
  addresses: ['relay.example:7400'],
  relayKeys: [new Uint8Array(32).fill(5)],
};

it('[INVITE-09] the line, its secret, the binding and what is said at the door have these bytes for ever', () => {
  const { organisationId, adminId, invitation } = ticket;
  const said = [
    encodeDoorMessage('knock', { version: 1, organisationId, adminId, invitation }),
    encodeDoorMessage('waiting', {}),
    encodeDoorMessage('open', {}),
    encodeDoorMessage('frame', { bytes: new Uint8Array(3) }),
    encodeDoorMessage('refused', { code: 'INVITATION-USED' }),
  ];
  expect({
    line: ticketText(ticket),
    secret: toHex(invitationSecret(new Uint8Array(32).fill(6), invitation)),
    binding: toHex(invitedBinding(ticket.secret, new Uint8Array(32).fill(7))),
    door: said.map((each) => hash('sha256', each, 'hex').slice(0, 16)),
  }).toMatchInlineSnapshot(`
    {
      "binding": "b1c5bcf899acc052bf85fa0f88a257caf8ed24865995d92e75a0ad979562c49c",
      "door": [
        "36858d8ba50b7f63",
        "38c7323a9e4cc649",
        "a075a851ca61665e",
        "32cefd9944e98b29",
        "5cfb3930c27b6387",
      ],
      "line": "tillmesh-join-1.qAFYIAEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAlACAgICAgICAgICAgICAgICA2JIMQRQAwMDAwMDAwMDAwMDAwMDAwVQBAQEBAQEBAQEBAQEBAQEBAZkdGlsbAeBcnJlbGF5LmV4YW1wbGU6NzQwMAiBWCAFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBTbDBkY",
      "secret": "6a160fe7b2b00aa6a9a426c47564e312",
    }
  `);
  expect(said.map((each) => readDoorMessage(each)?.kind)).toEqual([
    'knock',
    'waiting',
    'open',
    'frame',
    'refused',
  ]);
  expect(ticketIn(ticketText(ticket))).toEqual(ticket);
});

it('[INVITE-05] the binding follows from every bit of the secret and of what the channel exported', () => {
  const bits = fc.tuple(
    fc.uint8Array({ minLength: 16, maxLength: 16 }),
    fc.uint8Array({ minLength: 32, maxLength: 32 }),
    fc.nat(48 * 8 - 1),
  );
  fc.assert(
    fc.property(bits, ([secret, exported, bit]) => {
      const all = Uint8Array.from([...secret, ...exported]);
      all[bit >> 3] = (all[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      const other = invitedBinding(all.slice(0, 16), all.slice(16));
      expect(toHex(other)).not.toBe(toHex(invitedBinding(secret, exported)));
    }),
  );
});

it('[INVITE-05] no bytes make the reading of a line or of a message at the door throw', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 400 }), (bytes) => {
      expect(ticketIn(`tillmesh-join-1.${Buffer.from(bytes).toString('base64url')}`)).toBeNull();
      readDoorMessage(bytes);
    }),
  );
  expect(readDoorMessage(encodeDoorMessage('frame', { bytes: new Uint8Array(VISIT_BYTES + 1) }))).toBeNull();
  for (const address of ['relay.example', 'http://relay.example/', 'ws://relay.example/', 'relay.example:0'])
    expect(ticketIn(ticketText({ ...ticket, addresses: [address] }))).toBeNull();
});

const visit = (address: PeerAddress, relayKey: Uint8Array) => {
  const visitor = new Visitor({
    address,
    ticket: { ...ticket, relayKeys: [relayKey] },
    keys: createDeviceKeys(seededRandom('device')),
    random: seededRandom('visitor'),
    timers: { later: () => () => undefined },
    onWaiting: () => undefined,
    onOpen: () => undefined,
  });
  return visitor.visited;
};

it('[INVITE-10] a relay of an earlier version, which knows no door, is told nothing', async () => {
  const relay = createDeviceKeys(seededRandom('relay'));
  const heard: Buffer[] = [];
  const server = createServer(
    { key: relay.tlsPrivateKeyPem, cert: relay.tlsCertificatePem, minVersion: 'TLSv1.3' },
    (socket) => {
      socket.on('error', () => socket.destroy());
      socket.on('data', (data: Buffer) => heard.push(data));
    },
  );
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as { port: number };
  const visited = await visit({ host: '127.0.0.1', port }, relay.public.tlsKeyHash);
  expect(visited).toEqual({ ok: false, code: 'ENROL-RELAY-OLD' });
  await new Promise((resolve) => server.close(resolve));
  expect(heard).toEqual([]);
});

it('[INVITE-10] behind a proxy it takes the knock for a greeting, and is told apart by its answer', async () => {
  const server = new WebSocketServer({ port: 0, host: '127.0.0.1' });
  server.on('connection', (socket) => socket.once('message', () => socket.close(CLOSE_UNPROVEN)));
  await new Promise<void>((resolve) => void server.once('listening', () => resolve()));
  const { port } = server.address() as { port: number };
  const address = { host: '127.0.0.1', port, url: `ws://127.0.0.1:${port}/` };
  expect(await visit(address, new Uint8Array(32))).toEqual({ ok: false, code: 'ENROL-RELAY-OLD' });
  await new Promise((resolve) => server.close(resolve));
});
