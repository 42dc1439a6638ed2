import { NetworkAdapter, type DocumentId, type Message, type PeerId } from '@automerge/automerge-repo';
import { ChunkStore } from '../chunk-store/chunk-store.ts';
import { MemoryChunkTable } from '../chunk-store/memory-chunk-table.ts';
import { CarrierDocuments } from '../carrier/carrier-documents.ts';
import { NO_NOTE, NO_WORK } from '../carrier/work-note.ts';
import { RepoHost } from '../carrier/repo-host.ts';
import type { CarrierOutput } from '../carrier/carrier-port.ts';
import { documentIdOf } from '../document/document-id.ts';
import type { CarriedObject, DocumentKind } from '../document/document-ref.ts';
import type { CarrierDocument } from '../document/layout.ts';
import { whole } from '../statement/registry.fixture.ts';
import { ContentGate } from './content-gate.ts';
import { namedIn } from './named-signer.ts';
import { ObjectGate } from './object-gate.ts';
import { type Signers, SignerTable } from './signers.ts';
import { KINDS, REFS, signers } from './shop-objects.fixture.ts';
import { withoutCapabilities } from './sync-container.ts';

const idOf = (kind: DocumentKind): DocumentId => documentIdOf(whole.organisationId, REFS[kind]);

/** What a peer's link gives to the Repo and takes from it; who is at the other end is up to the test. */
class TestWire extends NetworkAdapter {
  readonly linkCount = 1;
  readonly isMetered = false;
  onSend: (message: Message) => void = () => undefined;

  isReady(): boolean {
    return true;
  }

  whenReady(): Promise<void> {
    return Promise.resolve();
  }

  connect(peerId: PeerId): void {
    this.peerId = peerId;
  }

  disconnect(): void {
    this.onSend = () => undefined;
  }

  send(message: Message): void {
    this.onSend(message);
  }

  hear(from: string, documentId: DocumentId, data: Uint8Array): void {
    const names = { senderId: from as PeerId, targetId: this.peerId ?? ('' as PeerId) };
    this.emit('message', { type: 'sync', ...names, documentId, data });
  }

  meets(peer: string): void {
    this.emit('peer-candidate', { peerId: peer as PeerId, peerMetadata: { isEphemeral: true } });
  }

  leaves(peer: string): void {
    this.emit('peer-disconnected', { peerId: peer as PeerId });
  }
}

type Refusal = { kind: DocumentKind; from: string; what: string };

/** The documents of a device behind the gate, one of each kind, over a wire of the test. */
export class GatedDevice {
  readonly deviceId: string;
  readonly wire = new TestWire();
  readonly host: RepoHost;
  readonly documents: CarrierDocuments;
  readonly said: CarrierOutput[] = [];
  readonly panics: unknown[] = [];
  /** Links that were ended. */
  readonly dropped: string[] = [];
  /** What was refused, of whom: `rule`, `twins`, or `broken` when Automerge itself could not take it. */
  readonly refused: Refusal[] = [];
  readonly table = new MemoryChunkTable();
  readonly signers: SignerTable;
  readonly #store: ChunkStore;
  /** Timers of the test: nothing runs by itself. */
  #later: (() => void)[] = [];

