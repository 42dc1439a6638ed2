import { expect, it } from 'vitest';
import { type SafeFacts, safeWords } from './safe-words.ts';

const devices: SafeFacts['devices'] = [
  { deviceId: 'h1', kind: 'till', branchId: 'harbour', code: 'H1' },
  { deviceId: 'h2', kind: 'till', branchId: 'harbour', code: 'H2' },
  { deviceId: 'm1', kind: 'till', branchId: 'market', code: 'M1' },
  { deviceId: 'relay', kind: 'relay', branchId: null, code: 'RELAY' },
  { deviceId: 'reporter', kind: 'reporter', branchId: null, code: 'REPORTER' },
];
const lag = (deviceId: string, entries: number, documentsBehind: number | null = 0, documents = 0) => ({
  deviceId,
  theyLack: { entries, sinceMs: entries === 0 ? null : 7 },
  weLack: { entries: 0, sinceMs: null },
  documentsBehind,
  waiting: { documents, records: 2_000 * documents },
});
const words = (lags: SafeFacts['lags'], known = devices) =>
  safeWords({
    self: { deviceId: 'h1', kind: 'till', branchId: 'harbour', code: 'H1' },
    devices: known,
    lags,
    spoken: (utcMs) => `14:0${utcMs}`,
  });

it('[HOST-62] it is safe to switch off a till of which another till or the reporter holds everything', () => {
  expect(words([lag('h2', 0), lag('reporter', 4), lag('relay', 9)])).toEqual({
    level: 'well',
    text: 'Safe to switch off: Till H2 holds everything',
  });
  expect(words([lag('h2', 0), lag('reporter', 0), lag('relay', 0)])?.text).toBe(
    'Safe to switch off: Till H2 and Reporter hold everything',
  );
});

it('[HOST-62] a relay alone is said as such, a till of another branch holds nothing of it', () => {
  expect(words([lag('h2', 3), lag('relay', 0), lag('m1', 0)])).toEqual({
    level: 'know',
    text: 'Safe to switch off: the relay holds everything, and no other device yet; it cannot read what it holds',
  });
});

it('[HOST-62] else it is said what is missing, and since when; what nobody said is missing', () => {
  expect(words([lag('h2', 12), lag('reporter', 13, null), lag('relay', 1)])?.text).toBe(
    'Leave this till on: Till H2 is not known to hold 12 records, the oldest from 14:07',
  );
  expect(words([lag('h2', 1, null), lag('reporter', 13)])?.text).toContain('1 record, ');
  for (const behind of [null, 2])
    expect(words([lag('h2', 0, behind)])?.text).toBe(
      'Leave this till on: what was changed here is not known to be at Till H2 yet',
    );
});

it('[HOST-62] of a till alone nothing is said', () => {
  expect(words([], devices.slice(0, 1))).toBeNull();
  expect(words([lag('relay', 5)], [devices[0]!, devices[3]!])).toBeNull();
});

it('[HOST-85] a device that was taken off keeps nothing safe', () => {
  const off = { state: 'revoked', by: null, atMs: 1, reason: null } as const;
  const known = devices.map((device) => (device.deviceId === 'h2' ? { ...device, off } : device));
  expect(words([lag('h2', 0), lag('reporter', 4)], known)?.level).toBe('know');
  expect(words([lag('h2', 0)], known)).toBeNull();
});

it('[HOST-62] what waits for a metered link is not taken for held, and is told as what it is', () => {
  expect(words([lag('h2', 0, 3, 2)])).toEqual({
    level: 'know',
    text: 'Leave this till on: 2 documents wait for the metered link to Till H2',
  });
  expect(words([lag('h2', 0, 0, 2)])?.level).toBe('well');
});
