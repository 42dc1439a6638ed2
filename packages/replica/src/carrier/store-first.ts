import type { DocumentId, Repo } from '@automerge/automerge-repo';
import type { CarrierDocument } from '../document/layout.ts';

export type StoreFirstOptions = {
  /** Resolves when a document is durable as it is now. */
  readonly save: (documentId: string) => Promise<void>;
  /** So much waits for the disk that who sends it is to be let go. */
  readonly onStuck: () => void;
  readonly nowMs: () => number;
  /** From the arrival of a change to its being durable, in milliseconds. */
  readonly onStored?: ((ms: number) => void) | undefined;
};

/** Messages that may wait for the disk, of all documents of a carrier. */
const WAITING_MAX = 4_096;
const WAITING_BYTES = 32 * 1024 * 1024;

type Dirty = {
  version: number;
  saved: number;
  isSaving: boolean;
  waiting: { version: number; bytes: number; send: () => void }[];
};

/**
 * Holds back what would be said of a document until every change in it is durable: what a relay has told others, or
 * has said that it holds, is on its disk. In each document nothing is reordered.
 */
export class StoreFirst {
  readonly #options: StoreFirstOptions;
  readonly #dirty = new Map<string, Dirty>();
  #waiting = 0;
  #bytes = 0;

  constructor(options: StoreFirstOptions) {
    this.#options = options;
  }

  /** Messages that wait for the disk. */
  get waiting(): number {
    return this.#waiting;
  }

  isSaved(documentId: string): boolean {
    return !this.#dirty.has(documentId);
  }

  /** A document holds what is not saved yet. */
  changed(documentId: string): void {
    const dirty = this.#dirty.get(documentId) ?? { version: 0, saved: 0, isSaving: false, waiting: [] };
    dirty.version += 1;
    this.#dirty.set(documentId, dirty);
    if (!dirty.isSaving) void this.#save(documentId, dirty);
  }

  /** Sends now, or when what the document holds by now is durable. `bytes`: what it keeps in memory until then. */
  send(documentId: string, send: () => void, bytes = 0): void {
    const dirty = this.#dirty.get(documentId);
    if (dirty === undefined) {
      send();
      return;
    }
    dirty.waiting.push({ version: dirty.version, bytes, send });
    this.#waiting += 1;
    this.#bytes += bytes;
    if (this.#waiting > WAITING_MAX || this.#bytes > WAITING_BYTES) this.#letGo();
  }

  async #save(documentId: string, dirty: Dirty): Promise<void> {
    dirty.isSaving = true;
    while (dirty.saved < dirty.version) {
      const { version } = dirty;
      const sinceMs = this.#options.nowMs();
      await this.#options.save(documentId);
      this.#options.onStored?.(this.#options.nowMs() - sinceMs);
      dirty.saved = version;
      this.#release(dirty);
    }
    dirty.isSaving = false;
    this.#dirty.delete(documentId);
  }

  #release(dirty: Dirty): void {
    const due = dirty.waiting.filter(({ version }) => version <= dirty.saved);
    dirty.waiting = dirty.waiting.slice(due.length);
    this.#waiting -= due.length;
    for (const { bytes } of due) this.#bytes -= bytes;
    for (const { send } of due) send();
  }

  /** Nothing of it is sent any more: a link that is made anew begins where both stand then. */
  #letGo(): void {
    for (const dirty of this.#dirty.values()) dirty.waiting = [];
    this.#waiting = 0;
    this.#bytes = 0;
    this.#options.onStuck();
  }
}

/** Nothing is said by a Repo of a document while it holds what is not saved. */
export const storeFirstIn = (
  { networkSubsystem, storageSubsystem }: Repo,
  documentOf: (documentId: string) => CarrierDocument | null,
  options: Omit<StoreFirstOptions, 'save'>,
): StoreFirst => {
  const storeFirst = new StoreFirst({
    save: async (documentId) => {
      const document = documentOf(documentId);
      if (document !== null) await storageSubsystem?.saveDoc(documentId as DocumentId, document);
    },
    onStuck: options.onStuck,
    nowMs: options.nowMs,
    onStored: options.onStored,
  });
  const send = networkSubsystem.send.bind(networkSubsystem);
  networkSubsystem.send = (message) => {
    if (!('documentId' in message)) send(message);
    else {
      const bytes = 'data' in message && message.data !== undefined ? message.data.length : 0;
      storeFirst.send(message.documentId, () => send(message), bytes);
    }
  };
  return storeFirst;
};
