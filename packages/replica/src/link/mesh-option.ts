import type { Holder } from '../document/access.ts';
import type { KnownDocument } from '../gate/access-gate.ts';
import { withoutCapabilities } from '../gate/sync-container.ts';
import type { Extent } from './extent.ts';
import type { LinkEnd } from './link-end.ts';
import type { StandingLinksOptions } from './standing-link.ts';
import type { TrafficTable } from './traffic-table.ts';
import type { Visit } from './visit.ts';
import type { Held, PackedObjects, RepoWireMessage } from './wire-message.ts';

export type MeshAlarm = { code: string; message: string; peer: string; documentId?: string };

export type MeshOptions = StandingLinksOptions & {
  /** What a device may hold; null: it may not link at all (any more). */
  holderOf: (deviceId: string) => Holder | null;
  /** What is known of a document id; null: it is not open here. */
  documentOf: (documentId: string) => KnownDocument;
  /** See `turnOf`. */
  turnOfDocument: (documentId: string) => number;
  /** See `extentFor`; null: it is not known here yet. */
  extentOfDocument: (documentId: string) => Extent | null;
  onHeld: (by: string, held: Held) => void;
  /** What a holder signed, passed on by a peer. */
  onHolding: (from: string, holding: Uint8Array) => void;
  /** A device speaks of a visit: a relay, or an admin device at a relay. */
  onVisit: (from: string, visit: Visit) => void;
  /** Objects of a document that is open and that the peer may hold. */
  onObjects: (from: string, packed: PackedObjects) => void;
  /** Entries just written, of a document that is open and that the peer may hold. */
  onFresh: (from: string, packed: PackedObjects) => void;
  /** A peer speaks of changes of a document that is exchanged object by object. */
  onParted: (from: string, documentId: string) => void;
  onUp: (deviceId: string) => void;
  onDown: (deviceId: string, cause: string) => void;
  /** A device that may link has no version of the protocol in common with this one. */
  onOtherVersion: (deviceId: string, cause: string) => void;
  onAlarm: (alarm: MeshAlarm) => void;
  /** A device that greeted has said what it had to say at once, or is gone. */
  onTold: () => void;
  traffic: TrafficTable;
};

/** Follows one link that was attached, on behalf of whoever dialled it. */
export type LinkFollower = { onUp?: () => void; onEnd?: (end: LinkEnd) => void };

/** A message of the Repo that goes over a link; others stay here. */
export const isRepoMessage = (message: { type: string }): message is RepoWireMessage =>
  message.type === 'sync' || message.type === 'request' || message.type === 'doc-unavailable';

/** As it goes out: the peer is not told of forms of messages that the gate does not take. */
export const outgoing = (message: RepoWireMessage): RepoWireMessage =>
  message.data === undefined ? message : { ...message, data: withoutCapabilities(message.data) };
