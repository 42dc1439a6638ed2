import { expect, it } from 'vitest';
import { readHolding, signHolding } from '../holding/holding.ts';
import { createDeviceKeys, type DeviceKeys } from '../key/device-key.ts';
import { seededRandom } from '../key/random.fixture.ts';
import { FloodMeter } from '../gate/flood-meter.ts';
import { handTimers } from '../link/hand-timers.fixture.ts';
import { HoldingDesk } from './holding-desk.ts';

const SERIES = 'ab'.repeat(8);
const [author, holder, stranger] = ['author', 'holder', 'stranger'].map((seed) =>
  createDeviceKeys(seededRandom(seed)),
) as [DeviceKeys, DeviceKeys, DeviceKeys];
const said = (sequence: number, atMs: number, keys = holder): Uint8Array =>
  signHolding({ series: SERIES, sequence, hash: new Uint8Array(32).fill(sequence), atMs }, keys);

type Desk = {
  readonly desk: HoldingDesk;
  readonly linked: string[];
  readonly told: string[];
  readonly frames: () => number;
};

/** Desks of devices that hear one another at once, as far as they are linked. */
const worldOf = (links: Readonly<Record<string, readonly string[]>>): ((id: string) => Desk) => {
  const desks = new Map<string, Desk>();
  const known = new Map([author, holder].map((keys) => [keys.deviceId, keys.public.signKey]));
  for (const [selfId, others] of Object.entries(links)) {
    const told: string[] = [];
    const linked = [...others];
    let frames = 0;
    const desk = new HoldingDesk({
      timers: handTimers().timers,
      selfId,
      keyOf: (deviceId) => known.get(deviceId) ?? null,
      writerOf: (series) => (series === SERIES ? author.deviceId : null),
      linked: () => linked,
      mayHear: (deviceId) => deviceId !== 'elsewhere',
      send: (to, bytes) => {
        frames += 1;
        desks.get(to)?.desk.heard(selfId, bytes);
      },
      tell: (by, { sequence }) => void told.push(`${by === holder.deviceId ? 'holder' : by} ${sequence}`),
    });
    desks.set(selfId, { desk, linked, told, frames: () => frames });
  }
  return (id) => desks.get(id)!;
};

it('[HOLD-03] what a holder signed reaches the author through relays, whatever circles they are linked in, once', () => {
  const at = worldOf({
    [holder.deviceId]: ['r1', 'r2', 'elsewhere'],
    r1: [holder.deviceId, 'r2', author.deviceId, 'elsewhere'],
    r2: [holder.deviceId, 'r1'],
    elsewhere: [holder.deviceId, 'r1'],
    [author.deviceId]: ['r1'],
  });
  at(holder.deviceId).desk.own(said(3, 100));
  expect(at(author.deviceId).told).toEqual(['holder 3']);
  const frames = ['r1', 'r2', 'elsewhere'].map((id) => at(id).frames());
  at(holder.deviceId).desk.own(said(3, 100));
  expect(['r1', 'r2', 'elsewhere'].map((id) => at(id).frames())).toEqual(frames);
  expect(at('elsewhere').frames()).toBe(0);
});

it('[HOLD-03] who is linked later hears it then: the author what is of its own, others what they may pass on', () => {
  const at = worldOf({
    [holder.deviceId]: ['r1'],
    r1: [holder.deviceId],
    r2: [],
    [author.deviceId]: [],
  });
  at(holder.deviceId).desk.own(said(3, 100));
  at(holder.deviceId).desk.own(said(5, 200));
  at('r1').linked.push('r2');
  at('r1').desk.linked('r2');
  at('r2').linked.push(author.deviceId);
  at('r2').desk.linked(author.deviceId);
  expect(at(author.deviceId).told).toEqual(['holder 5']);
});

it('[HOLD-03] the latest counts, also when it is less; what nobody known signed, or of nobody’s series, goes nowhere', () => {
  const at = worldOf({ [author.deviceId]: [], r1: [author.deviceId] });
  const { desk, told } = at(author.deviceId);
  desk.heard('r1', said(5, 200));
  desk.heard('r1', said(4, 100));
  desk.heard('r1', said(2, 300));
  expect(told).toEqual(['holder 5', 'holder 2']);
  desk.heard('r1', said(9, 900, stranger));
  desk.heard('r1', said(9, 900, author));
  const flipped = said(9, 900);
  flipped[flipped.length - 1]! ^= 1;
  desk.heard('r1', flipped);
  const other = { series: 'cd'.repeat(8), sequence: 1, hash: new Uint8Array(32), atMs: 1 };
  desk.heard('r1', signHolding(other, holder));
  desk.heard('r1', new Uint8Array(7));
  expect(told).toHaveLength(2);
  at('r1').desk.heard('r0', flipped);
  expect(at('r1').frames()).toBe(0);
});

it('[HOLD-05] of holdings in great number none is cut by its receiver, and of one that waits the latest goes', () => {
  const { timers, turnTo } = handTimers();
  const meter = new FloodMeter(timers.nowMs);
  const heard = new Map<string, number>();
  const desk = new HoldingDesk({
    timers,
    selfId: 'relay',
    keyOf: () => holder.public.signKey,
    writerOf: () => author.deviceId,
    linked: () => [author.deviceId],
    mayHear: () => true,
    send: (to, bytes) => {
      const read = readHolding(bytes);
      if (meter.isFlood(to, 'holding') || !read.ok) return;
      heard.set(read.value.series, read.value.sequence);
    },
    tell: () => undefined,
  });
  const saidOf = (index: number, sequence: number): Uint8Array => {
    const series = index.toString(16).padStart(16, '0');
    return signHolding({ series, sequence, hash: new Uint8Array(32), atMs: sequence }, holder);
  };
  const all = Array.from({ length: 1_000 }, (_, index) => index);
  for (const index of all) desk.heard('other', saidOf(index, 1));
  desk.heard('other', saidOf(999, 2));
  turnTo(10_000);
  // The link is made anew before all has gone.
  desk.linked(author.deviceId);
  turnTo(120_000);
  expect([heard.size, heard.get('0'.repeat(13) + '3e7')]).toEqual([1_000, 2]);
});
