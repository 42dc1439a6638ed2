import {
  change,
  decodeChange,
  encodeSyncMessage,
  getHeads,
  getLastLocalChange,
  load,
} from '@automerge/automerge';
import { toHex } from '../../../packages/replica/src/cbor/bytes.ts';
import { documentIdOf } from '../../../packages/replica/src/document/document-id.ts';
import { genesisOf } from '../../../packages/replica/src/document/genesis.ts';
import { writeObjects, type CarrierDocument } from '../../../packages/replica/src/document/layout.ts';
import type { DocumentRef } from '../../../packages/replica/src/document/document-ref.ts';
import { shapeOf } from '../../../packages/replica/src/document/shape.ts';
import { entryHash, sealEntry } from '../../../packages/replica/src/entry/entry.ts';
import { readSyncMessage, standAt } from '../../../packages/replica/src/gate/sync-container.ts';
import type { AllowedPeer } from '../../../packages/replica/src/link/peer.ts';
import { tlsTransport } from '../../../packages/replica/src/link/tls-transport.ts';
import type { LinkSocket } from '../../../packages/replica/src/link/transport.ts';
import {
  decodeMessage,
  encodeJoin,
  encodeRepoMessage,
  type WireMessage,
} from '../../../packages/replica/src/link/wire-message.ts';
import { documentsOf, ledgerRef } from '../../../packages/replica/src/node/document-map.ts';
import type { LightShop, LightTill } from './light-shop.ts';

export type LightClientOptions = {
  readonly shop: LightShop;
  readonly till: LightTill;
  readonly relayId: string;
  readonly port: number;
  /** A change of another till was received; `change`: its hash. */
  readonly onChange: (changeHash: string) => void;
  /** The relay has said of every document where it stands in it. */
  readonly onToldAll: () => void;
  readonly onClosed: (cause: string) => void;
};

const GREETING_MS = 30_000;
/** As large as a plain sale of three lines with its payment. */
const BODY_BYTES = 420;

/**
 * What a relay sees of a till: a link over TLS with its key, the same messages, and a ledger of really signed and
 * sealed entries in a real document. Of what it is sent it takes the changes apart and keeps where they brought it.
 */
export class LightClient {
  readonly #options: LightClientOptions;
  readonly #ledgerId: string;
  /** What is known here, by document id. */
  readonly #documents: ReadonlyMap<string, DocumentRef>;
  /** Where the documents of others stand here, by document id, and what was said of it last. */
  readonly #stands = new Map<string, readonly string[]>();
  readonly #told = new Map<string, string>();
  /** Documents of which the relay has said nothing yet. */
  readonly #unanswered: Set<string>;
  #document: CarrierDocument;
  #heads: readonly string[];
  #sequence = 0;
  #previous: Uint8Array = new Uint8Array(0);
  #socket: LinkSocket | null = null;

  constructor(options: LightClientOptions) {
    this.#options = options;
    const { shop, till } = options;
    const idOf = (ref: DocumentRef): string => documentIdOf(shop.organisationId, ref);
    const territory = {
      branchIds: [shop.branchId],
      series: shop.tills.map(({ series }) => ({ seriesId: series, branchId: shop.branchId, segments: 1 })),
    };
    this.#documents = new Map(documentsOf(territory).map(({ ref }) => [idOf(ref), ref]));
    this.#unanswered = new Set(this.#documents.keys());
    this.#ledgerId = idOf(ledgerRef(till.series, 0));
    this.#document = load(genesisOf('ledger'));
    this.#heads = genesisHeads('ledger');
  }

