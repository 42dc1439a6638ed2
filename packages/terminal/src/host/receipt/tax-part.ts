import { formatRate, type Receipt, type ReceiptRate } from '@tillmesh/model';
import { type Blocks, type Money, note } from './block.ts';

const rateRows = (rate: ReceiptRate, money: Money): readonly (readonly string[])[] => [
  [
    `${rate.taxMark} ${formatRate(rate.ratePpm)}% ${rate.taxClass}`.trim(),
    money(rate.netMinor),
    money(rate.taxMinor),
    money(rate.grossMinor),
  ],
  ...rate.taxes.map(({ name, ratePpm, baseMinor, taxMinor }) => [
    `${formatRate(ratePpm)}% ${name}`,
    money(baseMinor),
    money(taxMinor),
    '',
  ]),
];

const byMark = (one: ReceiptRate, other: ReceiptRate): number => {
  if (one.taxMark === other.taxMark) return other.ratePpm - one.ratePpm;
  return one.taxMark < other.taxMark ? -1 : 1;
};

/** Net, tax and gross of each rate in the order of their marks, each of several taxes with what it is counted on; why there is none. */
export const taxesOf = ({ rates, reliefNote }: Receipt, money: Money): Blocks => [
  ...(rates.length === 0
    ? []
    : [
        {
          block: 'table',
          head: ['Rate', 'Net', 'Tax', 'Gross'],
          rows: rates.toSorted(byMark).flatMap((rate) => rateRows(rate, money)),
        } as const,
      ]),
  ...(reliefNote === null ? [] : [note(reliefNote)]),
];
