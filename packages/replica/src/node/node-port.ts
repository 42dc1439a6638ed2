import type {
  Answer,
  Branch,
  LedgerFact,
  Lookup,
  LabelFormat,
  PriceList,
  Product,
  ReceiptRecord,
  Rejection,
  Role,
  SharedShift,
  Staff,
  Tender,
  Till,
  TillState,
  Uncounted,
} from '@tillmesh/model';
import type { LinkState, PeerAddress } from '../carrier/carrier-port.ts';
import type { EnrolmentDesk, EnrolmentPorts } from '../enrol/enrolment-desk.ts';
import type { OwnerRecord } from '../statement/registry-state.ts';
import type { DiskState } from './disk-space.ts';
import type { MeteredState } from './metered-board.ts';
import type { MeteredPlan } from './metered-plan.ts';
import type { PeerLag, Traffic } from './peer-state.ts';

/** What kind of device this is and where it stands. */
export type Self = {
  readonly deviceId: string;
  readonly kind: 'till' | 'relay' | 'reporter';
  /** Null for a device that belongs to no branch. */
  readonly branchId: string | null;
  /** Short name printed on documents, such as `H1`. */
  readonly code: string;
};

export type Organisation = {
  readonly id: string;
  readonly name: string;
  /** `demo` and `replay` are shown on every screen and receipt. */
  readonly mark: 'real' | 'demo' | 'replay';
};

export type DeviceOff = {
  readonly state: 'revoked' | 'suspended';
  /** The device that stated it; null: the root key did, or whoever admitted it was taken off. */
  readonly by: string | null;
  /** UTC milliseconds, as it was stated. */
  readonly atMs: number;
  readonly reason: string | null;
};

export type DeviceView = {
  readonly deviceId: string;
  readonly kind: 'till' | 'relay' | 'reporter';
  readonly branchId: string | null;
  readonly code: string;
  /** It was taken off, or is suspended until the owner decides; not there while it stands. */
  readonly off?: DeviceOff;
  /** It may state anything. */
  readonly admin?: true;
  /** It may not edit the catalogue: since when, and which device said so; null as in `off`. Not there where it may. */
  readonly catalogBar?: Pick<DeviceOff, 'by' | 'atMs'>;
};

/** A key that admin devices named as the owner's, after the one with which the organisation began. */
export type OwnerKeyView = Pick<OwnerRecord, 'fingerprint' | 'state' | 'namedBy' | 'needed' | 'atMs'> & {
  /** Hexadecimal digits: Ed25519 and X25519. */
  readonly ownerKey: string;
  readonly recoveryKey: string;
};

/** The organisation as the registry states it now. */
export type ShopView = {
  readonly organisation: Organisation;
  readonly branches: readonly Branch[];
  readonly devices: readonly DeviceView[];
  /** The oldest first. */
  readonly owners: readonly OwnerKeyView[];
  readonly staff: readonly Staff[];
  /** With those that every shop has; so are the tenders. */
  readonly roles: readonly Role[];
  readonly tenders: readonly Tender[];
  readonly priceLists: readonly PriceList[];
  readonly labelFormats: readonly LabelFormat[];
};

/** A fact with its place in the order in which this device came to hold it (grows, never reused). */
export type PositionedFact = { readonly position: number; readonly fact: LedgerFact };

/** A fact that ceased to count here, by its entry, with its place in an order of its own (grows, never reused). */
export type PositionedEntry = { readonly position: number; readonly entry: string };

/** What a peer holds of this till's own entries, durably (copies held). */
export type CopyState = { readonly deviceId: string; readonly sequence: number };

export type SeriesState = {
  readonly seriesId: string;
  readonly deviceId: string;
  readonly branchId: string;
  /** Highest sequence held here and the time its entry names. */
  readonly sequence: number;
  readonly lastUtcMs: number | null;
};

/**
 * Something that stands out and that a person should look at once: what a peer or a disk did that it should not,
 * each code, device and document once. Times are UTC milliseconds.
 */
