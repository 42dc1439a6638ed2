/**
 * How many decimals the minor unit of each currency has, by ISO 4217: the active codes that have one.
 * Source: ISO 4217 List One of the maintenance agency (SIX),
 * https://www.six-group.com/en/products-services/financial-information/data-standards.html
 *
 * Our own table, because `Intl` follows the habits of CLDR: it differs for 13 to 17 currencies, and not
 * for the same ones from version to version (Node 20 gives none for HUF, Node 24 two; IQD is wrong in both).
 */
const CODES_BY_EXPONENT: Readonly<Record<number, string>> = {
  0: 'BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF',
  2: `AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BGN BMD BND BOB BOV BRL BSD BTN BWP BYN BZD CAD
      CDF CHE CHF CHW CNY COP COU CRC CUP CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP
      GMD GTQ GYD HKD HNL HTG HUF IDR ILS INR IRR JMD KES KGS KHR KPW KYD KZT LAK LBP LKR LRD LSL MAD
      MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MXV MYR MZN NAD NGN NIO NOK NPR NZD PAB PEN PGK PHP
      PKR PLN QAR RON RSD RUB SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT
      TOP TRY TTD TWD TZS UAH USD USN UYU UZS VED VES WST XCD XCG YER ZAR ZMW ZWG`,
  3: 'BHD IQD JOD KWD LYD OMR TND',
  4: 'CLF UYW',
};

/** Decimals of the minor unit by code. */
export const CURRENCIES: ReadonlyMap<string, number> = new Map(
  Object.entries(CODES_BY_EXPONENT).flatMap(([exponent, codes]) =>
    codes.split(/\s+/).map((code): [string, number] => [code, Number(exponent)]),
  ),
);

/** Decimals of a currency's minor unit; a code that is none is a bug of the caller. */
export const currencyExponent = (code: string): number => {
  const exponent = CURRENCIES.get(code);
  if (exponent === undefined) throw new Error(`${code} is no currency of ISO 4217`);
  return exponent;
};
