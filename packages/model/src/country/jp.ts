import type { CountryProfile } from './profile.ts';

export const JP: CountryProfile = {
  country: 'JP',
  name: '日本',
  currency: 'JPY',
  zones: ['Asia/Tokyo'],
  pricesIncludeTax: true,
  defaultTaxClass: 'standard',
  taxClasses: [
    {
      id: 'standard',
      name: '標準税率',
      rates: [
        { from: '1989-04-01', ratePpm: 30_000 },
        { from: '1997-04-01', ratePpm: 50_000 },
        { from: '2014-04-01', ratePpm: 80_000 },
        { from: '2019-10-01', ratePpm: 100_000 },
      ],
    },
    {
      id: 'reduced',
      name: '軽減税率',
      rates: [{ from: '2019-10-01', ratePpm: 80_000 }],
    },
  ],
  taxRounding: 'document',
  roundingMode: 'down',
  sources: {
    rates: [
      {
        url: 'https://www.nta.go.jp/taxes/shiraberu/taxanswer/shohi/6303.htm',
        says: 'No.6303: the rates and since when',
      },
      {
        url: 'https://www.nta.go.jp/taxes/shiraberu/taxanswer/shohi/6102.htm',
        says: 'No.6102: the reduced rate from 1 October 2019',
      },
    ],
    prices: [
      {
        url: 'https://www.nta.go.jp/taxes/shiraberu/taxanswer/shohi/6902.htm',
        says: 'No.6902: consumers are shown total prices with the tax in',
      },
    ],
    rounding: [
      {
        url: 'https://www.nta.go.jp/taxes/shiraberu/zeimokubetsu/shohi/keigenzeiritsu/qa_invoice_mokuji.htm',
        says: 'invoice Q&A: fractions once per invoice and rate; up, down or nearest is the seller’s choice',
      },
    ],
  },
};
