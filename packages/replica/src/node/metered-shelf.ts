import { METERED_PLANS } from '../store/salvage.ts';
import { localList } from '../store/local-list.ts';
import type { TillStore } from '../store/till-store.ts';
import type { MeteredPlan } from './metered-plan.ts';

type Plan = MeteredPlan & { readonly deviceId: string };
/** `dayMs`: when the day began of which so much is spent. */
type Spent = { readonly deviceId: string; readonly dayMs: number; readonly spentBytes: number };
/** A link that is marked, and what it cost. */
export type Kept = Plan & Spent;

type Store = Pick<TillStore, 'local' | 'transaction'>;

/** Apart from the plans, which stand for long and are found again in a damaged file. */
const SPENT = 'metered-spent';

const planOf = ({ deviceId, bytesPerDay, fromMinute, toMinute }: Kept): Plan => ({
  deviceId,
  bytesPerDay,
  fromMinute,
  toMinute,
});
const spentOf = ({ deviceId, dayMs, spentBytes }: Kept): Spent => ({ deviceId, dayMs, spentBytes });

/** Marks of links and what these cost, in `till.db`. */
export const createMeteredShelf = (store: Store) => ({
  read: (): readonly Kept[] => {
    const spent = localList(store, SPENT) as readonly Spent[];
    const none = { dayMs: 0, spentBytes: 0 };
    return (localList(store, METERED_PLANS) as readonly Plan[]).map((plan) => ({
      ...plan,
      ...(spent.find(({ deviceId }) => deviceId === plan.deviceId) ?? none),
    }));
  },
  /** Throws what the disk says. */
  write: (links: readonly Kept[], arePlansNew: boolean): void =>
    store.transaction(() => {
      if (arePlansNew) store.local.put(METERED_PLANS, links.map(planOf));
      store.local.put(SPENT, links.map(spentOf));
    }),
});
