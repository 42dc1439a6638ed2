import type { DocumentId, PeerId } from '@automerge/automerge-repo';
import type { ChunkStore } from '../chunk-store/chunk-store.ts';
import type { DocumentKind } from '../document/document-ref.ts';
import type { CarrierDocuments } from './carrier-documents.ts';
import { Malformed } from '../gate/byte-reader.ts';
import { readSyncMessage } from '../gate/sync-container.ts';
import type { MeshAdapter } from '../link/mesh-adapter.ts';
import { CLOSE_FULL } from '../link/link-end.ts';
import type { CarrierPorts } from './carrier-ports.ts';
import { unpackObjects } from '../gate/object-pack.ts';
import type { Timers } from '../link/timers.ts';
import { FRESH } from './exchange.ts';
import type { LoadedTable } from './loaded-table.ts';
import type { RepoHost } from './repo-host.ts';
import { RestingDocuments } from './resting-documents.ts';

export type DocumentRestOptions = {
  readonly selfId: string;
  readonly loaded: LoadedTable;
  readonly store: ChunkStore;
  readonly timers: Timers;
  readonly documents: () => CarrierDocuments;
  readonly host: () => RepoHost;
  /** Documents that are exchanged object by object stay loaded. */
  readonly mayRest: (documentId: string) => boolean;
  readonly mesh: MeshAdapter;
  /** Nothing more is stored for this organisation. */
  readonly isFull: () => boolean;
};

/** Null: this device keeps all its documents loaded. */
export const createRest = ({
  ports: { loaded, timers, isFull = () => false },
  ...parts
}: Omit<DocumentRestOptions, 'loaded' | 'timers' | 'isFull'> & {
  readonly ports: CarrierPorts;
}): DocumentRest | null =>
  loaded === undefined ? null : new DocumentRest({ ...parts, loaded, timers, isFull });

/** What a relay has to read itself is loaded at its start; everything else when somebody needs it. */
const isReadHere = (kind: DocumentKind): boolean => kind === 'registry' || kind === 'directory';

/** The Repo says up to a tenth of a second later what has changed, and a pacer may hold that as long. */
const SETTLE_MS = 400;

/** After a document could not be loaded: until the next try, doubled each time. */
const AGAIN_FIRST_MS = 1_000;
const AGAIN_MAX_MS = 300_000;

/** So many documents are announced in one turn. */
const ANNOUNCED_A_TURN = 32;

/** What is no message is for the gate to judge. */
const bringsChanges = (data: Uint8Array): boolean => {
  try {
    return readSyncMessage(data).changes.length > 0;
  } catch (error) {
    if (error instanceof Malformed) return false;
    throw error;
  }
};

/** Loads documents of a carrier when they are needed and unloads them when they are not. */
export class DocumentRest {
  readonly #options: DocumentRestOptions;
  readonly #resting: RestingDocuments;
  /** Loaded documents, with how often something was done with each. */
  readonly #loaded = new Map<string, number>();
  readonly #settling = new Set<string>();
  /** Documents that could not be loaded, with how often. `isDue`: the next try may be made. */
  readonly #failed = new Map<string, { readonly times: number; isDue: boolean }>();
  readonly #linked = new Set<string>();
  #isClosed = false;

  constructor(options: DocumentRestOptions) {
    this.#options = options;
    this.#resting = new RestingDocuments(options.store);
  }

  /** Documents that are loaded now. */
  get loaded(): number {
    return this.#loaded.size;
  }

  has(documentId: string): boolean {
    return this.#resting.has(documentId);
  }

