import { expect, it } from 'vitest';
import { SimSocket } from './socket.ts';
import { VirtualTime, WORLD } from './virtual-time.ts';

const time = (faults: unknown[] = []): VirtualTime =>
  new VirtualTime(
    0,
    (broken) => faults.push(broken),
    (run) => void setImmediate(run),
  );

const pair = (of: VirtualTime, latencyMs: () => number): readonly [SimSocket, SimSocket] => {
  const path = { latencyMs, isCut: () => false };
  const make = (): SimSocket => new SimSocket(of, WORLD, path, () => undefined);
  const [here, there] = [make(), make()];
  here.join(there);
  there.join(here);
  return [here, there];
};

it('[SIM-02] who sends is told once a frame has left, so that a sender who waits for room goes on', async () => {
  const world = time();
  const [here, there] = pair(world, () => 10);
  const heard: number[] = [];
  there.on('message', (data: Buffer) => heard.push(data.length));
  const left = [5, 6, 7];
  const pump = (): void => {
    while (here.bufferedAmount < 1) {
      const size = left.shift();
      if (size === undefined) return;
      here.send(new Uint8Array(size), pump);
    }
  };
  pump();
  await world.runUntil(1_000);
  expect([heard, here.bufferedAmount]).toEqual([[5, 6, 7], 0]);
});

it('[SIM-02] what is sent arrives in order, also what came while nobody read, and stopped reading again', async () => {
  const faults: unknown[] = [];
  const world = time(faults);
  let latencyMs = 5;
  const [here, there] = pair(world, () => latencyMs);
  const heard: number[] = [];
  there.on('message', (data: Buffer) => {
    heard.push(data[0] ?? -1);
    // A reader that has enough after every third message, and goes on a little later.
    if (heard.length % 3 !== 0) return;
    there.pause();
    world.later(() => there.resume(), 7, WORLD);
  });
  for (let n = 0; n < 60; n += 1) {
    world.later(
      () => {
        latencyMs = n % 5;
        here.send(Uint8Array.of(n));
      },
      n,
      WORLD,
    );
  }
  await world.runUntil(1_000);
  expect(heard).toEqual(Array.from({ length: 60 }, (_, n) => n));
  expect(faults).toEqual([]);
});
