import type { LedgerFact } from '@tillmesh/model';
import type { PositionedFact } from '@tillmesh/replica';
import * as fc from 'fast-check';
import { paymentStep } from './payment-fact.fixture.ts';
import { trade } from './trade-fact.fixture.ts';
import { zReport } from './z-fact.fixture.ts';

/** Two branches with two tills each: pounds in London, yen in Tokyo. */
export const PLACES = [
  { branchId: 'branch-london', deviceId: 'till-l1', currency: 'GBP', offsetMinutes: 0 },
  { branchId: 'branch-london', deviceId: 'till-l2', currency: 'GBP', offsetMinutes: 60 },
  { branchId: 'branch-tokyo', deviceId: 'till-t1', currency: 'JPY', offsetMinutes: 540 },
  { branchId: 'branch-tokyo', deviceId: 'till-t2', currency: 'JPY', offsetMinutes: 540 },
] as const;

export const BUSINESS_DATES = ['2010-12-31', '2011-01-03', '2011-01-04'] as const;

/** Facts of a small chain, each with its own entry hash, at the positions 1..n. */
export const ledgerFacts = (minLength: number, maxLength: number): fc.Arbitrary<readonly PositionedFact[]> =>
  fc
    .array(
      fc.constantFrom(...PLACES).chain((place) =>
        fc.record({
          place: fc.constant(place),
          fact: fc.oneof<fc.WeightedArbitrary<LedgerFact['fact']>[]>(
            { weight: 8, arbitrary: trade(place.currency) },
            { weight: 1, arbitrary: zReport(place.currency) },
            { weight: 2, arbitrary: paymentStep(place.currency) },
          ),
          businessDate: fc.constantFrom(...BUSINESS_DATES),
          hour: fc.integer({ min: 0, max: 23 }),
        }),
      ),
      { minLength, maxLength, size: 'max' },
    )
    .map((items) =>
      items.map(({ place, fact, businessDate, hour }, index) => ({
        position: index + 1,
        fact: {
          entry: (index + 1).toString(16).padStart(64, '0'),
          branchId: place.branchId,
          deviceId: place.deviceId,
          seriesId: `series-${place.deviceId}`,
          sequence: index + 1,
          fact,
          stamp: {
            utcMs: Date.parse(`${businessDate}T00:30:00Z`) + hour * 3_600_000,
            offsetMinutes: place.offsetMinutes,
            businessDate,
            shiftId: null,
            staffId: null,
            approverId: null,
            commandId: (index + 1).toString(16).padStart(32, '0'),
          },
        },
      })),
    );
