import { evolve, type LedgerFact, startSeries, type TillState } from '@tillmesh/model';
import { toHex } from '../cbor/bytes.ts';
import type { NodeCore } from '../node/node-core.ts';
import type { TillStore } from '../store/till-store.ts';
import {
  type Followed,
  type LeftBecause,
  leaveSeries,
  type Mark,
  noteApart,
  putFollowed,
  readApart,
  readFollowed,
  seriesToLeave,
} from './left-series.ts';
import type { OwnChain } from './own-chain.ts';
import type { StateKeeper } from './state-keeper.ts';

/** The state after a fact of a life of this till that its journal missed; numbers go on in the new series. */
const evolveMissed = (state: TillState, { fact, stamp }: LedgerFact): TillState => {
  const begins = fact.kind === 'shift.opened' || fact.kind === 'shift.joined';
  const fits = begins ? state.shift === null : stamp.shiftId === (state.shift?.shiftId ?? null);
  // What was done here meanwhile has gone another way, such as closing that shift.
  if (!fits) return state;
  return { ...evolve(state, { fact, stamp }), documentNumbers: state.documentNumbers };
};

/** This journal's own entries from its head back to the first place that holds two, and the one before that. */
const pathBack = (
  { entries }: TillStore,
  series: string,
  head: Mark,
): { readonly own: ReadonlySet<string>; readonly parting: Mark } => {
  const first = entries.firstFork(series) ?? head.sequence + 1;
  const own = new Set<string>();
  let at = head;
  while (at.sequence >= first) {
    own.add(at.hash);
    const { hash } = at;
    const previous = entries.at(series, at.sequence).find((place) => toHex(place.hash) === hash)?.previous;
    at = { sequence: at.sequence - 1, hash: toHex(previous ?? new Uint8Array(0)) };
  }
  return { own, parting: at };
};

const ON_GOING = 'It goes on in a new series, whose receipts carry another tag; nothing is counted twice.';

/** What people are told: what was found, and that trade goes on. */
const ALARMS: Readonly<Record<LeftBecause, { readonly code: string; readonly message: string }>> = {
  outdated: {
    code: 'OWN-ENTRIES-FROM-ELSEWHERE',
    message: `Entries of this till came that its journal did not have: it is an older image of itself. ${ON_GOING}`,
  },
  restored: {
    code: 'SERIES-BEGUN-RESTORED',
    message: `This till was put back from a backup. ${ON_GOING}`,
  },
  salvaged: {
    code: 'SERIES-BEGUN-SALVAGED',
    message: `This till's file was damaged and made anew from what could be read. ${ON_GOING}`,
  },
  cloned: {
    code: 'SERIES-BEGUN-CLONED',
    message: `Another machine runs with this till's keys. ${ON_GOING}`,
  },
};

/** Brings a state up to what a left series says of the other life, link by link; null when nothing new came. */
const followOn = (
  { store, reader }: NodeCore,
  { series, head, at: from }: Followed,
  before: TillState,
): { readonly at: Mark; readonly state: TillState } | null => {
  const path = pathBack(store, series, head);
  // Nothing was followed yet: the other life may have parted from this one before its head.
  let at = from.hash === head.hash ? path.parting : from;
  let state = before;
  for (;;) {
    const next = store.entries
      .at(series, at.sequence + 1)
      .filter(({ hash, previous }) => toHex(previous) === at.hash && !path.own.has(toHex(hash)));
    const [entry] = next;
    // Of several other lives nobody can say which one the drawer followed.
    if (entry === undefined || next.length > 1) break;
    const fact = reader(entry.hash);
    if (fact !== null) state = evolveMissed(state, fact);
    at = { sequence: entry.sequence, hash: toHex(entry.hash) };
  }
  return at.hash === from.hash || at === path.parting ? null : { at, state };
};

/**
 * A till whose journal is not the whole of what it wrote, as after its folder was put back from an older image,
 * goes on in a new series at once, and brings its shift and drawer up to where the other life had left them, as far
 * as its entries come. It learns so from entries of its own series that its journal does not have, or is told.
 */
export const createOldImage = (core: NodeCore, chain: OwnChain, keeper: StateKeeper) => {
  const { store } = core;

  /** Inside the keeper's and the store's transaction, or neither. */
  const saved = (state: TillState, write: (save: () => void) => void): void => {
    keeper.replace(state);
    try {
      write(keeper.save);
    } catch (error) {
      keeper.rolledBack();
      throw error;
    }
    keeper.committed();
  };

  const leave = (): void => {
    const left = seriesToLeave(store.local);
    if (left === null) return;
    const { series, head, because } = left;
    core.alarms.raise(ALARMS[because].code, ALARMS[because].message);
    saved(startSeries(keeper.state()), (save) =>
      chain.begin(() => {
        const others = readFollowed(store.local).filter((followed) => followed.series !== series);
        putFollowed(store.local, [...others, { series, head, at: head }]);
        if (because === 'cloned') noteApart(store.local);
        save();
      }),
    );
  };

  const follow = (): void => {
    let state = keeper.state();
    let isMoved = false;
    const followed = readFollowed(store.local).map((each) => {
      const on = followOn(core, each, state);
      if (on === null) return each;
      state = on.state;
      isMoved = true;
      return { ...each, at: on.at };
    });
    if (!isMoved) return;
    saved(state, (save) =>
      store.transaction(() => {
        putFollowed(store.local, followed);
        save();
      }),
    );
    core.listeners.changed('state');
  };

  return {
    /** Inside the transaction that took entries of these series: an end of the process must not hide it. */
    mark: (series: ReadonlySet<string>): void => {
      const own = chain.seriesId();
      if (own !== null && series.has(own)) leaveSeries(store, 'outdated', chain.place());
    },
    /** Another machine runs with this till's keys, and may be writing the same series. */
    metClone: (): void => {
      // The series that was begun for this reason is this machine's own, however often the two meet.
      if (readApart(store.local) === chain.seriesId()) return;
      store.transaction(() => leaveSeries(store, 'cloned', chain.place()));
      leave();
    },
    /** Outside any transaction: before anything is written, and after own entries came. */
    leaveAndFollow: (): void => {
      leave();
      follow();
    },
  };
};
export type OldImage = ReturnType<typeof createOldImage>;
