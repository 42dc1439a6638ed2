import type { Answer, Command, Product, Rejection, Role, Settled } from '@tillmesh/model';

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
  readonly staff: readonly { readonly id: string; readonly name: string; readonly role: Role }[];
};

export type SessionView = {
  readonly staffId: string;
  readonly name: string;
  readonly role: Role;
  readonly rights: readonly string[];
};

export type ShiftView = {
  readonly number: number;
  readonly businessDate: string;
  readonly openedAtMs: number;
  readonly openedBy: string;
  readonly floatMinor: number;
  readonly expectedMinor: number;
  readonly salesCount: number;
  readonly salesGrossMinor: number;
  readonly refundsCount: number;
  readonly refundsGrossMinor: number;
};

/** The open basket with its totals as settled now. */
export type BasketView = Settled & {
  readonly basketId: string;
  readonly paidMinor: number;
  readonly dueMinor: number;
  readonly payments: readonly {
    readonly paymentId: string;
    readonly tender: string;
    readonly amountMinor: number;
  }[];
};

/** The health of the shop in plain words, each with a level: well, know-this or stop. */
export type SyncView = {
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
  readonly kind: 'receipt' | 'refund' | 'z';
  readonly label: string;
  readonly totalMinor: number;
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

/** `GET /api/receipts/:saleIdOrLabel`: what can still be given back per line. */
export type ReceiptView = {
  readonly saleId: string;
  readonly label: string;
  readonly till: string;
  readonly utcMs: number;
  readonly localTime: string;
  readonly totalMinor: number;
  readonly lines: readonly {
    readonly line: number;
    readonly name: string;
    readonly unit: string;
    readonly quantityMilli: number;
    readonly refundedMilli: number;
    readonly totalMinor: number;
    readonly refundedMinor: number;
  }[];
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

/** First run (`till --data EMPTY_DIR`): `GET /api/setup` gives the choices, `POST /api/setup` makes the shop. */
export type SetupChoices = {
  readonly countries: readonly {
    readonly country: string;
    readonly name: string;
    readonly currency: string;
    readonly zones: readonly string[];
    readonly pricesIncludeTax: boolean;
    readonly taxes: readonly { readonly id: string; readonly name: string; readonly ratePpm: number }[];
    readonly rounding: string;
    readonly sources: readonly string[];
  }[];
};
export type SetupRequest = {
  readonly organisation: string;
  readonly branch: string;
  readonly tillCode: string;
  readonly country: string;
  readonly zone: string;
  readonly ownerName: string;
  readonly ownerPin: string;
};
/** Where there is a shop already: 409 `ALREADY-SET-UP`. A request while another makes one waits for how that ends. */
export type SetupReply =
  | { readonly ok: true; readonly recoverySheet: string }
  | {
      readonly ok: false;
      readonly rejection: {
        readonly code: string;
        readonly message: string;
        readonly nextStep: string;
        readonly at?: string;
      };
    };

/**
 * `GET /api/setup/sheet`: the recovery sheet again, for whoever made the shop (the page, or a script by its
 * own token), until `POST /api/setup/kept` or the end of this start; null for anybody else and ever after.
 * It is in the host's memory only.
 */
export type RecoverySheetView = {
  readonly organisation: string;
  readonly branch: string;
  readonly tillCode: string;
  /** The key in groups, as it is typed in again one day. */
  readonly recoverySheet: string;
};
