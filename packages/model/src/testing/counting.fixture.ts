import type { Uncounted } from '../command/context.ts';
import type { Fact } from '../fact/fact.ts';
import type { LedgerFact } from '../fact/recorded-fact.ts';
import type { ShiftPart } from '../fact/shift-fact.ts';
import { addFactToZ, EMPTY_Z, sumsOf } from '../state/z-totals.ts';
import type { Knowledge } from './knowledge.fixture.ts';

/** A series as far as nothing is missing in it: what stands behind a gap waits. */
const unbroken = (series: ReadonlyMap<number, LedgerFact>): readonly LedgerFact[] => {
  const entries: LedgerFact[] = [];
  for (let next = series.get(1); next !== undefined; next = series.get(next.sequence + 1)) entries.push(next);
  return entries;
};

/** Of each series, how far the Z and the supplements of a shift that were heard have counted. */
const countedThrough = (known: Knowledge, shiftId: string): ReadonlyMap<string, number> => {
  const through = new Map<string, number>();
  for (const { fact } of known.counts.get(shiftId) ?? []) {
    if (fact.kind !== 'shift.closed' && fact.kind !== 'shift.supplemented') continue;
    for (const part of fact.parts) {
      through.set(part.seriesId, Math.max(part.through, through.get(part.seriesId) ?? 0));
    }
  }
  return through;
};

/** Whether an entry is one that a Z or a supplement of the shift counts: all but those themselves. */
export const isCountable = ({ fact }: LedgerFact): boolean =>
  fact.kind !== 'shift.closed' && fact.kind !== 'shift.supplemented';

/** Whether a Z would say anything of these. */
export const addsToZ = (entries: readonly LedgerFact[]): boolean =>
  sumsOf(entries.reduce((totals, { fact }) => addFactToZ(totals, fact), EMPTY_Z)).some((sum) => sum !== 0);

/** What a fact adds to its series' grand totals: revenue documents only. */
const soldBy = (fact: Fact): number =>
  fact.kind === 'sale.completed' && fact.document.kind !== 'training-receipt' ? fact.totalMinor : 0;
const givenBackBy = (fact: Fact): number =>
  fact.kind === 'refund.completed' || fact.kind === 'sale.voided' ? fact.totalMinor : 0;

const sumOf = (entries: readonly LedgerFact[], of: (fact: Fact) => number): number =>
  entries.reduce((sum, { fact }) => sum + of(fact), 0);

const partOf = (
  { fact: _fact, ...last }: LedgerFact,
  history: readonly LedgerFact[],
  more: Pick<ShiftPart, 'after' | 'entries' | 'heard' | 'tillCode'>,
): ShiftPart => ({
  ...more,
  seriesId: last.seriesId,
  deviceId: last.deviceId,
  through: last.sequence,
  head: last.entry,
  strays: [],
  grandSalesMinor: sumOf(history, soldBy),
  grandRefundsMinor: sumOf(history, givenBackBy),
});

/** What stands in no Z or supplement of a shift yet, by series, `deviceId`'s own first. */
export const uncountedOf = (
  known: Knowledge,
  deviceId: string,
  codeOf: (deviceId: string) => string,
  shiftId: string,
): readonly Uncounted[] => {
  const through = countedThrough(known, shiftId);
  const isClosed = known.counts.has(shiftId);
  const found: Uncounted[] = [];
  for (const [seriesId, series] of known.series) {
    const after = through.get(seriesId) ?? 0;
    const history = unbroken(series);
    const entries = history.filter(
      (entry) => entry.stamp.shiftId === shiftId && entry.sequence > after && isCountable(entry),
    );
    const last = entries.at(-1);
    // Once there is a Z, what adds nothing, such as leaving the shift, is no reason for a supplement.
    if (last === undefined || (isClosed && !addsToZ(entries))) continue;
    const heard = last.deviceId === deviceId || !known.away.has(last.deviceId);
    const more = { after, entries: entries.length, heard, tillCode: codeOf(last.deviceId) };
    found.push({
      part: partOf(last, history.slice(0, last.sequence), more),
      totals: entries.reduce((totals, { fact }) => addFactToZ(totals, fact), EMPTY_Z),
    });
  }
  const isOther = ({ part }: Uncounted): number => (part.deviceId === deviceId ? 0 : 1);
  return found.toSorted((a, b) => isOther(a) - isOther(b) || (a.part.seriesId < b.part.seriesId ? -1 : 1));
};
