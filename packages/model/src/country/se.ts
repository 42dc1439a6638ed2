import type { CountryProfile } from './profile.ts';
import { singleTax } from './single-tax.ts';

export const SE: CountryProfile = {
  country: 'SE',
  name: 'Sverige',
  currency: 'SEK',
  zones: ['Europe/Stockholm'],
  pricesIncludeTax: true,
  defaultTaxClass: 'standard',
  taxClasses: [
    singleTax('standard', 'Normal skattesats', 'A', [{ from: '1996-01-01', ratePpm: 250_000 }]),
    singleTax('food', 'Livsmedel', 'B', [
      { from: '1996-01-01', ratePpm: 120_000 },
      { from: '2026-04-01', ratePpm: 60_000 },
      { from: '2028-01-01', ratePpm: 120_000 },
    ]),
    // Food and soft drinks. Wine, spirits and strong beer are of the standard class.
    singleTax('eat-in', 'Servering', 'C', [{ from: '2012-01-01', ratePpm: 120_000 }], 'food'),
    singleTax('reduced', 'Reducerad skattesats 12 %', 'D', [{ from: '1996-01-01', ratePpm: 120_000 }]),
    singleTax('low', 'Reducerad skattesats 6 %, böcker och tidningar', 'E', [
      { from: '2002-01-01', ratePpm: 60_000 },
    ]),
  ],
  taxRounding: 'rate',
  roundingMode: 'half-away',
  cashRounding: { stepMinor: 100, mode: 'half-away' },
  denominations: [100, 200, 500, 1_000, 2_000, 5_000, 10_000, 20_000, 50_000, 100_000],
  numbering: { restart: 'never', yearStartsOn: '01-01' },
  fiscal: { onFailure: 'refuse' },
  taxIdKinds: ['Org.nr', 'Momsreg.nr'],
  sources: {
    rates: [
      {
        url: 'https://www.riksdagen.se/sv/dokument-och-lagar/dokument/svensk-forfattningssamling/mervardesskattelag-2023200_sfs-2023-200/',
        says: 'mervärdesskattelag (2023:200), chapter 9: 25%, 12% and 6%',
      },
      {
        url: 'https://svenskforfattningssamling.se/sites/default/files/sfs/2026-02/SFS2026-118.pdf',
        says: 'SFS 2026:118: food at 6% from 1 April 2026; prop. 2025/26:55: until 31 December 2027',
      },
      {
        url: 'https://blogg.pwc.se/taxmatters/sankning-livsmedelsmoms-konsekvenser',
        says: 'taken away it is food at 6%, eaten on the spot it stays a restaurant service at 12%',
      },
    ],
    prices: [
      {
        url: 'https://www.konsumentverket.se/for-foretag/prissattning-och-ta-betalt/prisinformationslagen/',
        says: 'prisinformationslagen (2004:347): prices are shown with VAT and other taxes in',
      },
    ],
    rounding: [
      {
        url: 'https://www4.skatteverket.se/rattsligvagledning/edition/2021.1/321578.html',
        says: 'VAT to two decimals, 5 and more is rounded up; rounding to whole kronor leaves it alone',
      },
    ],
    cash: [
      {
        url: 'https://lagen.nu/1970:1029',
        says: 'lag (1970:1029), 2 §: to whole kronor, 1 to 49 öre down, 50 to 99 öre up',
      },
      {
        url: 'https://www.riksbank.se/en-gb/payments--cash/notes--coins/coins/valid-coins/',
        says: 'coins of 1, 2, 5 and 10 kronor',
      },
      {
        url: 'https://www.riksbank.se/en-gb/payments--cash/notes--coins/notes/valid-banknotes/',
        says: 'notes of 20, 50, 100, 200, 500 and 1,000 kronor',
      },
    ],
    numbering: [
      {
        url: 'https://www.faronline.se/dokument/rattserien/redovisa-ratt/k/rr_kassakvitto/',
        says: 'SKVFS 2014:9, 7 kap. 1 §: a number of an unbroken rising series on every till receipt',
      },
    ],
    fiscal: [
      {
        url: 'https://www.faronline.se/dokument/rattserien/redovisa-ratt/k/rr_kassaregisterallmannakrav/',
        says: 'SKVFS 2014:9, 4 kap. 9 §: a till registers sales only while its control unit works',
      },
      {
        url: 'https://www4.skatteverket.se/rattsligvagledning/edition/2023.9/339820.html',
        says: 'a till that does not work is written down and notified to Skatteverket without delay',
      },
    ],
  },
};
