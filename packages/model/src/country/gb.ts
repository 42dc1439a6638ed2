import type { CountryProfile } from './profile.ts';
import { singleTax } from './single-tax.ts';

export const GB: CountryProfile = {
  country: 'GB',
  name: 'United Kingdom',
  currency: 'GBP',
  zones: ['Europe/London'],
  pricesIncludeTax: true,
  defaultTaxClass: 'standard',
  taxClasses: [
    singleTax('standard', 'Standard rate', 'A', [
      { from: '1991-04-01', ratePpm: 175_000 },
      { from: '2008-12-01', ratePpm: 150_000 },
      { from: '2010-01-01', ratePpm: 175_000 },
      { from: '2011-01-04', ratePpm: 200_000 },
    ]),
    singleTax('reduced', 'Reduced rate', 'B', [{ from: '1997-09-01', ratePpm: 50_000 }]),
    singleTax('zero', 'Zero rate', 'Z', [{ from: '1973-04-01', ratePpm: 0 }]),
    // Cold food. Hot food, drinks, crisps and sweets are of the standard class wherever they are eaten.
    singleTax(
      'eat-in',
      'Cold food eaten on the premises',
      'C',
      [
        { from: '2011-01-04', ratePpm: 200_000 },
        { from: '2020-07-15', ratePpm: 50_000 },
        { from: '2021-10-01', ratePpm: 125_000 },
        { from: '2022-04-01', ratePpm: 200_000 },
      ],
      'zero',
    ),
  ],
  taxRounding: 'rate',
  roundingMode: 'half-away',
  cashRounding: { stepMinor: 1, mode: 'half-away' },
  denominations: [1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000],
  numbering: { restart: 'never', yearStartsOn: '01-01' },
  fiscal: { onFailure: 'sell-and-mark' },
  taxIdKinds: ['VAT'],
  sources: {
    rates: [
      { url: 'https://www.gov.uk/vat-rates', says: 'standard 20%, reduced 5%, zero 0%' },
      {
        url: 'https://www.legislation.gov.uk/uksi/2008/3020/contents/made',
        says: 'the order that lowered the standard rate to 15% from 1 December 2008, until the end of 2009',
      },
      {
        url: 'https://www.legislation.gov.uk/ukpga/2010/31/section/3',
        says: 'Finance (No. 2) Act 2010: the standard rate is 20% from 4 January 2011',
      },
      {
        url: 'https://www.gov.uk/guidance/catering-takeaway-food-and-vat-notice-7091',
        says: 'VAT Notice 709/1: eaten in, standard rate; 5% from 15 July 2020, 12.5% October 2021 to March 2022',
      },
    ],
    prices: [
      {
        url: 'https://www.legislation.gov.uk/uksi/2004/102/contents/made',
        says: 'Price Marking Order 2004: the selling price shown to consumers includes VAT',
      },
    ],
    rounding: [
      {
        url: 'https://www.gov.uk/hmrc-internal-manuals/vat-trader-records/vatrec12020',
        says: 'retailers do not round down; rounding up and down to the nearest penny is one of the ways',
      },
      {
        url: 'https://www.gov.uk/hmrc-internal-manuals/vat-trader-records/vatrec12030',
        says: 'less than half a penny is rounded down, half a penny or more is rounded up',
      },
    ],
    cash: [
      {
        url: 'https://www.royalmint.com/discover/uk-coins/coin-design-and-specifications/',
        says: 'coins of 1, 2, 5, 10, 20 and 50 pence, 1 and 2 pounds',
      },
      {
        url: 'https://www.bankofengland.co.uk/banknotes/current-banknotes',
        says: 'notes of 5, 10, 20 and 50 pounds',
      },
    ],
    numbering: [
      {
        url: 'https://www.gov.uk/hmrc-internal-manuals/vat-trader-records/vatrec5010',
        says: 'VATREC5010: a unique sequential number, based on a series',
      },
    ],
    fiscal: [],
  },
};
