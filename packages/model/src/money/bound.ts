import { integer } from '../schema/scalar.ts';

/**
 * The bounds of everything countable. Chosen so that every total of a full document stays an exact
 * integer: 1,000 lines of 10^12 minor units are 10^15, below 2^53.
 */
/** Largest amount of one line, payment or document, in minor units. */
export const MAX_AMOUNT_MINOR = 1_000_000_000_000;
/** Largest sum of documents, such as a shift's, in minor units. */
export const MAX_TOTAL_MINOR = 1_000 * MAX_AMOUNT_MINOR;
/** Largest number of currencies in one drawer. */
export const MAX_CURRENCIES = 16;
/** Largest number of series that sell in one shift. */
export const MAX_PARTS = 256;
/** Largest sum of one till in one shift, in minor units: a shift of all its tills stays an exact integer. */
export const MAX_SHIFT_MINOR = 30 * MAX_AMOUNT_MINOR;
/** Largest quantity of one line: 1,000,000 units, in thousandths. */
export const MAX_QUANTITY_MILLI = 1_000_000_000;
/** Largest number of lines of one document. */
export const MAX_LINES = 1_000;
/** A rate of 100%, in parts per million. */
export const ONE_PPM = 1_000_000;

/** An amount that is never negative, minor units. */
export const amountMinor = integer(0, MAX_AMOUNT_MINOR);
/** An amount that may be negative (a variance, a total of sales less refunds), minor units. */
export const signedMinor = integer(-MAX_TOTAL_MINOR, MAX_TOTAL_MINOR);
/** A sum of a shift over all its tills, minor units. */
export const shiftMinor = integer(-MAX_PARTS * MAX_SHIFT_MINOR, MAX_PARTS * MAX_SHIFT_MINOR);
/** All that a series ever took, minor units. */
export const grandMinor = integer(0);
/** A quantity of a line, thousandths, at least one thousandth. */
export const quantityMilli = integer(1, MAX_QUANTITY_MILLI);
/** A stock movement, thousandths, in (positive) or out (negative). */
export const movementMilli = integer(-MAX_QUANTITY_MILLI, MAX_QUANTITY_MILLI);
/** A tax rate or percentage in parts per million, 0 to 1000%. */
export const ratePpm = integer(0, 10 * ONE_PPM);
/** A share of at most 100%, parts per million. */
export const sharePpm = integer(0, ONE_PPM);
