import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { afterEach, expect, it, vi } from 'vitest';
import { framed } from './framed-socket.ts';

const ends: (() => unknown)[] = [];
afterEach(() => {
  vi.useRealTimers();
  for (const end of ends.splice(0).reverse()) end();
});

/** Both ends of a connection; the one that dialled goes on when the other has ended. */
const pair = async (): Promise<{ readonly near: Socket; readonly far: Socket }> => {
  const server = createServer();
  ends.push(() => server.close());
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const accepted = once(server, 'connection') as Promise<[Socket]>;
  const far = connect({
    port: (server.address() as AddressInfo).port,
    host: '127.0.0.1',
    allowHalfOpen: true,
  });
  far.on('error', () => undefined);
  const [near] = await accepted;
  near.on('error', () => undefined);
  ends.push(
    () => far.destroy(),
    () => near.destroy(),
  );
  return { near, far };
};

const FRAME = Buffer.from('0000000107', 'hex');

it('[INVITE-12] what comes after the last word is not read, and a byte now and then does not keep the connection', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  const { near, far } = await pair();
  const heard: number[] = [];
  const stream = framed(near);
  stream.listen(
    (frame) => {
      heard.push(frame.length);
      stream.close();
    },
    () => undefined,
  );
  far.resume();
  const ended = once(far, 'end');
  far.write(Buffer.concat([FRAME, FRAME, FRAME]));
  await ended;
  for (let bytes = 0; bytes < 4; bytes += 1) {
    const came = once(near, 'data');
    far.write(FRAME);
    await came;
    vi.advanceTimersByTime(499);
    expect(near.destroyed).toBe(false);
  }
  const closed = once(near, 'close');
  vi.advanceTimersByTime(4);
  expect(near.destroyed).toBe(true);
  await closed;
  expect(heard).toEqual([1]);
  expect(vi.getTimerCount()).toBe(0);
});