export type ExceptionState = {
  readonly id: string;
  readonly code: string;
  /** The device at fault; null: nobody is known to be. */
  readonly deviceId: string | null;
  /** The name of the document it is about, as `refName` gives it; null: of none, or of several. */
  readonly document: string | null;
  readonly message: string;
  readonly firstMs: number;
  readonly lastMs: number;
  readonly times: number;
  readonly seen: boolean;
};

/**
 * What is kept from ending the replica process again. `muted`: the document (null: all) is not exchanged with the
 * device (null: any). `closed`: the document is not opened here.
 */
export type QuarantineState = {
  readonly id: string;
  readonly measure: 'muted' | 'closed';
  readonly deviceId: string | null;
  readonly document: string | null;
  readonly sinceMs: number;
  readonly untilMs: number;
};

/** Entries above the cut of a till that was taken off: they stand in no figure until an admin admits them. */
export type WithheldState = {
  readonly seriesId: string;
  readonly deviceId: string;
  readonly branchId: string;
  readonly entries: number;
  /** UTC milliseconds, as the first of them names it. Then what was sold, and what was given back and voided. */
  readonly sinceMs: number;
  readonly salesMinor: number;
  readonly refundsMinor: number;
};

/** A series of which two lives are held: from `fromSequence` on, so many places hold two entries. Both count. */
export type ForkState = {
  readonly seriesId: string;
  /** Of the till that lived twice; null: not known here yet. */
  readonly deviceId: string | null;
  readonly fromSequence: number;
  readonly places: number;
};

export type NodeStatus = {
  readonly carrier: 'running' | 'restarting';
  readonly port: number | null;
  readonly links: readonly LinkState[];
  /** Why other devices cannot be found by themselves on this network; null: they can, or are not looked for. */
  readonly discoverySilent: string | null;
  readonly copies: readonly CopyState[];
  readonly ownSequence: number;
  readonly series: readonly SeriesState[];
  readonly counts: {
    readonly invalid: number;
    readonly notUnderstood: number;
    readonly unverified: number;
    /** Statements that do not count since their signer was taken off, or is suspended. */
    readonly voided: number;
    readonly forks: number;
    /** Series of which it is still being worked out what counts, since their device was taken off or let in again. */
    readonly unweighed: number;
  };
  /** What does not count of devices that were taken off, by series. It is held and passed on all the same. */
  readonly withheld: readonly WithheldState[];
  /** Of the device folder's disk: the room on it, null where that cannot be told, and whether it took the last command. */
  readonly disk: { readonly freeBytes: number | null; readonly state: DiskState };
  readonly forks: readonly ForkState[];
  readonly alarms: readonly { readonly atMs: number; readonly code: string; readonly message: string }[];
  /** The newest first, at most 200. */
  readonly exceptions: readonly ExceptionState[];
  readonly quarantines: readonly QuarantineState[];
};

export type Change = 'facts' | 'catalog' | 'registry' | 'status' | 'stock' | 'state';

/** Any enrolled device that keeps `till.db`: a till or a reporter. */
export type ShopNode = {
  readonly self: Self;
  readonly shop: () => ShopView;
  readonly status: () => NodeStatus;
  readonly traffic: () => Traffic;
  readonly lags: () => readonly PeerLag[];
  /** Links that this device marked as metered. */
  readonly metered: () => readonly MeteredState[];
  /** Marks the link to a device, or with null takes the mark away; false: no such device, or no such plan. */
  readonly meterLink: (deviceId: string, plan: MeteredPlan | null) => boolean;
  /** Facts of valid entries after `position`, at most `limit`, in the order this device came to hold them. */
  readonly facts: (position: number, limit: number) => readonly PositionedFact[];
  /**
   * Facts that ceased to count after `position`, at most `limit`. Who keeps sums over facts asks for these first: one
   * that counts again stands among `facts` once more, further on.
   */
  readonly withdrawn: (position: number, limit: number) => readonly PositionedEntry[];
  /** Level per branch and product in thousandths: by the fold of entries held here, and by the published slots. */
  readonly stockLevels: () => readonly {
    readonly branchId: string;
    readonly productId: string;
    readonly entriesMilli: number;
    readonly slotsMilli: number;
  }[];
  readonly productCount: () => number;
  /** Called after a commit that changed the named part; the listener may not throw. */
  readonly onChange: (listener: (change: Change) => void) => () => void;
  /** Cut or restore every link (the till itself goes on). */
  readonly setLinks: (on: boolean) => void;
  readonly setPeers: (dial: readonly PeerAddress[]) => void;
  /** A person looked at these exceptions. */
  readonly seeExceptions: (ids: readonly string[]) => void;
  /** Ends a quarantine before its time; false: there is none such any more. */
  readonly liftQuarantine: (id: string) => boolean;
  /** Kills nothing: asks the carrier to save, then closes the files. */
  readonly close: () => Promise<void>;
};

