import type { PriceStep } from './price-list.ts';

/** Whether `a` counts before `b` for one quantity: what began later does, and what names no date began first. */
const beganLater = (a: PriceStep, b: PriceStep): boolean => (a.fromDate ?? '') > (b.fromDate ?? '');

/**
 * A list's prices on a business date, by quantity, the smallest first: for each quantity the price that began
 * last. Dates are resolved, so none is named.
 */
export const effectiveSteps = (steps: readonly PriceStep[], businessDate: string): readonly PriceStep[] => {
  const byQuantity = new Map<number, PriceStep>();
  for (const step of steps) {
    if (step.fromDate !== undefined && step.fromDate > businessDate) continue;
    const known = byQuantity.get(step.fromMilli);
    if (known === undefined || beganLater(step, known)) byQuantity.set(step.fromMilli, step);
  }
  return [...byQuantity.values()]
    .map(({ fromMilli, priceMinor }) => ({ fromMilli, priceMinor }))
    .sort((a, b) => a.fromMilli - b.fromMilli);
};

/** The price of one unit when so many are bought; null where the list begins with more. */
export const priceAt = (steps: readonly PriceStep[], quantityMilli: number): number | null => {
  let reached: PriceStep | null = null;
  for (const step of steps) {
    if (step.fromMilli <= quantityMilli && (reached === null || step.fromMilli >= reached.fromMilli)) {
      reached = step;
    }
  }
  return reached?.priceMinor ?? null;
};

export const areSameSteps = (a: readonly PriceStep[], b: readonly PriceStep[]): boolean =>
  a.length === b.length &&
  a.every((step, index) => {
    const other = b[index];
    return (
      other !== undefined &&
      step.fromDate === other.fromDate &&
      step.fromMilli === other.fromMilli &&
      step.priceMinor === other.priceMinor
    );
  });
