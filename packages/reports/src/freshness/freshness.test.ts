import type { DeviceView, NodeStatus } from '@tillmesh/replica';
import { expect, it } from 'vitest';
import { lookedAgain } from './way.ts';
import { branchFreshness, QUIET_AFTER_MS, type Sight, tillFreshness } from './freshness.ts';

const ZONE = 'Europe/London';
const at = (clock: string): number => Date.parse(`2026-07-01T${clock}:00+01:00`);
const NOW = at('15:00');

const device = (deviceId: string, kind: DeviceView['kind'], branchId: string | null): DeviceView => ({
  deviceId,
  kind,
  branchId,
  code: deviceId.toUpperCase(),
});

const DEVICES = [
  device('h1', 'till', 'harbour'),
  device('h2', 'till', 'harbour'),
  device('g1', 'till', 'ginza'),
  device('relay', 'relay', null),
];

type Link = NodeStatus['links'][number];
const link = (deviceId: string, state: Link['state'], clock: string): Link => ({
  deviceId,
  state,
  sinceMs: at(clock),
  cause: '',
});

/** What is seen: links, and when the newest entry of a till was made. */
const sight = (links: readonly Link[], heard: Readonly<Record<string, number>>): Sight => ({
  ways: new Map(
    links.map(({ deviceId, state, sinceMs }) => [deviceId, { linked: state === 'linked', sinceMs }]),
  ),
  series: Object.entries(heard).map(([deviceId, lastUtcMs]) => ({
    seriesId: `series-${deviceId}`,
    deviceId,
    branchId: 'harbour',
    sequence: 1,
    lastUtcMs,
  })),
  devices: DEVICES,
  nowMs: NOW,
});

it('[FRESH-01] a till with a link is linked, whatever else is away', () => {
  const seen = sight([link('h1', 'linked', '09:00'), link('relay', 'away', '14:00')], { h1: at('14:58') });
  expect(tillFreshness(seen, 'h1', ZONE)).toEqual({
    state: 'linked',
    level: 'well',
    text: 'Linked, last heard 14:58',
    lastHeardMs: at('14:58'),
    awaySinceMs: null,
  });
});

it('[FRESH-02] a till behind a relay is relayed, and quiet ones may still have sold', () => {
  const fresh = sight([link('relay', 'linked', '09:00')], { h1: NOW - QUIET_AFTER_MS });
  expect(tillFreshness(fresh, 'h1', ZONE)).toMatchObject({
    state: 'relayed',
    level: 'well',
    text: 'Through the relay, last heard 14:45',
  });
  const quiet = sight([link('relay', 'linked', '09:00')], { h1: NOW - QUIET_AFTER_MS - 1 });
  expect(tillFreshness(quiet, 'h1', ZONE)).toMatchObject({
    state: 'relayed',
    level: 'know',
    text: 'Through the relay, last heard 14:44; if it sold since, that is still on its way',
  });
  expect(tillFreshness(sight([link('relay', 'linked', '09:00')], {}), 'h1', ZONE).text).toBe(
    'Through the relay, nothing heard yet; if it sold since, that is still on its way',
  );
});

it('[FRESH-03] a till is away since its last way fell', () => {
  const both = sight([link('h1', 'away', '13:30'), link('relay', 'away', '14:02')], { h1: at('13:59') });
  expect(tillFreshness(both, 'h1', ZONE)).toEqual({
    state: 'away',
    level: 'know',
    text: 'Away since 14:02, last heard 13:59',
    lastHeardMs: at('13:59'),
    awaySinceMs: at('14:02'),
  });
  expect(tillFreshness(sight([], {}), 'h1', ZONE)).toMatchObject({
    state: 'away',
    awaySinceMs: null,
    text: 'Not reached yet, nothing heard yet',
  });
});

it('[FRESH-04] beside a relay a till whose own link fell is away until something later arrives', () => {
  const links = [link('h1', 'away', '14:02'), link('relay', 'linked', '09:00')];
  expect(tillFreshness(sight(links, { h1: at('14:01') }), 'h1', ZONE)).toMatchObject({
    state: 'away',
    awaySinceMs: at('14:02'),
  });
  expect(tillFreshness(sight(links, { h1: at('14:50') }), 'h1', ZONE).state).toBe('relayed');
});

it('[FRESH-05] a branch is away when all its tills are, since the last of them', () => {
  const links = [link('h1', 'away', '14:02'), link('h2', 'away', '14:10')];
  const heard = { h1: at('14:01'), h2: at('14:09') };
  expect(branchFreshness(sight(links, heard), 'harbour', ZONE)).toMatchObject({
    state: 'away',
    awaySinceMs: at('14:10'),
    text: 'Away since 14:10, last heard 14:09; later sales will follow',
  });
});

it('[FRESH-05] a till that is away while others are not is named', () => {
  const links = [link('h1', 'away', '14:02'), link('h2', 'linked', '09:00')];
  expect(branchFreshness(sight(links, { h2: at('14:59') }), 'harbour', ZONE)).toMatchObject({
    state: 'linked',
    level: 'know',
    awaySinceMs: null,
    text: 'Linked, last heard 14:59. H1: away since 14:02; later sales will follow',
  });
  expect(branchFreshness(sight([], {}), 'nowhere', ZONE)).toMatchObject({
    state: 'empty',
    text: 'No till yet',
  });
});

it('[FRESH-06] times are on the clock of the branch, with the date when it is not today there', () => {
  const yesterday = Date.parse('2026-06-30T15:30:00Z');
  const seen = sight([link('g1', 'linked', '09:00')], { g1: yesterday });
  expect(tillFreshness(seen, 'g1', 'Asia/Tokyo').text).toBe('Linked, last heard 00:30');
  expect(tillFreshness(seen, 'g1', ZONE).text).toBe('Linked, last heard 2026-06-30 16:30');
});

it('[FRESH-07] only a link that stood once is a way, and it stays fallen since it fell', () => {
  const start = lookedAgain(new Map(), [link('h1', 'away', '09:00'), link('g1', 'refused', '09:00')]);
  expect([...start]).toEqual([]);
  const met = lookedAgain(start, [link('h1', 'linked', '09:01')]);
  expect(met.get('h1')).toEqual({ linked: true, sinceMs: at('09:01') });
  const fell = lookedAgain(met, [link('h1', 'refused', '14:02')]);
  expect(fell.get('h1')).toEqual({ linked: false, sinceMs: at('14:02') });
  expect(lookedAgain(fell, [link('h1', 'away', '14:30')])).toEqual(fell);
  expect(lookedAgain(fell, [link('h1', 'linked', '14:31')]).get('h1')?.linked).toBe(true);
});

it('[FRESH-08] a till that was taken off is not waited for, and says since when', () => {
  const seen = sight([link('h1', 'linked', '09:00'), link('h2', 'away', '14:00')], { h2: at('13:58') });
  const off = { state: 'revoked', by: null, atMs: at('14:00'), reason: null } as const;
  const devices = DEVICES.map((one) => (one.deviceId === 'h2' ? { ...one, off } : one));
  expect(branchFreshness(seen, 'harbour', ZONE).text).toContain('H2: away since 14:00');
  expect(branchFreshness({ ...seen, devices }, 'harbour', ZONE).text).not.toContain('H2');
  expect(tillFreshness({ ...seen, devices }, 'h2', ZONE)).toMatchObject({
    level: 'know',
    text: 'Taken off since 14:00, last heard 13:58',
  });
});
