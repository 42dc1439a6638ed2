import type { CountryProfile } from './profile.ts';
import { singleTax } from './single-tax.ts';

export const SA: CountryProfile = {
  country: 'SA',
  name: 'المملكة العربية السعودية',
  currency: 'SAR',
  zones: ['Asia/Riyadh'],
  pricesIncludeTax: true,
  defaultTaxClass: 'standard',
  // The marks are the codes of the tax authority's electronic invoices.
  taxClasses: [
    singleTax('standard', 'النسبة الأساسية', 'S', [
      { from: '2018-01-01', ratePpm: 50_000 },
      { from: '2020-07-01', ratePpm: 150_000 },
    ]),
    singleTax('zero', 'نسبة الصفر', 'Z', [{ from: '2018-01-01', ratePpm: 0 }]),
  ],
  taxRounding: 'rate',
  roundingMode: 'half-away',
  cashRounding: { stepMinor: 1, mode: 'half-away' },
  denominations: [1, 5, 10, 25, 50, 100, 200, 500, 1_000, 2_000, 5_000, 10_000, 20_000, 50_000],
  numbering: { restart: 'never', yearStartsOn: '01-01' },
  fiscal: { onFailure: 'sell-and-mark' },
  taxIdKinds: ['VAT', 'CRN'],
  sources: {
    rates: [
      {
        url: 'https://sauress.com/en/spaen/2104130',
        says: 'the tax authority: 15% instead of 5% from 1 July 2020, royal order A/638',
      },
      {
        url: 'https://zatca.gov.sa/en/RulesRegulations/Taxes/Pages/VAT.aspx',
        says: 'VAT law and implementing regulations; zero for exports and medicines on the list',
      },
    ],
    prices: [
      {
        url: 'https://dalylsaudi.com/news432657.html',
        says: 'Ministry of Commerce: prices on the shelf include VAT and equal those on the bill',
      },
    ],
    rounding: [
      {
        url: 'https://zatca.gov.sa/ar/E-Invoicing/SystemsDevelopers/Documents/20230519_ZATCA_Electronic_Invoice_XML_Implementation_Standard_%20vF.pdf',
        says: 'BR-S-09: the tax of a rate is its taxable amount times the rate, to two decimals, half up',
      },
    ],
    cash: [
      {
        url: 'https://www.sama.gov.sa/en-US/Currency/pages/sixthissue.aspx',
        says: 'coins of 1, 5, 10, 25 and 50 halalah, 1 and 2 riyal; notes from 5 to 500 riyal',
      },
    ],
    numbering: [
      {
        url: 'https://www.cleartax.com/ksa/anti-tampering-measures-e-invoice-solution/',
        says: 'the tax authority: a counter rises with every invoice and note and cannot be set back',
      },
    ],
    fiscal: [
      {
        url: 'https://zatca.gov.sa/en/E-Invoicing/Introduction/FAQ/Pages/FAQ_045.aspx',
        says: 'sales go on during a failure that was notified; invoices are made as soon as it is over',
      },
    ],
  },
};
