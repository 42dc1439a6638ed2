import type { CarrierConfig, CarrierInput, CarrierOutput, PeerAddress } from '../carrier/carrier-port.ts';
import type { QuarantineOrders } from '../carrier/strike-book.ts';
import type { TenantQuota } from '../relay/tenant-book.ts';
import type { TlsIdentity } from '../link/transport.ts';

/** What all organisations of one relay share. */
export type PoolConfig = {
  readonly listen: PeerAddress;
  /** PEM. One key for all: a device is told from another by its own key, and finds its organisation by it. */
  readonly tls: TlsIdentity;
  /** Where a proxy passes on what came to it over TLS; null: there is none. */
  readonly proxy: PeerAddress | null;
  /** A document nobody spoke of for so long is unloaded. */
  readonly idleMs: number;
  /** Loaded documents of all organisations together. */
  readonly loadedMost: number;
};

/** An organisation as its carrier is started. `tenant`: its name among the others, which it is never told. */
export type TenantStart = {
  readonly tenant: string;
  readonly config: CarrierConfig;
  readonly orders: QuarantineOrders;
  /** Null: it has no limits. */
  readonly quota: TenantQuota | null;
};

export type ToPool =
  | { type: 'start'; config: PoolConfig; tenants: readonly TenantStart[] }
  | { type: 'tenant'; start: TenantStart }
  | { type: 'quota'; tenant: string; quota: TenantQuota }
  | { type: 'input'; tenant: string; input: CarrierInput }
  /** Ends what is carried for an organisation; answered by `gone`. */
  | { type: 'end'; tenant: string }
  /** The answer to `token`; null: there is none such, or it was used. */
  | { type: 'token'; question: number; found: { tenant: string; device: string } | null }
  | { type: 'stop' };

export type FromPool =
  | { type: 'output'; tenant: string; output: CarrierOutput }
  | { type: 'gone'; tenant: string }
  /** Somebody brought a token with this hash: it is to be used up. */
  | { type: 'token'; question: number; hash: Uint8Array }
  /** Where a proxy may pass on to. */
  | { type: 'proxied'; port: number }
  | { type: 'alarm'; code: string; message: string }
  | { type: 'figures'; figures: PoolFigures };

/** Counts since the start of the process, and what is so now. */
export type TenantFigures = {
  readonly tenant: string;
  /** Documents it keeps, and how many of them are loaded. */
  readonly documents: number;
  readonly loaded: number;
  readonly links: number;
  readonly bytesIn: number;
  readonly bytesOut: number;
  readonly framesIn: number;
  readonly framesOut: number;
  /** Messages that wait until what they say is on the disk. */
  readonly unsent: number;
  /** Times at which reading from its devices was paused, for its share of messages or bytes. */
  readonly paused: number;
  /** What its documents take on the disk. */
  readonly bytesStored: number;
};

export type PoolFigures = {
  readonly tenants: readonly TenantFigures[];
  /** Connections turned away before a frame, by cause. */
  readonly refused: Readonly<Record<string, number>>;
  /** From the arrival of a change to its being on the disk and sent on, in milliseconds: each since the last figures. */
  readonly storedMs: readonly number[];
  readonly memoryBytes: number;
  /** Processor time used since the start, in seconds. */
  readonly cpuSeconds: number;
};
