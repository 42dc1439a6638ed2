import type { TodayView } from '../../api/today.ts';

/** What of an EventSource is used; the browser's own outside tests. */
export type EventStream = {
  readonly addEventListener: (type: 'today' | 'error', listener: (event: { data?: unknown }) => void) => void;
  readonly close: () => void;
};

export type FollowPorts = {
  readonly open: (path: string) => EventStream;
  /** Whether somebody is signed in here; null when nothing answers. */
  readonly isSignedIn: () => Promise<boolean | null>;
  readonly later: (run: () => void, delayMs: number) => void;
};

export type Follower = {
  readonly onView: (view: TodayView) => void;
  /** The figures stand still from now on; another try follows by itself. */
  readonly onLost: () => void;
  /** Nobody is signed in here: nothing more is tried. */
  readonly onSignedOut: () => void;
};

export const RETRY_MS = 2_000;

/** Follows the newest figures until the session ends or it is told to stop, over every break of the connection. */
export const followToday = (ports: FollowPorts, follower: Follower): (() => void) => {
  let stream: EventStream | null = null;
  let stopped = false;
  const lost = (): void => {
    follower.onLost();
    ports.later(() => void start(), RETRY_MS);
  };
  const start = async (): Promise<void> => {
    const signedIn = stopped ? null : await ports.isSignedIn();
    if (stopped) return;
    if (signedIn === null) lost();
    else if (signedIn) dial();
    else follower.onSignedOut();
  };
  const dial = (): void => {
    const opened = ports.open('/api/live');
    stream = opened;
    opened.addEventListener('today', ({ data }) => {
      if (typeof data === 'string') follower.onView(JSON.parse(data) as TodayView);
    });
    opened.addEventListener('error', () => {
      opened.close();
      if (!stopped) lost();
    });
  };
  void start();
  return () => {
    stopped = true;
    stream?.close();
  };
};
