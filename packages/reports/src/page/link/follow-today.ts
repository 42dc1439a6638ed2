import type { TodayView } from '../../api/today.ts';

/** What of an EventSource is used; the browser's own outside tests. */
export type EventStream = {
  readonly addEventListener: (
    type: 'today' | 'beat' | 'error',
    listener: (event: { data?: unknown }) => void,
  ) => void;
  readonly close: () => void;
};

export type FollowPorts = {
  readonly open: (path: string) => EventStream;
  /** Whether somebody is signed in here; null when nothing answers in time. */
  readonly isSignedIn: () => Promise<boolean | null>;
  /** Runs once after the delay, unless what it gives is called before. */
  readonly later: (run: () => void, delayMs: number) => () => void;
};

export type Follower = {
  /** The reporter was heard: a view follows, or the last one still holds. */
  readonly onHeard: () => void;
  readonly onView: (view: TodayView) => void;
  /** The figures stand still since it was last heard; another try follows by itself. */
  readonly onLost: () => void;
  /** Nobody is signed in here: nothing more is tried. */
  readonly onSignedOut: () => void;
};

export const RETRY_MS = 2_000;
/** Three beats of the reporter: a dead connection does not always say so, it may just fall silent. */
export const SILENCE_MS = 90_000;

/** Follows the newest figures until the session ends or it is told to stop, over every break of the connection. */
export const followToday = (ports: FollowPorts, follower: Follower): (() => void) => {
  let stopped = false;
  let hangUp = (): void => undefined;
  const lost = (): void => {
    if (stopped) return;
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
    const stream = ports.open('/api/live');
    const fail = (): void => {
      hangUp();
      lost();
    };
    let forgetSilence = ports.later(fail, SILENCE_MS);
    hangUp = () => {
      forgetSilence();
      stream.close();
    };
    const heard = (): void => {
      forgetSilence();
      forgetSilence = ports.later(fail, SILENCE_MS);
      follower.onHeard();
    };
    stream.addEventListener('beat', heard);
    stream.addEventListener('today', ({ data }) => {
      heard();
      if (typeof data === 'string') follower.onView(JSON.parse(data) as TodayView);
    });
    stream.addEventListener('error', fail);
  };
  void start();
  return () => {
    stopped = true;
    hangUp();
  };
};
