import type { CountryProfile } from './profile.ts';

export const DE: CountryProfile = {
  country: 'DE',
  name: 'Deutschland',
  currency: 'EUR',
  zones: ['Europe/Berlin'],
  pricesIncludeTax: true,
  defaultTaxClass: 'standard',
  taxClasses: [
    {
      id: 'standard',
      name: 'Regelsteuersatz',
      rates: [
        { from: '2007-01-01', ratePpm: 190_000 },
        { from: '2020-07-01', ratePpm: 160_000 },
        { from: '2021-01-01', ratePpm: 190_000 },
      ],
    },
    {
      id: 'reduced',
      name: 'Ermäßigter Steuersatz',
      rates: [
        { from: '1983-07-01', ratePpm: 70_000 },
        { from: '2020-07-01', ratePpm: 50_000 },
        { from: '2021-01-01', ratePpm: 70_000 },
      ],
    },
    { id: 'zero', name: 'Nullsteuersatz', rates: [{ from: '2023-01-01', ratePpm: 0 }] },
  ],
  taxRounding: 'document',
  roundingMode: 'half-away',
  sources: {
    rates: [
      {
        url: 'https://www.gesetze-im-internet.de/ustg_1980/__12.html',
        says: '§ 12 UStG: 19%, 7%, and 0% for the goods of paragraph 3',
      },
      {
        url: 'https://www.gesetze-im-internet.de/ustg_1980/__28.html',
        says: '§ 28 UStG: 16% and 5% from 1 July to 31 December 2020',
      },
    ],
    prices: [
      {
        url: 'https://www.gesetze-im-internet.de/pangv_2022/__3.html',
        says: '§ 3 PAngV: consumers are shown total prices with the tax in',
      },
    ],
    rounding: [
      {
        url: 'https://datenbank.nwb.de/Dokument/810281',
        says: 'tax law has no rule of its own: the usual shortening of decimals, 5 and more is rounded up',
      },
      {
        url: 'https://curia.europa.eu/juris/liste.jsf?num=C-484/06',
        says: 'C-484/06 Ahold: rounding of VAT is for the member states; no right to round each item down',
      },
    ],
  },
};
