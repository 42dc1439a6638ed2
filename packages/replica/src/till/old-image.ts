import { evolve, type LedgerFact, startSeries, type TillState } from '@tillmesh/model';
import { toHex } from '../cbor/bytes.ts';
import type { NodeCore } from '../node/node-core.ts';
import type { TillStore } from '../store/till-store.ts';
import type { OwnChain } from './own-chain.ts';
import type { StateKeeper } from './state-keeper.ts';

/**
 * Row of `local`: the series whose later entries came from elsewhere, and where its journal stood; written with the
 * first of them, or by a restore, which cannot know what was written after its backup.
 */
export const OUTDATED = 'series-outdated';
/** How far the till's state has been brought in the series that was left. */
const FOLLOWED = 'series-followed';

/** An entry of a series by its place and hash, hexadecimal; sequence 0 with no hash is before the first. */
type Mark = { readonly sequence: number; readonly hash: string };
/** Where this journal stood in the series that it left. */
export type Left = { readonly series: string; readonly head: Mark; readonly restored?: true };
/** Up to which entry of the other life the state was brought. */
type Followed = Left & { readonly at: Mark };

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

/**
 * A till whose folder was put back from an older image learns so when entries of its own series come that
 * its journal does not have. It goes on in a new series at once, and brings its shift and drawer up to
 * where that life had left them, as far as its entries come.
 */
export const createOldImage = (core: NodeCore, chain: OwnChain, keeper: StateKeeper) => {
  const { store } = core;

  const leave = (): void => {
    const outdated = store.local.get(OUTDATED) as Left | undefined;
    if (outdated === undefined || outdated.series !== chain.seriesId()) return;
    if (outdated.restored !== true) {
      core.alarms.raise(
        'OWN-ENTRIES-FROM-ELSEWHERE',
        'Entries of this till came that its journal did not have: it is an older image. A new series was begun.',
      );
    }
    keeper.replace(startSeries(keeper.state()));
    try {
      chain.begin(() => {
        store.local.put(FOLLOWED, { ...outdated, at: outdated.head } satisfies Followed);
        keeper.save();
      });
    } catch (error) {
      keeper.rolledBack();
      throw error;
    }
    keeper.committed();
  };

  /** Brings the state up to what the left series says of the other life, link by link. */
  const follow = (): void => {
    const followed = store.local.get(FOLLOWED) as Followed | undefined;
    if (followed === undefined) return;
    const { series, head } = followed;
    const path = pathBack(store, series, head);
    // Nothing was followed yet: the other life may have parted from this one before its head.
    let at = followed.at.hash === head.hash ? path.parting : followed.at;
    let state = keeper.state();
    for (;;) {
      const next = store.entries
        .at(series, at.sequence + 1)
        .filter(({ hash, previous }) => toHex(previous) === at.hash && !path.own.has(toHex(hash)));
      const [entry] = next;
      // Of several other lives nobody can say which one the drawer followed.
      if (entry === undefined || next.length > 1) break;
      const fact = core.reader(entry.hash);
      if (fact !== null) state = evolveMissed(state, fact);
      at = { sequence: entry.sequence, hash: toHex(entry.hash) };
    }
    if (at.hash === followed.at.hash || at === path.parting) return;
    keeper.replace(state);
    try {
      store.transaction(() => {
        store.local.put(FOLLOWED, { series, head, at } satisfies Followed);
        keeper.save();
      });
    } catch (error) {
      keeper.rolledBack();
      throw error;
    }
    keeper.committed();
    core.listeners.changed('state');
  };

  return {
    /** Inside the transaction that took entries of these series: an end of the process must not hide it. */
    mark: (series: ReadonlySet<string>): void => {
      const own = chain.seriesId();
      if (own === null || !series.has(own)) return;
      const outdated = store.local.get(OUTDATED) as Left | undefined;
      if (outdated?.series === own) return;
      const { sequence, hash } = chain.head();
      store.local.put(OUTDATED, { series: own, head: { sequence, hash: toHex(hash) } } satisfies Left);
    },
    /** Outside any transaction: before anything is written, and after own entries came. */
    leaveAndFollow: (): void => {
      leave();
      follow();
    },
  };
};
export type OldImage = ReturnType<typeof createOldImage>;
