import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { LedgerFact } from '../../fact/recorded-fact.ts';
import type { ShiftPart } from '../../fact/shift-fact.ts';
import { addFactToZ, addTotals, EMPTY_Z } from '../../state/z-totals.ts';
import { addsToZ, isCountable } from '../../testing/counting.fixture.ts';
import { drawerAfter } from '../../testing/drawer.fixture.ts';
import { TestTill } from '../../testing/shop.fixture.ts';
import { attempt, clear, counted, trade } from '../../testing/trade.fixture.ts';

const CODES = ['H1', 'H2', 'H3'];
const till = fc.nat(CODES.length - 1);

/** What happens in a shop whose tills hear of one another late, in part, and out of order. */
const happening = fc.oneof(
  { weight: 12, arbitrary: fc.record({ what: fc.constant('trade' as const), till, trade }) },
  {
    weight: 4,
    arbitrary: fc.record({ what: fc.constant('hear' as const), till, from: till, seed: fc.nat(1_000) }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      what: fc.constantFrom('open', 'join', 'leave', 'close', 'supplement', 'restart'),
      till,
      pick: fc.nat(50),
    }),
  },
);
type Happening = typeof happening extends fc.Arbitrary<infer T> ? T : never;

/** Some of the entries, in some order: which, the seed says. */
const someOf =
  (seed: number) =>
  (entries: readonly LedgerFact[]): readonly LedgerFact[] => {
    const rank = ({ sequence }: LedgerFact): number => (sequence * 7_919 + seed * 104_729) % 1_009;
    return entries.filter((entry) => rank(entry) % 3 !== seed % 3).toSorted((a, b) => rank(a) - rank(b));
  };

/** Every shift that a till has heard of, however that came about. */
const shiftsKnown = ({ known }: TestTill): readonly string[] =>
  [...known.notes.keys()].filter((key) => key.startsWith('shift:')).map((key) => key.slice(6));

const happen = (tills: readonly TestTill[], each: Happening): void => {
  const self = tills[each.till]!;
  if (each.what === 'trade') {
    attempt(self, each.trade);
    return;
  }
  if (each.what === 'hear') {
    self.hear(tills[each.from]!, someOf(each.seed));
    return;
  }
  const { what, pick } = each;
  const known = shiftsKnown(self);
  const shiftId = known[pick % known.length];
  if (what === 'open') self.run({ kind: 'shift.open', floats: counted(pick) });
  if (what === 'join' && shiftId !== undefined) self.run({ kind: 'shift.join', shiftId });
  if (what === 'leave') self.run({ kind: 'shift.leave' });
  if (what === 'close') self.run({ kind: 'shift.close', counts: counted(pick) });
  if (what === 'supplement' && shiftId !== undefined) self.run({ kind: 'shift.supplement', shiftId });
  if (what === 'restart' && pick < 5) self.restart(`LIF${pick}`);
};

const hearAll = (tills: readonly TestTill[]): void => {
  for (const self of tills) for (const other of tills) self.hear(other);
};

/** The day comes to its end: everything is finished, left, closed, heard and counted. */
const settleUp = (tills: readonly TestTill[]): void => {
  for (const self of tills) clear(self);
  for (const self of tills) if (self.state.shift?.joined === true) self.done({ kind: 'shift.leave' });
  for (const self of tills) {
    if (self.state.shift !== null) self.done({ kind: 'shift.close', counts: counted(0) });
  }
  hearAll(tills);
  for (const self of tills) {
    for (const shiftId of shiftsKnown(self)) self.run({ kind: 'shift.supplement', shiftId });
  }
  hearAll(tills);
};

const shopAfter = (happenings: readonly Happening[]): readonly TestTill[] => {
  const first = new TestTill({ floatMinor: 500 });
  const tills = [first, ...CODES.slice(1).map((code) => new TestTill({ beside: first, code, open: false }))];
  for (const other of tills.slice(1)) {
    other.hear(first);
    other.done({ kind: 'shift.join', shiftId: first.state.shift!.shiftId });
  }
  for (const each of happenings) happen(tills, each);
  settleUp(tills);
  return tills;
};

const shop = fc.array(happening, { minLength: 30, maxLength: 120 }).map((happenings) => ({ happenings }));
type Counting = Extract<LedgerFact['fact'], { kind: 'shift.closed' | 'shift.supplemented' }>;
const countingsOf = (facts: readonly LedgerFact[]): readonly Counting[] =>
  facts.flatMap(({ fact }) =>
    fact.kind === 'shift.closed' || fact.kind === 'shift.supplemented' ? [fact] : [],
  );
const covers = (part: ShiftPart, { seriesId, sequence }: LedgerFact): boolean =>
  part.seriesId === seriesId && part.after < sequence && sequence <= part.through;

/** What revenue documents come to: sales that are no training, and what was given back of such. */
const revenueOf = (facts: readonly LedgerFact[]) => {
  let [sold, givenBack] = [0, 0];
  for (const { fact } of facts) {
    if (fact.kind === 'sale.completed' && fact.document.kind !== 'training-receipt') sold += fact.totalMinor;
    if (fact.kind === 'refund.completed' || fact.kind === 'sale.voided') givenBack += fact.totalMinor;
  }
  return { sold, givenBack };
};

