import { type Refused, refuse } from '../command/rejection.ts';
import type { ZTotals } from '../fact/shift-fact.ts';
import { expectedDrawer } from '../state/z-totals.ts';
import { baseFirst } from './base-first.ts';
import type { CashCount, DrawerCount } from './cash-count.ts';

type Drawer = { readonly ok: true; readonly drawer: readonly DrawerCount[] } | Refused;

/**
 * What was counted against what should be there (I8), by currency, the base currency first. The base
 * currency and every other of which something is expected have to be counted.
 */
export const drawerCounts = (
  totals: Pick<ZTotals, 'drawer'>,
  counts: readonly CashCount[],
  base: string,
  at: string,
): Drawer => {
  const expected = expectedDrawer(totals);
  const wanted = [base, ...[...expected].flatMap(([currency, minor]) => (minor === 0 ? [] : [currency]))];
  const missing = wanted.find((currency) => !counts.some((count) => count.currency === currency));
  if (missing !== undefined) return refuse('COUNT-MISSING', `${at} ${missing}`);
  const floats = new Map(totals.drawer.map(({ currency, floatMinor }) => [currency, floatMinor]));
  const drawer = counts.map(({ currency, totalMinor, denominations }): DrawerCount => {
    const expectedMinor = expected.get(currency) ?? 0;
    return {
      currency,
      floatMinor: floats.get(currency) ?? 0,
      expectedMinor,
      countedMinor: totalMinor,
      varianceMinor: totalMinor - expectedMinor,
      ...(denominations === undefined ? {} : { denominations }),
    };
  });
  return { ok: true, drawer: baseFirst(drawer, base) };
};
