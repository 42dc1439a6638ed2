/** Round sums that people hand over, in units of the currency; those without decimals are a hundred times as many. */
const STEPS = [1, 5, 10, 20, 50, 100, 200, 500];

/**
 * Amounts a customer is likely to hand over for what is due: due rounded up to each round sum, lowest
 * first, without the due itself. Minor units; at most `count` of them.
 */
export const quickAmounts = (dueMinor: number, exponent: number, count: number): readonly number[] => {
  const unitMinor = exponent === 0 ? 100 : 10 ** exponent;
  const amounts = new Set<number>();
  for (const step of STEPS) {
    const stepMinor = step * unitMinor;
    amounts.add(Math.ceil(dueMinor / stepMinor) * stepMinor);
  }
  amounts.delete(dueMinor);
  return [...amounts].sort((left, right) => left - right).slice(0, count);
};
