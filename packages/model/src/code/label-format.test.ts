import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { verifierDigitOf } from './check-digit.ts';
import { withCheckDigit } from './gtin.ts';
import { areLabelsAlike, isLabelFormat, type LabelFormat, readLabel } from './label-format.ts';
import { readCode } from './read-code.ts';

const PRICE: LabelFormat = {
  id: 'butcher',
  name: 'Butcher’s scale',
  prefix: '21',
  digits: 13,
  itemDigits: 4,
  measure: 'price',
  verified: true,
  decimals: 2,
  active: true,
};
const WEIGHT: LabelFormat = {
  ...PRICE,
  id: 'fruit',
  prefix: '28',
  itemDigits: 5,
  measure: 'weight',
  verified: false,
  decimals: 3,
};
const COUNT: LabelFormat = { ...WEIGHT, id: 'rolls', prefix: '24', measure: 'count', decimals: 0 };
const US: LabelFormat = { ...PRICE, id: 'deli', prefix: '2', digits: 12, itemDigits: 5, verified: true };

const labelOf = (format: LabelFormat, item: string, value: string): string =>
  withCheckDigit(`${format.prefix}${item}${format.verified ? verifierDigitOf(value) : ''}${value}`);

const namesOf = (label: ReturnType<typeof readLabel>): readonly string[] =>
  label?.ok === true ? label.names : [];
const read = (code: string, formats: readonly LabelFormat[] = [PRICE, WEIGHT, COUNT]) =>
  readLabel(code, formats, 'EUR');

describe('labels of the shop itself', () => {
  it('[CODE-08] a price, a weight or a count stands in the code, with the number of the article', () => {
    expect(read(labelOf(PRICE, '1234', '00537'))).toMatchObject({ ok: true, measured: { amountMinor: 537 } });
    expect(read(labelOf(WEIGHT, '12345', '01250'))).toMatchObject({
      ok: true,
      measured: { weightMilli: 1_250 },
    });
    expect(read(labelOf(COUNT, '12345', '00006'))).toMatchObject({
      ok: true,
      measured: { quantityMilli: 6_000 },
    });
    expect(
      read(labelOf({ ...WEIGHT, decimals: 2 }, '12345', '00125'), [{ ...WEIGHT, decimals: 2 }]),
    ).toMatchObject({
      measured: { weightMilli: 1_250 },
    });
  });

  it('[CODE-08] its article is known by prefix and number, and by the code with zeros for a measure', () => {
    const label = read(labelOf(WEIGHT, '12345', '01250'));
    expect(label).toMatchObject({ names: ['2812345', '2812345000007', '02812345000007'] });
    const deli = read(labelOf(US, '12345', '0537'), [US]);
    expect(namesOf(deli)).toEqual(['212345', '212345000007', '0212345000007', '00212345000007']);
  });

  it('[CODE-08] a scanner may send UPC-A as thirteen digits', () => {
    const code = labelOf(US, '12345', '0537');
    expect(read(`0${code}`, [US])).toEqual(read(code, [US]));
  });

  it('[CODE-08] of other codes, and out of use, there is no label', () => {
    expect(read('9501101530003')).toBeNull();
    expect(read('21')).toBeNull();
    expect(read(labelOf(WEIGHT, '12345', '01250'), [{ ...WEIGHT, active: false }])).toBeNull();
    expect(readCode(labelOf(WEIGHT, '12345', '01250'), { labelFormats: [], currency: 'EUR' })).toMatchObject({
      ok: true,
      measured: {},
    });
  });

  it('[CODE-08] [CODE-09] a label with any one digit changed is misread', () => {
    const value = fc.stringMatching(/^\d{5}$/);
    const item = fc.stringMatching(/^\d{4}$/);
    fc.assert(
      fc.property(
        item,
        value,
        fc.integer({ min: 2, max: 12 }),
        fc.integer({ min: 1, max: 9 }),
        (number, price, at, by) => {
          const code = labelOf(PRICE, number, price);
          const changed = `${code.slice(0, at)}${(Number(code[at]) + by) % 10}${code.slice(at + 1)}`;
          expect(read(code)).toMatchObject({ ok: true, measured: { amountMinor: Number(price) } });
          expect(read(changed)).toEqual({ ok: false, fault: 'CODE-MISREAD' });
        },
      ),
    );
    // The check digit of the whole fits, that of the price does not.
    const wrong = withCheckDigit(`211234${(Number(verifierDigitOf('00537')) + 1) % 10}00537`);
    expect(read(wrong)).toEqual({ ok: false, fault: 'CODE-MISREAD' });
    expect(readCode(wrong, { labelFormats: [PRICE], currency: 'EUR' })).toMatchObject({
      fault: 'CODE-MISREAD',
      at: wrong,
    });
  });

  it('[CODE-08] a price is in the branch’s money, and in no fraction of its smallest unit', () => {
    const code = labelOf(PRICE, '1234', '00500');
    expect(readLabel(code, [PRICE], 'JPY')).toMatchObject({ measured: { amountMinor: 5 } });
    expect(readLabel(code, [PRICE], 'KWD')).toMatchObject({ measured: { amountMinor: 5_000 } });
    expect(readLabel(labelOf(PRICE, '1234', '00537'), [PRICE], 'JPY')).toEqual({
      ok: false,
      fault: 'CODE-MEASURE-UNUSED',
    });
  });

  it('[CODE-08] of two formats that fit the longer prefix counts, then the smaller id, at every till', () => {
    const longer: LabelFormat = { ...WEIGHT, id: 'z', prefix: '281', itemDigits: 5 };
    const code = labelOf(WEIGHT, '12345', '01250');
    for (const formats of [
      [WEIGHT, longer],
      [longer, WEIGHT],
    ])
      expect(namesOf(read(code, formats))).toContain('28123450');
    const price: LabelFormat = { ...WEIGHT, id: 'a', measure: 'price', decimals: 2 };
    for (const formats of [
      [WEIGHT, price],
      [price, WEIGHT],
    ])
      expect(read(code, formats)).toMatchObject({ measured: { amountMinor: 1_250 } });
  });

  it.each([
    ['another length', { digits: 14 }],
    ['a prefix of others', { prefix: '50' }],
    ['a prefix of letters', { prefix: '2A' }],
    ['no room for the measure', { itemDigits: 10, verified: false }],
    ['a verified measure of three digits', { itemDigits: 6 }],
    ['a weight finer than a gram', { measure: 'weight', decimals: 4 }],
    ['a part of a piece', { measure: 'count', decimals: 1 }],
  ] as const)('[CODE-11] there are no labels with %s', (_case, over) => {
    expect(isLabelFormat({ ...PRICE, ...over })).toBe(false);
  });

  it('[CODE-11] what shops use is possible', () => {
    for (const format of [PRICE, WEIGHT, COUNT, US, { ...PRICE, prefix: '02' }])
      expect(isLabelFormat(format)).toBe(true);
    expect(areLabelsAlike(PRICE, { ...WEIGHT, prefix: '211' })).toBe(true);
    expect(areLabelsAlike(PRICE, WEIGHT)).toBe(false);
    expect(areLabelsAlike(PRICE, { ...US, prefix: '21' })).toBe(false);
  });
});
