import { applyChanges, free, getHeads } from '@automerge/automerge';
import { Repo, type DocumentId, type PeerId } from '@automerge/automerge-repo';
import type { CarrierDocument } from '../document/layout.ts';
import type { DocumentKind, DocumentRef } from '../document/document-ref.ts';
import { genesisOf } from '../document/genesis.ts';
import { Admission } from './admission.ts';
import { notedStorage, noteSaving } from './noted-storage.ts';
import { conflictsWhile, type Handle } from './loading-conflict.ts';
import { type Pace, paceOf } from './pace.ts';
import type { Pacer } from './pacer.ts';
import { isAftermath, isPanic } from './panic.ts';
import type { OpenedDocument, RepoHostOptions } from './repo-host-option.ts';
import { paceRounds } from './round-pace.ts';
import { type StoreFirst, storeFirstIn } from './store-first.ts';
import { slicesOf } from './sync-slice.ts';
import { TurnQueue } from './turn-queue.ts';
import type { NotedWork } from './work-note.ts';

type RepoSync = Parameters<Repo['synchronizer']['receiveMessage']>[0];
type SyncMessage = Extract<RepoSync, { type: 'sync' | 'request' }>;

/**
 * Documents are saved this long after a change: the owner remembers what a crash takes from them, and a change that
 * is saved together with others costs a fraction.
 */
const SAVE_MS = 1_000;
const FREED_MS = 5_000;

/** The Repo clears the storage of a document in so many steps, one after the other. */
const REMOVAL_STEPS = 3;

/** All that this project uses of automerge-repo's `Repo`, which changes from version to version. */
export class RepoHost {
  readonly #repo: Repo;
  readonly #options: RepoHostOptions;
  readonly #handles = new Map<string, Handle>();
  readonly #pacers = new Map<string, Pacer>();
  /** Of a relay; null: of a device whose owner remembers what is in its documents. */
  readonly #storeFirst: StoreFirst | null;
  readonly turns: TurnQueue;
  /** What is being read from storage. */
  readonly #loading = new Map<string, NotedWork>();
  #admission: Admission<SyncMessage> | null = null;
  /** Document and peer of what waits and is about to be judged again. */
  readonly #toJudgeAgain = new Set<string>();
  #isOwnChange = false;
  #from: { documentId: string; peer: string } | null = null;

