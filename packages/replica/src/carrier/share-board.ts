import { getHeads, hasHeads } from '@automerge/automerge';
import { mayHold, type Holder } from '../document/access.ts';
import type { DocumentRef } from '../document/document-ref.ts';
import type { CarrierDocument } from '../document/layout.ts';
import { headsIn } from '../gate/sync-container.ts';

/** What a device is known to hold of what is here, by what it said of its documents. */
export type PeerShare = {
  readonly deviceId: string;
  /** Of the documents that this device may write, those of which it is not known to hold all that is here. */
  readonly behind: number;
  /** It named each document of the catalogue, and all that it named is here. */
  readonly catalogHeld: boolean;
  /** What waits for a metered link to widen: documents, of whatever device, and the entries in those that are ledgers. */
  readonly waiting: { readonly documents: number; readonly records: number };
  /** Ledgers of this device of which it holds all that is here: so many entries. */
  readonly own: readonly { readonly series: string; readonly segment: number; readonly entries: number }[];
};

type Shared = {
  readonly documentId: string;
  readonly ref: DocumentRef;
  readonly branchId: string | null;
  readonly entries: number;
  /** As it is now; null: it is not open, or something waits to be written into it. */
  readonly document: CarrierDocument | null;
};

export type ShareBoardOptions = {
  /** Documents that are to be here, open or not. */
  readonly documents: () => readonly Shared[];
  /** Whether this device writes a series. */
  readonly isOwn: (series: string) => boolean;
  /** Whether the link to a device is wide enough for a document. */
  readonly lets: (deviceId: string, documentId: string) => boolean;
};

type Peer = Holder & { readonly deviceId: string };

/** Whose series a document is of; null: it is no one device's. */
const seriesOf = ({ kind, parts }: DocumentRef): string | null => {
  if (kind === 'ledger') return parts[0] ?? null;
  return kind === 'stock' ? (parts[1] ?? null) : null;
};

const nameOf = (heads: readonly string[]): string => heads.toSorted().join(' ');

/** Whether all that a peer named of a document is here. Of one that named no heads nothing is known. */
const holds = (
  { document, heads }: Pick<Shared, 'document'> & { readonly heads: string | null },
  named: string | undefined,
): boolean => {
  if (document === null || named === undefined || named === '') return false;
  return named === heads || hasHeads(document, named.split(' '));
};

/** Who holds what: each device names the heads of its documents with every sync message. */
export class ShareBoard {
  readonly #options: ShareBoardOptions;
  /** By peer, then by document: the heads it named last. */
  readonly #heads = new Map<string, Map<string, string>>();

  constructor(options: ShareBoardOptions) {
    this.#options = options;
  }

  heard(peer: string, documentId: string, message: Uint8Array): void {
    const heads = headsIn(message);
    if (heads === null) return;
    const ofPeer = this.#heads.get(peer) ?? new Map<string, string>();
    this.#heads.set(peer, ofPeer.set(documentId, nameOf(heads)));
  }

  /** Of these peers; what one that is away named last still says what it held. */
  shares(peers: readonly Peer[]): PeerShare[] {
    const { isOwn } = this.#options;
    // What another device alone writes it has, and may never have to say so.
    const isWritten = ({ ref }: Shared): boolean => {
      const series = seriesOf(ref);
      return series === null || isOwn(series);
    };
    const documents = this.#options
      .documents()
      .filter(isWritten)
      .map((shared) => ({
        ...shared,
        heads: shared.document === null ? null : nameOf(getHeads(shared.document)),
      }));
    const catalog = documents.filter(({ ref }) => ref.kind === 'catalog');
    return peers.map((peer) => {
      const named = this.#heads.get(peer.deviceId);
      const meant = documents.filter(({ ref, branchId }) => mayHold(peer, ref.kind, branchId));
      const held = meant.filter(
        ({ documentId, heads }) => heads !== null && named?.get(documentId) === heads,
      );
      return {
        deviceId: peer.deviceId,
        behind: meant.length - held.length,
        catalogHeld:
          catalog.length > 0 && catalog.every((shared) => holds(shared, named?.get(shared.documentId))),
        waiting: this.#waiting(peer),
        own: held.flatMap(({ ref, entries }) => {
          const [series = '', segment = ''] = ref.parts;
          return ref.kind === 'ledger' ? [{ series, segment: Number(segment), entries }] : [];
        }),
      };
    });
  }

  #waiting(peer: Peer): PeerShare['waiting'] {
    const named = this.#heads.get(peer.deviceId);
    const waiting = this.#options.documents().filter(({ documentId, ref, branchId, document }) => {
      if (!mayHold(peer, ref.kind, branchId) || this.#options.lets(peer.deviceId, documentId)) return false;
      return document === null || named?.get(documentId) !== nameOf(getHeads(document));
    });
    return { documents: waiting.length, records: waiting.reduce((sum, { entries }) => sum + entries, 0) };
  }
}