  link(): void {
    const { shop, till, relayId, port, onClosed } = this.#options;
    const { keys } = till;
    const relay: AllowedPeer = {
      deviceId: relayId,
      kind: 'relay',
      branchId: null,
      tlsKeyHash: shop.relayTlsKeyHash,
    };
    tlsTransport.dial({
      address: { host: '127.0.0.1', port },
      tls: { key: keys.tlsPrivateKeyPem, cert: keys.tlsCertificatePem },
      greetingMs: GREETING_MS,
      admit: ({ keyHash }) => (keyHash === toHex(shop.relayTlsKeyHash) ? relay : null),
      onOpen: (socket) => {
        this.#socket = socket;
        socket.on('message', (data) => this.#heard(decodeMessage(data as Buffer)));
        socket.on('error', (error) => onClosed(error.message));
        socket.on('close', (code) => onClosed(`closed with ${code}`));
        socket.send(encodeJoin(keys.deviceId));
      },
      onFailed: onClosed,
    });
  }

  /** One sale: signed, sealed, put into the ledger and sent. Returns its change's hash; null while it is not linked. */
  sell(utcMs: number): string | null {
    if (this.#socket === null || this.#socket.readyState >= this.#socket.CLOSING) return null;
    const { shop, till } = this.#options;
    const payload = {
      kind: 'sale.completed',
      version: 99,
      utcMs,
      offsetMinutes: 0,
      businessDate: '2026-05-04',
      shiftId: null,
      staffId: null,
      approverId: null,
      commandId: 'ab'.repeat(16),
      body: new Uint8Array(BODY_BYTES),
    };
    const draft = {
      series: till.series,
      sequence: this.#sequence + 1,
      previous: this.#previous,
      clock: { utcMs, counter: 0 },
      registryHeads: [],
      payload: payload as Parameters<typeof sealEntry>[0]['payload'],
    };
    const bytes = sealEntry(draft, till.keys, shop.branchKey);
    this.#sequence += 1;
    this.#previous = entryHash(bytes);
    this.#document = change(this.#document, (written: CarrierDocument) => {
      writeObjects(written, shapeOf('ledger'), [{ bytes }]);
    });
    const made = getLastLocalChange(this.#document);
    if (made === undefined) throw new Error('nothing was changed');
    const { hash } = decodeChange(made);
    const have = [{ lastSync: [...this.#heads], bloom: new Uint8Array(0) }];
    this.#heads = [hash];
    const message = { heads: [hash], need: [], have, changes: [made] };
    this.#say(this.#ledgerId, encodeSyncMessage(message));
    return hash;
  }

  close(): void {
    this.#socket?.terminate();
  }

  #say(documentId: string, data: Uint8Array): void {
    const names = { senderId: this.#options.till.keys.deviceId, targetId: this.#options.relayId };
    this.#socket?.send(encodeRepoMessage({ type: 'sync', ...names, documentId, data }));
  }

  #heard(message: WireMessage | null): void {
    if (message?.type === 'peer') {
      for (const [documentId, { kind }] of this.#documents)
        this.#say(documentId, standAt(genesisHeads(kind)));
    } else if (message?.type === 'sync' && message.data !== undefined) {
      this.#took(message.documentId, message.data);
      this.#answered(message.documentId);
    } else if (message?.type === 'doc-unavailable') this.#answered(message.documentId);
  }

  #answered(documentId: string): void {
    if (this.#unanswered.delete(documentId) && this.#unanswered.size === 0) this.#options.onToldAll();
  }

  /** As a till: it stands where it was brought by changes, and says so once for each news. */
  #took(documentId: string, data: Uint8Array): void {
    const kind = this.#documents.get(documentId)?.kind;
    if (documentId === this.#ledgerId || kind === undefined) return;
    const { heads, changes } = readSyncMessage(data);
    const hashes = changes.map((each) => decodeChange(each).hash);
    for (const hash of hashes) this.#options.onChange(hash);
    const before = this.#stands.get(documentId) ?? genesisHeads(kind);
    const held = new Set([...before, ...hashes]);
    const now = heads.every((head) => held.has(head)) ? heads : before;
    this.#stands.set(documentId, now);
    const told = `${now.join()} ${heads.join()}`;
    if (this.#told.get(documentId) === told) return;
    this.#told.set(documentId, told);
    this.#say(documentId, standAt(now));
  }
}

const genesis = new Map<DocumentRef['kind'], readonly string[]>();
const genesisHeads = (kind: DocumentRef['kind']): readonly string[] => {
  const known = genesis.get(kind);
  if (known !== undefined) return known;
  const first = getHeads(load(genesisOf(kind)));
  genesis.set(kind, first);
  return first;
};
