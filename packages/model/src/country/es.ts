import {
  EURO_CASH,
  EURO_CASH_SOURCES,
  EURO_DENOMINATIONS,
  UNION_PRICE_SOURCE,
  UNION_ROUNDING_SOURCES,
} from './euro.ts';
import type { CountryProfile } from './profile.ts';
import { singleTax } from './single-tax.ts';

/** The mainland and the Balearic Islands. The Canary Islands, Ceuta and Melilla have other taxes. */
export const ES: CountryProfile = {
  country: 'ES',
  name: 'España',
  currency: 'EUR',
  zones: ['Europe/Madrid'],
  pricesIncludeTax: true,
  defaultTaxClass: 'standard',
  taxClasses: [
    singleTax('standard', 'Tipo general', 'A', [
      { from: '2010-07-01', ratePpm: 180_000 },
      { from: '2012-09-01', ratePpm: 210_000 },
    ]),
    singleTax('reduced', 'Tipo reducido', 'B', [
      { from: '2010-07-01', ratePpm: 80_000 },
      { from: '2012-09-01', ratePpm: 100_000 },
    ]),
    singleTax('super-reduced', 'Tipo superreducido', 'C', [{ from: '1995-01-01', ratePpm: 40_000 }]),
    // Bread, flour, milk, cheese, eggs, fruit, vegetables, pulses, tubers and cereals.
    singleTax('basic-food', 'Alimentos básicos', 'D', [
      { from: '1995-01-01', ratePpm: 40_000 },
      { from: '2023-01-01', ratePpm: 0 },
      { from: '2024-10-01', ratePpm: 20_000 },
      { from: '2025-01-01', ratePpm: 40_000 },
    ]),
    singleTax('pasta-and-seed-oil', 'Pastas y aceites de semillas', 'E', [
      { from: '2010-07-01', ratePpm: 80_000 },
      { from: '2012-09-01', ratePpm: 100_000 },
      { from: '2023-01-01', ratePpm: 50_000 },
      { from: '2024-10-01', ratePpm: 75_000 },
      { from: '2025-01-01', ratePpm: 100_000 },
    ]),
    singleTax('olive-oil', 'Aceite de oliva', 'F', [
      { from: '2010-07-01', ratePpm: 80_000 },
      { from: '2012-09-01', ratePpm: 100_000 },
      { from: '2023-01-01', ratePpm: 50_000 },
      { from: '2024-07-01', ratePpm: 0 },
      { from: '2024-10-01', ratePpm: 20_000 },
      { from: '2025-01-01', ratePpm: 40_000 },
    ]),
  ],
  taxRounding: 'rate',
  roundingMode: 'half-away',
  cashRounding: EURO_CASH,
  denominations: EURO_DENOMINATIONS,
  // A new series every year is a habit. The law asks only that numbers follow one another within a series.
  numbering: { restart: 'never', yearStartsOn: '01-01' },
  fiscal: { onFailure: 'sell-and-mark' },
  taxIdKinds: ['NIF'],
  sources: {
    rates: [
      {
        url: 'https://www.boe.es/buscar/act.php?id=BOE-A-1992-28740',
        says: 'Ley 37/1992, arts. 90 and 91: 21%, 10% and 4%; olive oil among the goods at 4%',
      },
      {
        url: 'https://www.boe.es/buscar/act.php?id=BOE-A-2022-22685',
        says: 'Real Decreto-ley 20/2022, art. 72: basic food at 0%, oils and pasta at 5% from 1 January 2023',
      },
      {
        url: 'https://www.boe.es/buscar/act.php?id=BOE-A-2024-12944',
        says: 'Real Decreto-ley 4/2024: 0% and 5% to 30 September, 2% and 7.5% to 31 December 2024',
      },
      {
        url: 'https://alamo.es/noticias/2024/09/23/iva-novedades-real-decreto-ley-4-2024.asp',
        says: 'the goods and rates of Real Decreto-ley 4/2024, olive oil with the basic food from 1 July 2024',
      },
      {
        url: 'https://www.cudosconsultors.com/es/reduccion_iva/',
        says: 'from 1 January 2025: basic food and olive oil 4%, seed oils and pasta 10%',
      },
    ],
    prices: [
      {
        url: 'https://www.boe.es/buscar/act.php?id=BOE-A-2000-24118',
        says: 'Real Decreto 3423/2000: the selling price is the final one, IVA and all taxes in',
      },
      UNION_PRICE_SOURCE,
    ],
    rounding: [
      {
        url: 'https://www.boe.es/buscar/act.php?id=BOE-A-1998-29216',
        says: 'Ley 46/1998, art. 11: to the nearest cent, half a cent up, and only the final amount',
      },
      ...UNION_ROUNDING_SOURCES,
    ],
    cash: EURO_CASH_SOURCES,
    numbering: [
      {
        url: 'https://www.boe.es/buscar/act.php?id=BOE-A-2012-14696',
        says: 'Real Decreto 1619/2012, art. 6.1.a: numbers follow one another within each series',
      },
    ],
    fiscal: [
      {
        url: 'https://www.boe.es/buscar/act.php?id=BOE-A-2023-24840',
        says: 'Real Decreto 1007/2023: billing records, compulsory from 1 January or 1 July 2027',
      },
      {
        url: 'https://centrodeayuda.ofipro.com/verifactu-faq-remision.html',
        says: 'billing is not interrupted when records cannot be sent; they follow, marked as an incident',
      },
    ],
  },
};
