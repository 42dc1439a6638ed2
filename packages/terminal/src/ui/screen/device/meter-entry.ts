import type { MeteredView } from '../../../api/device-view.ts';

const BYTES_PER_MB = 1_000_000;
const LEAST = 5;

export const megabytesOf = ({ budgetBytes }: MeteredView): number => Math.round(budgetBytes / BYTES_PER_MB);

/** Whole megabytes as they were typed; null: it is no number of them, or too few. */
export const megabytesIn = (typed: string): number | null => {
  const value = Number(/^\d{1,7}$/.test(typed.trim()) ? typed : Number.NaN);
  return value >= LEAST ? value : null;
};

export const isTime = (typed: string): boolean => /^([01]?\d|2[0-3]):[0-5]\d$/.test(typed.trim());
