import type { OwnerRowView } from './owner-view.ts';

/** So many records; `seconds`: the age of the oldest of them, null where it is not known. */
export type LagView = { readonly records: number; readonly seconds: number | null };

/** Bytes that went over the links, without what TLS and the network add. */
export type BytesView = { readonly in: number; readonly out: number };

/**
 * What a link may cost of which this till keeps a budget, and how that stands. `from` and `to`: when what is old and
 * large goes too, by the clock of the branch, such as `23:00`; the day of the budget begins then.
 */
export type MeteredView = {
  readonly budgetBytes: number;
  /** Both ways, since the day of the budget began. */
  readonly spentBytes: number;
  readonly from: string;
  readonly to: string;
  /** What goes now. `sales`: people and devices too. `prices`: these and the catalogue. */
  readonly extent: 'sales' | 'prices' | 'all';
  readonly isInWindow: boolean;
};

/** Whole megabytes a day, and hours of the branch's day such as `23:00`. */
type MeterPlan = { readonly megabytesPerDay: number; readonly from: string; readonly to: string };

/** A SIM card of about a gigabyte a month, and the night of most shops. */
export const DEFAULT_METER: MeterPlan = { megabytesPerDay: 30, from: '23:00', to: '06:00' };

/** `POST /api/devices/metered`. Without a plan: the link is not metered any more. */
export type MeterRequest = { readonly deviceId: string; readonly plan?: MeterPlan };

/**
 * A device of the organisation as this till knows it. Times are UTC milliseconds by the clock of the machine.
 * `self`: this till. `never`: not linked since this till was
 * started. `other-version`: its program speaks no protocol that this one speaks.
 * `off`: it may not link, since it was taken off or is suspended.
 */
export type DeviceRowView = {
  readonly deviceId: string;
  readonly kind: 'till' | 'relay' | 'reporter';
  /** Short name of a till, such as `H1`. */
  readonly code: string;
  /** Name of its branch; null: it belongs to none. */
  readonly branch: string | null;
  readonly state: 'self' | 'linked' | 'away' | 'refused' | 'other-version' | 'never' | 'off';
  /** Since when it stands so; null for this till. */
  readonly sinceMs: number | null;
  /** Why, as the program says it; empty where nothing went wrong. */
  readonly cause: string;
  /** What it is not known to hold of all that this till ever recorded; null: it holds none of it, or does not say. */
  readonly theyLack: LagView | null;
  /** What is missing here of what it recorded, as far as something later of it is known. */
  readonly weLack: LagView | null;
  readonly sinceStart: BytesView;
  /** Since midnight at the branch, to the hour. */
  readonly today: BytesView;
  /** This till keeps a budget of its link; null: it does not. */
  readonly metered: MeteredView | null;
  /** What waits for a metered link, whichever end marked it: documents, and records in those that are ledgers. */
  readonly waiting: { readonly documents: number; readonly records: number };
  readonly lastContactMs: number | null;
  /** When it is tried again; null: it is linked, or nobody knows where it is. */
  readonly nextTryMs: number | null;
  /** What runs there; null: it did not say, as older programs do not. */
  readonly program: { readonly version: string; readonly protocol: number } | null;
  /** It may state people, settings and devices. */
  readonly admin: boolean;
  /** It was taken off, or is suspended until the owner decides; `by`: whose statement that is, null where nobody's. */
  readonly off: {
    readonly state: 'revoked' | 'suspended';
    readonly by: string | null;
    readonly atMs: number;
    readonly reason: string | null;
  } | null;
  /** `set-aside`: to take it off, though no sale of it is held here. What this till may state of it: nothing where this is no admin device, or owes its place to it. */
  readonly mayState: 'take-off' | 'set-aside' | 'admit' | null;
  /** It may not edit products and prices: who said so, as in `off`, and when; null: it may. */
  readonly catalogBar: { readonly by: string | null; readonly atMs: number } | null;
  /** What this till may state of that; null as in `mayState`, and where there is nothing to state. */
  readonly mayStateCatalog: 'take' | 'give' | null;
};

/** `GET /api/devices`: this till first, then the others as people look for them. */
export type DevicesView = {
  readonly nowMs: number;
  /** Since when this till is off the network on purpose; null: it is not. */
  readonly offSinceMs: number | null;
  readonly devices: readonly DeviceRowView[];
  /** Keys named as the owner's since the shop began, the oldest first; what nobody stands by any more is left out. */
  readonly owners: readonly OwnerRowView[];
  /** This till may make a new recovery sheet. */
  readonly mayMakeSheet: boolean;
  /** Keys that nobody lists and that tried to link. */
  readonly strangers: readonly { readonly id: string; readonly sinceMs: number; readonly cause: string }[];
  /** Addresses at which nobody has answered yet. */
  readonly unanswered: readonly {
    readonly address: string;
    readonly cause: string | null;
    readonly nextTryMs: number | null;
  }[];
};
