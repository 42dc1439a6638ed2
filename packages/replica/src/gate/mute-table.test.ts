import { expect, it } from 'vitest';
import { FloodMeter } from './flood-meter.ts';
import { MuteTable } from './mute-table.ts';

const MINUTE = 60_000;

it('[CHANGE-10] a first muting ends with the link, later ones outlast it for a growing time', () => {
  let nowMs = 0;
  const mutes = new MuteTable(() => nowMs);
  mutes.mute('z', 'd');
  expect(mutes.isMuted('z', 'd')).toBe(true);
  expect(mutes.isMuted('z', 'e')).toBe(false);
  expect(mutes.isMuted('y', 'd')).toBe(false);
  nowMs += 1_000 * MINUTE;
  expect(mutes.isMuted('z', 'd')).toBe(true);
  mutes.linkLost('z');
  expect(mutes.isMuted('z', 'd')).toBe(false);

  const heldFor: number[] = [];
  for (let time = 0; time < 14; time += 1) {
    const fromMs = nowMs;
    mutes.mute('z', 'd');
    mutes.mute('z', 'd');
    for (mutes.linkLost('z'); mutes.isMuted('z', 'd'); mutes.linkLost('z')) nowMs += MINUTE;
    heldFor.push((nowMs - fromMs) / MINUTE);
  }
  expect(heldFor).toEqual([1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1_024, 1_440, 1_440, 1_440]);
  mutes.mute('z', 'e');
  mutes.linkLost('z');
  expect(mutes.isMuted('z', 'e')).toBe(false);
});

it('[CHANGE-13] a few hundred messages at once and some a second on the long run are no flood; thousands are', () => {
  let nowMs = 0;
  const meter = new FloodMeter(() => nowMs);
  const floods = (count: number, document = 'd'): number =>
    Array.from({ length: count }, () => meter.isFlood('z', document)).filter(Boolean).length;
  expect(floods(400)).toBe(0);
  expect(floods(1)).toBe(1);
  expect(floods(400, 'another')).toBe(0);
  nowMs += 1_000;
  expect(floods(41)).toBe(1);
  nowMs += 60_000;
  expect(floods(400)).toBe(0);
  let sent = 0;
  for (let second = 0; second < 600; second += 1) {
    nowMs += 1_000;
    sent += floods(20);
  }
  expect(sent).toBe(0);
});
