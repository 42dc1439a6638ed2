import { expect } from 'vitest';
import type { ShiftsView } from '../../packages/terminal/src/api/shift-view.ts';
import { verifyFolder } from '../../scripts/verify/verify.ts';
import { expectNumbers, numberOf, SOUND } from './check.ts';
import { sumMinor, type Sold } from './journal.ts';
import { FLOAT_MINOR } from './shop.ts';
import type { ChaosTill } from './till.ts';

/**
 * What a till can know that goes on from an older disk than its peer's: of its own later life it has what the peer
 * had stored when its power went.
 */
export type OlderLife = {
  /** Sales of before that are held, by their number. */
  readonly held: readonly Sold[];
  /** Those that it had answered before its own cut. */
  readonly answered: readonly Sold[];
  /** Sold since the start from that disk. */
  readonly since: readonly Sold[];
  /** Answered in the other life, and held by nobody any more. */
  readonly lost: readonly Sold[];
};

/** Whether nothing is missing between the first and the last of every chain that the till holds. */
export const isUnbroken = (till: ChaosTill): boolean => {
  const { sum, unreadable } = verifyFolder(till.folder);
  expect({ ...sum, gaps: 0, unreadable }).toMatchObject(SOUND);
  return sum.gaps === 0;
};

/**
 * What has to be in the drawer for sales: all that is held. Two things may be otherwise, and no third: the peer
 * had stored the payment of the next sale and not yet the sale, which the drawer has then; and behind a gap that
 * the peer's disk has nothing is followed, until it is filled.
 */
export const drawerOf = async (
  till: ChaosTill,
  { held, answered, since, lost }: OlderLife,
  unbroken: boolean,
): Promise<{ readonly minor: number; readonly isTorn: boolean }> => {
  const { own } = await till.api().get<ShiftsView>('/api/shifts');
  const shownMinor = (own?.expected?.[0]?.expectedMinor ?? 0) - FLOAT_MINOR;
  const inOrder = held.toSorted((one, other) => numberOf(one.label) - numberOf(other.label));
  const least = unbroken ? inOrder.length : answered.length;
  const rest = [...inOrder, ...lost].toSorted((one, other) => numberOf(one.label) - numberOf(other.label));
  for (let count = inOrder.length; count >= least; count -= 1) {
    const followed = inOrder.slice(0, count);
    const minor = sumMinor(followed) + sumMinor(since);
    const next = rest.find((sale) => !followed.includes(sale));
    const tornMinor = minor + (next?.totalMinor ?? 0);
    if (shownMinor === minor) return { minor, isTorn: false };
    if (shownMinor === tornMinor) return { minor: tornMinor, isTorn: true };
  }
  return { minor: sumMinor(inOrder) + sumMinor(since), isTorn: false };
};

/** Numbers are 1..n in each series, or where a gap is at least given once. */
export const expectLabels = (sales: readonly Sold[], unbroken: boolean): void => {
  expect(new Set(sales.map(({ label }) => label)).size).toBe(sales.length);
  if (unbroken) expectNumbers(sales);
};
