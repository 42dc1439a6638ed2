import { currencyExponent, formatMinor } from '@tillmesh/model';
import type { GrandTotal } from '../store/shift-table.ts';
import type { Withheld } from '../store/withheld-table.ts';
import type { Judging } from './take-slice.ts';
import { deviceWords } from './device-words.ts';
import type { Happening } from './exception-book.ts';

type Difference = GrandTotal & { readonly label: string; readonly entries: number };

/** As many are named as a person reads. */
const MOST_NAMED = 5;

type Counted = { readonly after: number; readonly through: number };

/** What a Z or supplement, as it was printed, counts of a series; null where that is nothing. */
const countedBy = (
  { store, reader }: Judging,
  hash: Uint8Array,
  series: string,
): (Counted & { readonly label: string; readonly strays: readonly string[] }) | null => {
  const read = reader(hash);
  if (read === null) return null;
  const { fact, seriesId, sequence } = read;
  if (fact.kind !== 'shift.closed' && fact.kind !== 'shift.supplemented') return null;
  const { label } = fact.document;
  const part = fact.parts.find((each) => each.seriesId === series);
  if (part !== undefined) return { ...part, label };
  // Of version 1, which counted all that its till had written before it.
  const isWhole = fact.parts.length === 0 && seriesId === series && store.entries.last(series) !== null;
  return isWhole ? { after: 0, through: sequence - 1, label, strays: [] } : null;
};

const sumOf = (label: string, items: readonly Withheld[]): Difference => ({
  label,
  entries: items.length,
  salesMinor: items.reduce((sum, { salesMinor }) => sum + salesMinor, 0),
  refundsMinor: items.reduce((sum, { refundsMinor }) => sum + refundsMinor, 0),
});

const differencesOf = (judging: Judging, series: string): readonly Difference[] => {
  const { withheld, shifts } = judging.store;
  return withheld.shiftsOf(series).flatMap((shift) =>
    shifts.documents(shift).flatMap((hash): readonly Difference[] => {
      const counted = countedBy(judging, hash, series);
      if (counted === null) return [];
      const { after, through, label, strays } = counted;
      const items = withheld
        .ofShift(shift, series)
        .filter(
          (item) =>
            (item.sequence > after && item.sequence <= through) ||
            strays.includes(Buffer.from(item.hash).toString('hex')),
        );
      return items.length === 0 ? [] : [sumOf(label, items)];
    }),
  );
};

/**
 * Zs that were printed before their till was taken off stand as they are; what of them does not count any more is
 * told. Null where no Z counts anything that is withheld.
 */
export const zDifference = (judging: Judging, series: string): Happening | null => {
  const { series: places, branches } = judging.roster;
  const place = places.get(series);
  const currency = branches.get(place?.branchId ?? '')?.currency;
  const differences = differencesOf(judging, series);
  if (place === undefined || currency === undefined || differences.length === 0) return null;
  const money = (minor: number): string => `${formatMinor(minor, currencyExponent(currency))} ${currency}`;
  const named = differences
    .slice(0, MOST_NAMED)
    .map(
      ({ label, entries, salesMinor, refundsMinor }) =>
        `${label}: ${entries} records, sales of ${money(salesMinor)}, refunds of ${money(refundsMinor)}`,
    );
  const more = differences.length > MOST_NAMED ? `; and ${differences.length - MOST_NAMED} more` : '';
  return {
    code: 'Z-OTHERWISE',
    message:
      `Zs as they were printed count what does not count any more of ` +
      `${deviceWords(judging.roster, place.deviceId)}: ${named.join('; ')}${more}.`,
    deviceId: place.deviceId,
    document: null,
  };
};
