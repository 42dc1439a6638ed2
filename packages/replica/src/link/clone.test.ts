import { afterEach, expect, it } from 'vitest';
import { processPorts } from '../carrier/carrier-ports.ts';
import { closed, QUICK, rawPeer, TestMesh } from './mesh.fixture.ts';
import type { MeshOptions } from './mesh-option.ts';
import { DEFAULT_TIMING } from './timers.ts';
import { encodeJoin } from './wire-message.ts';

const ends: (() => unknown)[] = [];

afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

const meshOf = (selfId: string, options: Partial<MeshOptions> = {}): TestMesh => {
  const test = new TestMesh(selfId, options);
  ends.push(() => test.end());
  return test;
};

const lived = (life: string) => ({ greeting: { life, program: null } });

const { turnMs: TURN_MS } = DEFAULT_TIMING;

/** Real timers but for the turns of two that live at once, which the test ends. */
const turnByHand = () => {
  const { timers } = processPorts();
  const turns = new Set<() => void>();
  return {
    timers: {
      ...timers,
      later: (run: () => void, delayMs: number): (() => void) => {
        if (delayMs !== TURN_MS) return timers.later(run, delayMs);
        turns.add(run);
        return () => turns.delete(run);
      },
    },
    turnOver: (): void => {
      for (const run of turns) run();
      turns.clear();
    },
  };
};

it('[LINK-16] two machines that prove one key at once are told, once, and take turns instead of throwing each other out', async () => {
  const { timers, turnOver } = turnByHand();
  const m = meshOf('m', { timers });
  const join = async (life: string) => {
    const peer = await rawPeer(m, 'z');
    peer.socket.send(encodeJoin('z', { life }));
    return peer.socket;
  };
  const first = await join('one');
  await m.heard('candidate z');
  const second = await join('two');
  await m.heard('cloned z');
  await closed(first);
  expect(m.mesh.hasLink('z')).toBe(true);
  // The other comes back again and again: it waits for its turn.
  for (let tries = 0; tries < 5; tries += 1) await closed(await join('one'));
  expect(second.readyState).toBe(second.OPEN);
  expect(m.count('candidate z')).toBe(2);
  turnOver();
  const again = await join('one');
  await closed(second);
  expect(again.readyState).toBe(again.OPEN);
  await m.until(() => m.count('candidate z') === 3);
  expect(m.count('disconnected z')).toBe(2);
  expect(m.count('cloned z')).toBe(1);
});

it('[LINK-16] a device that was started again is no second one, whichever side dials', async () => {
  const m = meshOf('m', { timing: { ...QUICK, heartbeatMs: 60_000, silenceMs: 60_000 } });
  // The power failed: it answers nothing any more, and nobody was told.
  const older = await rawPeer(m, 'z', false);
  older.socket.send(encodeJoin('z', { life: 'one' }));
  await m.heard('candidate z');
  const newer = await rawPeer(m, 'z');
  newer.socket.send(encodeJoin('z', { life: 'two' }));
  await m.until(() => m.count('candidate z') === 2);
  await m.until((events) => events.some((event) => event.startsWith('ended theirs z 4003')));
  expect(m.count('cloned z')).toBe(0);
  expect(newer.socket.readyState).toBe(newer.socket.OPEN);
});

it('[LINK-17] whose key at the other end is our own: another machine is told on both sides, ourselves not', async () => {
  const [one, two] = [meshOf('m', lived('one')), meshOf('m', lived('two'))];
  await one.dial(await two.url('m'), 'm');
  await Promise.all([one.heard('cloned m'), two.heard('cloned m')]);
  await one.until((events) => events.some((event) => event.startsWith('ended ours m')));
  const alone = meshOf('m');
  await alone.dial(await alone.url('m'), 'm');
  await alone.heard('ended ours m 4005');
  await alone.heard('ended theirs m 4005');
  expect(alone.events.filter((event) => /^(cloned|candidate|up|down)/.test(event))).toEqual([]);
  expect([one.mesh.hasLink('m'), two.mesh.hasLink('m'), alone.mesh.hasLink('m')]).toEqual([
    false,
    false,
    false,
  ]);
});

it('[LINK-18] what a device says at once is passed on before it counts as told', async () => {
  const z = meshOf('z');
  for (let sequence = 1; sequence <= 3; sequence += 1)
    z.mesh.confirm('a', { series: `s${sequence}`, sequence, hash: new Uint8Array(32) });
  const url = await z.url('a');
  const told: string[] = [];
  await new Promise<void>((resolve) => {
    const asking = meshOf('a', {
      onHeld: (by, { sequence }) => told.push(`held ${by} ${sequence}`),
      onTold: resolve,
    });
    void asking.dial(url, 'z');
  });
  expect(told).toEqual(['held z 1', 'held z 2', 'held z 3']);
});
