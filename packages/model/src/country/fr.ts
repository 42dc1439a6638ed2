import type { CountryProfile } from './profile.ts';

export const FR: CountryProfile = {
  country: 'FR',
  name: 'France',
  currency: 'EUR',
  zones: ['Europe/Paris'],
  pricesIncludeTax: true,
  defaultTaxClass: 'standard',
  taxClasses: [
    {
      id: 'standard',
      name: 'Taux normal',
      rates: [
        { from: '2000-04-01', ratePpm: 196_000 },
        { from: '2014-01-01', ratePpm: 200_000 },
      ],
    },
    {
      id: 'intermediate',
      name: 'Taux intermédiaire',
      rates: [
        { from: '2012-01-01', ratePpm: 70_000 },
        { from: '2014-01-01', ratePpm: 100_000 },
      ],
    },
    { id: 'reduced', name: 'Taux réduit', rates: [{ from: '1982-07-01', ratePpm: 55_000 }] },
    { id: 'super-reduced', name: 'Taux particulier', rates: [{ from: '1989-01-01', ratePpm: 21_000 }] },
  ],
  taxRounding: 'document',
  roundingMode: 'half-away',
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
    ],
    prices: [
      {
        url: 'https://eur-lex.europa.eu/eli/dir/1998/6/oj',
        says: 'directive 98/6/EC, art. 2: the selling price is the final price, VAT and all taxes in',
      },
    ],
    rounding: [
      {
        url: 'https://curia.europa.eu/juris/liste.jsf?num=C-484/06',
        says: 'C-484/06 Ahold: no rule of the Union; a rule of the state has to keep VAT proportional and neutral',
      },
      {
        url: 'https://eur-lex.europa.eu/eli/reg/1997/1103/oj',
        says: 'regulation (EC) 1103/97, art. 5: amounts in euro to the nearest cent, half a cent up',
      },
    ],
  },
};
