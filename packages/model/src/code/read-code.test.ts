import { describe, expect, it } from 'vitest';
import { readCode } from './read-code.ts';

const GS = '\u001d';
const reading = { labelFormats: [], currency: 'EUR' };
const read = (code: string) => readCode(code, reading);
const GTIN = '09501101530003';
const NAMES = ['9501101530003', GTIN];
const plain = { ok: true, names: NAMES, measured: {} };
const faultOf = (code: string) => {
  const result = read(code);
  return result.ok ? null : result.fault;
};

describe('codes as scanners send them', () => {
  it('[CODE-02] a number of digits, with and without the identifier of its symbol', () => {
    expect(read('9501101530003')).toEqual(plain);
    expect(read(']E09501101530003')).toEqual(plain);
    expect(read(`]I1${GTIN}`)).toEqual(plain);
    expect(read(']E496385074')).toMatchObject({
      names: ['96385074', '000096385074', '0000096385074', '00000096385074'],
    });
    expect(read('anything')).toEqual({ ok: true, names: [], measured: {} });
    expect(faultOf('9501101530004')).toBe('CODE-MISREAD');
    expect(faultOf(']E09501101530004')).toBe('CODE-MISREAD');
  });

  // The cases of element strings of the GS1 General Specifications, by their sections.
  it.each([
    ['7.8.2 GS1-128 with its symbology identifier', `]C101${GTIN}`],
    ['7.8.2 GS1 DataMatrix', `]d201${GTIN}`],
    ['7.8.2 GS1 QR Code', `]Q301${GTIN}`],
    ['7.8.2 GS1 DataBar', `]e001${GTIN}`],
    ['7.8.2 without one, FNC1 sent as the first character', `${GS}01${GTIN}`],
    ['3.2 GTIN alone', `01${GTIN}`],
    ['7.8.5 elements of predefined length follow at once', `01${GTIN}1126010115261231172612312001`],
    ['7.8.6 an element of another length at the end needs no separator', `01${GTIN}10LOT-1`],
    ['7.8.6 an element of another length in between has one', `01${GTIN}10LOT-1${GS}21SER/9`],
    ['7.8.6 a separator behind one of predefined length is passed over', `01${GTIN}${GS}17261231${GS}10A`],
    ['7.8.6 a separator at the end', `01${GTIN}10A${GS}`],
    ['3.4.7 a date whose day is not said', `01${GTIN}17260200`],
    ['3.4.7 29 February of a leap year', `01${GTIN}17280229`],
    ['3.4.2 a lot that looks like an identifier', `01${GTIN}100117261231`],
    ['3.5.2 a serial number with all kinds of characters', `01${GTIN}21!"%&'()*+,-./09:;${GS}22<=>?AZ_az`],
    ['3.2 the GTIN behind other elements', `]C11726123101${GTIN}`],
    ['4.14 the same element in two symbols of one item', `01${GTIN}10A${GS}01${GTIN}`],
    ['3.8 internal elements', `01${GTIN}91anything${GS}99more`],
    ['3.7.14 GTIN with a web address', `01${GTIN}8200https://example.com/x`],
  ])('[CODE-03] %s', (_case, code) => {
    expect(read(code)).toEqual(plain);
  });

  it.each([
    ['an identifier that there is not', `]C101${GTIN}0512`],
    ['a GTIN that is too short', ']C1010950110153'],
    ['a date in a thirteenth month', `01${GTIN}17261301`],
    ['29 February of another year', `01${GTIN}17270229`],
    ['a day 00 where one has to be said', `01${GTIN}70032602001200`],
    ['a lot of more than 20 characters', `01${GTIN}10${'A'.repeat(21)}`],
    ['an empty lot', `01${GTIN}10`],
    ['a character that GS1 does not have', `01${GTIN}10LOT#1`],
    ['letters in a count', `01${GTIN}30A`],
    ['two lots', `01${GTIN}10A${GS}10B`],
    ['two articles', `01${GTIN}0100012345000065`],
    ['a logistic unit beside an article', `01${GTIN}02${GTIN}3710`],
    ['two weights', `01${GTIN}31030012503102000125`],
    ['nothing', ']C1'],
  ])('[CODE-04] %s is not as the standard says', (_case, code) => {
    expect(faultOf(code)).toBe('CODE-MALFORMED');
  });

  it('[CODE-04] a check digit that does not fit is misread, and without an article nothing is sold', () => {
    expect(faultOf(']C10109501101530004')).toBe('CODE-MISREAD');
    expect(faultOf(']C100376104250021234569')).toBe('CODE-WITHOUT-PRODUCT');
    expect(faultOf(']C110LOT')).toBe('CODE-WITHOUT-PRODUCT');
    expect(faultOf(`]C102${GTIN}3710`)).toBe('CODE-WITHOUT-PRODUCT');
  });

  it('[CODE-05] what is printed below a symbol may be typed', () => {
    expect(read(`(01)${GTIN}(17)261231(10)A(1)B`)).toEqual(plain);
    expect(read(`(01)${GTIN}(3103)001250`)).toEqual({ ...plain, measured: { weightMilli: 1_250 } });
    expect(faultOf('(01)9501101530003')).toBe('CODE-MALFORMED');
    expect(faultOf('(05)12')).toBe('CODE-MALFORMED');
    expect(faultOf(`(01)${GTIN}(310)001250`)).toBe('CODE-MALFORMED');
  });

  it.each([
    ['by the resolver of GS1', `https://id.gs1.org/01/${GTIN}`],
    ['by a shop’s own, with a path before', `http://example.com/some/path/01/${GTIN}/10/LOT-1/21/9`],
    ['with data behind', `https://example.com/01/${GTIN}?17=261231&linkType=all#top`],
    ['with a shorter number, as older links have', 'HTTPS://EXAMPLE.COM/01/9501101530003'],
    ['with escapes', `https://example.com/01/${GTIN}/10/A%2FB`],
    ['in a QR code', `]Q1https://example.com/01/${GTIN}`],
  ])('[CODE-06] a link of GS1 %s', (_case, code) => {
    expect(read(code)).toEqual(plain);
  });

  it('[CODE-06] a link measures as an element string does, and one of anything else is refused', () => {
    expect(read(`https://example.com/01/${GTIN}?3103=000195`)).toEqual({
      ...plain,
      measured: { weightMilli: 195 },
    });
    for (const path of ['', '/', '/menu', '/01', `/01/${GTIN}/21/9/10/A`, `/01/${GTIN}/99/A`, '/01/%E0%A4%A'])
      expect([path, faultOf(`https://example.com${path}`)]).toEqual([path, 'CODE-MALFORMED']);
    expect(faultOf('https://example.com/01/09501101530004')).toBe('CODE-MISREAD');
    expect(faultOf(`https://example.com/01/${GTIN}?17=261399`)).toBe('CODE-MALFORMED');
  });

  it.each([
    ['kilograms with three decimals', `01${GTIN}3103001250`, { weightMilli: 1_250 }],
    ['kilograms without decimals', `01${GTIN}3100000002`, { weightMilli: 2_000 }],
    ['kilograms finer than a gram', `01${GTIN}3105012345`, { weightMilli: 123 }],
    ['pieces', `01${GTIN}3012`, { quantityMilli: 12_000 }],
    ['a price', `01${GTIN}3922537`, { amountMinor: 537 }],
    ['a price without decimals', `01${GTIN}39205`, { amountMinor: 500 }],
    ['a price and a weight', `01${GTIN}31030002703922537`, { amountMinor: 537, weightMilli: 270 }],
  ])('[CODE-07] %s', (_case, code, measured) => {
    expect(read(code)).toEqual({ ...plain, measured });
  });

  it('[CODE-07] other measures, prices of other currencies and fractions of the smallest coin are not used', () => {
    for (const more of ['3202000100', '3152000100', '39329781250', '39231255'])
      expect([more, faultOf(`01${GTIN}${more}`)]).toEqual([more, 'CODE-MEASURE-UNUSED']);
    expect(read(`01${GTIN}39231250`)).toMatchObject({ measured: { amountMinor: 125 } });
    // What describes a whole unit, and not the goods, says nothing of how much is sold.
    expect(read(`01${GTIN}3301000100`)).toEqual(plain);
  });
});
