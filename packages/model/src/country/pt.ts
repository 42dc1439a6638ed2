import {
  EURO_CASH,
  EURO_CASH_SOURCES,
  EURO_DENOMINATIONS,
  UNION_PRICE_SOURCE,
  UNION_ROUNDING_SOURCES,
} from './euro.ts';
import type { CountryProfile } from './profile.ts';
import { singleTax } from './single-tax.ts';

/** The mainland. Madeira and the Azores have rates of their own. */
export const PT: CountryProfile = {
  country: 'PT',
  name: 'Portugal continental',
  currency: 'EUR',
  zones: ['Europe/Lisbon'],
  pricesIncludeTax: true,
  defaultTaxClass: 'standard',
  taxClasses: [
    singleTax('standard', 'Taxa normal', 'A', [
      { from: '2010-07-01', ratePpm: 210_000 },
      { from: '2011-01-01', ratePpm: 230_000 },
    ]),
    singleTax('intermediate', 'Taxa intermédia', 'B', [{ from: '2010-07-01', ratePpm: 130_000 }]),
    singleTax('reduced', 'Taxa reduzida', 'C', [{ from: '2010-07-01', ratePpm: 60_000 }]),
    // The goods of the basket that are otherwise at the reduced rate. The law calls the zero an exemption.
    singleTax('essential-food', 'Cabaz alimentar essencial', 'D', [
      { from: '2010-07-01', ratePpm: 60_000 },
      { from: '2023-04-18', ratePpm: 0 },
      { from: '2024-01-05', ratePpm: 60_000 },
    ]),
  ],
  taxRounding: 'rate',
  roundingMode: 'half-away',
  cashRounding: EURO_CASH,
  denominations: EURO_DENOMINATIONS,
  // A series lasts a fiscal year at least and no name of one is used twice: its numbers never begin again.
  numbering: { restart: 'never', yearStartsOn: '01-01' },
  // Without the certified program invoices are written on printed forms and entered afterwards.
  fiscal: { onFailure: 'refuse' },
  taxIdKinds: ['NIF'],
  sources: {
    rates: [
      {
        url: 'https://info.portaldasfinancas.gov.pt/pt/informacao_fiscal/codigos_tributarios/civa_rep/Pages/iva18.aspx',
        says: 'CIVA, art. 18: 6%, 13% and 23% on the mainland',
      },
      {
        url: 'https://data.dre.pt/eli/lei/12-a/2010/06/30/p/dre/pt/html',
        says: 'Lei 12-A/2010: 6%, 13% and 21% from 1 July 2010',
      },
      {
        url: 'https://data.dre.pt/eli/lei/55-a/2010/12/31/p/dre/pt/html',
        says: 'Lei 55-A/2010: the standard rate is 23% from 1 January 2011',
      },
      {
        url: 'https://data.dre.pt/eli/lei/17/2023/04/14/p/dre/pt/html',
        says: 'Lei 17/2023: no IVA on the basket of essential food from 18 April 2023',
      },
      {
        url: 'https://headtopics.com/pt/fim-do-iva-zero-em-portugal-49071740',
        says: 'the zero IVA ended on 4 January 2024',
      },
    ],
    prices: [
      {
        url: 'https://data.dre.pt/eli/dec-lei/138/1990/04/26/p/dre/pt/html',
        says: 'Decreto-Lei 138/90, art. 1 (5): the total price with all taxes in',
      },
      UNION_PRICE_SOURCE,
    ],
    rounding: UNION_ROUNDING_SOURCES,
    cash: EURO_CASH_SOURCES,
    numbering: [
      {
        url: 'https://diariodarepublica.pt/dr/detalhe/despacho/8632-2014-25703782',
        says: 'Despacho 8632/2014: progressive and unbroken in each series, which lasts a fiscal year at least',
      },
      {
        url: 'https://info.portaldasfinancas.gov.pt/pt/apoio_contribuinte/questoes_frequentes/Pages/faqs-00883.aspx',
        says: 'each series is announced and gets a code, which with the number identifies a document for ever',
      },
    ],
    fiscal: [
      {
        url: 'https://diariodarepublica.pt/dr/detalhe/decreto-lei/28-2019-119622094',
        says: 'Decreto-Lei 28/2019, art. 4: certified programs only; while one is down, printed forms',
      },
    ],
  },
};
