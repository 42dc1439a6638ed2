import type { CashRounding } from '../state/shop.ts';
import type { Source } from './profile.ts';

/** Coins and notes of the euro, cents. The note of 500 euro is no longer issued and still good. */
export const EURO_DENOMINATIONS: readonly number[] = [
  1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000, 10_000, 20_000, 50_000,
];

/** To the cent: the states that round to five cents have laws of their own. */
export const EURO_CASH: CashRounding = { stepMinor: 1, mode: 'half-away' };

export const EURO_CASH_SOURCES: readonly Source[] = [
  { url: 'https://www.ecb.europa.eu/euro/coins/html/index.en.html', says: 'coins from 1 cent to 2 euro' },
  {
    url: 'https://www.ecb.europa.eu/euro/banknotes/html/index.en.html',
    says: 'notes from 5 to 200 euro; the one of 500 stays legal tender',
  },
];

export const UNION_PRICE_SOURCE: Source = {
  url: 'https://eur-lex.europa.eu/eli/dir/1998/6/oj',
  says: 'directive 98/6/EC, art. 2: the selling price is the final price, VAT and all taxes in',
};

/** No rule of the Union says whether VAT is rounded by line or by rate: once for a rate deviates least. */
export const UNION_ROUNDING_SOURCES: readonly Source[] = [
  {
    url: 'https://curia.europa.eu/juris/liste.jsf?num=C-484/06',
    says: 'C-484/06 Ahold: rounding of VAT is for the member states; no right to round each item down',
  },
  {
    url: 'https://eur-lex.europa.eu/eli/reg/1997/1103/oj',
    says: 'regulation (EC) 1103/97, art. 5: amounts in euro to the nearest cent, half a cent up',
  },
];
