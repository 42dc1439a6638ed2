import { expect, it } from 'vitest';
import type { DeviceRowView } from '../../../api/device-view.ts';
import { t } from '../../text/text.ts';
import { createDeviceWords } from './device-words.ts';

const { told: wordsOf } = createDeviceWords(t.devices, t.bar);
const clock = (utcMs: number): string => `${utcMs} ms`;
const row = (more: Partial<DeviceRowView> = {}): DeviceRowView => ({
  deviceId: 'd',
  kind: 'till',
  code: 'H2',
  branch: 'High Street',
  state: 'linked',
  sinceMs: 5,
  cause: '',
  theyLack: { records: 0, seconds: null },
  weLack: { records: 0, seconds: null },
  sinceStart: { in: 2_500_000, out: 1_500 },
  today: { in: 999, out: 0 },
  metered: null,
  waiting: { documents: 0, records: 0 },
  lastContactMs: 7,
  nextTryMs: null,
  program: { version: '0.1.0', protocol: 1 },
  admin: false,
  off: null,
  mayState: null,
  catalogBar: null,
  mayStateCatalog: null,
  ...more,
});

it('[SCREEN-41] a device is told in words: its link with since when and why, what it holds, when it was heard, what runs there', () => {
  expect(wordsOf(row(), clock)).toEqual({
    name: ['Till H2', 'at High Street'],
    state: ['Linked since 5 ms'],
    theirs: 'Everything',
    ours: 'All that is known',
    contact: ['now'],
    traffic: ['0 B out, 999 B in', 'since the start 1.5 kB out, 2.5 MB in'],
    metered: [],
    program: ['Tillmesh 0.1.0', 'link protocol 1'],
  });
  const away = row({
    state: 'away',
    cause: 'connect ECONNREFUSED 10.0.0.7:4181',
    theyLack: { records: 12, seconds: 3_700 },
    weLack: { records: 1, seconds: 59 },
    nextTryMs: 9,
    program: null,
  });
  expect(wordsOf(away, clock)).toMatchObject({
    state: ['Away since 5 ms', 'its machine answers, but Tillmesh does not run there'],
    theirs: '12 records to go, the oldest 1 hour old',
    ours: '1 record missing, from 59 seconds ago on',
    contact: ['7 ms', 'tried again at 9 ms'],
    program: ['Does not say'],
  });
});

it('[SCREEN-70] who was taken off is told with by whom, when and why; who is suspended with who decides', () => {
  const nameOf = (more: Partial<DeviceRowView>) => wordsOf(row(more), clock).name.slice(2);
  expect(nameOf({ admin: true })).toEqual(['Admin device']);
  const catalogBar = { by: 'H1', atMs: 4 };
  expect(nameOf({ admin: true, catalogBar })).toEqual([
    'Admin device',
    'May not edit products and prices, by H1 since 4 ms',
  ]);
  expect(nameOf({ catalogBar: { by: null, atMs: 4 } })).toEqual([
    'May not edit products and prices, since 4 ms',
  ]);
  const off = { state: 'revoked', by: 'H1', atMs: 3, reason: 'Stolen' } as const;
  const stillCounts =
    'What it edits of products and prices still counts, until an admin device that holds them all takes that from it';
  expect(nameOf({ off, admin: true })).toEqual(['Taken off by H1 at 3 ms', 'Stolen', stillCounts]);
  expect(nameOf({ off: { ...off, by: null, reason: null }, catalogBar })).toEqual([
    'Taken off at 3 ms',
    'May not edit products and prices, by H1 since 4 ms',
  ]);
  expect(nameOf({ off: { ...off, state: 'suspended', reason: null } })).toEqual([
    'Suspended at 3 ms: the owner decides with the recovery sheet',
  ]);
});

const NOTHING = { theyLack: null, weLack: null };

it('[SCREEN-41] this till, a relay, a till of another branch, and a device that was never met say no more than is known', () => {
  expect(wordsOf(row({ state: 'self', sinceMs: null }), clock)).toEqual({
    name: ['Till H2', 'This till'],
    state: ['Here'],
    theirs: '',
    ours: '',
    contact: [],
    traffic: [],
    metered: [],
    program: [],
  });
  const never = row({ kind: 'relay', branch: null, state: 'never', lastContactMs: null, ...NOTHING });
  expect(wordsOf({ ...never, program: null }, clock)).toMatchObject({
    name: ['Relay'],
    state: ['Not met yet'],
    theirs: 'It does not say',
    ours: 'Records nothing',
    contact: ['None since this till was started'],
    program: [],
  });
  expect(wordsOf(row(NOTHING), clock)).toMatchObject({
    theirs: 'Nothing: it is of another branch',
    ours: 'Nothing: it is of another branch',
  });
});

it.each([
  ['silent', 'it stopped answering: its machine hangs, or the network is cut'],
  ['connect EHOSTUNREACH 10.0.0.7:1', 'the network does not reach it: look at its cable or wireless'],
  [
    'no common protocol: none',
    'its program is too old or too new to talk with this one: upgrade the older one',
  ],
  ['something that nobody foresaw', 'something that nobody foresaw'],
])('[SCREEN-41] why a link does not stand is told in words: %s', (cause, words) => {
  expect(wordsOf(row({ state: 'away', cause }), clock).state[1]).toBe(words);
});

const METERED: DeviceRowView['metered'] = {
  budgetBytes: 30_000_000,
  spentBytes: 1_200_000,
  from: '23:00',
  to: '06:00',
  extent: 'prices',
  isInWindow: false,
};

it('[SCREEN-71] of a metered link it is told what it cost of its budget, what goes now, and what waits', () => {
  const metered = (more: Partial<DeviceRowView>) => wordsOf(row(more), clock).metered;
  const used = 'Metered: 1.2 MB of 30.0 MB used since 23:00';
  expect(metered({ metered: METERED })).toEqual([
    used,
    'Sales, people and prices go, older records at 23:00',
  ]);
  const waiting = { documents: 12, records: 18_000 };
  expect(metered({ metered: { ...METERED, extent: 'all', isInWindow: true }, waiting })).toEqual([
    used,
    'Everything goes until 06:00',
    '12 documents wait, with 18000 records',
  ]);
  expect(
    metered({ metered: { ...METERED, extent: 'sales' }, waiting: { documents: 1, records: 0 } }).slice(1),
  ).toEqual([
    'The budget of today is used up: only sales and people go, the rest at 23:00',
    '1 document waits',
  ]);
  expect(metered({ waiting })).toEqual(['Metered at the other end', '12 documents wait, with 18000 records']);
  expect(metered({})).toEqual([]);
  expect(metered({ state: 'self', metered: METERED })).toEqual([]);
});
