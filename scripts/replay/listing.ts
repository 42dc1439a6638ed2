import type { SourceRow } from './source-row.ts';

/** A product as the replay's shop lists it: its price is the one most of its rows have. */
export type Listing = { readonly code: string; readonly name: string; readonly priceMinor: number };

/** What occurs most often; of equals the one that came first. */
const mostCommon = <T>(values: readonly T[]): T | undefined => {
  const counts = new Map<T, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  let best: T | undefined;
  let bestCount = 0;
  for (const [value, count] of counts) {
    if (count > bestCount) [best, bestCount] = [value, count];
  }
  return best;
};

/** The products of the accepted rows, in the order in which they first appear. */
export const listProducts = (rows: readonly SourceRow[]): readonly Listing[] =>
  [...Map.groupBy(rows, (row) => row.code)].map(([code, own]) => ({
    code,
    name: mostCommon(own.map((row) => row.name.trim()).filter((name) => name !== '')) ?? code,
    priceMinor: mostCommon(own.map((row) => row.priceMinor)) ?? 0,
  }));

const cell = (text: string): string => `"${text.replaceAll('"', '""')}"`;

const decimal = (minor: number): string => {
  const digits = minor.toString().padStart(3, '0');
  return `${digits.slice(0, -2)}.${digits.slice(-2)}`;
};

/** The list as a till imports it. */
export const listingCsv = (listings: readonly Listing[], taxClass: string): string =>
  [
    'sku,name,price,tax',
    ...listings.map(
      ({ code, name, priceMinor }) => `${cell(code)},${cell(name)},${decimal(priceMinor)},${taxClass}`,
    ),
  ].join('\n');
