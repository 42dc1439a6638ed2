import { expect, it } from 'vitest';
import { Air } from '../discovery/discovery.fixture.ts';
import { discoveryLater } from './later-discovery.ts';
import { announceWindow, type WindowSignOptions, watchWindows } from './window-sign.ts';

let nowMs = 0;
const timers = { nowMs: () => nowMs, later: () => () => undefined, soon: (run: () => void) => run() };
const at = (air: Air, host: string): WindowSignOptions => ({ at: host, open: air.at(host), timers });

it('[ENROL-14] a window is found by machines of its kind while it is open', () => {
  const air = new Air();
  const till = watchWindows(at(air, '10.0.0.9'), 'till');
  const end = announceWindow(at(air, '10.0.0.2'), 4_182, 'till');
  const endRelay = announceWindow(at(air, '10.0.0.3'), 4_182, 'relay');
  expect(till.found()).toEqual(['10.0.0.2:4182']);
  const late = watchWindows(at(air, '10.0.0.8'), 'relay');
  expect(late.found()).toEqual(['10.0.0.3:4182']);
  end();
  expect(till.found()).toEqual([]);
  for (const close of [endRelay, till.close, late.close]) close();
});

it('[ENROL-14] what is announced says nothing of the shop, and who was cut off is forgotten', () => {
  const air = new Air();
  const texts: object[] = [];
  const listener = air.at('10.0.0.7')({
    at: '10.0.0.7',
    timers,
    random: () => 0,
    onSilent: () => undefined,
    onMoved: () => undefined,
  });
  listener.browse('tillmesh-join', { found: ({ text }) => void texts.push(text), gone: () => undefined });
  const watch = watchWindows(at(air, '10.0.0.9'), 'till');
  announceWindow(at(air, '10.0.0.2'), 4_182, 'till');
  expect(texts).toEqual([{ kind: 'till', window: expect.stringMatching(/^[0-9a-f]{8}$/) as string }]);
  air.cut('10.0.0.2', true);
  nowMs += 150_000;
  expect(watch.found()).toEqual(['10.0.0.2:4182']);
  nowMs += 1;
  expect(watch.found()).toEqual([]);
});

it('[ENROL-14] of one machine that announces in several ways the shortest address is told', () => {
  const random = (length: number): Uint8Array => new Uint8Array(length).fill(7);
  const air = new Air();
  const watch = watchWindows(at(air, '10.0.0.9'), 'till');
  for (const host of ['fe80::1%eth0', '10.0.0.2'])
    announceWindow({ ...at(air, host), random }, 4_182, 'till');
  expect(watch.found()).toEqual(['10.0.0.2:4182']);
  announceWindow(at(air, 'fe80::2%eth0'), 5_000, 'till');
  expect(watch.found()).toEqual(['10.0.0.2:4182', '[fe80::2%eth0]:5000']);
});

it('[ENROL-14] a machine that loads its discovery late is found and finds the same, unless it ended before', async () => {
  const air = new Air();
  const late = (host: string): WindowSignOptions => ({
    ...at(air, host),
    open: discoveryLater(() => Promise.resolve(air.at(host))),
  });
  const watch = watchWindows(late('10.0.0.9'), 'till');
  const ends = [
    announceWindow(late('10.0.0.2'), 4_182, 'till'),
    announceWindow(late('10.0.0.3'), 4_182, 'till'),
  ];
  ends[1]?.();
  expect(watch.found()).toEqual([]);
  await new Promise((resolve) => void setImmediate(resolve));
  expect(watch.found()).toEqual(['10.0.0.2:4182']);
  ends[0]?.();
  expect(watch.found()).toEqual([]);
  watch.close();
});
