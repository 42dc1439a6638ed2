import { describe, expect, it } from 'vitest';
import type { Tax, TaxClass } from '../state/shop.ts';
import { classRateOn, compareRates, rateKey, rateOn, relieved, suppliedClass } from './rate.ts';

const tax = (id: string, compound: boolean, ...rates: readonly (readonly [string, number])[]): Tax => ({
  id,
  name: id,
  compound,
  rates: rates.map(([from, ratePpm]) => ({ from, ratePpm })),
});
const classOf = (id: string, ...taxes: readonly Tax[]): TaxClass => ({ id, name: id, mark: '', taxes });
const START = '2010-01-01';

describe('the rate of a class', () => {
  it('[TAX-01] is the one with the latest start not after the date, in whatever order they stand', () => {
    const classes = [classOf('a', tax('vat', false, ['2011-01-04', 200_000], [START, 175_000]))];
    const on = (date: string, id = 'a') => rateOn(classes, id, date);
    expect(on('2009-12-31')).toBeNull();
    expect(on(START)).toBe(175_000);
    expect(on('2011-01-03')).toBe(175_000);
    expect(on('2011-01-04')).toBe(200_000);
    expect(on('2011-01-04', 'b')).toBeNull();
    expect(rateOn([classOf('empty')], 'empty', START)).toBeNull();
  });

  it('[TAX-01] of several taxes only those count that have begun', () => {
    const classes = [
      classOf('a', tax('state', false, [START, 40_000]), tax('city', false, ['2012-05-01', 45_000])),
    ];
    expect(classRateOn(classes, 'a', '2012-04-30')).toMatchObject({ ratePpm: 40_000, taxes: [] });
    expect(classRateOn(classes, 'a', '2012-05-01')).toMatchObject({
      ratePpm: 85_000,
      taxes: [
        { tax: 'state', ratePpm: 40_000 },
        { tax: 'city', ratePpm: 45_000 },
      ],
    });
    expect(rateOn(classes, 'a', '2009-01-01')).toBeNull();
  });

  it('[TAX-09] adds up, a compound tax on what comes before it', () => {
    const together = (...taxes: readonly Tax[]) => rateOn([classOf('a', ...taxes)], 'a', START);
    const [gst, pst] = [tax('gst', false, [START, 50_000]), tax('pst', false, [START, 99_750])];
    expect(together(gst, pst)).toBe(149_750);
    // Quebec until 2012: 9.5% on the price with 5% in it, 14.975% together.
    expect(together(gst, tax('qst', true, [START, 95_000]))).toBe(149_750);
    // 5% and 9.975% on that: 15.47375%, of which a ppm is not all.
    const exact = classRateOn([classOf('a', gst, tax('qst', true, [START, 99_750]))], 'a', START);
    expect(exact?.ratePpm).toBe(154_738);
    expect([exact?.onNet.of, exact?.onNet.over]).toEqual([12_379n, 80_000n]);
    expect([exact?.inGross.of, exact?.inGross.over]).toEqual([12_379n, 92_379n]);
  });

  it('[TAX-10] is nothing under a relief, which is named', () => {
    const rate = classRateOn([classOf('a', tax('vat', false, [START, 200_000]))], 'a', START);
    expect(rate !== null && relieved(rate, 'exempt')).toMatchObject({
      taxClass: 'a',
      ratePpm: 0,
      relief: 'exempt',
    });
    expect(rateKey('a', 200_000)).toBe('a/200000');
    expect(rateKey('a', 0, 'reverse-charge')).toBe('a/0/reverse-charge');
  });

  it('[TAX-05] stands in one order: by class, rate, then relief', () => {
    const rates = [
      { taxClass: 'b', ratePpm: 0 },
      { taxClass: 'a', ratePpm: 9 },
      { taxClass: 'a', ratePpm: 0, relief: 'reverse-charge' },
      { taxClass: 'a', ratePpm: 0, relief: 'exempt' },
      { taxClass: 'a', ratePpm: 0 },
    ] as const;
    expect(rates.toSorted(compareRates)).toEqual([rates[4], rates[3], rates[2], rates[1], rates[0]]);
    expect(compareRates(rates[0], rates[0])).toBe(0);
  });

  it('[TAX-11] is that of the class named for taking away', () => {
    const classes = [{ ...classOf('served'), takeAwayClass: 'food' }, classOf('food')];
    expect(suppliedClass(classes, 'served', 'take-away')).toBe('food');
    expect(suppliedClass(classes, 'served', 'eat-in')).toBe('served');
    expect(suppliedClass(classes, 'served', undefined)).toBe('served');
    expect(suppliedClass(classes, 'food', 'take-away')).toBe('food');
    expect(suppliedClass(classes, 'none', 'take-away')).toBe('none');
  });

  it('[TAX-12] comes to at most 1000%', () => {
    const high = (...ppms: readonly number[]) =>
      rateOn([classOf('a', ...ppms.map((ppm, at) => tax(`${at}`, at > 0, [START, ppm])))], 'a', START);
    expect(high(10_000_000)).toBe(10_000_000);
    expect(high(10_000_000, 1)).toBeNull();
    expect(high(9_000_000, 100_000)).toBe(10_000_000);
    expect(high(...Array.from({ length: 8 }, () => 10_000_000))).toBeNull();
  });
});
