import type { CountryProfile } from './profile.ts';
import { singleTax } from './single-tax.ts';
import type { Tax } from '../state/shop.ts';

/** All on the price without tax. The city's rate and the end of its own clothing rules: 1 August 2009. */
const SALES_TAXES: readonly Tax[] = [
  {
    id: 'state',
    name: 'New York State sales tax',
    compound: false,
    rates: [{ from: '2009-08-01', ratePpm: 40_000 }],
  },
  {
    id: 'city',
    name: 'New York City sales tax',
    compound: false,
    rates: [{ from: '2009-08-01', ratePpm: 45_000 }],
  },
  {
    id: 'mctd',
    name: 'Metropolitan Commuter Transportation District surcharge',
    compound: false,
    rates: [{ from: '2009-08-01', ratePpm: 3_750 }],
  },
];

/** One place of one state: every state, county and city sets rates of its own. */
export const US: CountryProfile = {
  country: 'US',
  name: 'United States (New York City)',
  currency: 'USD',
  zones: ['America/New_York'],
  pricesIncludeTax: false,
  defaultTaxClass: 'standard',
  taxClasses: [
    { id: 'standard', name: 'Taxable', mark: 'T', taxes: SALES_TAXES },
    singleTax('exempt', 'Exempt, such as food sold as by a grocery', 'E', [
      { from: '2009-08-01', ratePpm: 0 },
    ]),
    // Of 110 dollars and more an item is of the standard class. The state's exemption was off until April 2012.
    singleTax('clothing', 'Clothing and footwear under $110 an item', 'C', [
      { from: '2012-04-01', ratePpm: 0 },
    ]),
    // Sandwiches and heated food are taxable wherever they are eaten: the standard class.
    {
      id: 'eat-in',
      name: 'Unheated packaged food eaten on the premises',
      mark: 'R',
      taxes: SALES_TAXES,
      takeAwayClass: 'exempt',
    },
  ],
  taxRounding: 'document',
  roundingMode: 'half-away',
  cashRounding: { stepMinor: 1, mode: 'half-away' },
  denominations: [1, 5, 10, 25, 50, 100, 200, 500, 1_000, 2_000, 5_000, 10_000],
  numbering: { restart: 'never', yearStartsOn: '01-01' },
  fiscal: { onFailure: 'sell-and-mark' },
  taxIdKinds: ['Certificate of Authority'],
  sources: {
    rates: [
      {
        url: 'https://www1.nyc.gov/nyc-resources/service/2389/sales-tax',
        says: 'city 4.5%, state 4%, district 0.375%; none on clothing under $110 an item',
      },
      {
        url: 'https://www.theshoppingcenterlawyer.com/2009/07/',
        says: '8.875% of three taxes from 1 August 2009',
      },
      {
        url: 'https://www.tax.ny.gov/pdf/publications/sales/pub718.pdf',
        says: 'Publication 718: the rates by place',
      },
      {
        url: 'https://www.tax.ny.gov/pubs_and_bulls/tg_bulletins/st/clothing_and_footwear.htm',
        says: 'clothing and footwear under $110 an item',
      },
      {
        url: 'https://www.tax.ny.gov/pubs_and_bulls/tg_bulletins/st/sales_by_restaurants.htm',
        says: 'TB-ST-806: taxable eaten in; taken away unheated and packed as by a grocery it is not',
      },
    ],
    prices: [
      {
        url: 'https://www.law.cornell.edu/regulations/new-york/20-NYCRR-532.1',
        says: '20 NYCRR 532.1: tax is stated, charged and shown separately from the price',
      },
    ],
    rounding: [
      {
        url: 'https://www.law.cornell.edu/regulations/new-york/20-NYCRR-530.1',
        says: '20 NYCRR 530.1: combined tax; less than half a cent is dropped, half a cent and more is a cent',
      },
    ],
    cash: [
      {
        url: 'https://www.usmint.gov/learn/coin-and-medal-programs/coin-specifications',
        says: 'coins of 1, 5, 10, 25 and 50 cents and 1 dollar',
      },
      {
        url: 'https://www.uscurrency.gov/denominations',
        says: 'notes of 1, 2, 5, 10, 20, 50 and 100 dollars',
      },
      {
        url: 'https://www.wsls.com/business/2026/03/12/state-lawmakers-rush-to-set-rounding-rules-for-when-there-are-no-pennies/',
        says: 'no more cents are made; they stay good, and states set rules of rounding one by one',
      },
    ],
    numbering: [
      {
        url: 'https://www.tax.ny.gov/pubs_and_bulls/tg_bulletins/st/record-keeping_requirements_for_sales_tax_vendors.htm',
        says: 'TB-ST-770: records of every sale; no number that begins again is asked for',
      },
    ],
    fiscal: [],
  },
};