  constructor(deviceId: string, known: Signers = signers) {
    this.deviceId = deviceId;
    this.signers = new SignerTable(known);
    const soon = (run: () => void): void => void setImmediate(run);
    const later = (run: () => void): (() => void) => {
      this.#later.push(run);
      return () => (this.#later = this.#later.filter((one) => one !== run));
    };
    const onAlarm = (): void => undefined;
    this.#store = new ChunkStore({
      table: this.table,
      nowMs: () => 0,
      later: (run) => {
        soon(run);
        return () => undefined;
      },
      onAlarm,
    });
    const note = (documentId: string, from: string, what: string): void => {
      const kind = this.documents.known(documentId)?.ref.kind ?? 'registry';
      this.refused.push({ kind, from, what });
    };
    const pause = (): Promise<void> => new Promise((resolve) => soon(resolve));
    const objects = new ObjectGate({
      organisationId: whole.organisationId,
      signers: this.signers,
      holds: (documentId, object) => this.documents.holds(documentId, object),
      pause,
    });
    this.host = new RepoHost({
      deviceId,
      later,
      soon,
      random: () => 1,
      isRelay: true,
      nowMs: () => 0,
      store: this.#store,
      work: { begin: () => NO_WORK, broke: NO_NOTE.broke },
      setAside: new Set(),
      network: this.wire,
      gate: new ContentGate({ objects, pause }),
      refOf: (documentId) => this.documents.known(documentId)?.ref ?? null,
      mayShare: (_peer, documentId) => this.documents.wanted(documentId) !== null,
      onArrival: (...arrival) => this.documents.arrived(...arrival),
      onKeys: (...taken) => this.documents.keysTaken(...taken),
      onUnsaved: () => undefined,
      onReceiveFailed: (documentId, from, error) => note(documentId, from, `broken: ${String(error)}`),
      onRefused: (documentId, from, rule) => note(documentId, from, rule),
      onPart: (documentId, from) => note(documentId, from, 'named nobody'),
      onLetGo: (from) => this.dropped.push(from),
      reach: () => Promise.resolve(true),
      onStuck: () => undefined,
    });
    this.documents = new CarrierDocuments({
      config: {
        organisation: whole.organisationId,
        self: { deviceId, kind: 'relay', branchId: null, tlsKeyHash: new Uint8Array(32) },
        tls: { key: '', cert: '' },
        databaseFile: '',
        listen: null,
      },
      host: this.host,
      closed: new Set(),
      rest: null,
      holderOf: () => null,
      lets: () => true,
      soon,
      emit: (output) => this.said.push(output),
      onPanic: (error) => this.panics.push(error),
      onNews: () => undefined,
      onStated: (statements) => {
        if (this.signers.learn(namedIn(statements, whole.organisationId))) this.host.signersChanged();
      },
    });
  }

  async open(): Promise<void> {
    this.documents.open(KINDS.map((kind) => ({ ref: REFS[kind], branchId: null })));
    await this.documents.flush();
  }

  document(kind: DocumentKind): CarrierDocument {
    const document = this.host.document(idOf(kind));
    if (document === null) throw new Error(`The ${kind} document is not open.`);
    return document;
  }

  objects(kind: DocumentKind): readonly CarriedObject[] {
    const before = this.said.length;
    this.documents.read(REFS[kind]);
    return this.said.slice(before).flatMap((output) => (output.type === 'objects' ? output.objects : []));
  }

  /** What a peer says of a document; gives what was refused of it, or null. */
  async hear(from: string, kind: DocumentKind, data: Uint8Array): Promise<string | null> {
    const before = this.refused.length;
    this.wire.hear(from, idOf(kind), data);
    await this.host.turns.settled();
    return this.refused.slice(before).at(-1)?.what ?? null;
  }

  /** Resolves when the condition holds; looks after everything that was heard. */
  until(condition: () => boolean): Promise<void> {
    return new Promise((resolve) => {
      const look = (): void => {
        if (!condition()) return;
        this.wire.off('message', later);
        resolve();
      };
      const later = (): void => void this.host.turns.settled().then(look);
      this.wire.on('message', later);
      look();
    });
  }

  /** Lets all the time pass that anything waits for. */
  async runTimers(): Promise<void> {
    for (const run of this.#later.splice(0)) run();
    await this.host.turns.settled();
  }

  close(): void {
    this.wire.onSend = () => undefined;
    this.#store.close();
  }
}

/** Links two devices; what they say to each other goes without the forms that the gate does not take. */
export const join = (a: GatedDevice, b: GatedDevice): void => {
  const send = (from: GatedDevice, to: GatedDevice) => (message: Message) => {
    if (message.targetId !== to.deviceId || message.documentId === undefined) return;
    if (message.data !== undefined)
      to.wire.hear(from.deviceId, message.documentId, withoutCapabilities(message.data));
  };
  a.wire.onSend = send(a, b);
  b.wire.onSend = send(b, a);
  a.wire.meets(b.deviceId);
  b.wire.meets(a.deviceId);
};
