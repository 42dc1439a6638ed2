import type { CountryProfile } from './profile.ts';
import { singleTax } from './single-tax.ts';

export const JP: CountryProfile = {
  country: 'JP',
  name: '日本',
  currency: 'JPY',
  zones: ['Asia/Tokyo'],
  pricesIncludeTax: true,
  defaultTaxClass: 'standard',
  taxClasses: [
    singleTax('standard', '標準税率', '標', [
      { from: '1989-04-01', ratePpm: 30_000 },
      { from: '1997-04-01', ratePpm: 50_000 },
      { from: '2014-04-01', ratePpm: 80_000 },
      { from: '2019-10-01', ratePpm: 100_000 },
    ]),
    singleTax('reduced', '軽減税率', '※', [{ from: '2019-10-01', ratePpm: 80_000 }]),
    singleTax('eat-in', '店内飲食', '店', [{ from: '2019-10-01', ratePpm: 100_000 }], 'reduced'),
  ],
  taxRounding: 'rate',
  roundingMode: 'down',
  cashRounding: { stepMinor: 1, mode: 'half-away' },
  denominations: [1, 5, 10, 50, 100, 500, 1_000, 2_000, 5_000, 10_000],
  numbering: { restart: 'never', yearStartsOn: '01-01' },
  fiscal: { onFailure: 'sell-and-mark' },
  taxIdKinds: ['登録番号'],
  sources: {
    rates: [
      {
        url: 'https://www.nta.go.jp/taxes/shiraberu/taxanswer/shohi/6303.htm',
        says: 'No.6303: the rates and since when',
      },
      {
        url: 'https://www.nta.go.jp/taxes/shiraberu/taxanswer/shohi/6102.htm',
        says: 'No.6102: the reduced rate from 1 October 2019, for food that is taken away, not eaten in',
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
    cash: [
      {
        url: 'https://www.mof.go.jp/policy/currency/coin/general_coin/list.htm',
        says: 'coins of 1, 5, 10, 50, 100 and 500 yen',
      },
      {
        url: 'https://www.boj.or.jp/note_tfjgs/note/valid/index.htm',
        says: 'notes of 1,000, 2,000, 5,000 and 10,000 yen',
      },
    ],
    numbering: [
      {
        url: 'https://www.nta.go.jp/taxes/shiraberu/taxanswer/shohi/6625.htm',
        says: 'No.6625: what an invoice has to show; a number of its own is not among it',
      },
    ],
    fiscal: [],
  },
};
