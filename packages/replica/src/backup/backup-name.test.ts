import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { freshName, readName, surplusOf } from './backup-name.ts';

const DEVICE = '0a1b2c3d'.padEnd(32, '0');
const OTHER = 'ffffffff'.padEnd(32, '0');
const at = (text: string): number => Date.parse(text);
const nameAt = (atMs: number, deviceId = DEVICE): string =>
  freshName({ code: 'H1', deviceId, atMs }, new Set());

it('[BACKUP-06] a name says till, device and time, in UTC; no name is used twice', () => {
  const first = nameAt(at('2026-11-30T18:52:04.500Z'));
  expect(first).toBe('tillmesh-H1-0a1b2c3d-20261130T185204Z.backup');
  const second = freshName(
    { code: 'H1', deviceId: DEVICE, atMs: at('2026-11-30T18:52:04Z') },
    new Set([first]),
  );
  expect(second).toBe('tillmesh-H1-0a1b2c3d-20261130T185204Z-1.backup');
  expect(readName(second)).toMatchObject({ device: '0a1b2c3d', time: '20261130T185204Z', again: 1 });
  expect(readName(freshName({ code: 'Käse-1', deviceId: DEVICE, atMs: 0 }, new Set()))).not.toBeNull();
  for (const odd of [`${first}.new`, `x${first}`, first.toUpperCase(), 'till.db', '']) {
    expect(readName(odd)).toBeNull();
  }
});

it('[BACKUP-06] the newest 7 and the newest of each of 12 months stay, whatever else lies there', () => {
  const daily = Array.from({ length: 800 }, (_, day) =>
    nameAt(at('2026-11-30T20:00:00Z') - day * 86_400_000),
  );
  const others = [nameAt(0, OTHER), 'holiday.jpg', `${nameAt(1)}.new`];
  const [fresh = ''] = daily;
  const surplus = new Set(surplusOf([...others, ...daily].toReversed(), DEVICE, fresh));
  const kept = daily.filter((name) => !surplus.has(name));
  expect(kept.slice(0, 7)).toEqual(daily.slice(0, 7));
  expect(kept.slice(7).map((name) => /-(\d{8})T/.exec(name)?.[1])).toEqual([
    '20261031',
    '20260930',
    '20260831',
    '20260731',
    '20260630',
    '20260531',
    '20260430',
    '20260331',
    '20260228',
    '20260131',
    '20251231',
  ]);
  for (const name of others) expect(surplus.has(name)).toBe(false);
});

it('[BACKUP-06] what was just verified stays, also when a clock that was wrong once gave later names', () => {
  fc.assert(
    fc.property(
      fc.uniqueArray(fc.integer({ min: 0, max: 4_000 }), { minLength: 1, maxLength: 60 }),
      fc.nat(),
      (days, pick) => {
        const names = days.map((day) => nameAt(day * 86_400_000));
        const fresh = names[pick % names.length] ?? '';
        const surplus = surplusOf(names, DEVICE, fresh);
        expect(surplus).not.toContain(fresh);
        const left = names.filter((name) => !surplus.includes(name));
        expect(left.length).toBeGreaterThanOrEqual(Math.min(7, names.length));
        expect(left.length).toBeLessThanOrEqual(7 + 12 + 1);
        // Done again, nothing more goes.
        expect(surplusOf(left, DEVICE, fresh)).toEqual([]);
      },
    ),
  );
});
