import {
  EURO_CASH,
  EURO_CASH_SOURCES,
  EURO_DENOMINATIONS,
  UNION_PRICE_SOURCE,
  UNION_ROUNDING_SOURCES,
} from './euro.ts';
import type { CountryProfile } from './profile.ts';
import { singleTax } from './single-tax.ts';

/** Mainland France. Corsica and the departments overseas have rates of their own. */
export const FR: CountryProfile = {
  country: 'FR',
  name: 'France',
  currency: 'EUR',
  zones: ['Europe/Paris'],
  pricesIncludeTax: true,
  defaultTaxClass: 'standard',
  taxClasses: [
    singleTax('standard', 'Taux normal', 'A', [
      { from: '2000-04-01', ratePpm: 196_000 },
      { from: '2014-01-01', ratePpm: 200_000 },
    ]),
    singleTax('intermediate', 'Taux intermédiaire', 'B', [
      { from: '2012-01-01', ratePpm: 70_000 },
      { from: '2014-01-01', ratePpm: 100_000 },
    ]),
    singleTax('reduced', 'Taux réduit', 'C', [{ from: '1982-07-01', ratePpm: 55_000 }]),
    singleTax('super-reduced', 'Taux particulier', 'D', [{ from: '1989-01-01', ratePpm: 21_000 }]),
    // Food and soft drinks in packages that keep. What is prepared to be eaten at once is of the intermediate
    // class wherever it is eaten, alcohol of the standard class.
    singleTax(
      'eat-in',
      'Produits emballés consommés sur place',
      'E',
      [
        { from: '2000-04-01', ratePpm: 196_000 },
        { from: '2009-07-01', ratePpm: 55_000 },
        { from: '2012-01-01', ratePpm: 70_000 },
        { from: '2014-01-01', ratePpm: 100_000 },
      ],
      'reduced',
    ),
  ],
  taxRounding: 'rate',
  roundingMode: 'half-away',
  cashRounding: EURO_CASH,
  denominations: EURO_DENOMINATIONS,
  numbering: { restart: 'never', yearStartsOn: '01-01' },
  // The law secures the software's own records. No device is demanded that could fail.
  fiscal: { onFailure: 'sell-and-mark' },
  taxIdKinds: ['SIRET', 'TVA'],
  sources: {
    rates: [
      {
        url: 'https://www.economie.gouv.fr/cedef/taux-tva-france-et-union-europeenne',
        says: '20%, 10%, 5.5% and 2.1%',
      },
      {
        url: 'https://www.legifrance.gouv.fr/jorf/id/JORFTEXT000026857857',
        says: 'loi n° 2012-1510, art. 68: from 19.6% to 20% and from 7% to 10% on 1 January 2014',
      },
      {
        url: 'https://bofip.impots.gouv.fr/bofip/2033-PGP.html',
        says: 'BOI-TVA-LIQ-30-10-10: food at 5.5%; 10% to be eaten at once or with service on the spot',
      },
      {
        url: 'https://bofip.impots.gouv.fr/bofip/256-PGP.html',
        says: 'BOI-TVA-LIQ-30-20-10-20: sales consumed on the spot',
      },
    ],
    prices: [
      {
        url: 'https://www.legifrance.gouv.fr/loda/id/JORFTEXT000000689147',
        says: 'arrêté du 3 décembre 1987, art. 1: every price shows the total with all taxes',
      },
      UNION_PRICE_SOURCE,
    ],
    rounding: UNION_ROUNDING_SOURCES,
    cash: EURO_CASH_SOURCES,
    numbering: [
      {
        url: 'https://www.legifrance.gouv.fr/codes/article_lc/LEGIARTI000046086694',
        says: 'CGI annexe II, art. 242 nonies A: a unique number of a chronological, unbroken sequence',
      },
    ],
    fiscal: [
      {
        url: 'https://bofip.impots.gouv.fr/bofip/10691-PGP.html',
        says: 'BOI-TVA-DECLA-30-10-30: till software keeps its data unaltered, secured, stored and archived',
      },
    ],
  },
};
