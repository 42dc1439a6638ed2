import type { CarriedObject, DocumentRef } from '../document/document-ref.ts';
import { writeObjects } from '../document/layout.ts';
import type { OpenDocument } from './open-document.ts';
import { PutQueue } from './put-queue.ts';
import type { RepoHost } from './repo-host.ts';

/** More than this in one put becomes several changes, so that none holds up the loop. */
const CHANGE_OBJECTS_MAX = 1_000;
/** After so many objects written, whatever else has arrived goes first. */
const TURN_OBJECTS_MAX = 200;

export type DocumentWriterOptions = {
  readonly host: RepoHost;
  readonly soon: (run: () => void) => void;
  readonly openOf: (documentId: string) => OpenDocument | undefined;
  /** These stand in the document now and did not before. */
  readonly onWritten: (
    open: OpenDocument,
    documentId: string,
    objects: readonly CarriedObject[],
    gaveIt: string | null,
  ) => void;
  readonly onAlarm: (code: string, message: string, ref: DocumentRef) => void;
  readonly onPanic: (error: unknown) => void;
};

/** Writes objects of this device into its documents, by turns, and what a peer gave apart from them. */
export class DocumentWriter {
  readonly #options: DocumentWriterOptions;
  readonly #puts = new PutQueue();
  #writing: Promise<void> | null = null;

  constructor(options: DocumentWriterOptions) {
    this.#options = options;
  }

  has(documentId: string): boolean {
    return this.#puts.has(documentId);
  }

  add(documentId: string, turn: number, objects: readonly CarriedObject[]): void {
    this.#puts.add(documentId, turn, objects);
  }

  /** The document cannot be opened: nothing can be written into it. */
  drop(documentId: string): void {
    while (this.#puts.has(documentId)) this.#puts.take(documentId, CHANGE_OBJECTS_MAX);
  }

  /** Now, all that waits for one document. `gaveIt`: the peer whose objects are written. */
  writeAll(documentId: string, gaveIt: string | null = null): void {
    while (this.#puts.has(documentId)) this.#writeOne(documentId, gaveIt);
  }

  writeSoon(): void {
    if (this.#writing !== null) return;
    this.#writing = new Promise((resolve) => {
      const turn = (): void => {
        if (this.#writeTurn()) this.#options.soon(turn);
        else {
          this.#writing = null;
          resolve();
        }
      };
      this.#options.soon(turn);
    });
  }

  /** Resolves when everything that could be written is. */
  async written(): Promise<void> {
    while (this.#writing !== null) await this.#writing;
  }

  /** Writes some of what waits; true: more is left that can be written. */
  #writeTurn(): boolean {
    const isReady = (documentId: string): boolean => this.#options.openOf(documentId) !== undefined;
    let written = 0;
    for (;;) {
      const documentId = this.#puts.next(isReady);
      if (documentId === null) return false;
      if (written >= TURN_OBJECTS_MAX) return true;
      written += this.#writeOne(documentId, null);
    }
  }

  #writeOne(documentId: string, gaveIt: string | null): number {
    const { host, openOf, onAlarm, onPanic, onWritten } = this.#options;
    const taken = this.#puts.take(documentId, CHANGE_OBJECTS_MAX);
    const open = openOf(documentId);
    const document = host.document(documentId);
    if (open === undefined || document === null) return taken.length;
    const missing = open.missing(document, taken);
    if (missing.length === 0) return taken.length;
    let written = false;
    try {
      host.change(documentId, (draft) => (written = writeObjects(draft, open.shape, missing)), gaveIt);
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      onAlarm('DOCUMENT-NOT-WRITTEN', `A document could not be written: ${reason}.`, open.ref);
      onPanic(error);
      return taken.length;
    }
    if (written) {
      open.wrote(missing);
      onWritten(open, documentId, missing, gaveIt);
    } else onAlarm('DOCUMENT-ODD', 'A document lost its containers; nothing was written.', open.ref);
    return taken.length;
  }
}
