import { expect, it } from 'vitest';
import { SimSocket } from './socket.ts';
import { VirtualTime, WORLD } from './virtual-time.ts';

it('[SIM-02] what is sent arrives in order, also what came while nobody read, and stopped reading again', async () => {
  const faults: unknown[] = [];
  const time = new VirtualTime(
    0,
    (broken) => faults.push(broken),
    (run) => void setImmediate(run),
  );
  let latencyMs = 5;
  const path = { latencyMs: () => latencyMs, isCut: () => false };
  const [here, there] = [1, 2].map(() => new SimSocket(time, WORLD, path, () => undefined));
  if (here === undefined || there === undefined) throw new Error('no sockets');
  here.join(there);
  there.join(here);
  const heard: number[] = [];
  there.on('message', (data: Buffer) => {
    heard.push(data[0] ?? -1);
    // A reader that has enough after every third message, and goes on a little later.
    if (heard.length % 3 !== 0) return;
    there.pause();
    time.later(() => there.resume(), 7, WORLD);
  });
  for (let n = 0; n < 60; n += 1) {
    time.later(
      () => {
        latencyMs = n % 5;
        here.send(Uint8Array.of(n));
      },
      n,
      WORLD,
    );
  }
  await time.runUntil(1_000);
  expect(heard).toEqual(Array.from({ length: 60 }, (_, n) => n));
  expect(faults).toEqual([]);
});