describe('several tills on one drawer, apart and late', () => {
  it('[SHIFT-09] every entry of a shift that adds to a Z is in exactly one, or in a supplement, however it was heard (I8)', () => {
    fc.assert(
      fc.property(shop, ({ happenings }) => {
        const facts = shopAfter(happenings).flatMap(({ recorded }) => recorded);
        const countings = countingsOf(facts);
        for (const entry of facts) {
          if (entry.stamp.shiftId === null || !isCountable(entry)) continue;
          const ofShift = countings.filter(({ shiftId }) => shiftId === entry.stamp.shiftId);
          const counting = ofShift.filter(({ parts }) => parts.some((part) => covers(part, entry)));
          // What says nothing to a Z may wait for a supplement that somebody else's entries are a reason for.
          expect(counting.length).toBeLessThanOrEqual(1);
          expect(counting.length > 0 || !addsToZ([entry])).toBe(true);
        }
      }),
    );
  });

  it('[SHIFT-09] Z and supplements together are the fold of the shift, and each says of what (I8)', () => {
    fc.assert(
      fc.property(shop, ({ happenings }) => {
        const facts = shopAfter(happenings).flatMap(({ recorded }) => recorded);
        const byEntry = new Map(facts.map((each) => [each.entry, each]));
        for (const shiftId of new Set(countingsOf(facts).map((each) => each.shiftId))) {
          const ofShift = facts.filter(({ stamp }) => stamp.shiftId === shiftId);
          const countings = countingsOf(facts).filter((each) => each.shiftId === shiftId);
          const fold = ofShift.map(({ fact }) => fact).reduce(addFactToZ, EMPTY_Z);
          expect(countings.map(({ totals }) => totals).reduce(addTotals, EMPTY_Z)).toEqual(fold);
          expect(countings.filter(({ kind }) => kind === 'shift.closed')).toHaveLength(1);
          for (const part of countings.flatMap(({ parts }) => parts)) {
            expect(byEntry.get(part.head)).toMatchObject({
              seriesId: part.seriesId,
              sequence: part.through,
              deviceId: part.deviceId,
            });
            const entries = ofShift.filter((each) => covers(part, each) && isCountable(each));
            expect(part.entries).toBe(entries.length);
          }
        }
      }),
    );
  });

  it("[SHIFT-03] a Z's drawer is what its parts' facts say, by currency (I8)", () => {
    fc.assert(
      fc.property(shop, ({ happenings }) => {
        const facts = shopAfter(happenings).flatMap(({ recorded }) => recorded);
        for (const z of countingsOf(facts)) {
          if (z.kind !== 'shift.closed') continue;
          const ofParts = facts.filter(
            (each) => each.stamp.shiftId === z.shiftId && z.parts.some((part) => covers(part, each)),
          );
          const expected = drawerAfter(ofParts.map(({ fact }) => fact));
          for (const { currency, expectedMinor, countedMinor, varianceMinor } of z.drawer) {
            expect([currency, expectedMinor]).toEqual([currency, expected[currency] ?? 0]);
            expect(varianceMinor).toBe(countedMinor - expectedMinor);
          }
        }
      }),
    );
  });

  it('[SHIFT-11] grand totals of a series never fall, from one Z or supplement to the next (I7)', () => {
    fc.assert(
      fc.property(shop, ({ happenings }) => {
        const facts = shopAfter(happenings).flatMap(({ recorded }) => recorded);
        const parts = countingsOf(facts)
          .flatMap((each) => each.parts)
          .toSorted((a, b) => a.through - b.through);
        for (const [at, part] of parts.entries()) {
          const { sold, givenBack } = revenueOf(
            facts.filter((each) => each.seriesId === part.seriesId && each.sequence <= part.through),
          );
          expect(part).toMatchObject({ grandSalesMinor: sold, grandRefundsMinor: givenBack });
          const before = parts.slice(0, at).findLast((each) => each.seriesId === part.seriesId);
          expect(part.grandSalesMinor).toBeGreaterThanOrEqual(before?.grandSalesMinor ?? 0);
          expect(part.grandRefundsMinor).toBeGreaterThanOrEqual(before?.grandRefundsMinor ?? 0);
        }
      }),
    );
  });

  it("[DOC-01] each series' documents are numbered 1..n by kind, supplements too (I3)", () => {
    fc.assert(
      fc.property(shop, ({ happenings }) => {
        for (const { recorded } of shopAfter(happenings)) {
          const last = new Map<string, number>();
          for (const { fact, seriesId } of recorded) {
            if (!('document' in fact)) continue;
            const key = `${seriesId} ${fact.document.kind}`;
            expect(fact.document.number).toBe((last.get(key) ?? 0) + 1);
            last.set(key, fact.document.number);
          }
        }
      }),
    );
  });

  it('[SHIFT-09] all of it comes up: late entries, gaps, supplements, several tills in one Z', () => {
    const seen = { z: 0, supplements: 0, severalTills: 0, gaps: 0 };
    fc.assert(
      fc.property(shop, ({ happenings }) => {
        const facts = shopAfter(happenings).flatMap(({ recorded }) => recorded);
        for (const { kind, parts } of countingsOf(facts)) {
          if (kind === 'shift.closed') seen.z += 1;
          else seen.supplements += 1;
          if (kind === 'shift.closed' && parts.length > 1) seen.severalTills += 1;
          if (parts.some(({ after }) => after > 0)) seen.gaps += 1;
        }
      }),
    );
    expect(Math.min(...Object.values(seen))).toBeGreaterThan(20);
  });
});
