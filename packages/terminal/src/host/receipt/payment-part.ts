import {
  currencyExponent,
  type DocumentKind,
  type ExtraKind,
  formatMinor,
  type Receipt,
  type ReceiptTender,
} from '@tillmesh/model';
import { amountRow, type Blocks, type Money, note, row, RULE } from './block.ts';
import { discountWords, shownMinor } from './line-part.ts';

const EXTRAS: Readonly<Record<ExtraKind, string>> = {
  tip: 'Tip',
  deposit: 'Deposit',
  'account-payment': 'Payment to account',
};
const TOTALS: Partial<Record<DocumentKind, string>> = { 'credit-note': 'REFUNDED', void: 'VOIDED' };

const sumOf = <T>(items: readonly T[], minorOf: (item: T) => number): number =>
  items.reduce((sum, item) => sum + minorOf(item), 0);

/** What lies between the lines and the goods' total: discounts on all, tax left out, tax that comes on top. */
const betweenOf = (receipt: Receipt, money: Money): Blocks => {
  const { lines, discounts } = receipt;
  const reliefMinor = sumOf(lines, (line) => line.reliefMinor);
  const taxMinor = sumOf(lines, (line) => (line.priceIncludesTax === false ? line.taxMinor : 0));
  if (discounts.length === 0 && reliefMinor === 0 && taxMinor === 0) return [];
  return [
    RULE,
    row('Subtotal', money(sumOf(lines, shownMinor))),
    ...discounts.map((discount) => row(discountWords(discount), money(0 - discount.amountMinor))),
    ...amountRow('Tax not charged', 0 - reliefMinor, money),
    ...amountRow('Tax', taxMinor, money),
  ];
};

/** What is paid besides goods, and the rounding of cash. */
const besidesOf = ({ lines, extras, totalMinor, cashRoundingMinor }: Receipt, money: Money): Blocks => {
  if (extras.length === 0 && cashRoundingMinor === 0) return [];
  return [
    ...(lines.length === 0 ? [] : [row('Goods', money(totalMinor))]),
    ...extras.map(({ kind, note: why, amountMinor }) =>
      row(why === undefined ? EXTRAS[kind] : `${EXTRAS[kind]}: ${why}`, money(amountMinor)),
    ),
    ...amountRow('Rounding of cash', cashRoundingMinor, money),
  ];
};

/** Units of the base currency for one of the other, without needless zeros. */
const rateText = (ratePpb: number): string => formatMinor(ratePpb, 9).replace(/\.?0+$/, '');

/** What was handed over, and how to find it again. Of a card never more than the last four digits. */
const tenderOf = (tender: ReceiptTender, receipt: Receipt, money: Money): Blocks => {
  const { name, brand, lastFour, reference, foreign, state, tenderedMinor, forfeitedMinor } = tender;
  const named = [name, brand ?? '', lastFour === null ? '' : `**** ${lastFour}`].filter(
    (word) => word !== '',
  );
  const given =
    foreign === null ? '' : formatMinor(foreign.tenderedMinor, currencyExponent(foreign.currency));
  return [
    row(named.join(' '), money(tenderedMinor)),
    ...(foreign === null
      ? []
      : [
          note(
            `${given} ${foreign.currency} at ${rateText(foreign.ratePpb)} ${receipt.currency} for 1 ${foreign.currency}`,
          ),
        ]),
    ...(reference === null ? [] : [note(`Reference ${reference}`)]),
    ...(state === 'stored' ? [note('Taken offline, not approved yet')] : []),
    ...amountRow('Not given as change', forfeitedMinor, money),
  ];
};

/** What it came to, what was given or given back, and the change. */
export const paidOf = (receipt: Receipt, money: Money): Blocks => [
  ...betweenOf(receipt, money),
  RULE,
  ...besidesOf(receipt, money),
  {
    block: 'total',
    left: `${TOTALS[receipt.document.kind] ?? 'TOTAL'} ${receipt.currency}`,
    right: money(receipt.dueMinor),
  },
  ...receipt.tenders.flatMap((tender) => tenderOf(tender, receipt, money)),
  ...amountRow('Change', receipt.changeMinor, money),
  RULE,
];
