import { expect, it } from 'vitest';
import type { TodayView } from '../../api/today.ts';
import { type EventStream, followToday, type FollowPorts, RETRY_MS } from './follow-today.ts';

const VIEW: TodayView = { organisation: 'Corner', mark: 'demo', notices: [], overall: [], branches: [] };

/** A reporter of which the test says what it answers, and a clock that the test moves. */
const createReporter = (status: number | null) => {
  const said: string[] = [];
  const streams: { emit: (type: 'today' | 'error', data?: string) => void }[] = [];
  const waiting: (() => void)[] = [];
  const ports: FollowPorts = {
    open: (path): EventStream => {
      said.push(`open ${path}`);
      const listeners = new Map<string, (event: { data?: unknown }) => void>();
      streams.push({ emit: (type, data) => listeners.get(type)?.({ data }) });
      return {
        addEventListener: (type, listener) => listeners.set(type, listener),
        close: () => said.push('close'),
      };
    },
    probe: (path) => {
      said.push(`probe ${path}`);
      return Promise.resolve(status);
    },
    later: (run, delayMs) => {
      said.push(`wait ${delayMs}`);
      waiting.push(run);
    },
  };
  return { said, streams, waiting, ports };
};

const followed = (reporter: ReturnType<typeof createReporter>) =>
  followToday(reporter.ports, {
    onView: (view) => reporter.said.push(`view ${view.organisation}`),
    onLost: () => reporter.said.push('lost'),
    onSignedOut: () => reporter.said.push('signed out'),
  });

/** Lets what was promised happen. */
const settled = (): Promise<void> => new Promise((resolve) => void setImmediate(resolve));

it('[PAGE-03] says that it is lost, keeps trying and shows what comes then', async () => {
  const reporter = createReporter(null);
  followed(reporter);
  reporter.streams[0]?.emit('today', JSON.stringify(VIEW));
  reporter.streams[0]?.emit('error');
  await settled();
  reporter.waiting[0]?.();
  reporter.streams[1]?.emit('today', JSON.stringify(VIEW));
  expect(reporter.said).toEqual([
    'open /api/live',
    'view Corner',
    'close',
    'lost',
    'probe /api/today',
    `wait ${RETRY_MS}`,
    'open /api/live',
    'view Corner',
  ]);
});

it('[PAGE-03] asks for the password when the session ended, and tries no more', async () => {
  const reporter = createReporter(401);
  followed(reporter);
  reporter.streams[0]?.emit('error');
  await settled();
  expect(reporter.said.at(-1)).toBe('signed out');
  expect(reporter.waiting).toEqual([]);
});

it('[PAGE-03] stops when it is told to', async () => {
  const reporter = createReporter(200);
  const stop = followed(reporter);
  reporter.streams[0]?.emit('error');
  stop();
  await settled();
  expect(reporter.said.filter((what) => what.startsWith('open'))).toHaveLength(1);
  expect(reporter.waiting).toEqual([]);
});
