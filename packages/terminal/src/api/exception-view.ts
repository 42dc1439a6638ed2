/** Who or what an exception is about: a device by the name that people know it by. */
export type DeviceNameView = {
  readonly kind: 'till' | 'relay' | 'reporter' | 'unknown';
  /** Short name of a till, such as `H1`; else empty. */
  readonly code: string;
};

/** Which of the shop's documents it is about. */
export type DocumentNameView = {
  readonly kind: 'registry' | 'directory' | 'catalog' | 'ledger' | 'stock';
  /** Short name of the till that writes it; null: not one till's. */
  readonly till: string | null;
};

/** Something that a device or a disk did that it should not. Times are UTC milliseconds. */
export type ExceptionView = {
  readonly id: string;
  readonly code: string;
  /** In words of the till's program, for whoever looks into it. */
  readonly message: string;
  /** The device at fault; null: nobody is known to be. */
  readonly device: DeviceNameView | null;
  readonly document: DocumentNameView | null;
  readonly firstMs: number;
  readonly lastMs: number;
  readonly times: number;
  readonly seen: boolean;
};

/** What is kept apart because it ended the program that exchanges with other devices; until `untilMs`. */
export type QuarantineView = {
  readonly id: string;
  /** `muted`: not exchanged with the device (null: any). `closed`: not open at this till. */
  readonly measure: 'muted' | 'closed';
  readonly device: DeviceNameView | null;
  /** Null: every document. */
  readonly document: DocumentNameView | null;
  readonly sinceMs: number;
  readonly untilMs: number;
};

/** Records of a till that was taken off, made after the last that counts. Minor units of its branch's currency. */
export type WithheldView = {
  readonly deviceId: string;
  readonly device: DeviceNameView;
  readonly records: number;
  /** The time of the first of them, UTC milliseconds. */
  readonly sinceMs: number;
  readonly salesMinor: number;
  readonly refundsMinor: number;
  readonly currency: string;
  readonly exponent: number;
  /** Whether it can be let in at this till, by whoever may manage the shop. */
  readonly mayAdmit: boolean;
};

/** `GET /api/exceptions`: the newest first, at most 200. */
export type ExceptionsView = {
  readonly exceptions: readonly ExceptionView[];
  readonly quarantines: readonly QuarantineView[];
  readonly withheld: readonly WithheldView[];
};

/** `POST /api/exceptions/seen`, by right `manage-shop`; ids that are not known change nothing. */
export type SeenRequest = { readonly ids: readonly string[] };
/** `POST /api/exceptions/lift`, by right `manage-shop`: ends a quarantine before its time. */
export type LiftRequest = { readonly id: string };
