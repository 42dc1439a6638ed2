import type { Branch, PriceList, Role, Staff, Tender } from '@tillmesh/model';
import type { HybridTime } from '../clock/hybrid-clock.ts';
import type { PinHash } from '../pin/pin.ts';
import type { BodyOf, StatementKind } from './content.ts';

/** What became of a statement; the same on every device that holds the same statements and keys. */
export type StatementStatus =
  | { readonly status: 'valid'; readonly kind: StatementKind }
  /** `signer`: the device that signed it all the same; it is not there if nobody is known to have. */
  | { readonly status: 'invalid'; readonly reason: string; readonly signer?: string }
  /** A newer kind, version or format: kept and forwarded, and folded again after an upgrade. */
  | { readonly status: 'not-understood'; readonly reason: string }
  /** Sealed under a key that is not held here. */
  | { readonly status: 'sealed-unreadable' }
  /** Follows a statement that has not arrived. */
  | { readonly status: 'waiting' };

export type DeviceRecord = {
  readonly deviceId: string;
  readonly kind: 'till' | 'relay' | 'reporter';
  readonly signKey: Uint8Array;
  readonly agreeKey: Uint8Array;
  readonly tlsKeyHash: Uint8Array;
  readonly branchId: string | null;
  /** Printed on documents, such as `H1`. */
  readonly code: string;
  /** Null without a name, or without the key it is sealed under. */
  readonly name: string | null;
};

export type SeriesRecord = {
  readonly series: string;
  readonly deviceId: string;
  readonly branchId: string;
  /** Series of the same device that its statement follows: it was begun when they were known. */
  readonly after: readonly string[];
};

/** A data key as the registry carries it; `purpose` is a branch id or `ORGANISATION`. */
export type KeyRecord = {
  readonly dataKeyId: string;
  readonly purpose: string;
  /** By device id, or `RECOVERY`. */
  readonly wrapped: ReadonlyMap<string, Uint8Array>;
};

export const ORGANISATION = 'organisation';
export const RECOVERY = 'recovery';

/** The organisation as its statements state it. The order of every list and map is that of its ids. */
export type RegistryState = {
  readonly organisationId: string;
  /** Null until the first statement has come. */
  readonly rootKey: Uint8Array | null;
  readonly recoveryKey: Uint8Array | null;
  readonly devices: ReadonlyMap<string, DeviceRecord>;
  /** Devices that may state anything. */
  readonly admins: ReadonlySet<string>;
  readonly series: ReadonlyMap<string, SeriesRecord>;
  readonly keys: ReadonlyMap<string, KeyRecord>;
  /** By purpose: the data key under which new objects are sealed. */
  readonly currentKeys: ReadonlyMap<string, string>;
  /** From here on: null or empty without the keys. */
  readonly settings: BodyOf<'settings'> | null;
  readonly branches: ReadonlyMap<string, Branch>;
  readonly priceLists: ReadonlyMap<string, PriceList>;
  readonly staff: ReadonlyMap<string, Staff>;
  /** By staff id and branch id: see `pinKey`. */
  readonly pins: ReadonlyMap<string, PinHash>;
  readonly tenders: ReadonlyMap<string, Tender>;
  /** Those that are stated; every shop has the model's besides. */
  readonly roles: ReadonlyMap<string, Role>;
  /** By hash, hexadecimal. */
  readonly statements: ReadonlyMap<string, StatementStatus>;
  /** Parents of the next statement: what nothing follows, the invalid and the waiting left out. */
  readonly heads: readonly Uint8Array[];
  /** What an entry names: heads without the series that tills state for themselves, which give no rights. */
  readonly entryHeads: readonly Uint8Array[];
  /** The latest time that a statement names. */
  readonly clock: HybridTime;
};

export const pinKey = (staffId: string, branchId: string): string => `${staffId}/${branchId}`;
