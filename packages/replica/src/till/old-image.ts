import { evolve, type LedgerFact, startSeries, type TillState } from '@tillmesh/model';
import type { NodeCore } from '../node/node-core.ts';
import type { OwnChain } from './own-chain.ts';
import type { StateKeeper } from './state-keeper.ts';

/** The series whose later entries came from elsewhere, and where its journal stood; written with the first of them. */
const OUTDATED = 'series-outdated';
/** Up to which entry of the series that was left the till's state has been brought. */
const FOLLOWED = 'series-followed';

type Place = { readonly series: string; readonly sequence: number };

/** The state after a fact of a life of this till that its journal missed; numbers go on in the new series. */
const evolveMissed = (state: TillState, { fact, stamp }: LedgerFact): TillState => {
  const fits =
    fact.kind === 'shift.opened' ? state.shift === null : stamp.shiftId === (state.shift?.shiftId ?? null);
  // What was done here meanwhile has gone another way, such as closing that shift.
  if (!fits) return state;
  return { ...evolve(state, { fact, stamp }), documentNumbers: state.documentNumbers };
};

/**
 * A till whose folder was put back from an older image learns so when entries of its own series come that
 * its journal does not have. It goes on in a new series at once, and brings its shift and drawer up to
 * where that life had left them, as far as its entries come.
 */
export const createOldImage = (core: NodeCore, chain: OwnChain, keeper: StateKeeper) => {
  const { store } = core;

  const leave = (): void => {
    const outdated = store.local.get(OUTDATED) as Place | undefined;
    if (outdated === undefined || outdated.series !== chain.seriesId()) return;
    core.alarms.raise(
      'OWN-ENTRIES-FROM-ELSEWHERE',
      'Entries of this till came that its journal did not have: it is an older image. A new series was begun.',
    );
    keeper.replace(startSeries(keeper.state()));
    try {
      chain.begin(() => {
        store.local.put(FOLLOWED, outdated);
        keeper.save();
      });
    } catch (error) {
      keeper.rolledBack();
      throw error;
    }
    keeper.committed();
  };

  /** Brings the state up to what the left series says beyond where it stands. */
  const follow = (): void => {
    const followed = store.local.get(FOLLOWED) as Place | undefined;
    if (followed === undefined) return;
    let { sequence } = followed;
    let state = keeper.state();
    for (;;) {
      const hashes = store.entries.hashesAt(followed.series, sequence + 1);
      const [hash] = hashes;
      // Of a forked place nobody can say which branch the drawer followed.
      if (hash === undefined || hashes.length > 1) break;
      const fact = core.reader(hash);
      if (fact !== null) state = evolveMissed(state, fact);
      sequence += 1;
    }
    if (sequence === followed.sequence) return;
    keeper.replace(state);
    try {
      store.transaction(() => {
        store.local.put(FOLLOWED, { series: followed.series, sequence } satisfies Place);
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
      const outdated = store.local.get(OUTDATED) as Place | undefined;
      if (outdated?.series === own) return;
      store.local.put(OUTDATED, { series: own, sequence: chain.head().sequence } satisfies Place);
    },
    /** Outside any transaction: before anything is written, and after own entries came. */
    leaveAndFollow: (): void => {
      leave();
      follow();
    },
  };
};
export type OldImage = ReturnType<typeof createOldImage>;
