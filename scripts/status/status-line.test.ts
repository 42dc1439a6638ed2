import { expect, it } from 'vitest';
import type { DeviceRowView } from '../../packages/terminal/src/api/device-view.ts';
import { statusLines } from './status-line.ts';

const self: DeviceRowView = {
  deviceId: 'a',
  kind: 'till',
  code: 'H1',
  branch: 'High Street',
  state: 'self',
  sinceMs: null,
  cause: '',
  theyLack: null,
  weLack: null,
  sinceStart: { in: 0, out: 0 },
  today: { in: 0, out: 0 },
  metered: null,
  waiting: { documents: 0, records: 0 },
  lastContactMs: null,
  nextTryMs: null,
  program: null,
  admin: false,
  off: null,
  mayState: null,
  catalogBar: null,
  mayStateCatalog: null,
};
const AT_MS = Date.UTC(2026, 4, 4, 8, 0, 3);

it('[STATUS-01] what the screen of devices shows is printed line by line, with times in UTC', () => {
  const relay: DeviceRowView = {
    ...self,
    deviceId: 'r',
    kind: 'relay',
    branch: null,
    state: 'away',
    sinceMs: AT_MS,
    cause: 'silent',
    nextTryMs: AT_MS + 9_000,
  };
  const view = {
    nowMs: AT_MS,
    offSinceMs: null,
    devices: [self, relay],
    owners: [],
    mayMakeSheet: true,
    strangers: [{ id: 'key:ab', sinceMs: AT_MS, cause: 'no device is listed with its key' }],
    unanswered: [{ address: '10.0.0.7:4181', cause: null, nextTryMs: AT_MS }],
  };
  expect(statusLines(view)).toEqual([
    'Till H1, This till: Here',
    'Relay: Away since 2026-05-04 08:00:03Z: it stopped answering: its machine hangs, or the network is cut',
    '  Holds of this till: It does not say',
    '  Here of it: Records nothing',
    '  Last contact: None since this till was started, tried again at 2026-05-04 08:00:12Z',
    '  Sent and received today: 0 B out, 0 B in; since the start 0 B out, 0 B in',
    '  Program: Does not say',
    'Addresses at which nobody has answered yet:',
    '  10.0.0.7:4181, tried again at 2026-05-04 08:00:03Z',
    'Turned away, since nobody enrolled them:',
    '  key:ab at 2026-05-04 08:00:03Z: nobody enrolled its key',
  ]);
  const barred = { ...self, catalogBar: { by: 'H2', atMs: AT_MS } };
  expect(statusLines({ ...view, devices: [barred] })[0]).toBe(
    'Till H1, This till, May not edit products and prices, by H2 since 2026-05-04 08:00:03Z: Here',
  );
  expect(statusLines({ ...view, offSinceMs: AT_MS })[0]).toBe(
    'Off the network on purpose since 2026-05-04 08:00:03Z.',
  );
});