  constructor(options: RepoHostOptions) {
    this.#options = options;
    this.turns = new TurnQueue({
      begin: (documentId, from) => options.work.begin('take', documentId, from),
      failed: (documentId, from, error) => {
        this.#failed(error);
        options.onReceiveFailed(documentId, from, error);
      },
    });
    const share = (peer: PeerId, documentId?: DocumentId): Promise<boolean> =>
      Promise.resolve(documentId !== undefined && options.mayShare(peer, documentId));
    this.#repo = new Repo({
      peerId: options.deviceId as PeerId,
      storage: notedStorage(options.store, options.work, (documentId) =>
        this.#loading.get(documentId)?.again(),
      ),
      network: [options.network],
      shareConfig: { announce: share, access: share },
      // Peers need not keep our sync state: a quiet meeting costs one message a document without it.
      isEphemeral: true,
      saveDebounceRate: SAVE_MS,
    });
    this.#repo.on('doc-metrics', (metrics) => {
      // Told just before the change that it belongs to.
      if (metrics.type !== 'receive-sync-message') return;
      this.#from = { documentId: metrics.documentId, peer: metrics.fromPeer };
    });
    noteSaving(this.#repo, options, (error) => this.#failed(error));
    const documentOf = (documentId: string): CarrierDocument | null => this.document(documentId);
    this.#storeFirst = options.isRelay ? storeFirstIn(this.#repo, documentOf, options) : null;
    this.#watchReceiving();
  }

  /** After a panic what is noted must stand: whoever starts the next process reads it. */
  #failed(error: unknown): void {
    if (isPanic(error)) this.#options.work.broke(isAftermath(error));
  }

  /** Messages that wait until what they say is on the disk. */
  get unsent(): number {
    return this.#storeFirst?.waiting ?? 0;
  }

  /**
   * Messages of one document are judged and taken up one after the other, large ones in slices. And a failure is
   * told: the Repo would only write it to the console, with the whole message.
   */
  #watchReceiving(): void {
    const { synchronizer } = this.#repo;
    const receive = synchronizer.receiveMessage.bind(synchronizer);
    this.#admission = new Admission<SyncMessage>({
      gate: this.#options.gate,
      later: this.#options.later,
      opened: (documentId) => this.#opened(documentId),
      apply: (message, changes) => this.#applySlices(message, changes),
      receive,
      taken: ({ documentId, senderId }, keys) => {
        const document = this.document(documentId);
        if (document !== null) this.#options.onKeys(documentId, document, keys, senderId);
      },
      ask: (peer, documentId, data) => {
        const names = { senderId: this.#options.deviceId as PeerId, targetId: peer as PeerId };
        const message = { type: 'sync', ...names, documentId: documentId as DocumentId, data } as const;
        this.#options.network.send(message);
      },
      refused: this.#options.onRefused,
      part: this.#options.onPart,
      letGo: this.#options.onLetGo,
    });
    this.#options.network.on('peer-disconnected', ({ peerId }) => this.#admission?.lost(peerId));
    synchronizer.receiveMessage = (message) =>
      this.turns.inTurn(message.documentId, message.senderId, async () => {
        const asks = message.type === 'sync' || message.type === 'request';
        if (!(await this.#options.reach(message.documentId, message.senderId, asks ? message.data : null)))
          return;
        this.turns.goesOn(message.documentId);
        if (asks) await this.#admission?.take(message);
        else await receive(message);
      });
  }

  /** More is known of who may sign: what waited for it is judged again. */
  signersChanged(): void {
    for (const { documentId, peer } of this.#admission?.held() ?? []) {
      const name = `${documentId} ${peer}`;
      // Once for all that is told until its turn comes.
      if (this.#toJudgeAgain.has(name)) continue;
      this.#toJudgeAgain.add(name);
      void this.turns.inTurn(documentId, peer, async () => {
        this.#toJudgeAgain.delete(name);
        await this.#admission?.again(documentId, peer);
      });
    }
  }

  #opened(documentId: string): { ref: DocumentRef; document: CarrierDocument } | null {
    const ref = this.#options.refOf(documentId);
    const document = this.document(documentId);
    return ref === null || document === null ? null : { ref, document };
  }

  async #applySlices({ documentId, senderId }: SyncMessage, changes: readonly Uint8Array[]): Promise<void> {
    const handle = this.#handles.get(documentId);
    if (handle === undefined) return;
    for (const slice of slicesOf(handle.doc(), changes)) {
      this.#from = { documentId, peer: senderId };
      handle.update((document) => applyChanges(document, slice)[0]);
      await new Promise<void>((resolve) => this.#options.soon(resolve));
      this.turns.goesOn(documentId);
    }
  }

  /**
   * Opens a document: what was saved, or nothing; in either case with the genesis in it. A document that does not
   * load is set aside and begun anew. Peers are to be refused it until this has resolved.
   */
  async open(documentId: DocumentId, kind: DocumentKind): Promise<OpenedDocument> {
    const noted = this.#options.work.begin('load', documentId, null);
    this.#loading.set(documentId, noted);
    try {
      return await this.#openNoted(documentId, kind);
    } catch (error) {
      this.#failed(error);
      throw error;
    } finally {
      this.#loading.delete(documentId);
      noted.end();
    }
  }

  async #openNoted(documentId: DocumentId, kind: DocumentKind): Promise<OpenedDocument> {
    let conflicts: ReadonlySet<string> | null = new Set();
    const { store, setAside } = this.#options;
    if (store.holds(documentId) && setAside.has(documentId)) {
      await store.quarantine(documentId, 'reading it ended the replica process again and again');
    }
    if (store.hasSound(documentId)) {
      store.compact(documentId);
      conflicts = await this.#find(documentId);
    }
    const handle = this.#repo.import<Record<string, unknown>>(genesisOf(kind), { docId: documentId });
    const { later, random, isRelay, network } = this.#options;
    const pace = (): Pace => paceOf(kind, isRelay, network);
    const pacer = paceRounds(handle, { later, random, pace });
    // Not only at a `change`: of one without patches the Repo tells no more than that there are other heads, and a
    // value that lost to two others is such a change. It is to be saved and passed on like any other.
    handle.on('heads-changed', () => {
      this.#options.onUnsaved(documentId);
      this.#storeFirst?.changed(documentId);
      pacer.ask(this.#isOwnChange || this.#options.isRelay);
    });
    handle.on('change', ({ doc, patches }) => {
      if (this.#isOwnChange) return;
      const from = this.#from?.documentId === documentId ? this.#from.peer : null;
      this.#options.onArrival(documentId, doc, patches, from);
    });
    this.#handles.set(documentId, handle);
    this.#pacers.set(documentId, pacer);
    return { document: handle.doc(), conflicts };
  }

  async #find(documentId: DocumentId): Promise<ReadonlySet<string> | null> {
    const { store } = this.#options;
    try {
      const finding = this.#repo.find<Record<string, unknown>>(documentId);
      const conflicts = conflictsWhile(this.#repo.handles[documentId]);
      const document = (await finding).doc();
      // Asked for in any case: that is what lets go of the handle.
      const found = conflicts();
      return getHeads(document).length > 0 ? found : new Set();
    } catch (error) {
      this.#failed(error);
      const reason = error instanceof Error ? error.message : String(error);
      if (store.holds(documentId)) await store.quarantine(documentId, `it does not load (${reason})`);
      if (isPanic(error)) throw error;
      this.#repo.delete(documentId);
      for (let step = 0; step < REMOVAL_STEPS; step++) await store.removeRange([documentId]);
      return new Set();
    }
  }

  /**
   * Lets go of a document that is saved: nothing of it may be under way. `removeFromCache` alone leaves its memory to
   * the collector, which does not know how much it is; and throttles of the Repo hold the document for a second more.
   */
  async unload(documentId: string): Promise<void> {
    const handle = this.#handles.get(documentId);
    if (handle === undefined) return;
    const document = handle.doc();
    this.#pacers.get(documentId)?.stop();
    this.#pacers.delete(documentId);
    this.#handles.delete(documentId);
    this.#options.gate.forget(documentId);
    handle.removeAllListeners();
    await this.#repo.removeFromCache(documentId as DocumentId);
    this.#options.later(() => free(document), FREED_MS);
  }

  /** Null: it is not loaded. */
  heads(documentId: string): readonly string[] | null {
    const document = this.document(documentId);
    return document === null ? null : getHeads(document);
  }

  /** Whether all that was said to be stored first is, and nothing of a peer waits for something else. */
  isSaved(documentId: string): boolean {
    const isHeld = this.#admission?.held().some((each) => each.documentId === documentId) ?? false;
    return !isHeld && (this.#storeFirst?.isSaved(documentId) ?? true);
  }

  /** Runs when all that a relay's document holds by now is on its disk; where too much waits for that, never. */
  onceStored(documentId: string, run: () => void): void {
    this.#storeFirst?.send(documentId, run);
  }

  document(documentId: string): CarrierDocument | null {
    return this.#handles.get(documentId)?.doc() ?? null;
  }

  /**
   * One change of our own, without a time: what a change says of time is worth nothing. `gaveIt`: the peer whose
   * objects it writes.
   */
  change(
    documentId: string,
    write: (draft: Record<string, unknown>) => void,
    gaveIt: string | null = null,
  ): void {
    const noted = this.#options.work.begin('write', documentId, gaveIt);
    this.#isOwnChange = true;
    try {
      this.#handles.get(documentId)?.change(write, { time: undefined });
    } catch (error) {
      this.#failed(error);
      throw error;
    } finally {
      this.#isOwnChange = false;
      noted.end();
    }
  }

  /** Resolves when these documents are durable as they are now. */
  async flush(documentIds: readonly string[]): Promise<void> {
    const flushed: Promise<void>[] = [];
    for (const documentId of documentIds) {
      flushed.push(this.#repo.flush([documentId as DocumentId]));
      await new Promise<void>((resolve) => this.#options.soon(resolve));
    }
    this.#options.store.hurry();
    await Promise.all(flushed);
  }
}
