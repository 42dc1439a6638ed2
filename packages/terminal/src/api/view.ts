import type {
  Answer,
  CashRounding,
  Command,
  DocumentKind,
  Product,
  Rejection,
  Right,
  RoleLimits,
  TenderKind,
} from '@tillmesh/model';
import type { BasketView } from './basket-view.ts';
import type { ShiftView } from './shift-view.ts';

/**
 * What the till's screen shows, as the host sends it. One WebSocket carries messages of the form
 * `{ topic, value }`; on connecting every topic is sent once, afterwards a topic when it changed. The
 * screen's commands go the other way over the same socket.
 * The screen keeps no state of its own beyond what is being typed: a reload loses nothing.
 */
export type Views = {
  readonly till: TillView;
  readonly session: SessionView | null;
  readonly shift: ShiftView | null;
  readonly basket: BasketView | null;
  readonly sync: SyncView;
  /** The newest sales this till knows of, of every till of the branch, newest first (at most 20). */
  readonly arrivals: readonly ArrivalView[];
  /** The receipt of the last sale or refund of this till, until the next basket begins. */
  readonly lastDocument: LastDocumentView | null;
  /** Grows when products, prices or stock levels changed; the screen then asks again for what it shows. */
  readonly catalog: CatalogView;
};
export type Topic = keyof Views;
/** `GET /api/live`, upgraded with the subprotocol `tillmesh.<token>`; 503 before the first run is done. */
export type LiveMessage = { readonly [T in Topic]: { readonly topic: T; readonly value: Views[T] } }[Topic];

export type TillView = {
  readonly organisation: string;
  readonly mark: 'real' | 'demo' | 'replay';
  readonly branch: string;
  readonly code: string;
  readonly currency: string;
  /** Digits after the point: 2 for GBP, 0 for JPY. */
  readonly exponent: number;
  readonly country: string;
  readonly zone: string;
  readonly pricesIncludeTax: boolean;
  readonly productCount: number;
  readonly staff: readonly { readonly id: string; readonly name: string; readonly role: string }[];
  /** Every role a person can have, by name. */
  readonly roles: readonly { readonly id: string; readonly name: string }[];
  /** Ways of paying that are in use. */
  readonly tenders: readonly TenderView[];
  readonly cashRounding: CashRounding;
  /** Coins and notes of the base currency, minor units, smallest first. */
  readonly denominations: readonly number[];
  /** Sales are training receipts and count in nothing. */
  readonly training: boolean;
  readonly fiscal: FiscalView;
};

/** What of a tender decides how it is asked for. */
export type TenderView = {
  readonly id: string;
  readonly name: string;
  readonly kind: TenderKind;
  /** The currency of foreign cash; null: the branch's own. */
  readonly currency: string | null;
  readonly givesChange: boolean;
  /** A card's or voucher's reference has to be entered. */
  readonly needsReference: boolean;
};

/** `none`: this till has no fiscal device. `waiting`: documents that are not signed or not delivered yet. */
export type FiscalView = { readonly state: 'none' | 'ready' | 'failed'; readonly waiting: number };

export type SessionView = {
  readonly staffId: string;
  readonly name: string;
  /** Id of the person's role. */
  readonly role: string;
  readonly rights: readonly Right[];
  /** How far some rights go without somebody's approval. */
  readonly limits: RoleLimits;
};

/** Whether this till may be switched off, as far as what it wrote is concerned, in words. */
export type SafeView = { readonly level: 'well' | 'know'; readonly text: string };

/** The health of the shop in plain words, each with a level: well, know-this or stop. */
export type SyncView = {
  /** Null: there is no other device that might hold what is here. */
  readonly safe: SafeView | null;
  readonly items: readonly {
    readonly id: string;
    readonly level: 'well' | 'know' | 'stop';
    readonly text: string;
  }[];
};

export type ArrivalView = {
  readonly saleId: string;
  readonly label: string;
  readonly till: string;
  readonly utcMs: number;
  readonly totalMinor: number;
  readonly own: boolean;
};

export type LastDocumentView = {
  readonly id: string;
  readonly kind: DocumentKind;
  readonly label: string;
  /** What it comes to; of a credit note or void, what was given back. 0 where it is about no money. */
  readonly totalMinor: number;
  /** Cash to hand out: the change, or what is given back in cash. */
  readonly changeMinor: number;
};

export type CatalogView = { readonly revision: number };

/**
 * Every answer of the API that is not a success, with a fitting status. Codes of refusals are those
 * of the model's rejections; those of the API itself are listed in host/api/api-error.ts. `TOKEN-WRONG`
 * (401) means that the host was started again: the page has to be loaded again to get the new token.
 */
export type ErrorReply = {
  readonly code: string;
  readonly message: string;
  readonly nextStep: string;
  readonly at?: string;
};

