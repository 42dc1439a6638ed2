import { dateOfDay, dayOfDate } from '@tillmesh/model';
import type { TotalsFilter } from '../api/totals.ts';

const FIELDS = {
  from: { name: 'from', fits: (text: string) => isDate(text) },
  to: { name: 'to', fits: (text: string) => isDate(text) },
  branch: { name: 'branchId', fits: (text: string) => text.length > 0 && text.length <= 64 },
  till: { name: 'deviceId', fits: (text: string) => text.length > 0 && text.length <= 64 },
} as const;

/** Whether a text is a day of the calendar, `YYYY-MM-DD`. */
const isDate = (text: string): boolean =>
  /^\d{4}-\d{2}-\d{2}$/.test(text) && dateOfDay(dayOfDate(text)) === text;

export type FilterResult =
  | { readonly ok: true; readonly filter: TotalsFilter }
  | { readonly ok: false; readonly at: string };

/** Reads `from`, `to`, `branch` and `till`, each at most once; anything else is named in `at`. */
export const readFilter = (query: URLSearchParams): FilterResult => {
  const filter: Record<string, string> = {};
  for (const key of new Set(query.keys())) {
    const [value, ...more] = query.getAll(key);
    const field = Object.hasOwn(FIELDS, key) ? FIELDS[key as keyof typeof FIELDS] : undefined;
    if (field === undefined || value === undefined || more.length > 0 || !field.fits(value)) {
      return { ok: false, at: key };
    }
    filter[field.name] = value;
  }
  return { ok: true, filter };
};

/** The parts that are given, as a query. */
export const queryOf = (parts: Readonly<Record<string, string | undefined>>): URLSearchParams => {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(parts)) if (value !== undefined) query.set(name, value);
  return query;
};
