import { expect, it } from 'vitest';
import { GOLDEN_FACTS } from '../../packages/model/src/fact/golden/golden.fixture.ts';
import { factItem } from '../../scripts/export/shop-table.ts';

/** How many cells a value needs: a list of plain values is one. */
const leavesOf = (value: unknown): number => {
  if (Array.isArray(value)) {
    const isPlain = value.every((item) => typeof item !== 'object' || item === null);
    return isPlain ? 1 : value.reduce((sum: number, item) => sum + leavesOf(item), 0);
  }
  if (typeof value !== 'object' || value === null) return value === undefined ? 0 : 1;
  return Object.values(value).reduce((sum: number, part) => sum + leavesOf(part), 0);
};

it('[EXPORT-06] facts of every kind have their tables, whole and without two columns of one name', () => {
  const stamp = { utcMs: 0, offsetMinutes: 60, businessDate: '2026-03-10', shiftId: 's', staffId: 'p' };
  const by = { ...stamp, approverId: null, commandId: 'c' };
  const ledger = { entry: 'e', deviceId: 'd', branchId: 'b', seriesId: 'x', sequence: 1 };
  for (const fact of Object.values(GOLDEN_FACTS)) {
    const { rows, whole } = factItem({ ...ledger, fact, stamp: by }, new Map([['d', 'H1']]));
    const cells = rows
      .flatMap(({ row }) => Object.keys(row))
      .filter((name) => name !== 'entry' && !name.endsWith('#'));
    const { entry: _entry, ...rest } = whole;
    expect([fact.kind, cells.length]).toEqual([fact.kind, leavesOf(rest)]);
    expect(whole['writtenBy']).toBe('H1');
  }
  const late = factItem(
    { ...ledger, fact: GOLDEN_FACTS['sale.completed'], stamp: { ...by, utcMs: Number.MAX_SAFE_INTEGER } },
    new Map(),
  );
  expect(late.whole['utc']).toBe('9007199254740991');
});