export type CommandResult =
  | { readonly ok: true; readonly answer: Answer }
  | { readonly ok: false; readonly rejection: Rejection };

export type ReceiptSummary = {
  readonly saleId: string;
  readonly label: string;
  readonly utcMs: number;
  readonly businessDate: string;
  readonly totalMinor: number;
  readonly deviceId: string;
};

/** A numbered document by its permanent id: that of its sale, refund, void, shift and so on. */
export type DocumentFact = {
  readonly id: string;
  readonly fact: LedgerFact;
  /** What its fiscal device said of it and when it was printed again, at whatever till, the oldest first. */
  readonly since: readonly LedgerFact[];
};

/** A closed shift and what stands in neither its Z nor a supplement. */
export type WaitingShift = { readonly shift: SharedShift; readonly uncounted: readonly Uncounted[] };

/** Something asked of a supervisor at a till; how much is looked up by its id. */
export type OpenRequest = {
  readonly requestId: string;
  readonly deviceId: string;
  readonly utcMs: number;
  /** In words, by whoever asks. */
  readonly detail: string;
};

export type TillNode = ShopNode & {
  /** What the owner stated elsewhere, brought here by hand; false: it does not count, and nothing was taken. */
  readonly takeOwnerStatements: (statements: readonly Uint8Array[]) => boolean;
  /** All that is held of the registry, as it was signed: what `organisation.json` of a new device holds. */
  readonly statements: () => readonly Uint8Array[];
  readonly till: () => Till;
  readonly state: () => TillState;
  readonly lookup: Lookup;
  /**
   * Runs commands in order in one durable transaction: no answer is given before the commit.
   * A refused one changes nothing and the next goes on. Each item is raw parsed JSON. Batches run in the
   * order of asking; only one that puts a hundred products or more is made ready beside the others, and
   * what is asked meanwhile goes first. Rejects with a Fault when the disk fails: then nothing was done.
   */
  readonly execute: (commands: readonly unknown[]) => Promise<readonly CommandResult[]>;
  /** By name words or code prefix, best first. */
  readonly search: (text: string, limit: number) => readonly Product[];
  readonly products: (offset: number, limit: number) => readonly Product[];
  readonly stockOf: (productId: string) => number;
  /** Sales of the whole branch as held here, the newest first, invoices among them. */
  readonly receipts: (limit: number) => readonly ReceiptSummary[];
  /** Null for a sale of training too. */
  readonly receipt: (saleIdOrLabel: string) => ReceiptRecord | null;
  /** By its id or its label. */
  readonly document: (id: string) => DocumentFact | null;
  /** Shifts of the branch without a Z, as far as this till has heard, the newest first. */
  readonly openShifts: () => readonly SharedShift[];
  /** Shifts that this till closed and of which more came since, the newest first. */
  readonly waitingShifts: () => readonly WaitingShift[];
  /** What nobody answered yet, but for shifts that are closed, the newest first. */
  readonly openRequests: () => readonly OpenRequest[];
  /** Facts of this till's present series, the newest first, each read as it is come to. */
  readonly newestOwn: () => Iterable<LedgerFact>;
  /** To take in new devices here. Ends with the till. */
  readonly enrolment: (ports: EnrolmentPorts) => EnrolmentDesk;
  /** The id a product of this sku has in this organisation, so that an import can be repeated. */
  readonly productIdOf: (sku: string) => string;
};
