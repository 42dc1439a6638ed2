import { formatMinor } from '@tillmesh/model';

/**
 * A printed document as blocks from top to bottom: every way of printing draws these same blocks.
 * Texts are as they were typed; whoever draws them keeps them on their line and escapes them.
 */
export type Block =
  /** A word across a document that is none of trade, or a copy. */
  | { readonly block: 'mark'; readonly text: string }
  | { readonly block: 'title'; readonly text: string }
  | { readonly block: 'centred'; readonly text: string }
  | { readonly block: 'kind'; readonly left: string; readonly right: string }
  | { readonly block: 'row'; readonly left: string; readonly right: string }
  | { readonly block: 'total'; readonly left: string; readonly right: string }
  /** A sentence, broken where it has to be. */
  | { readonly block: 'note'; readonly text: string }
  | {
      readonly block: 'item';
      readonly name: string;
      readonly detail: string | null;
      readonly amount: string;
      /** What is said under it; with an amount where it changes what the line comes to. */
      readonly notes: readonly { readonly text: string; readonly amount: string | null }[];
    }
  | {
      readonly block: 'table';
      readonly head: readonly string[];
      readonly rows: readonly (readonly string[])[];
    }
  | { readonly block: 'rule' }
  /** A QR with this text. */
  | { readonly block: 'code'; readonly text: string };

export type Blocks = readonly Block[];

export const RULE: Block = { block: 'rule' };
export const row = (left: string, right: string): Block => ({ block: 'row', left, right });
export const note = (text: string): Block => ({ block: 'note', text });

/** Minor units of the document's currency as text. */
export type Money = (amountMinor: number) => string;
export const moneyOf =
  (exponent: number): Money =>
  (amountMinor) =>
    formatMinor(amountMinor, exponent);

/** A row for an amount, where there is one. */
export const amountRow = (left: string, amountMinor: number, money: Money): Blocks =>
  amountMinor === 0 ? [] : [row(left, money(amountMinor))];

/** A row for how often something was done, where it was. */
export const countRow = (left: string, count: number): Blocks =>
  count === 0 ? [] : [row(left, String(count))];
