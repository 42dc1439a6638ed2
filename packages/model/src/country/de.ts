import { EURO_CASH, EURO_CASH_SOURCES, EURO_DENOMINATIONS, UNION_ROUNDING_SOURCES } from './euro.ts';
import type { CountryProfile } from './profile.ts';
import { singleTax } from './single-tax.ts';

export const DE: CountryProfile = {
  country: 'DE',
  name: 'Deutschland',
  currency: 'EUR',
  zones: ['Europe/Berlin'],
  pricesIncludeTax: true,
  defaultTaxClass: 'standard',
  taxClasses: [
    singleTax('standard', 'Regelsteuersatz', 'A', [
      { from: '2007-01-01', ratePpm: 190_000 },
      { from: '2020-07-01', ratePpm: 160_000 },
      { from: '2021-01-01', ratePpm: 190_000 },
    ]),
    singleTax('reduced', 'Ermäßigter Steuersatz', 'B', [
      { from: '1983-07-01', ratePpm: 70_000 },
      { from: '2020-07-01', ratePpm: 50_000 },
      { from: '2021-01-01', ratePpm: 70_000 },
    ]),
    singleTax('zero', 'Nullsteuersatz', 'C', [{ from: '2023-01-01', ratePpm: 0 }]),
    // Food only: drinks with a meal are taxed at the standard rate.
    singleTax(
      'eat-in',
      'Speisen zum Verzehr an Ort und Stelle',
      'D',
      [
        { from: '2007-01-01', ratePpm: 190_000 },
        { from: '2020-07-01', ratePpm: 50_000 },
        { from: '2021-01-01', ratePpm: 70_000 },
        { from: '2024-01-01', ratePpm: 190_000 },
        { from: '2026-01-01', ratePpm: 70_000 },
      ],
      'reduced',
    ),
  ],
  taxRounding: 'rate',
  roundingMode: 'half-away',
  cashRounding: EURO_CASH,
  denominations: EURO_DENOMINATIONS,
  numbering: { restart: 'never', yearStartsOn: '01-01' },
  fiscal: { onFailure: 'sell-and-mark' },
  taxIdKinds: ['USt-IdNr.', 'Steuernummer'],
  sources: {
    rates: [
      {
        url: 'https://www.gesetze-im-internet.de/ustg_1980/__12.html',
        says: '§ 12 UStG: 19%, 7%, and 0% for the goods of paragraph 3; 7% for meals, paragraph 2 no. 15',
      },
      {
        url: 'https://www.gesetze-im-internet.de/ustg_1980/__28.html',
        says: '§ 28 UStG: 16% and 5% from 1 July to 31 December 2020',
      },
      {
        url: 'https://www.schomerus.de/aktuelles/ermaessigter-umsatzsteuersatz-fuer-restaurant-und-verpflegungsdienstleistungen-ab-1-januar-2026',
        says: 'meals at the reduced rate from 1 July 2020 to 31 December 2023 and again from 1 January 2026',
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
      ...UNION_ROUNDING_SOURCES,
    ],
    cash: EURO_CASH_SOURCES,
    numbering: [
      {
        url: 'https://www.gesetze-im-internet.de/ustg_1980/__14.html',
        says: '§ 14 (4) no. 4 UStG: a number of one or more series, given once',
      },
    ],
    fiscal: [
      {
        url: 'https://ao.bundesfinanzministerium.de/ao/2026/Abgabenordnung/Vierter-Teil/Zweiter-Abschnitt/Erster-Unterabschnitt/Paragraf-146a/ae-146a.html',
        says: 'AEAO on § 146a AO: while the security device alone fails the till goes on, and receipts show it',
      },
    ],
  },
};
