import { getHeads, type Patch } from '@automerge/automerge';
import {
  Repo,
  type DocHandle,
  type DocumentId,
  type NetworkAdapterInterface,
  type PeerId,
} from '@automerge/automerge-repo';
import type { ChunkStore } from '../chunk-store/chunk-store.ts';
import type { CarrierDocument } from '../document/layout.ts';

export type RepoHostOptions = {
  deviceId: string;
  store: ChunkStore;
  network: NetworkAdapterInterface;
  /** Whether a document is shared with a device: asked before anything of it is sent or taken. */
  mayShare: (deviceId: string, documentId: string) => boolean;
  /** A peer's change; own changes are not told. `from` is null if it cannot be said. */
  onArrival: (documentId: string, document: CarrierDocument, patches: Patch[], from: string | null) => void;
  /** Whatever has changed a document, it is not saved yet. */
  onUnsaved: (documentId: string) => void;
  /** A message could not be taken up: it is broken, or Automerge is. */
  onReceiveFailed: (documentId: string, from: string, error: unknown) => void;
};

/** `conflicts`: keys under which more than one value may stand; null if that is not known. */
export type OpenedDocument = { document: CarrierDocument; conflicts: ReadonlySet<string> | null };

type Handle = DocHandle<Record<string, unknown>>;

/** The Repo clears the storage of a document in so many steps, one after the other. */
const REMOVAL_STEPS = 3;

/** An error out of the compiled part of Automerge: what it holds in memory is in doubt. */
export const isPanic = (error: unknown): boolean =>
  error instanceof Error &&
  (error.name === 'RuntimeError' ||
    /unreachable|recursive use of an object|null pointer/.test(error.message));

/**
 * Collects the keys with more than one value from the patches of a document that is being loaded: the Repo works them
 * out anyhow. Gives null if none were seen, and then any key may be one.
 */
const conflictsWhile = (handle: Handle | undefined): (() => ReadonlySet<string> | null) => {
  let conflicts: Set<string> | null = null;
  const collect = ({ patches }: { patches: Patch[] }): void => {
    conflicts ??= new Set();
    for (const patch of patches) {
      const isConflict = patch.action === 'conflict' || (patch.action === 'put' && patch.conflict === true);
      if (isConflict) conflicts.add(String(patch.path.at(-1)));
    }
  };
  handle?.on('change', collect);
  return () => {
    handle?.off('change', collect);
    return conflicts;
  };
};

/** All that this project uses of automerge-repo's `Repo`, which changes from version to version. */
export class RepoHost {
  readonly #repo: Repo;
  readonly #options: RepoHostOptions;
  readonly #handles = new Map<string, Handle>();
  #isOwnChange = false;
  #from: { documentId: string; peer: string } | null = null;

  constructor(options: RepoHostOptions) {
    this.#options = options;
    const share = (peer: PeerId, documentId?: DocumentId): Promise<boolean> =>
      Promise.resolve(documentId !== undefined && options.mayShare(peer, documentId));
    this.#repo = new Repo({
      peerId: options.deviceId as PeerId,
      storage: options.store,
      network: [options.network],
      shareConfig: { announce: share, access: share },
      // Peers need not keep our sync state: a quiet meeting costs one message a document without it.
      isEphemeral: true,
    });
    this.#repo.on('doc-metrics', (metrics) => {
      // Told just before the change that it belongs to.
      if (metrics.type !== 'receive-sync-message') return;
      this.#from = { documentId: metrics.documentId, peer: metrics.fromPeer };
    });
    this.#watchReceiving();
  }

  /** The Repo would only write such an error to the console, with the whole message. */
  #watchReceiving(): void {
    const { synchronizer } = this.#repo;
    const receive = synchronizer.receiveMessage.bind(synchronizer);
    synchronizer.receiveMessage = async (message) => {
      try {
        await receive(message);
      } catch (error) {
        this.#options.onReceiveFailed(message.documentId, message.senderId, error);
      }
    };
  }

  /**
   * Opens a document: what was saved, or nothing; in either case with the genesis in it. A document that does not
   * load is set aside and begun anew. Peers are to be refused it until this has resolved.
   */
  async open(documentId: DocumentId, genesis: Uint8Array): Promise<OpenedDocument> {
    let conflicts: ReadonlySet<string> | null = new Set();
    if (this.#options.store.holds(documentId)) conflicts = await this.#find(documentId);
    const handle = this.#repo.import<Record<string, unknown>>(genesis, { docId: documentId });
    handle.on('heads-changed', () => this.#options.onUnsaved(documentId));
    handle.on('change', ({ doc, patches }) => {
      if (this.#isOwnChange) return;
      const from = this.#from?.documentId === documentId ? this.#from.peer : null;
      this.#options.onArrival(documentId, doc, patches, from);
    });
    this.#handles.set(documentId, handle);
    return { document: handle.doc(), conflicts };
  }

  async #find(documentId: DocumentId): Promise<ReadonlySet<string> | null> {
    const { store } = this.#options;
    try {
      const finding = this.#repo.find<Record<string, unknown>>(documentId);
      const conflicts = conflictsWhile(this.#repo.handles[documentId]);
      const document = (await finding).doc();
      return getHeads(document).length > 0 ? conflicts() : new Set();
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      if (store.holds(documentId)) await store.quarantine(documentId, `it does not load (${reason})`);
      if (isPanic(error)) throw error;
      this.#repo.delete(documentId);
      for (let step = 0; step < REMOVAL_STEPS; step++) await store.removeRange([documentId]);
      return new Set();
    }
  }

  document(documentId: string): CarrierDocument | null {
    return this.#handles.get(documentId)?.doc() ?? null;
  }

  /** One change of our own, without a time: what a change says of time is worth nothing. */
  change(documentId: string, write: (draft: Record<string, unknown>) => void): void {
    this.#isOwnChange = true;
    try {
      this.#handles.get(documentId)?.change(write, { time: undefined });
    } finally {
      this.#isOwnChange = false;
    }
  }

  /** Resolves when these documents are durable as they are now. */
  flush(documentIds: readonly string[]): Promise<void> {
    return this.#repo.flush(documentIds.filter((id) => this.#handles.has(id)) as DocumentId[]);
  }
}
