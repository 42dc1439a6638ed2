import type { Topic, Views } from '../../api/view.ts';

/** How each topic's value is made, from the node as it stands. */
export type ViewMakers = { readonly [T in Topic]: () => Views[T] };

/** Where one screen's messages go. `send` calls back once the bytes have left this process. */
export type LiveSink = { readonly send: (text: string, sent: () => void) => void };

/**
 * How soon a change is to be seen: `now`: what the person at the screen did; `soon`: what others sold; `later`: how the
 * devices stand to each other. What is not `now` waits a moment, so that a flood from peers costs little.
 */
export type Tempo = 'now' | 'soon' | 'later';

export type LiveFeed = {
  /** These topics may have changed. */
  readonly touch: (topics: readonly Topic[], when: Tempo) => void;
  /** Sends every topic, then changes; gives what ends it. */
  readonly join: (sink: LiveSink) => () => void;
  readonly screens: () => number;
};

export type LiveFeedPorts = {
  readonly makers: ViewMakers;
  /** Runs after what is going on now (`now`), or a little later. */
  readonly schedule: (task: () => void, when: Tempo) => void;
  /** A view that could not be made; its screen keeps what it last had. */
  readonly failed: (topic: Topic, error: unknown) => void;
};

/** A screen takes one batch at a time; what changes meanwhile is sent once, as it stands then. */
type Screen = { readonly sink: LiveSink; readonly owed: Set<Topic>; busy: boolean };

/**
 * Tells every screen what changed, at most once per tick and only what differs from the last. A slow
 * screen holds at most one batch and gets the newest state after it: nothing piles up for it.
 */
export const createLiveFeed = ({ makers, schedule, failed }: LiveFeedPorts): LiveFeed => {
  const topics = Object.keys(makers) as Topic[];
  const latest = new Map<Topic, string>();
  const dirty: Readonly<Record<Tempo, Set<Topic>>> = { now: new Set(), soon: new Set(), later: new Set() };
  const screens = new Set<Screen>();
  const pending: Record<Tempo, boolean> = { now: false, soon: false, later: false };

  const remake = (topic: Topic): boolean => {
    try {
      const text = JSON.stringify({ topic, value: makers[topic]() });
      if (latest.get(topic) === text) return false;
      latest.set(topic, text);
      return true;
    } catch (error) {
      failed(topic, error);
      return false;
    }
  };

  const serve = (screen: Screen): void => {
    if (screen.busy || screen.owed.size === 0) return;
    const batch = topics.flatMap((topic) => (screen.owed.has(topic) ? (latest.get(topic) ?? []) : []));
    screen.owed.clear();
    screen.busy = batch.length > 0;
    let left = batch.length;
    for (const text of batch) {
      screen.sink.send(text, () => {
        left -= 1;
        if (left > 0) return;
        screen.busy = false;
        serve(screen);
      });
    }
  };

  const flush = (when: Tempo): void => {
    if (screens.size === 0) return;
    const changed = [...dirty[when]].filter((topic) => remake(topic));
    dirty[when].clear();
    for (const screen of screens) {
      for (const topic of changed) screen.owed.add(topic);
      serve(screen);
    }
  };

  return {
    touch: (touched, when) => {
      for (const topic of touched) dirty[when].add(topic);
      if (screens.size === 0 || pending[when]) return;
      pending[when] = true;
      schedule(() => {
        pending[when] = false;
        flush(when);
      }, when);
    },
    join: (sink) => {
      const screen: Screen = { sink, owed: new Set(topics), busy: false };
      // Nobody kept the values current while nobody looked.
      if (screens.size === 0) for (const topic of topics) dirty.now.add(topic);
      screens.add(screen);
      flush('now');
      serve(screen);
      return () => {
        screens.delete(screen);
      };
    },
    screens: () => screens.size,
  };
};
