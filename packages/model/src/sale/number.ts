import type { Till } from '../state/shop.ts';
import type { TillState } from '../state/till-state.ts';
import { DOCUMENT_LETTERS, type DocumentKind, type DocumentNumber } from './document.ts';

/** The year in which the fiscal year of a date began: that of the latest start (`MM-DD`) not after the date. */
export const fiscalYearOf = (businessDate: string, yearStartsOn: string): number => {
  const year = Number(businessDate.slice(0, 4));
  return businessDate.slice(5) >= yearStartsOn ? year : year - 1;
};

/**
 * The number that the next document of a kind gets (I3). Where the branch restarts its numbers they begin
 * again with each fiscal year. A year never goes back within a series, nor does a series that has years lose
 * them: a label used once would come up again.
 */
export const nextDocument = (
  state: Pick<TillState, 'documentNumbers'>,
  till: Till,
  kind: DocumentKind,
  businessDate: string,
): DocumentNumber => {
  const { restart, yearStartsOn } = till.branch.numbering;
  const last = state.documentNumbers[kind] ?? { number: 0, fiscalYear: null };
  const today = restart === 'never' ? null : fiscalYearOf(businessDate, yearStartsOn);
  const later = today !== null && (last.fiscalYear === null || today > last.fiscalYear);
  const fiscalYear = later ? today : last.fiscalYear;
  const number = later ? 1 : last.number + 1;
  const parts = [till.code, till.seriesTag, DOCUMENT_LETTERS[kind], fiscalYear, number];
  const label = parts.filter((part) => part !== null).join('-');
  return { kind, number, label, ...(fiscalYear === null ? {} : { fiscalYear }) };
};
