import type { NodeStatus } from '@tillmesh/replica';
import { spokenTime } from '../process/local-time.ts';
import { type SyncFacts, syncWords } from './sync-words.ts';

/** A moment of the day on which everything here happens. */
export const at = (time: string) => Date.parse(`2026-05-04T${time}:00Z`);
export const now = at('15:00');

export const QUIET: NodeStatus = {
  carrier: 'running',
  port: 7001,
  links: [],
  discoverySilent: null,
  copies: [{ deviceId: 'h2', sequence: 9 }],
  ownSequence: 9,
  series: [],
  counts: { invalid: 0, notUnderstood: 0, unverified: 0, voided: 0, forks: 0, unweighed: 0 },
  disk: { freeBytes: null, state: 'takes' },
  forks: [],
  withheld: [],
  alarms: [],
  exceptions: [],
  quarantines: [],
};

/** What a till with one colleague, a relay and a reporter knows. */
export const facts = (status: Partial<NodeStatus>, offSinceMs: number | null = null): SyncFacts => ({
  self: { deviceId: 'h1', kind: 'till', branchId: 'harbour', code: 'H1' },
  devices: [
    { deviceId: 'h1', kind: 'till', branchId: 'harbour', code: 'H1' },
    { deviceId: 'h2', kind: 'till', branchId: 'harbour', code: 'H2' },
    { deviceId: 'm1', kind: 'till', branchId: 'market', code: 'M1' },
    { deviceId: 'relay', kind: 'relay', branchId: null, code: 'RELAY' },
    { deviceId: 'reporter', kind: 'reporter', branchId: null, code: 'REPORTER' },
  ],
  status: { ...QUIET, ...status },
  offSinceMs,
  backup: { last: null, failure: null },
  nowMs: now,
  metered: [],
  safe: null,
  isTrading: true,
  spoken: (utcMs) => spokenTime('Europe/London', utcMs, now),
});
export const words = (...args: Parameters<typeof facts>) =>
  syncWords(facts(...args)).items.map(({ level, text }) => `${level}: ${text}`);

export const linked = (deviceId: string) => ({
  deviceId,
  state: 'linked' as const,
  sinceMs: at('09:00'),
  cause: '',
});
export const away = (deviceId: string, sinceMs = at('13:02')) => ({
  deviceId,
  state: 'away' as const,
  sinceMs,
  cause: 'ended',
});
