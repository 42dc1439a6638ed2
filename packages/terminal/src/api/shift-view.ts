/** Cash of one currency that should be in the drawer. */
export type ExpectedCash = { readonly currency: string; readonly expectedMinor: number };

/** Of all tills of the shift, as far as this one heard of them. */
export type ShiftFigures = {
  readonly salesCount: number;
  readonly salesGrossMinor: number;
  readonly refundsCount: number;
  readonly refundsGrossMinor: number;
};

/** The shift that this till sells in. */
export type ShiftView = {
  readonly shiftId: string;
  /** As the till that opened it counts. */
  readonly number: number;
  readonly businessDate: string;
  /** When this till opened or joined it. */
  readonly openedAtMs: number;
  readonly openedBy: string;
  /** Code of the till whose drawer it is. */
  readonly drawer: string;
  /** Whether that is another till: this one joined, and the other one closes. */
  readonly joined: boolean;
  /** The Z of the till that opened it, which closed the shift meanwhile: leave it, then open or join another. */
  readonly closedElsewhere: string | null;
  /** Of the base currency; null where another till counted it. */
  readonly floatMinor: number | null;
  /** Null for somebody who may not see what should be there, where the branch counts blindly; so is `expected`. */
  readonly figures: ShiftFigures | null;
  /** The base currency first. */
  readonly expected: readonly ExpectedCash[] | null;
  /** Drawer openings without a sale at this till: a role's limit counts them. */
  readonly noSales: number;
  /** Tills that sold in it, this one first; `heard`: whether it could be reached just now. */
  readonly tills: readonly { readonly code: string; readonly heard: boolean }[];
};

/** A shift of the branch that another till opened and this one may join (`shift.join`). */
export type JoinableShiftView = {
  readonly shiftId: string;
  readonly number: number;
  readonly businessDate: string;
  readonly currency: string;
  /** Code of the till that opened it, whose drawer it is. */
  readonly till: string;
};

/** A shift that this till closed, of which more came since. */
export type WaitingShiftView = {
  readonly shiftId: string;
  readonly businessDate: string;
  /** Label of its Z. */
  readonly z: string;
  readonly supplements: number;
  /** Entries that stand in no Z or supplement yet: `shift.supplement` counts them. */
  readonly entries: number;
  /** Codes of the tills they came from. */
  readonly tills: readonly string[];
};

/** `GET /api/shifts`: what `shift.join`, `shift.leave` and `shift.supplement` can be about. */
export type ShiftsView = {
  readonly own: ShiftView | null;
  readonly joinable: readonly JoinableShiftView[];
  readonly waiting: readonly WaitingShiftView[];
};
