import {
  formatQuantity,
  formatRate,
  type ReceiptDiscount,
  type ReceiptGoods,
  type ReceiptLine,
} from '@tillmesh/model';
import type { Block, Blocks, Money } from './block.ts';

const SERVICES = { 'eat-in': 'Eat in', 'take-away': 'Take away' } as const;

const quantityOf = ({ quantityMilli, unit }: ReceiptGoods): string =>
  `${formatQuantity(quantityMilli)}${unit === 'kg' ? ' kg' : ''}`;

/** `Discount 10%: dented` */
export const discountWords = ({ sharePpm, reason }: ReceiptDiscount): string =>
  `Discount${sharePpm === null ? '' : ` ${formatRate(sharePpm)}%`}: ${reason}`;

/** What a line comes to before the discounts on the whole basket, in the way of its price. */
export const shownMinor = (line: ReceiptLine): number =>
  line.beforeMinor -
  (line.discount?.amountMinor ?? 0) -
  line.promotions.reduce((sum, { amountMinor }) => sum + amountMinor, 0);

type Note = Extract<Block, { block: 'item' }>['notes'][number];

/** An amount of a line, with the mark of its tax. */
const marked = (amountMinor: number, { taxMark }: ReceiptLine, money: Money): string =>
  `${money(amountMinor)} ${taxMark}`.trim();

const notesOf = (line: ReceiptLine, money: Money): readonly Note[] => {
  const notes: Note[] = [];
  const say = (text: string): number => notes.push({ text, amount: null });
  if (line.override !== null) {
    const { listPriceMinor, reason } = line.override;
    say(`Price ${listPriceMinor === null ? 'given' : `was ${money(listPriceMinor)}`}: ${reason}`);
  }
  for (const { name, amountMinor } of line.promotions)
    notes.push({ text: name, amount: marked(0 - amountMinor, line, money) });
  if (line.discount !== null) {
    const { amountMinor } = line.discount;
    notes.push({ text: discountWords(line.discount), amount: marked(0 - amountMinor, line, money) });
  }
  if (line.service !== null) say(SERVICES[line.service]);
  return notes;
};

/** Whether the price times the quantity is what the line comes to, rounded as it may be. */
const isPriceTimesQuantity = ({ unitPriceMinor, quantityMilli, beforeMinor }: ReceiptLine): boolean => {
  const off = BigInt(unitPriceMinor) * BigInt(quantityMilli) - BigInt(beforeMinor) * 1_000n;
  return off > -1_000n && off < 1_000n;
};

/** Of goods given back, whose discounts and tax stand on the receipt, a price would not lead to the amount. */
const detailOf = (line: ReceiptLine, money: Money): string | null => {
  if (line.quantityMilli === 1_000 && line.unit === 'piece') return null;
  return isPriceTimesQuantity(line)
    ? `${quantityOf(line)} x ${money(line.unitPriceMinor)}`
    : `${quantityOf(line)}, as it was paid`;
};

/** A line with how many, at which price and why, and the mark of its tax. */
const itemOf = (line: ReceiptLine, money: Money): Block => ({
  block: 'item',
  name: line.name,
  detail: detailOf(line, money),
  amount: marked(line.beforeMinor, line, money),
  notes: notesOf(line, money),
});

export const linesOf = (lines: readonly ReceiptLine[], money: Money): Blocks =>
  lines.map((line) => itemOf(line, money));

/** What a present is, without what it cost. */
export const goodsOf = (goods: readonly ReceiptGoods[]): Blocks =>
  goods.map((item) => ({
    block: 'item',
    name: item.name,
    detail: null,
    amount: quantityOf(item),
    notes: [],
  }));
