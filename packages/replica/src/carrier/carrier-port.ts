import type { CarriedObject, DocumentRef } from '../document/document-ref.ts';
import type { Signers } from '../gate/signers.ts';
import type { DialState } from '../link/dialler.ts';
import type { MeteredLink } from '../link/extent.ts';
import type { AllowedPeer, LinkState, PeerAddress } from '../link/peer.ts';
import type { Visit } from '../link/visit.ts';
import type { PeerShare } from './share-board.ts';
import type { LinkTraffic } from '../link/traffic-table.ts';

export type { CarriedObject, DocumentRef } from '../document/document-ref.ts';
export type { Signers } from '../gate/signers.ts';
export type { DialState } from '../link/dialler.ts';
export type { Extent, MeteredLink } from '../link/extent.ts';
export type { AllowedPeer, LinkState, PeerAddress } from '../link/peer.ts';
export type { Visit } from '../link/visit.ts';
export type { PeerShare } from './share-board.ts';
export type { LinkTraffic } from '../link/traffic-table.ts';

/** What is neither taken from a peer nor given to it; null: any document, any peer. */
export type MutedPair = { ref: DocumentRef | null; peer: string | null };

/**
 * What ended the replica process again and again, and is kept from doing so: a document of a peer (null: every
 * document, every peer) that is `muted`, or a document that is not opened (`closed`).
 */
export type Quarantine = MutedPair & {
  measure: 'muted' | 'closed';
  /** UTC milliseconds; it is lifted by itself at `untilMs`. */
  sinceMs: number;
  untilMs: number;
  /** The how manieth it is: each lasts longer than the one before. */
  times: number;
  /** Its time has passed; it is remembered. */
  isOver: boolean;
};

export type CarrierInput =
  /**
   * Documents this device may know. Own storage is read first, else genesis imported; any other document is
   * refused to peers. Each is answered by `opened`, one that is open already too. May be sent again with more.
   */
  | { type: 'open'; documents: readonly { ref: DocumentRef; branchId: string | null }[] }
  /**
   * Idempotent. List kinds skip bytes that the document holds; map kinds set the key unless a value under it has
   * these bytes. Puts to one document in one turn are one Automerge change (up to 1,000 objects each).
   */
  | { type: 'put'; ref: DocumentRef; objects: readonly CarriedObject[] }
  /** Answered by one `objects` with `complete: true` and everything the document holds. */
  | { type: 'read'; ref: DocumentRef }
  /**
   * The whole table each time. A device that is no longer in it, or changed, is dropped at once. `signers`: who may
   * have signed what peers send; left out, it stays as it was. Until it is told, hardly anything passes the gate.
   */
  | {
      type: 'peers';
      allowed: readonly AllowedPeer[];
      dial: readonly PeerAddress[];
      signers?: Signers;
    }
  /** Where devices were met in earlier lives: dialled beside those of `peers`, the more seldom the longer in vain. */
  | { type: 'hints'; addresses: readonly PeerAddress[] }
  /**
   * Links that are metered, the whole list each time, and how much goes over each. Those that change are made anew;
   * traffic is told every second while there are any.
   */
  | { type: 'metered'; links: readonly MeteredLink[] }
  /**
   * Tells the device `to` that we hold this entry, and with it all earlier ones of the series, durably. The highest
   * of each series is told again whenever a link to it is back (not across a restart of the carrier).
   */
  | { type: 'confirm'; to: string; series: string; sequence: number; hash: Uint8Array }
  /** What this device signed of how far it holds a series (see `Holding`): given to whoever may tell its author. */
  | { type: 'holding'; holding: Uint8Array }
  /** Of a visit at a relay, for the device `to` where it is linked. */
  | { type: 'visit'; to: string; visit: Visit }
  /** Answered by `flushed` when everything put before is saved; never, if the carrier dies meanwhile. */
  | { type: 'flush'; token: string }
  /** Off: no link to anybody, in or out, until on again. */
  | { type: 'link-switch'; on: boolean }
  /** The whole table each time. A peer whose document is not muted any more is linked anew. */
  | { type: 'muted'; muted: readonly MutedPair[] }
  /** Ends a quarantine before its time. To whoever keeps the replica process; a carrier in this one keeps none. */
  | { type: 'lift'; pair: MutedPair }
  /** Of a document that was closed: it is opened as with `open`, if it was asked for before. */
  | { type: 'reopen'; documents: readonly { ref: DocumentRef; branchId: string | null }[] }
  | { type: 'stop' };

