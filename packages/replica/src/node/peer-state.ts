import type { DialState, LinkTraffic } from '../carrier/carrier-port.ts';

/** What went over the links with one device since this device was started. Bytes of whole messages. */
export type PeerTraffic = LinkTraffic & {
  /** Of the last day, by hours that have traffic, the oldest first; `fromMs`: UTC milliseconds. */
  readonly hours: readonly { readonly fromMs: number; readonly bytesIn: number; readonly bytesOut: number }[];
};

/** `dials`: addresses at which nobody is linked. */
export type Traffic = { readonly peers: readonly PeerTraffic[]; readonly dials: readonly DialState[] };

/** So many entries, of which the oldest was written at `sinceMs` (UTC; null: not known). */
export type Lag = { readonly entries: number; readonly sinceMs: number | null };

/** How far two devices are apart, as far as this one knows. */
export type PeerLag = {
  readonly deviceId: string;
  /** What it is not known to hold of all that this device ever wrote. */
  readonly theyLack: Lag;
  /** What is not here of what it wrote, though something later of it is. */
  readonly weLack: Lag;
  /** Documents this device may write, prices and people among them, of which it is not known to hold all; null: not known. */
  readonly documentsBehind: number | null;
  /** What waits for the metered link to it to widen: documents, and the records of ledgers in them. */
  readonly waiting: { readonly documents: number; readonly records: number };
};
