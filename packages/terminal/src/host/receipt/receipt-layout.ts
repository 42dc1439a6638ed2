import { formatMinor, formatQuantity, formatRate, type Receipt, type ReceiptLine } from '@tillmesh/model';

/**
 * A printed document as blocks from top to bottom: every way of printing draws these same blocks.
 * Texts are as they were typed; whoever draws them keeps them on their line and escapes them.
 */
export type Block =
  /** A word across a document that is none of trade. */
  | { readonly block: 'mark'; readonly text: string }
  | { readonly block: 'title'; readonly text: string }
  | { readonly block: 'centred'; readonly text: string }
  | { readonly block: 'kind'; readonly left: string; readonly right: string }
  | { readonly block: 'row'; readonly left: string; readonly right: string }
  | { readonly block: 'total'; readonly left: string; readonly right: string }
  | {
      readonly block: 'item';
      readonly name: string;
      readonly detail: string | null;
      readonly amount: string;
      readonly notes: readonly string[];
    }
  | {
      readonly block: 'table';
      readonly head: readonly string[];
      readonly rows: readonly (readonly string[])[];
    }
  | { readonly block: 'rule' }
  /** A QR with this text. */
  | { readonly block: 'code'; readonly text: string };

const TITLES = { receipt: 'Receipt', refund: 'Refund', z: 'Z report' } as const;
const TENDERS: Readonly<Record<string, string>> = { cash: 'Cash' };
const tenderName = (tender: string): string => TENDERS[tender] ?? tender;

type Money = (amountMinor: number) => string;
const RULE: Block = { block: 'rule' };
const row = (left: string, right: string): Block => ({ block: 'row', left, right });

const itemOf = (line: ReceiptLine, money: Money): Block => {
  const notes: string[] = [];
  if (line.override !== null) {
    const { listPriceMinor, reason } = line.override;
    notes.push(`Price ${listPriceMinor === null ? 'given' : `was ${money(listPriceMinor)}`}: ${reason}`);
  }
  if (line.discount !== null) {
    const { amountMinor, sharePpm, reason } = line.discount;
    notes.push(
      `Discount ${sharePpm === null ? '' : `${formatRate(sharePpm)}% `}-${money(amountMinor)}: ${reason}`,
    );
  }
  const unit = line.unit === 'kg' ? ' kg' : '';
  const plainOne = line.quantityMilli === 1_000 && line.unit === 'piece' && line.discount === null;
  const detail = plainOne
    ? null
    : `${formatQuantity(line.quantityMilli)}${unit} x ${money(line.unitPriceMinor)}`;
  return { block: 'item', name: line.name, detail, amount: money(line.totalMinor), notes };
};

const ratesTable = ({ rates }: Receipt, money: Money): Block => ({
  block: 'table',
  head: ['Tax', 'Net', 'Tax amount', 'Gross'],
  rows: rates.map(({ taxClass, ratePpm, netMinor, taxMinor, grossMinor }) => [
    `${formatRate(ratePpm)}% ${taxClass}`,
    money(netMinor),
    money(taxMinor),
    money(grossMinor),
  ]),
});

const headOf = (receipt: Receipt): readonly Block[] => [
  { block: 'title', text: receipt.seller.name },
  ...receipt.seller.lines.map((text): Block => ({ block: 'centred', text })),
  { block: 'centred', text: receipt.branchName },
  { block: 'kind', left: TITLES[receipt.document.kind], right: receipt.document.label },
  row(receipt.localTime, `Till ${receipt.tillCode}`),
  ...(receipt.cashierName === null ? [] : [row('Served by', receipt.cashierName)]),
  ...(receipt.original === null ? [] : [row('For receipt', receipt.original.label)]),
  ...(receipt.reason === null ? [] : [row('Reason', receipt.reason)]),
  RULE,
];

const paidOf = (receipt: Receipt, money: Money): readonly Block[] => {
  const refund = receipt.document.kind === 'refund';
  return [
    RULE,
    {
      block: 'total',
      left: `${refund ? 'REFUNDED' : 'TOTAL'} ${receipt.currency}`,
      right: money(receipt.totalMinor),
    },
    ...receipt.tenders.map(({ tender, tenderedMinor }) => row(tenderName(tender), money(tenderedMinor))),
    ...(receipt.changeMinor === 0 ? [] : [row('Change', money(receipt.changeMinor))]),
    RULE,
  ];
};

const zOf = (receipt: Receipt, money: Money): readonly Block[] => {
  if (receipt.z === null) return [];
  const { totals, floatMinor, expectedMinor, countedMinor, varianceMinor } = receipt.z;
  return [
    row('Business date', receipt.businessDate),
    row(`Sales (${totals.salesCount})`, money(totals.salesGrossMinor)),
    row(`Refunds (${totals.refundsCount})`, money(-totals.refundsGrossMinor)),
    { block: 'total', left: `TOTAL ${receipt.currency}`, right: money(receipt.totalMinor) },
    RULE,
    row('Float', money(floatMinor)),
    ...totals.tenders.flatMap(({ tender, receivedMinor, givenBackMinor }) => [
      row(`${tenderName(tender)} received`, money(receivedMinor)),
      row(`${tenderName(tender)} given back`, money(-givenBackMinor)),
    ]),
    row('Expected in the drawer', money(expectedMinor)),
    row('Counted', money(countedMinor)),
    row('Difference', money(varianceMinor)),
    RULE,
    row('Lines voided', String(totals.voidedLinesCount)),
    row('Baskets cancelled', String(totals.cancelledBasketsCount)),
    RULE,
  ];
};

/** `code` is the text of the QR; null for a document that nobody brings back. */
export const receiptLayout = (receipt: Receipt, code: string | null): readonly Block[] => {
  const money: Money = (amountMinor) => formatMinor(amountMinor, receipt.exponent);
  const mark: readonly Block[] = receipt.mark === null ? [] : [{ block: 'mark', text: receipt.mark }];
  const body =
    receipt.z === null
      ? [...receipt.lines.map((line) => itemOf(line, money)), ...paidOf(receipt, money)]
      : zOf(receipt, money);
  return [
    ...mark,
    ...headOf(receipt),
    ...body,
    ...(receipt.rates.length === 0 ? [] : [ratesTable(receipt, money)]),
    ...(code === null ? [] : [{ block: 'code', text: code } as const]),
    ...mark,
  ];
};