/** `GET /api/health`, the one address that wants no token. `setup` means that the folder is still empty. */
export type HealthView = {
  readonly ready: boolean;
  readonly phase: 'setup' | 'till';
  readonly version: string;
  readonly deviceId: string | null;
  readonly code: string | null;
  /** Where other devices reach this one; null when it does not listen. */
  readonly linkPort: number | null;
};

/** `POST /api/links`: take this till off the network or put it back; selling is not touched. */
export type LinksRequest = { readonly on: boolean };
/** `POST /api/clock`, only with `--clock injected` in an organisation marked as a replay. */
export type ClockRequest = { readonly utcMs: number };

/** `POST /api/commands` takes `Command[]` (at most 200) and gives one result for each, in order. */
export type CommandReply =
  | { readonly ok: true; readonly answer: Answer }
  | { readonly ok: false; readonly rejection: Rejection };

/**
 * The same over the live socket, which saves a request its way through the browser: `ask` is a number of
 * the screen's own, which comes back with the results or with why there are none.
 */
export type CommandsAsk = { readonly ask: number; readonly commands: readonly Command[] };
export type CommandsAnswer =
  | { readonly answer: number; readonly results: readonly CommandReply[] }
  | { readonly answer: number; readonly refusal: ErrorReply };

/** `GET /api/products?search=&limit=` and `GET /api/products?offset=&limit=` */
export type ProductHit = Product & { readonly stockMilli: number };

/** `GET /api/receipts?limit=`: of every till of the branch, newest first. */
export type ReceiptSummaryView = {
  readonly saleId: string;
  readonly label: string;
  readonly till: string;
  readonly utcMs: number;
  readonly localTime: string;
  readonly businessDate: string;
  readonly totalMinor: number;
  readonly own: boolean;
};

/** What a line, or a part of one, comes to: net + tax = gross. */
export type TaxedAmount = {
  readonly netMinor: number;
  readonly taxMinor: number;
  readonly grossMinor: number;
};

/** `GET /api/receipts/:saleIdOrLabel`: what became of a sale, and what can still be given back of it. */
export type ReceiptView = {
  readonly saleId: string;
  readonly label: string;
  /** `receipt`, `invoice` or `training-receipt`. */
  readonly kind: DocumentKind;
  readonly till: string;
  readonly utcMs: number;
  readonly localTime: string;
  readonly currency: string;
  /** The goods, tax included. */
  readonly totalMinor: number;
  readonly lines: readonly {
    readonly line: number;
    readonly name: string;
    readonly unit: string;
    readonly quantityMilli: number;
    readonly refundedMilli: number;
    /** Tax included. */
    readonly totalMinor: number;
    readonly refundedMinor: number;
    /** What giving back all that is left of the line comes to. */
    readonly left: TaxedAmount;
  }[];
  readonly payments: readonly {
    readonly paymentId: string;
    /** Its name is in `TillView.tenders`, as long as it is in use. */
    readonly tender: string;
    readonly kind: TenderKind;
    readonly amountMinor: number;
    /** What was not given back of it yet. */
    readonly leftMinor: number;
    readonly reference: string | null;
    readonly lastFour: string | null;
  }[];
  /** What `payment.use-deposit` can still pay with; 0 where no deposit was taken. */
  readonly depositLeftMinor: number;
  /** Whether `sale.void` may undo it: of this till and its open shift, with nothing given back yet. */
  readonly voidable: boolean;
  readonly voided: boolean;
  /** Devices that hold it on their disks, as people call them, this till first; null: it is not of this till's present series. */
  readonly heldBy: readonly string[] | null;
  /** Whether there is a full invoice of it, from the beginning or issued later. */
  readonly invoiced: boolean;
};

/** What a column of an imported list can hold; `code` may be the field of several columns. */
export const IMPORT_FIELDS = ['sku', 'code', 'name', 'price', 'tax', 'unit', 'category', 'stock'] as const;
export type ImportField = (typeof IMPORT_FIELDS)[number];

/**
 * `POST /api/import` as `application/json`; or as `text/csv` with the same options in the query:
 * `?strict=1&decimal=,&column.sku=Artikel&default.tax=reduced`.
 */
export type ImportRequest = {
  readonly csv: string;
  /** Which header holds a field, where the header's own name does not say so. */
  readonly columns?: { readonly [F in ImportField]?: string };
  /** What a row without the field gets, written as a cell would be. */
  readonly defaults?: { readonly [F in 'price' | 'tax' | 'unit' | 'category']?: string };
  /** The sign before the decimals of prices and stock; found from the file when absent. */
  readonly decimal?: '.' | ',';
  /** With bad rows nothing is imported: 422 with code `IMPORT-ROWS-REFUSED` and the report. */
  readonly strict?: boolean;
};
export type ImportRefusal = ErrorReply & { readonly report: ImportReport };

/** What an import did. `rows` counts data rows; `row` is the line number as a spreadsheet shows it (header = 1). */
export type ImportReport = {
  readonly rows: number;
  readonly written: number;
  readonly unchanged: number;
  readonly rejected: readonly { readonly row: number; readonly reason: string }[];
};
