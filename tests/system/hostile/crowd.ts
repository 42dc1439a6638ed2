import { connect, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import type { TestIdentity } from '../../../packages/replica/src/link/identity.fixture.ts';
import type { Chance } from '../../chaos/chance.ts';

/** A device's port for links, and the addresses of loopback that strangers come from. */
type Door = { readonly port: number; readonly from: (index: number) => string };

const HELD_AGAIN_MS = 100;
const DRIP_MS = 400;
const LANES = 40;
/** A handshake record that is longer than what is sent of it. */
const HELLO = Uint8Array.from([22, 3, 1, 62, 128, 1, 0, 62, 124, 3, 3]);

const doorOf = (address: string): Door => ({
  port: Number(address.split(':').at(-1)),
  from: (index) => `127.0.${9 + (index % 7)}.1`,
});

/** Resolves when the other end hung up, by whatever error. */
const ended = (socket: Socket): Promise<void> =>
  new Promise((resolve) => {
    if (socket.closed) resolve();
    else socket.once('close', () => resolve());
  });

/** Reads what it is told, without which nobody notices that the other end hung up. */
const knock = ({ port, from }: Door, index: number): Socket =>
  connect({ host: '127.0.0.1', port, localAddress: from(index) })
    .on('error', () => undefined)
    .resume();

/** All bytes that a device says to somebody with this identity who asks as a device does, until it hangs up. */
export const toldTo = async (address: string, identity: TestIdentity): Promise<string> => {
  const { port } = doorOf(address);
  const socket = connectTls({ host: '127.0.0.1', port, rejectUnauthorized: false, ...identity.tls });
  let told = '';
  socket.on('data', (data: Buffer) => {
    told += data.toString('latin1');
    // A listed device: that it is answered at all is enough.
    socket.destroy();
  });
  socket.on('error', () => undefined);
  socket.on('secureConnect', () => {
    socket.write(
      'GET / HTTP/1.1\r\nHost: till\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n' +
        'Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n',
    );
  });
  await ended(socket);
  return told;
};

/** So many connections that never get anywhere, and come again when they are ended. */
export const holdOn = (address: string, count: number): void => {
  const door = doorOf(address);
  const hold = (index: number): void => {
    const socket = knock(door, index);
    socket.write([new Uint8Array(0), HELLO, Buffer.from('GET / HT')][index % 3] ?? HELLO);
    const drip = setInterval(() => index % 3 !== 0 && socket.write(Uint8Array.of(65)), DRIP_MS);
    socket.on('close', () => {
      clearInterval(drip);
      setTimeout(() => hold(index), HELD_AGAIN_MS);
    });
  };
  for (let index = 0; index < count; index += 1) hold(index);
};

/** One connection of rubbish: noise, half a handshake, plain HTTP, nothing, or a whole handshake with a strange key. */
const rubbish = async (door: Door, index: number, chance: Chance, stranger: TestIdentity): Promise<void> => {
  if (index % 5 === 4) {
    const socket = connectTls({ socket: knock(door, index), rejectUnauthorized: false, ...stranger.tls });
    await ended(socket.on('error', () => undefined).resume());
    return;
  }
  const socket = knock(door, index);
  const noise = Uint8Array.from({ length: chance.between(1, 4_096) }, () => chance.between(0, 255));
  const says = [noise, HELLO, Buffer.from('GET / HTTP/1.1\r\nHost: x\r\n\r\n'), new Uint8Array(0)][index % 5];
  socket.end(says ?? noise);
  await ended(socket);
};

/** So many connections of rubbish, forty at a time; gives when all have ended. */
export const throwRubbish = async (
  address: string,
  count: number,
  chance: Chance,
  stranger: TestIdentity,
): Promise<void> => {
  const door = doorOf(address);
  let next = 0;
  const lane = async (): Promise<void> => {
    for (let index = next++; index < count; index = next++) await rubbish(door, index, chance, stranger);
  };
  await Promise.all(Array.from({ length: LANES }, lane));
};