  /** Whether a document that was asked for begins at rest. */
  keeps(documentId: string, kind: DocumentKind): boolean {
    if (isReadHere(kind) || this.#loaded.has(documentId)) return this.#resting.has(documentId);
    if (this.#resting.has(documentId)) return true;
    this.#resting.add(documentId, kind);
    // Who spoke of it before it was known here was told that there is none.
    for (const peer of this.#linked) void this.#announce(peer, documentId);
    return true;
  }

  wakes(documentId: string): void {
    this.#resting.wakes(documentId);
    this.#loaded.set(documentId, 0);
    this.used(documentId);
  }

  /** It could not be loaded, and is to be tried again later. */
  waits(documentId: string): boolean {
    return this.#failed.get(documentId)?.isDue === false;
  }

  /** It could not be loaded: it rests, and is tried again by itself, since who spoke of it does not say it twice. */
  notOpened(documentId: string, kind: DocumentKind): void {
    const { loaded, timers, documents } = this.#options;
    this.#loaded.delete(documentId);
    loaded.gone(documentId);
    this.#resting.add(documentId, kind);
    const failed = { times: (this.#failed.get(documentId)?.times ?? 0) + 1, isDue: false };
    this.#failed.set(documentId, failed);
    timers.later(
      () => {
        failed.isDue = true;
        if (!this.#isClosed) void documents().wake(documentId);
      },
      Math.min(AGAIN_FIRST_MS * 2 ** (failed.times - 1), AGAIN_MAX_MS),
    );
  }

  /** It was loaded: entries that came ahead of it in an earlier life, and that it never got, are put into it. */
  async recover(documentId: string): Promise<void> {
    const { store, documents, selfId } = this.#options;
    this.#failed.delete(documentId);
    for (const { key, data } of await store.loadRange([documentId, FRESH])) {
      const objects = data === undefined ? null : unpackObjects(data);
      if (objects === null) void store.remove(key);
      else documents().given(documentId, objects, selfId, () => void store.remove(key));
    }
  }

  used(documentId: string): void {
    const uses = this.#loaded.get(documentId);
    if (uses === undefined) return;
    this.#loaded.set(documentId, uses + 1);
    this.#options.loaded.used(documentId, {
      owner: this,
      bytes: () => this.#options.store.bytesOf(documentId),
      rest: () => this.#rest(documentId),
    });
  }

  /**
   * Before a peer's message is taken up: true when the document is loaded by now, false when the peer was answered
   * without it. `data`: of a sync message; null: the message asks for nothing.
   */
  async reach(documentId: string, from: string, data: Uint8Array | null): Promise<boolean> {
    if (data !== null && this.#options.isFull() && bringsChanges(data)) {
      this.#options.mesh.drop(from, 'its organisation has no room left here', CLOSE_FULL);
      return false;
    }
    if (this.#resting.has(documentId)) {
      const answer = data === null ? 'nothing' : await this.#resting.answer(from, documentId, data);
      if (answer === 'nothing') return false;
      if (answer !== null) {
        this.#say(from, documentId, answer);
        return false;
      }
      await this.#options.documents().wake(documentId);
      if (this.#resting.has(documentId)) return false;
    }
    this.used(documentId);
    return true;
  }

  /** Of documents that rest nobody else speaks first between two relays. */
  linked(peer: string, isRelay: boolean): void {
    this.#linked.add(peer);
    if (!isRelay) return;
    const waiting = [...this.#resting.ids()];
    const turn = (): void => {
      for (const documentId of waiting.splice(0, ANNOUNCED_A_TURN)) void this.#announce(peer, documentId);
      if (waiting.length > 0 && !this.#isClosed) this.#options.timers.soon(turn);
    };
    turn();
  }

  lost(peer: string): void {
    this.#linked.delete(peer);
    this.#resting.lost(peer);
  }

  /** All that is loaded was saved as it is: the next start need not load it to know where it stands. */
  async close(): Promise<void> {
    this.#isClosed = true;
    const noted: Promise<void>[] = [];
    for (const documentId of this.#loaded.keys()) {
      this.#options.loaded.gone(documentId);
      const heads = this.#options.host().heads(documentId);
      if (heads !== null && this.#options.host().isSaved(documentId))
        noted.push(this.#resting.note(documentId, heads));
    }
    this.#options.store.hurry();
    await Promise.all(noted);
  }

  #say(peer: string, documentId: string, data: Uint8Array): void {
    const names = { senderId: this.#options.selfId as PeerId, targetId: peer as PeerId };
    this.#options.mesh.send({ type: 'sync', ...names, documentId: documentId as DocumentId, data });
  }

  async #announce(peer: string, documentId: string): Promise<void> {
    if (!this.#resting.has(documentId) || !this.#options.documents().table.mayShare(peer, documentId)) return;
    const data = await this.#resting.announce(peer, documentId);
    if (data !== null) this.#say(peer, documentId, data);
    else await this.#options.documents().wake(documentId);
  }

  #rest(documentId: string): void {
    const { host, selfId, timers } = this.#options;
    const uses = this.#loaded.get(documentId);
    if (this.#settling.has(documentId)) return;
    this.#settling.add(documentId);
    timers.later(() => {
      this.#settling.delete(documentId);
      if (this.#loaded.get(documentId) !== uses || this.#isClosed) return;
      void host().turns.inTurn(documentId, selfId, () => this.#restInTurn(documentId));
    }, SETTLE_MS);
  }

  async #restInTurn(documentId: string): Promise<void> {
    const { host, documents, mayRest, loaded } = this.#options;
    const kind = documents().known(documentId)?.ref.kind ?? null;
    const isIdle = (): boolean => documents().isIdle(documentId) && mayRest(documentId);
    if (this.#isClosed || kind === null || !this.#loaded.has(documentId) || !isIdle()) return;
    await host().flush([documentId]);
    const heads = host().heads(documentId);
    if (heads === null) return;
    await this.#resting.note(documentId, heads);
    const isAsNoted = host().heads(documentId)?.join() === heads.join();
    if (this.#isClosed) return;
    if (!isIdle() || !isAsNoted) {
      this.#resting.wakes(documentId);
      return;
    }
    this.#loaded.delete(documentId);
    loaded.gone(documentId);
    documents().rested(documentId);
    this.#resting.add(documentId, kind);
    await host().unload(documentId);
  }
}
