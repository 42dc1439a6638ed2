import type { CountryProfile } from './profile.ts';
import { singleTax } from './single-tax.ts';

export const CH: CountryProfile = {
  country: 'CH',
  name: 'Schweiz / Suisse / Svizzera',
  currency: 'CHF',
  zones: ['Europe/Zurich'],
  pricesIncludeTax: true,
  defaultTaxClass: 'standard',
  taxClasses: [
    singleTax('standard', 'Normalsatz', 'A', [
      { from: '2011-01-01', ratePpm: 80_000 },
      { from: '2018-01-01', ratePpm: 77_000 },
      { from: '2024-01-01', ratePpm: 81_000 },
    ]),
    singleTax('reduced', 'Reduzierter Satz', 'B', [
      { from: '2011-01-01', ratePpm: 25_000 },
      { from: '2024-01-01', ratePpm: 26_000 },
    ]),
    singleTax('lodging', 'Sondersatz Beherbergung', 'C', [
      { from: '2011-01-01', ratePpm: 38_000 },
      { from: '2018-01-01', ratePpm: 37_000 },
      { from: '2024-01-01', ratePpm: 38_000 },
    ]),
    // Food and soft drinks. Alcohol is of the standard class.
    singleTax(
      'eat-in',
      'Gastgewerbliche Leistung',
      'D',
      [
        { from: '2011-01-01', ratePpm: 80_000 },
        { from: '2018-01-01', ratePpm: 77_000 },
        { from: '2024-01-01', ratePpm: 81_000 },
      ],
      'reduced',
    ),
  ],
  taxRounding: 'rate',
  roundingMode: 'half-away',
  cashRounding: { stepMinor: 5, mode: 'half-away' },
  denominations: [5, 10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000, 10_000, 20_000, 100_000],
  numbering: { restart: 'never', yearStartsOn: '01-01' },
  fiscal: { onFailure: 'sell-and-mark' },
  taxIdKinds: ['UID'],
  sources: {
    rates: [
      {
        url: 'https://www.estv.admin.ch/estv/de/home/mehrwertsteuer/mwst-steuersaetze.html',
        says: '8.1%, 2.6% and 3.8% from 1 January 2024, 7.7%, 2.5% and 3.7% before',
      },
      {
        url: 'https://www.tpeigenmann.ch/news/post/die-mwst-saetze-werden-per-1-januar-2018-angepasst',
        says: '8%, 2.5% and 3.8% since 2011, 7.7%, 2.5% and 3.7% from 1 January 2018',
      },
      {
        url: 'https://www.fedlex.admin.ch/eli/cc/2009/615/de',
        says: 'MWSTG, art. 25 (3): served food at the standard rate, food to take away at the reduced one',
      },
    ],
    prices: [
      {
        url: 'https://www.fedlex.admin.ch/eli/cc/1978/2081_2081_2081/de',
        says: 'PBV, art. 4: public charges that are passed on are part of the retail price',
      },
    ],
    rounding: [
      {
        url: 'https://hilfe.flexbuero.ch/article/1105/',
        says: 'the tax administration accepts commercial rounding, of each item or of the total, always alike',
      },
    ],
    cash: [
      {
        url: 'https://www.snb.ch/de/iabout/cash/id/qas_muenzen_1',
        says: 'coins of 5, 10, 20 and 50 rappen, 1, 2 and 5 francs; those of 1 rappen are out of use',
      },
      {
        url: 'https://www.srf.ch/sendungen/kassensturz-espresso/rechtsfragen/kaufrecht/kaufrecht-wechselgeld-auf-den-rappen-genau',
        says: 'cash is rounded to the nearest five rappen: 17.87 to 17.85, 17.88 to 17.90',
      },
      {
        url: 'https://www.snb.ch/de/the-snb/mandates-goals/cash',
        says: 'notes of 10, 20, 50, 100, 200 and 1,000 francs',
      },
    ],
    numbering: [
      {
        url: 'https://www.fedlex.admin.ch/eli/cc/2009/615/de#art_26',
        says: 'MWSTG, art. 26: what an invoice has to show; a number is not among it',
      },
    ],
    fiscal: [],
  },
};
