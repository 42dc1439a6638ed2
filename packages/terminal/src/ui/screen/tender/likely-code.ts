/** Nobody hands over more than so many times what is due. */
const MOST_TIMES = 1_000;

/**
 * Whether what was typed as cash is rather a barcode: eight or more digits without a decimal mark, and
 * out of all proportion to what is due. Asked besides the scanner's speed, which a busy machine can hide.
 */
export const isLikelyCode = (typed: string, givenMinor: number | null, dueMinor: number): boolean =>
  /^\d{8,}$/.test(typed.trim()) && (givenMinor === null || givenMinor > MOST_TIMES * dueMinor);
