import { expect, it } from 'vitest';
import type { NodeStatus } from '@tillmesh/replica';
import { spokenTime } from '../process/local-time.ts';
import { away, now, QUIET } from './sync-words.fixture.ts';
import { type SyncFacts, syncWords } from './sync-words.ts';

const facts = (status: Partial<NodeStatus>): SyncFacts => ({
  self: { deviceId: 'h1', kind: 'till', branchId: 'harbour', code: 'H1' },
  devices: [
    { deviceId: 'h1', kind: 'till', branchId: 'harbour', code: 'H1' },
    { deviceId: 'h2', kind: 'till', branchId: 'harbour', code: 'H2' },
    { deviceId: 'relay', kind: 'relay', branchId: null, code: 'RELAY' },
  ],
  status: { ...QUIET, ...status },
  offSinceMs: null,
  metered: [],
  safe: null,
  isTrading: true,
  backup: { last: null, failure: null },
  nowMs: now,
  spoken: (utcMs) => spokenTime('Europe/London', utcMs, now),
});

it('[HOST-85] who is taken off is not waited for; who is suspended, and this till itself, is named first', () => {
  const off = (state: 'revoked' | 'suspended') => ({ state, by: null, atMs: now, reason: null });
  const said = (ids: readonly string[], state: 'revoked' | 'suspended', voided = 0) => {
    const known = facts({ links: [away('h2')], counts: { ...QUIET.counts, voided } });
    const devices = known.devices.map((device) =>
      ids.includes(device.deviceId) ? { ...device, off: off(state) } : device,
    );
    return syncWords({ ...known, devices }).items.map(({ level, id, text }) => `${level} ${id}: ${text}`);
  };
  const quiet = said(['h2'], 'revoked');
  expect(quiet.some((line) => line.includes('Till H2'))).toBe(false);
  expect(quiet.some((line) => line.includes(' of 2 devices'))).toBe(false);
  expect(said(['h2', 'relay'], 'suspended', 1)).toEqual(
    expect.arrayContaining([
      'stop suspended: Till H2 and Relay: suspended until the owner decides with the recovery sheet. Selling is unaffected here',
      'know voided: Without effect: 1 statement of devices that were taken off or suspended',
    ]),
  );
  expect(said(['h1'], 'revoked')[0]).toMatch(/^stop self-off: This till was taken off the shop/);
  const known = facts({});
  const barred = (more: object) =>
    syncWords({
      ...known,
      devices: known.devices.map((device) =>
        device.deviceId === 'h1' ? { ...device, catalogBar: { by: null, atMs: now }, ...more } : device,
      ),
    }).items.map(({ level, id }) => `${level} ${id}`);
  expect(barred({})).toContain('know self-barred');
  expect(barred({ off: off('revoked') })).not.toContain('know self-barred');
  expect(said(['h1'], 'suspended')[0]).toMatch(/^stop self-off: This till is suspended until/);
});
