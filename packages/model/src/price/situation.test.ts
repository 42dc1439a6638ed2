import { describe, expect, it } from 'vitest';
import { BRANCH, idOf } from '../testing/goods.fixture.ts';
import type { PriceListRule } from './price-list.ts';
import { fitsRule, type PriceSituation, situationOf } from './situation.ts';

const RULE: PriceListRule = { branchIds: [], groups: [], channels: [], weekdays: [] };
/** Wednesday, 1 December 2010, half past nine in the morning. */
const HERE: PriceSituation = {
  branch: BRANCH,
  businessDate: '2010-12-01',
  minuteOfDay: 570,
  channel: 'shop',
  groups: ['staff', 'trade'],
  priceLists: [],
};
const fits = (rule: Partial<PriceListRule>, here: Partial<PriceSituation> = {}): boolean =>
  fitsRule({ ...RULE, ...rule }, { ...HERE, ...here });

describe('when a list counts', () => {
  it('[PRICE-01] always, when it names nothing', () => {
    expect(fits({})).toBe(true);
    expect(fits({}, { groups: [], channel: 'online', minuteOfDay: 0 })).toBe(true);
  });

  it('[PRICE-01] by branch, group and channel, each of which has to fit', () => {
    expect(fits({ branchIds: [idOf(1), BRANCH.id] })).toBe(true);
    expect(fits({ branchIds: [idOf(1)] })).toBe(false);
    expect(fits({ groups: ['trade', 'club'] })).toBe(true);
    expect(fits({ groups: ['club'] })).toBe(false);
    expect(fits({ groups: ['trade'] }, { groups: [] })).toBe(false);
    expect(fits({ channels: ['online', 'shop'] })).toBe(true);
    expect(fits({ channels: ['online', 'phone'] })).toBe(false);
    expect(fits({ branchIds: [BRANCH.id], groups: ['club'], channels: ['shop'] })).toBe(false);
  });

  it('[PRICE-01] from the first business date to the last', () => {
    const window = { fromDate: '2010-12-01', untilDate: '2010-12-24' };
    const on = (businessDate: string) => fits(window, { businessDate });
    expect(['2010-11-30', '2010-12-01', '2010-12-24', '2010-12-25'].map(on)).toEqual([
      false,
      true,
      true,
      false,
    ]);
    expect(fits({ untilDate: '2010-11-30' })).toBe(false);
    expect(fits({ fromDate: '2010-12-02' })).toBe(false);
  });

  it('[PRICE-01] on weekdays of the business date, Monday first', () => {
    const day = (businessDate: string) =>
      [1, 2, 3, 4, 5, 6, 7].filter((weekday) => fits({ weekdays: [weekday] }, { businessDate }));
    expect(
      ['2010-12-01', '2026-07-20', '2024-02-29', '1970-01-01', '1969-12-31', '2000-01-02'].map(day),
    ).toEqual([[3], [1], [4], [4], [3], [7]]);
    expect(fits({ weekdays: [6, 3] })).toBe(true);
  });

  it('[PRICE-01] within minutes of the wall clock, the last one exclusive', () => {
    const at = (minuteOfDay: number) => fits({ fromMinute: 1_020, untilMinute: 1_140 }, { minuteOfDay });
    expect([1_019, 1_020, 1_139, 1_140].map(at)).toEqual([false, true, true, false]);
    const open = (rule: Partial<PriceListRule>) =>
      [0, 599, 600, 1_439].filter((minuteOfDay) => fits(rule, { minuteOfDay }));
    expect(open({ fromMinute: 600 })).toEqual([600, 1_439]);
    expect(open({ untilMinute: 600 })).toEqual([0, 599]);
    expect(open({ fromMinute: 600, untilMinute: 600 })).toEqual([0, 599, 600, 1_439]);
  });

  it('[PRICE-01] past midnight it is still the evening of its business date', () => {
    const friday = { weekdays: [5], fromMinute: 1_320, untilMinute: 120 };
    const at = (businessDate: string, minuteOfDay: number) => fits(friday, { businessDate, minuteOfDay });
    expect(at('2010-12-03', 1_319)).toBe(false);
    expect(at('2010-12-03', 1_320)).toBe(true);
    // One in the morning on Saturday, in the shift of Friday; and on Friday, in the shift of Thursday.
    expect(at('2010-12-03', 60)).toBe(true);
    expect(at('2010-12-02', 60)).toBe(false);
    expect(at('2010-12-03', 120)).toBe(false);
  });

  it('[PRICE-01] by the clock of the branch, and for whom the basket is', () => {
    const context = {
      now: { utcMs: 1_291_196_999_000, offsetMinutes: 330 },
      till: { deviceId: 'd', code: 'H1', seriesId: 's', seriesTag: 't', branch: BRANCH },
      lookup: { priceLists: () => [] },
    };
    // 09:49:59 in London is 15:19:59 in Delhi.
    expect(situationOf(context, '2010-12-01', null)).toEqual({
      ...HERE,
      minuteOfDay: 15 * 60 + 19,
      groups: [],
    });
    const basket = { channel: 'phone', customer: { groups: ['club'] } } as const;
    expect(situationOf(context, '2010-12-01', basket)).toMatchObject({ channel: 'phone', groups: ['club'] });
  });
});
