import { expect, it } from 'vitest';
import type { TodayView } from '../../api/today.ts';
import { type EventStream, followToday, type FollowPorts, RETRY_MS } from './follow-today.ts';

const VIEW: TodayView = { organisation: 'Corner', mark: 'demo', notices: [], overall: [], branches: [] };

/** A reporter of which the test says what it answers, and a clock that the test moves. */
const createReporter = (...answers: (boolean | null)[]) => {
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
    isSignedIn: () => Promise.resolve(answers.shift() ?? null),
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
  const reporter = createReporter(true, null, true);
  followed(reporter);
  await settled();
  reporter.streams[0]?.emit('today', JSON.stringify(VIEW));
  reporter.streams[0]?.emit('error');
  reporter.waiting[0]?.();
  await settled();
  reporter.waiting[1]?.();
  await settled();
  reporter.streams[1]?.emit('today', JSON.stringify(VIEW));
  expect(reporter.said).toEqual([
    'open /api/live',
    'view Corner',
    'close',
    'lost',
    `wait ${RETRY_MS}`,
    'lost',
    `wait ${RETRY_MS}`,
    'open /api/live',
    'view Corner',
  ]);
});

it('[PAGE-03] asks for the password when nobody is signed in or the session ended, and tries no more', async () => {
  const stranger = createReporter(false);
  followed(stranger);
  await settled();
  expect(stranger.said).toEqual(['signed out']);
  const reporter = createReporter(true, false);
  followed(reporter);
  await settled();
  reporter.streams[0]?.emit('error');
  reporter.waiting[0]?.();
  await settled();
  expect(reporter.said.at(-1)).toBe('signed out');
  expect(reporter.waiting).toHaveLength(1);
});

it('[PAGE-03] stops when it is told to', async () => {
  const reporter = createReporter(true, true);
  const stop = followed(reporter);
  await settled();
  reporter.streams[0]?.emit('error');
  stop();
  reporter.waiting[0]?.();
  await settled();
  expect(reporter.said.filter((what) => what.startsWith('open'))).toHaveLength(1);
});
