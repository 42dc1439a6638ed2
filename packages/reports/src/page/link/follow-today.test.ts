import { expect, it } from 'vitest';
import type { TodayView } from '../../api/today.ts';
import { type EventStream, followToday, type FollowPorts, RETRY_MS, SILENCE_MS } from './follow-today.ts';

const VIEW: TodayView = { organisation: 'Corner', mark: 'demo', notices: [], overall: [], branches: [] };

/** What was asked to be done later, and a clock that the test moves. */
const createClock = () => {
  let nowMs = 0;
  const waiting = new Set<{ readonly atMs: number; readonly run: () => void }>();
  return {
    waiting,
    later: (run: () => void, delayMs: number) => {
      const item = { atMs: nowMs + delayMs, run };
      waiting.add(item);
      return () => void waiting.delete(item);
    },
    pass: (ms: number): void => {
      nowMs += ms;
      for (const item of waiting) {
        if (item.atMs > nowMs) continue;
        waiting.delete(item);
        item.run();
      }
    },
  };
};

/** A reporter of which the test says what it answers. */
const createReporter = (...answers: (boolean | null)[]) => {
  const said: string[] = [];
  const streams: { emit: (type: 'today' | 'beat' | 'error', data?: string) => void }[] = [];
  const clock = createClock();
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
    later: clock.later,
  };
  return { said, streams, clock, ports };
};

/** Lets what was promised happen. */
const settled = (): Promise<void> => new Promise((resolve) => void setImmediate(resolve));

const followed = async (reporter: ReturnType<typeof createReporter>) => {
  const stop = followToday(reporter.ports, {
    onView: (view) => reporter.said.push(`view ${view.organisation}`),
    onHeard: () => reporter.said.push('heard'),
    onLost: () => reporter.said.push('lost'),
    onSignedOut: () => reporter.said.push('signed out'),
  });
  await settled();
  return stop;
};

const pass = async ({ clock }: ReturnType<typeof createReporter>, ms: number): Promise<void> => {
  clock.pass(ms);
  await settled();
};

it('[PAGE-03] says that it is lost, keeps trying and shows what comes then', async () => {
  const reporter = createReporter(true, null, true);
  await followed(reporter);
  reporter.streams[0]?.emit('today', JSON.stringify(VIEW));
  reporter.streams[0]?.emit('error');
  await pass(reporter, RETRY_MS - 1);
  expect(reporter.said).toEqual(['open /api/live', 'heard', 'view Corner', 'close', 'lost']);
  await pass(reporter, 1);
  await pass(reporter, RETRY_MS);
  reporter.streams[1]?.emit('today', JSON.stringify(VIEW));
  expect(reporter.said.slice(5)).toEqual(['lost', 'open /api/live', 'heard', 'view Corner']);
});

it('[PAGE-03] asks for the password when nobody is signed in or the session ended, and tries no more', async () => {
  const stranger = createReporter(false);
  await followed(stranger);
  expect(stranger.said).toEqual(['signed out']);
  const reporter = createReporter(true, false);
  await followed(reporter);
  reporter.streams[0]?.emit('error');
  await pass(reporter, RETRY_MS);
  expect(reporter.said.at(-1)).toBe('signed out');
  expect(reporter.clock.waiting.size).toBe(0);
});

it('[PAGE-03] stops when it is told to', async () => {
  const reporter = createReporter(true, true);
  const stop = await followed(reporter);
  reporter.streams[0]?.emit('error');
  stop();
  await pass(reporter, RETRY_MS);
  expect(reporter.said.filter((what) => what.startsWith('open'))).toHaveLength(1);
  const following = createReporter(true);
  const stopFollowing = await followed(following);
  stopFollowing();
  await pass(following, SILENCE_MS);
  expect(following.said).toEqual(['open /api/live', 'close']);
  expect(following.clock.waiting.size).toBe(0);
});

it('[PAGE-04] holds a connection on which nothing comes for lost, and connects anew', async () => {
  const reporter = createReporter(true, true);
  await followed(reporter);
  reporter.streams[0]?.emit('today', JSON.stringify(VIEW));
  await pass(reporter, SILENCE_MS - 1);
  expect(reporter.said).not.toContain('lost');
  await pass(reporter, 1);
  expect(reporter.said.slice(-2)).toEqual(['close', 'lost']);
  await pass(reporter, RETRY_MS);
  expect(reporter.said.at(-1)).toBe('open /api/live');
});

it('[PAGE-04] also where nothing ever came', async () => {
  const reporter = createReporter(true);
  await followed(reporter);
  await pass(reporter, SILENCE_MS);
  expect(reporter.said).toEqual(['open /api/live', 'close', 'lost']);
});

it('[PAGE-04] keeps a connection on which beats come, though no figure changes', async () => {
  const reporter = createReporter(true);
  await followed(reporter);
  reporter.streams[0]?.emit('today', JSON.stringify(VIEW));
  for (let beat = 0; beat < 10; beat += 1) {
    await pass(reporter, SILENCE_MS - 1);
    reporter.streams[0]?.emit('beat', '{}');
  }
  expect(reporter.said).toEqual([
    'open /api/live',
    'heard',
    'view Corner',
    ...Array<string>(10).fill('heard'),
  ]);
  await pass(reporter, SILENCE_MS);
  expect(reporter.said.at(-1)).toBe('lost');
});
