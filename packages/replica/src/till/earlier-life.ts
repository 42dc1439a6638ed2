import type { LedgerFact, OpenShift, TillState } from '@tillmesh/model';
import type { NodeCore } from '../node/node-core.ts';
import type { TillStore } from '../store/till-store.ts';
import { openBasketOf } from './earlier-basket.ts';
import { isClosedHere, shiftAfter, withShiftNumbers, withTotals } from './earlier-shift.ts';
import type { OwnChain } from './own-chain.ts';
import type { StateKeeper } from './state-keeper.ts';

/** The series with which this till.db began: what other series of this till have is of an earlier life. */
const BEGUN_WITH = 'begun-with';
/** What was taken over from an earlier life. What became of it here since is not undone. */
const TAKEN_OVER = 'taken-over';
type TakenOver = { readonly shifts: readonly string[]; readonly baskets: readonly string[] };
/** Series that this till.db itself wrote and left (`old-image.ts`). */
const FOLLOWED = 'series-followed';

/** Inside the transaction in which a till.db begins its first series. */
export const noteFirstSeries = ({ local }: Pick<TillStore, 'local'>): void =>
  local.put(BEGUN_WITH, local.get('series'));

/** The series of this till that were written before this till.db was begun. */
const earlierSeries = ({ store, registry, self }: NodeCore, present: string | null): readonly string[] => {
  const begunWith = store.local.get(BEGUN_WITH) as string | undefined;
  // Begun by a version that did not note it: then it was never begun anew either.
  if (begunWith === undefined) return [];
  const followed = store.local.get(FOLLOWED) as { readonly series: string } | undefined;
  const written = new Set([present, begunWith, followed?.series]);
  return [...registry.roster().series]
    .filter(([series, { deviceId }]) => deviceId === self.deviceId && !written.has(series))
    .map(([series]) => series);
};

/** The last that is held of what this till wrote in an earlier life; null while nothing is. */
const lastFact = ({ store, reader }: NodeCore, series: readonly string[]): LedgerFact | null => {
  const last = series
    .flatMap((each) => store.entries.last(each) ?? [])
    .reduce<{ hash: Uint8Array; utcMs: number } | null>(
      (newest, each) => (newest === null || each.utcMs > newest.utcMs ? each : newest),
      null,
    );
  return last === null ? null : reader(last.hash);
};

/** The state with something of an earlier life in it; `waits`: that finds something else open. */
type Brought = { readonly state: TillState; readonly waits: boolean };

const bringShift = (core: NodeCore, state: TillState, found: OpenShift | null, over: TakenOver): Brought => {
  const { shift } = state;
  const isNew = found !== null && !over.shifts.includes(found.shiftId);
  if (shift === null) return { state: isNew ? { ...state, shift: found } : state, waits: false };
  // What came later says that it was closed there.
  if (over.shifts.includes(shift.shiftId) && isClosedHere(core, shift.shiftId))
    return { state: { ...state, shift: null }, waits: isNew };
  return {
    state: { ...state, shift: withTotals(core, shift) },
    waits: isNew && found.shiftId !== shift.shiftId,
  };
};

const bringBasket = (core: NodeCore, state: TillState, last: LedgerFact, over: TakenOver): Brought => {
  const { open, ended } = openBasketOf(core, last);
  const { basket } = state;
  if (basket !== null && ended.includes(basket.basketId) && over.baskets.includes(basket.basketId))
    return { state: { ...state, basket: null }, waits: false };
  if (open === null || over.baskets.includes(open.basketId)) return { state, waits: false };
  // It is paid for in the shift in which it was begun.
  return basket !== null || state.shift?.shiftId !== last.stamp.shiftId
    ? { state, waits: true }
    : { state: { ...state, basket: open }, waits: false };
};

const bringStored = (core: NodeCore, state: TillState, series: readonly string[]): TillState => {
  const known = new Set(state.storedPayments.map(({ payment }) => payment.paymentId as string));
  const found = core.store.unsettled.of('stored').flatMap(({ id, hash }) => {
    const sold = known.has(id) ? null : core.reader(hash);
    if (sold?.fact.kind !== 'sale.completed' || !series.includes(sold.seriesId)) return [];
    const { payments, basketId, saleId } = sold.fact;
    return payments
      .filter(({ paymentId }) => paymentId === id)
      .map((payment) => ({ payment, basketId, saleId }));
  });
  return found.length === 0 ? state : { ...state, storedPayments: [...state.storedPayments, ...found] };
};

const withId = (ids: readonly string[], id: string | undefined): readonly string[] =>
  id === undefined || ids.includes(id) ? ids : [...ids, id];

const BEGUN_ANEW =
  'The file of this till (till.db) was begun anew; what this till wrote before comes back from this disk and from the other devices. It goes on in a new series, whose receipts carry another tag; nothing is counted twice.';

/**
 * A till whose till.db was begun anew, because it was damaged or gone, finds what it wrote before in what was saved
 * of the old one, in its documents and at its peers. From that it takes over, as it comes, the shift that was open,
 * with its drawer, a basket on which money was taken, stored payments that have not ended, and the numbers of
 * shifts and days. All that follows from what is held, in whatever order it came; what was done here meanwhile
 * stands, and a shift or basket that finds another one open waits for its end.
 */
export const createEarlierLife = (core: NodeCore, chain: OwnChain, keeper: StateKeeper) => {
  const { store, listeners } = core;
  const counted = new Set<string>();
  let isWaiting = false;

  const save = (state: TillState, over: TakenOver): void => {
    keeper.replace(state);
    try {
      store.transaction(() => {
        store.local.put(TAKEN_OVER, {
          shifts: withId(over.shifts, state.shift?.shiftId),
          baskets: withId(over.baskets, state.basket?.basketId),
        } satisfies TakenOver);
        keeper.save();
      });
    } catch (error) {
      keeper.rolledBack();
      throw error;
    }
    keeper.committed();
    listeners.changed('state');
  };

  const bringUp = (): void => {
    const series = earlierSeries(core, chain.seriesId());
    const last = series.length === 0 ? null : lastFact(core, series);
    if (last === null) return;
    const kept = store.local.get(TAKEN_OVER) as TakenOver | undefined;
    if (kept === undefined) core.alarms.raise('TILL-BEGUN-ANEW', BEGUN_ANEW);
    const over = kept ?? { shifts: [], baskets: [] };
    const before = keeper.state();
    const numbered = withShiftNumbers(core, before, series, counted);
    const shift = bringShift(core, numbered, shiftAfter(core, last, series), over);
    const basket = bringBasket(core, shift.state, last, over);
    const after = bringStored(core, basket.state, series);
    isWaiting = shift.waits || basket.waits;
    if (kept === undefined || JSON.stringify(after) !== JSON.stringify(before)) save(after, over);
  };

  return {
    /** Outside any transaction: at the start, and after own entries came. */
    bringUp,
    /** Before anything is decided: what waited may find its place now. */
    bringUpWaiting: (): void => {
      if (isWaiting) bringUp();
    },
  };
};
export type EarlierLife = ReturnType<typeof createEarlierLife>;
