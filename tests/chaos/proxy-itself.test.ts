import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { freePort } from '../../scripts/process/free-port.ts';
import { createChance } from './chance.ts';
import { type Disturbance, type Proxy, startProxy } from './proxy.ts';

const ends: (() => Promise<unknown>)[] = [];
let proxy: Proxy;
let port: number;

beforeEach(async () => {
  const target = await freePort();
  const echo = createServer({ allowHalfOpen: true }, (socket) => {
    socket.on('error', () => socket.destroy());
    socket.pipe(socket);
  });
  echo.listen(target, '127.0.0.1');
  await once(echo, 'listening');
  port = await freePort();
  proxy = await startProxy({ port }, { port: target }, createChance(1));
  ends.push(
    () => proxy.close(),
    () => new Promise((resolve) => echo.close(resolve)),
  );
});
afterEach(async () => {
  for (const end of ends.splice(0)) await end();
});

const open = async (): Promise<Socket> => {
  const socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true });
  await once(socket, 'connect');
  socket.write('first');
  await once(socket, 'data');
  return socket;
};

/** What comes back of what is sent, until so many bytes are there or the connection ends. */
const echoOf = (socket: Socket, text: string, length = text.length): Promise<string> =>
  new Promise((resolve) => {
    let back = '';
    const take = (piece: Buffer): void => {
      back += piece.toString('latin1');
      if (back.length >= length) resolve(back);
    };
    socket.on('data', take);
    socket.on('close', () => resolve(back));
    socket.on('end', () => resolve(back));
    socket.write(text, 'latin1');
  });

const TEXT = 'abcdefghijklmnopqrstuvwxyz';

it('[CHAOS-05] the proxy passes on what it gets, and keeps its order through a delay', async () => {
  const socket = await open();
  expect(await echoOf(socket, TEXT)).toBe(TEXT);
  expect(proxy.disturb({ kind: 'delay', mostMs: 20 })).not.toBeNull();
  const pieces = Array.from({ length: 20 }, (_, index) => String.fromCodePoint(97 + index));
  for (const piece of pieces.slice(0, -1)) socket.write(piece);
  expect(await echoOf(socket, pieces.at(-1) ?? '', pieces.length)).toBe(pieces.join(''));
  socket.destroy();
});

it('[CHAOS-05] it flips one bit and no more', async () => {
  const socket = await open();
  proxy.disturb({ kind: 'flip' });
  const back = await echoOf(socket, TEXT);
  const sent = Buffer.from(TEXT);
  const bits = Array.from(Buffer.from(back, 'latin1'), (byte, at) => byte ^ (sent[at] ?? 0));
  expect(bits.filter((difference) => difference !== 0)).toHaveLength(1);
  expect(bits.every((difference) => (difference & (difference - 1)) === 0)).toBe(true);
  socket.destroy();
});

it.each<[Disturbance, RegExp]>([
  [{ kind: 'cut', afterBytes: 5 }, /^$|^abcde$/],
  [{ kind: 'half-close' }, /^$|^abcdefghijklmnopqrstuvwxyz$/],
])('[CHAOS-05] %o ends a connection, and the next one stands', async (disturbance, left) => {
  const socket = await open();
  const ended = Promise.race([once(socket, 'end'), once(socket, 'close')]);
  proxy.disturb(disturbance);
  expect(await echoOf(socket, TEXT)).toMatch(left);
  await ended;
  socket.destroy();
  const next = await open();
  expect(await echoOf(next, TEXT)).toBe(TEXT);
  next.destroy();
});
