import {
  currencyExponent,
  type DrawerCount,
  type DrawerSum,
  type ExtraKind,
  formatMinor,
  type Receipt,
  type ReceiptZ,
  type ShiftPart,
  type TenderKind,
} from '@tillmesh/model';
import {
  amountRow,
  type Block,
  type Blocks,
  countRow,
  type Money,
  moneyOf,
  note,
  row,
  RULE,
} from './block.ts';

/** A tender as people call it, by its id. */
export type TenderName = (tenderId: string) => string;

const TAKEN: Readonly<Record<ExtraKind, string>> = {
  tip: 'Tips',
  deposit: 'Deposits taken',
  'account-payment': 'Payments to accounts',
};

const takingsOf = ({ totals }: ReceiptZ, receipt: Receipt, money: Money): Blocks => [
  row('Business date', receipt.businessDate),
  row(`Sales (${totals.salesCount})`, money(totals.salesGrossMinor)),
  row(`Refunds (${totals.refundsCount})`, money(0 - totals.refundsGrossMinor)),
  ...(totals.voidsCount === 0
    ? []
    : [row(`Voids (${totals.voidsCount})`, money(0 - totals.voidsGrossMinor))]),
  { block: 'total', left: `TOTAL ${receipt.currency}`, right: money(receipt.totalMinor) },
  ...totals.extras.map(({ kind, amountMinor }) => row(TAKEN[kind], money(amountMinor))),
  ...amountRow('Rounding of cash', totals.cashRoundingMinor, money),
];

/** A deposit that pays was received before, and goods exchanged are no money: neither is a tender of the shop's. */
const OWN_WORDS: Partial<Record<TenderKind, readonly [string, string]>> = {
  deposit: ['Deposits used', 'Deposits restored'],
  exchange: ['Paid by exchange', 'Exchanged'],
};

const tendersOf = ({ totals }: ReceiptZ, receipt: Receipt, nameOf: TenderName): Blocks =>
  totals.tenders.flatMap(({ tender, kind, currency, receivedMinor, givenBackMinor, lostMinor = 0 }) => {
    const money = moneyOf(currencyExponent(currency));
    const name = currency === receipt.currency ? nameOf(tender) : `${nameOf(tender)} ${currency}`;
    const [received, givenBack] = OWN_WORDS[kind] ?? [`${name} received`, `${name} given back`];
    return [
      row(received, money(receivedMinor)),
      ...amountRow(givenBack, 0 - givenBackMinor, money),
      ...amountRow(`${name} lost`, 0 - lostMinor, money),
    ];
  });

const movesOf = (sum: DrawerSum, money: Money): Blocks => [
  row('Cash received', money(sum.receivedMinor)),
  ...amountRow('Change', 0 - sum.changeMinor, money),
  ...amountRow('Cash given back', 0 - sum.givenBackMinor, money),
  ...amountRow('Paid in', sum.paidInMinor, money),
  ...amountRow('Paid out', 0 - sum.paidOutMinor, money),
  ...amountRow('Dropped into the safe', 0 - sum.droppedMinor, money),
];

const countOf = ({ denominations = [], ...count }: DrawerCount, money: Money): Blocks => [
  row('Expected in the drawer', money(count.expectedMinor)),
  ...denominations.map(({ valueMinor, count: pieces }) =>
    row(`${pieces} x ${money(valueMinor)}`, money(pieces * valueMinor)),
  ),
  row('Counted', money(count.countedMinor)),
  row('Difference', money(count.varianceMinor)),
];

/** Each currency by itself: what should be there, from what, and what was. */
const drawerOf = ({ totals, drawer, blind }: ReceiptZ, currency: string): Blocks => {
  const held = [...drawer, ...totals.drawer].map((each) => each.currency);
  const currencies = new Set([currency, ...held].filter((each) => held.includes(each)));
  return [...currencies].flatMap((each) => {
    const money = moneyOf(currencyExponent(each));
    const sum = totals.drawer.find((other) => other.currency === each);
    const count = drawer.find((other) => other.currency === each);
    return [
      RULE,
      ...(each === currency ? [] : [note(`Drawer, ${each}`)]),
      ...(sum === undefined ? [] : [row('Float', money(sum.floatMinor)), ...movesOf(sum, money)]),
      ...(count === undefined ? [] : countOf(count, money)),
      ...(blind && count !== undefined ? [note('Counted blind')] : []),
    ];
  });
};

const watchedOf = ({ totals }: ReceiptZ, money: Money): Blocks => [
  row('Lines voided', String(totals.voidedLinesCount)),
  row('Baskets cancelled', String(totals.cancelledBasketsCount)),
  ...(totals.discountsCount === 0
    ? []
    : [row(`Discounts (${totals.discountsCount})`, money(totals.discountsMinor))]),
  ...countRow('Prices overridden', totals.overridesCount),
  ...countRow('Drawer opened without a sale', totals.noSalesCount),
  ...countRow('Documents printed again', totals.reprintsCount),
  ...countRow('Training sales', totals.trainingCount),
];

/** Which entries are counted, and what the till ever sold: whoever has the journal can hold it against this. */
const partOf = (part: ShiftPart, exponent: number): readonly Block[] => [
  row(`Till ${part.tillCode}`, `${part.entries} entries, to ${part.through}`),
  row('Ever sold', formatMinor(part.grandSalesMinor, exponent)),
  row('Ever given back', formatMinor(part.grandRefundsMinor, exponent)),
];

/** A Z, or what came of its shift after it. */
export const shiftOf = (z: ReceiptZ, receipt: Receipt, money: Money, nameOf: TenderName): Blocks => [
  ...takingsOf(z, receipt, money),
  RULE,
  ...tendersOf(z, receipt, nameOf),
  ...drawerOf(z, receipt.currency),
  RULE,
  ...watchedOf(z, money),
  RULE,
  ...z.parts.flatMap((part) => partOf(part, receipt.exponent)),
  ...(z.notHeard.length === 0
    ? []
    : [note(`Not heard: ${z.notHeard.join(', ')}. What is still held there comes in a supplement.`)]),
  RULE,
];
