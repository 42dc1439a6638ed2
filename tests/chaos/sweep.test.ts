import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, rmSync } from 'node:fs';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { createChance } from './chance.ts';
import { sweep } from './sweep.ts';
import { makeFolder } from './tool.ts';

it('[CHAOS-08] what a broken run left is taken away, what a living one has is not', async () => {
  const dead = spawnSync(process.execPath, ['-e', 'console.log(process.pid)'], {
    encoding: 'utf8',
  }).stdout.trim();
  const left = join(tmpdir(), `tillmesh-chaos-${dead}-left`);
  mkdirSync(left);
  const stays = spawn(process.execPath, ['-e', 'setInterval(() => {}, 60_000)', join(left, 'till')], {
    stdio: 'ignore',
  });
  const ended = once(stays, 'exit');
  await once(stays, 'spawn');
  const own = makeFolder('own');
  sweep();
  expect((await ended)[1]).toBe('SIGKILL');
  expect([existsSync(left), existsSync(own)]).toEqual([false, true]);
  rmSync(own, { recursive: true });
});

it('[CHAOS-08] one seed draws the same faults again', () => {
  const draw = (seed: number): readonly number[] => {
    const chance = createChance(seed).stream('till');
    return Array.from({ length: 50 }, () => chance.between(1, 1_000));
  };
  expect(draw(7)).toEqual(draw(7));
  expect(draw(7)).not.toEqual(draw(8));
});
