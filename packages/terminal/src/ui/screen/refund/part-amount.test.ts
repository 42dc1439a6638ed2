import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import type { ReceiptView } from '../../../api/view.ts';
import { partMinor, remainingMilli } from './part-amount.ts';

type Line = ReceiptView['lines'][number];

const line = (over: Partial<Line>): Line => ({
  line: 1,
  name: 'Loaf',
  unit: 'piece',
  quantityMilli: 3000,
  refundedMilli: 0,
  totalMinor: 1000,
  refundedMinor: 0,
  left: { netMinor: 833, taxMinor: 167, grossMinor: 1000 },
  ...over,
});

it('[SCREEN-07] shows the share of what was paid, and all that remains for the last part', () => {
  expect(partMinor(line({}), 1000)).toBe(333);
  expect(partMinor(line({ refundedMilli: 1000, refundedMinor: 333 }), 1000)).toBe(334);
  expect(partMinor(line({ refundedMilli: 2000, refundedMinor: 667 }), 1000)).toBe(333);
  expect(partMinor(line({}), 0)).toBe(0);
  expect(remainingMilli(line({ refundedMilli: 1000 }))).toBe(2000);
});

it('[SCREEN-07] parts of any size add up to what was paid', () => {
  const sizes = fc.array(fc.integer({ min: 1, max: 5000 }), { minLength: 1, maxLength: 20 });
  fc.assert(
    fc.property(sizes, fc.integer({ min: 0, max: 1_000_000 }), (parts, totalMinor) => {
      const quantityMilli = parts.reduce((sum, part) => sum + part, 0);
      let done = line({ quantityMilli, totalMinor });
      for (const part of parts) {
        const minor = partMinor(done, part);
        expect(minor).toBeGreaterThanOrEqual(0);
        done = {
          ...done,
          refundedMilli: done.refundedMilli + part,
          refundedMinor: done.refundedMinor + minor,
        };
      }
      expect(done.refundedMinor).toBe(totalMinor);
    }),
    { numRuns: 200 },
  );
});
