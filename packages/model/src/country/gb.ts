import type { CountryProfile } from './profile.ts';

export const GB: CountryProfile = {
  country: 'GB',
  name: 'United Kingdom',
  currency: 'GBP',
  zones: ['Europe/London'],
  pricesIncludeTax: true,
  defaultTaxClass: 'standard',
  taxClasses: [
    {
      id: 'standard',
      name: 'Standard rate',
      rates: [
        { from: '1991-04-01', ratePpm: 175_000 },
        { from: '2008-12-01', ratePpm: 150_000 },
        { from: '2010-01-01', ratePpm: 175_000 },
        { from: '2011-01-04', ratePpm: 200_000 },
      ],
    },
    { id: 'reduced', name: 'Reduced rate', rates: [{ from: '1997-09-01', ratePpm: 50_000 }] },
    { id: 'zero', name: 'Zero rate', rates: [{ from: '1973-04-01', ratePpm: 0 }] },
  ],
  taxRounding: 'document',
  roundingMode: 'half-away',
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
  },
};
