import type { Basket, LedgerFact, OpenShift, TillState } from '@tillmesh/model';
import type { NodeCore } from '../node/node-core.ts';
import type { TillStore } from '../store/till-store.ts';
import { openBasketOf } from './earlier-basket.ts';
import { isClosedHere, shiftAfter, withShiftNumbers, withTotals } from './earlier-shift.ts';
import { readApart, readFollowed, readOwnSeriesId } from './left-series.ts';
import type { OwnChain } from './own-chain.ts';
import type { StateKeeper } from './state-keeper.ts';

/** The series with which this till.db began: what other series of this till have is of an earlier life. */
const BEGUN_WITH = 'begun-with';
/** What was taken over from an earlier life. What became of it here since is not undone. */
const TAKEN_OVER = 'taken-over';
type TakenOver = {
  readonly shifts: readonly string[];
  readonly baskets: readonly string[];
  readonly payments: readonly string[];
};

/** Inside the transaction in which a till.db begins its first series. */
export const noteFirstSeries = ({ local }: Pick<TillStore, 'local'>): void =>
  local.put(BEGUN_WITH, readOwnSeriesId(local));

/** The series of this till that were written before this till.db was begun. */
const earlierSeries = ({ store, registry, self }: NodeCore, present: string | null): readonly string[] => {
  const begunWith = store.local.get(BEGUN_WITH) as string | undefined;
  // Begun by a version that did not note it: then it was never begun anew either.
  if (begunWith === undefined) return [];
  // Another machine is alive with these keys: what it has open is its own, and no earlier life of this one.
  if (readApart(store.local) !== null) return [];
  // What this till.db itself wrote and left is followed by `old-image.ts`.
  const followed = readFollowed(store.local).map((each) => each.series);
  const written = new Set([present, begunWith, ...followed]);
  return [...registry.roster().series]
    .filter(([series, { deviceId }]) => deviceId === self.deviceId && !written.has(series))
    .map(([series]) => series);
};

/**
 * The last that is held of what this till wrote in an earlier life; null while nothing is. A life whose series was
 * stated in knowledge of another came after it, whatever the clock said; only of two that did not know of each other
 * the clock decides.
 */
const lastFact = ({ store, reader, registry }: NodeCore, series: readonly string[]): LedgerFact | null => {
  const held = series.flatMap((each) => {
    const last = store.entries.last(each);
    return last === null ? [] : [{ series: each, last }];
  });
  const stated = registry.roster().series;
  const before = new Set(held.flatMap((each) => stated.get(each.series)?.after ?? []));
  const last = held
    .filter((each) => !before.has(each.series))
    .reduce<{ hash: Uint8Array; utcMs: number } | null>(
      (newest, each) => (newest === null || each.last.utcMs > newest.utcMs ? each.last : newest),
      null,
    );
  return last === null ? null : reader(last.hash);
};

/** The state with something of an earlier life in it; `waits`: that finds something else open. */
type Brought = { readonly state: TillState; readonly waits: boolean };

/** What came later may say that a shift was closed there, or left. */
const isOverThere = (core: NodeCore, shiftId: string, { fact }: LedgerFact): boolean =>
  isClosedHere(core, shiftId) || (fact.kind === 'shift.left' && fact.shiftId === shiftId);

const bringShift = (
  core: NodeCore,
  state: TillState,
  last: LedgerFact,
  found: OpenShift | null,
  over: TakenOver,
): Brought => {
  const { shift } = state;
  const isNew = found !== null && !over.shifts.includes(found.shiftId);
  if (shift === null) return { state: isNew ? { ...state, shift: found } : state, waits: false };
  if (over.shifts.includes(shift.shiftId) && isOverThere(core, shift.shiftId, last)) {
    // What is being sold is finished first.
    if (state.basket !== null) return { state, waits: true };
    return { state: { ...state, shift: null }, waits: isNew };
  }
  return {
    state: { ...state, shift: withTotals(core, shift) },
    waits: isNew && found.shiftId !== shift.shiftId,
  };
};

/** A payment that came after its basket was taken over is added; one that was given back there goes. */
const withLaterPayments = (basket: Basket, open: Basket, over: TakenOver): Basket => {
  const there = new Set(open.payments.map(({ paymentId }) => paymentId));
  const stays = basket.payments.filter(
    ({ paymentId }) => there.has(paymentId) || !over.payments.includes(paymentId),
  );
  const later = open.payments.filter(({ paymentId }) => !over.payments.includes(paymentId));
  return { ...basket, payments: [...stays, ...later] };
};

const bringBasket = (core: NodeCore, before: TillState, last: LedgerFact, over: TakenOver): Brought => {
  const { open, ended } = openBasketOf(core, last);
  const isOver =
    before.basket !== null &&
    ended.includes(before.basket.basketId) &&
    over.baskets.includes(before.basket.basketId);
  const state = isOver ? { ...before, basket: null } : before;
  const { basket } = state;
  if (open === null) return { state, waits: false };
  if (over.baskets.includes(open.basketId)) {
    const isIt = basket?.basketId === open.basketId;
    return {
      state: isIt ? { ...state, basket: withLaterPayments(basket, open, over) } : state,
      waits: false,
    };
  }
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

const withIds = (ids: readonly string[], more: readonly (string | undefined)[]): readonly string[] => [
  ...new Set([...ids, ...more.filter((id) => id !== undefined)]),
];

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
          shifts: withIds(over.shifts, [state.shift?.shiftId]),
          baskets: withIds(over.baskets, [state.basket?.basketId]),
          payments: withIds(over.payments, state.basket?.payments.map(({ paymentId }) => paymentId) ?? []),
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
    const over = kept ?? { shifts: [], baskets: [], payments: [] };
    const before = keeper.state();
    const numbered = withShiftNumbers(core, before, series, counted);
    const shift = bringShift(core, numbered, last, shiftAfter(core, last, series), over);
    const basket = bringBasket(core, shift.state, last, over);
    const after = bringStored(core, basket.state, series);
    isWaiting = shift.waits || basket.waits;
    if (kept === undefined || JSON.stringify(after) !== JSON.stringify(before)) save(after, over);
  };

  let isDue = false;
  let closed = false;
  core.onClose(() => {
    closed = true;
  });

  return {
    /** Outside any transaction: at the start. */
    bringUp,
    /** After own entries came: once nothing more waits, for a life in the middle of a sale is none to take over. */
    bringUpSoon: (): void => {
      if (isDue) return;
      isDue = true;
      core.ingest
        .drained()
        .then(() => {
          isDue = false;
          if (!closed) bringUp();
        })
        .catch((error: unknown) => {
          core.alarms.raise(
            'EARLIER-LIFE-NOT-TAKEN',
            `What this till did before could not be taken over: ${String(error)}`,
          );
        });
    },
    /** Before anything is decided: what waited may find its place now. */
    bringUpWaiting: (): void => {
      if (isWaiting) bringUp();
    },
  };
};
export type EarlierLife = ReturnType<typeof createEarlierLife>;