export type CarrierOutput =
  /** Said once by each start. After a restart of the process it is said again: send `open` and `peers` again. */
  | { type: 'ready'; port: number | null }
  /** Of a device that listens only when others are listed: now it does. */
  | { type: 'listening'; port: number }
  /** A listed device proved its key at this address, which was dialled. Told each time. */
  | { type: 'met'; deviceId: string; address: PeerAddress }
  /** `count` and `digest` (see `digestOf` in object-digest.ts) of all objects the document holds now. */
  | { type: 'opened'; ref: DocumentRef; count: number; digest: Uint8Array }
  /**
   * `complete: false`: new from the peer `from`, in slices; nothing is told twice in one life of the carrier and own
   * puts are never echoed. `isAhead`: entries just written, ahead of the changes of their document; people wait for
   * them. `complete: true`: the answer to `read`, whole. Of map conflicts every value is told.
   */
  | {
      type: 'objects';
      ref: DocumentRef;
      objects: readonly CarriedObject[];
      from: string | null;
      complete: boolean;
      isAhead?: true;
    }
  | { type: 'links'; links: readonly LinkState[] }
  /**
   * Now and then while anything goes over the links: what went since this start of the carrier, and the addresses
   * that are dialled in vain.
   */
  | {
      type: 'traffic';
      peers: readonly LinkTraffic[];
      dials: readonly DialState[];
      /** What each device holds of what is here, as far as it said. */
      shares: readonly PeerShare[];
    }
  /** Why the network lets nobody be found by itself, in words; null: it does again. Told when it changes. */
  | { type: 'discovery'; silent: string | null }
  /**
   * The device `by` says that it holds this entry, and all earlier ones of the series, durably. `isPassedOn`: it signed
   * so, and others passed it on.
   */
  | { type: 'held'; by: string; series: string; sequence: number; hash: Uint8Array; isPassedOn?: true }
  /**
   * Said once by each start: every address to dial was tried, and whoever is linked has said by `held` what it holds
   * of ours, if it says so at all.
   */
  | { type: 'asked' }
  /** Of a visit at a relay, by that relay or by the admin device that is asked. */
  | { type: 'visit'; from: string; visit: Visit }
  /** Two machines at once prove the key of this device; if it is our own: another one beside this. */
  | { type: 'cloned'; deviceId: string }
  | { type: 'flushed'; token: string }
  /** All that are remembered, whenever they changed: the owner keeps them and gives them back in the next config. */
  | { type: 'quarantines'; quarantines: readonly Quarantine[] }
  /** `peer`: the device whose fault it is, or which it is about. */
  | { type: 'alarm'; code: string; message: string; ref?: DocumentRef; peer?: string };

/** The main process's view of whatever carries its documents: in this process or in a child. Nothing here blocks. */
export interface CarrierPort {
  send(input: CarrierInput): void;
  /** Returns what ends the listening. */
  onOutput(listener: (output: CarrierOutput) => void): () => void;
  /** Saves, ends all links and stops; resolves when nothing is left running. */
  close(): Promise<void>;
}

/**
 * Where devices may dial this one; the host `::` is every interface, in both families of addresses.
 * `onlyWithOthers`: nobody listens before the organisation lists a second device.
 */
export type ListenAddress = PeerAddress & { readonly onlyWithOthers?: true };

export type CarrierConfig = {
  /** Hex. */
  organisation: string;
  self: AllowedPeer;
  /** PEM. */
  tls: { key: string; cert: string };
  /** Ed25519 seed, with which it proves itself where a proxy ends TLS; left out: it links nobody there. */
  signPrivate?: Uint8Array;
  databaseFile: string;
  /** The version of this program, told to peers; left out: they are told none. */
  program?: string;
  /** Null: nobody can dial this device. Port 0: any free one; `ready` says which. */
  listen: ListenAddress | null;
  /** Devices of the organisation on the same network are found, and find this one; left out: they are not. */
  isDiscovering?: boolean;
  /** Objects are any bytes, signed by nobody, and are not judged: for tests of the carrier itself. */
  opaqueObjects?: true;
  /** As the last `quarantines` told them, in this device's earlier lives too. */
  quarantines?: readonly Quarantine[];
};
