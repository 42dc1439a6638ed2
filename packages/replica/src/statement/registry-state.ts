import type { Branch, LabelFormat, PriceList, Role, Staff, Tender } from '@tillmesh/model';
import type { HybridTime } from '../clock/hybrid-clock.ts';
import type { PinHash } from '../pin/pin.ts';
import type { BodyOf, StatementKind } from './content.ts';
import type { OwnerProof } from './owner-proof.ts';

/** What became of a statement; the same on every device that holds the same statements and keys. */
export type StatementStatus =
  | { readonly status: 'valid'; readonly kind: StatementKind }
  /** Would be valid but for revocations of which it is not settled whether they count: the owner decides. */
  | { readonly status: 'suspended'; readonly signer: string }
  /** Would be valid but for a revocation: of its signer, or of whom its right rests on. */
  | { readonly status: 'voided'; readonly signer: string }
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
  /** Who introduced it: a device id or `ROOT`. */
  readonly by: string;
  /** By device id, or `RECOVERY`; the latest first. Who wraps wrongly must not hide what others wrapped. */
  readonly wrapped: ReadonlyMap<string, readonly Uint8Array[]>;
  /** Those of them for whom a statement that counts wrapped it. */
  readonly givenTo: ReadonlySet<string>;
  /** By recipient: who wrapped it, whether that counts or not and whether it opens or not. */
  readonly wrappedBy: ReadonlyMap<string, ReadonlySet<string>>;
};

/** The last entry of a series that counts, on one of its branches. */
export type Cut = { readonly sequence: number; readonly hash: string };

/** A device that was taken off. It stays known: its key goes on verifying what it signed. */
export type Revocation = {
  /** `suspended`: whether it is taken off is for the owner to decide; until then it is treated as if it were. */
  readonly state: 'revoked' | 'suspended';
  /** By series, lowest sequence first; a series that is not named counts not at all. */
  readonly cuts: ReadonlyMap<string, readonly Cut[]>;
  /** Who stated it: a device id or `ROOT`; null when whoever admitted the device was taken off. */
  readonly by: string | null;
  /** UTC milliseconds, as its signer's clock had it. */
  readonly atMs: number;
  /** Null without one, or without the key it is sealed under. */
  readonly reason: string | null;
};

/** An owner key that admin devices named. */
export type OwnerRecord = {
  readonly ownerId: string;
  /** Ed25519 */
  readonly ownerKey: Uint8Array;
  /** X25519 */
  readonly recoveryKey: Uint8Array;
  /** As people compare it with the sheet. */
  readonly fingerprint: string;
  /** `named`: by too few so far. `suspended`: whether it stands is for the holder of a sheet above it to decide. */
  readonly state: 'named' | 'standing' | 'suspended' | 'revoked';
  /** Devices whose latest word it is, by id. */
  readonly namedBy: readonly string[];
  /** How many it takes, as of the last who named it. */
  readonly needed: number;
  /** UTC milliseconds of the first statement that names it, as its signer's clock had it. */
  readonly atMs: number;
  /** What somebody who agrees repeats; null where all that named it is void, so that nobody can. */
  readonly held: OwnerProof | null;
};

/** A device that may not edit the catalogue: of its values those count that are listed. */
export type CatalogBar = {
  /** Who took the right last: a device id or `ROOT`; null where the device's admission does not count. */
  readonly by: string | null;
  /** UTC milliseconds, as its signer's clock had it. */
  readonly atMs: number;
  /** Hashes of the statements that take it, in order. */
  readonly takings: readonly string[];
  /** See `isListed`. */
  readonly listed: readonly Uint8Array[];
};

export const ORGANISATION = 'organisation';
export const RECOVERY = 'recovery';

/** The organisation as its statements state it. The order of every list and map is that of its ids. */
export type RegistryState = {
  readonly organisationId: string;
  /** Null until the first statement has come. */
  readonly rootKey: Uint8Array | null;
  readonly recoveryKey: Uint8Array | null;
  /** All that were ever stated with right, those taken off included. */
  readonly devices: ReadonlyMap<string, DeviceRecord>;
  /** Devices that may not link, state or be given keys, by device id. */
  readonly revoked: ReadonlyMap<string, Revocation>;
  /** By id: every owner key that was named after the root key. */
  readonly owners: ReadonlyMap<string, OwnerRecord>;
  /** By device id: who may not edit the catalogue, those whose right was taken while they stand included. */
  readonly catalogBars: ReadonlyMap<string, CatalogBar>;
  /** By device: those without which it would not be there, and which it cannot take off. */
  readonly admittedBy: ReadonlyMap<string, ReadonlySet<string>>;
  /** Devices that may state anything. */
  readonly admins: ReadonlySet<string>;
  readonly series: ReadonlyMap<string, SeriesRecord>;
  readonly keys: ReadonlyMap<string, KeyRecord>;
  /** By purpose: the data key under which new objects are sealed. */
  readonly currentKeys: ReadonlyMap<string, string>;
  /** By purpose: every key, in the order in which whoever lacks the first ones uses them. */
  readonly keyRanks: ReadonlyMap<string, readonly string[]>;
  /** From here on: null or empty without the keys. */
  readonly settings: BodyOf<'settings'> | null;
  readonly branches: ReadonlyMap<string, Branch>;
  readonly priceLists: ReadonlyMap<string, PriceList>;
  readonly labelFormats: ReadonlyMap<string, LabelFormat>;
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
  /** What an entry names: heads without what any device may state (series, shared keys), which gives no rights. */
  readonly entryHeads: readonly Uint8Array[];
  /** The latest time that a statement names. */
  readonly clock: HybridTime;
};

export const pinKey = (staffId: string, branchId: string): string => `${staffId}/${branchId}`;
