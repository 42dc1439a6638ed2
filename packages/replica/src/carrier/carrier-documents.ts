import type { Patch } from '@automerge/automerge';
import type { DocumentId } from '@automerge/automerge-repo';
import { mayHold } from '../document/access.ts';
import { turnOf, type CarriedObject, type DocumentRef } from '../document/document-ref.ts';
import { writeObjects, type CarrierDocument } from '../document/layout.ts';
import type { CarrierDocumentsOptions } from './carrier-documents-option.ts';
import { OpenDocument } from './open-document.ts';
import { createPutCheck } from './put-check.ts';
import { PutQueue } from './put-queue.ts';
import { isPanic } from './panic.ts';

/** More than this in one put becomes several changes, so that none holds up the loop. */
const CHANGE_OBJECTS_MAX = 1_000;
/** After so many objects written, whatever else has arrived goes first. */
const TURN_OBJECTS_MAX = 200;
/** The owner works off what peers sent in slices; so it is told in slices. */
const TOLD_OBJECTS_MAX = 256;

type ToldObjects = [DocumentRef, readonly CarriedObject[], string | null, isAhead?: true];
type Wanted = { ref: DocumentRef; branchId: string | null };

/** The documents of a carrier: which are open, what is to be written into them, and what came from peers. */
export class CarrierDocuments {
  readonly #options: CarrierDocumentsOptions;
  /** By document id: every document that is open or being opened. */
  readonly #wanted = new Map<string, Wanted>();
  readonly #open = new Map<string, OpenDocument>();
  readonly #puts = new PutQueue();
  readonly #reads = new Set<string>();
  readonly #check: ReturnType<typeof createPutCheck>;
  #unsaved = new Set<string>();
  #opening: Promise<void> = Promise.resolve();
  #writing: Promise<void> | null = null;

  constructor(options: CarrierDocumentsOptions) {
    this.#options = options;
    this.#check = createPutCheck(options.config.organisation, (...said) => this.#alarm(...said));
  }

  /** Open or being opened: what the Repo may share with whoever may hold it. */
  wanted(documentId: string): Wanted | null {
    return this.#wanted.get(documentId) ?? null;
  }

  /** Open: what messages of peers may reach. */
  known(documentId: string): Wanted | null {
    return this.#open.get(documentId) ?? null;
  }

  /** Every document that is open, as it is now. */
  all(): readonly (Wanted & { documentId: string; entries: number; document: CarrierDocument })[] {
    return [...this.#open].flatMap(([documentId, { ref, branchId, count }]) => {
      const document = this.#options.host.document(documentId);
      return document === null ? [] : [{ documentId, ref, branchId, entries: count, document }];
    });
  }

  holds(documentId: string, object: CarriedObject): boolean {
    return this.#open.get(documentId)?.holds(object) ?? false;
  }

  knows(documentId: string, object: CarriedObject): boolean {
    return this.#open.get(documentId)?.knows(object) ?? false;
  }

  /** Objects that a peer gave ahead of the changes of their document. */
  ahead(documentId: string, objects: readonly CarriedObject[], from: string): void {
    const open = this.#open.get(documentId);
    if (open === undefined) return;
    open.toldAhead(objects);
    this.#tellObjects(open.ref, objects, from, true);
  }

  open(documents: readonly Wanted[]): void {
    for (const wanted of documents) {
      const documentId = this.#check.idOf(wanted.ref);
      if (documentId === null || this.#options.closed.has(documentId)) continue;
      if (mayHold(this.#options.config.self, wanted.ref.kind, wanted.branchId)) {
        this.#opening = this.#opening.then(() => this.#openOne(documentId, wanted));
        if (!this.#wanted.has(documentId)) this.#wanted.set(documentId, wanted);
      } else this.#alarm('DOCUMENT-NOT-ALLOWED', 'This device may not hold the document.', wanted.ref);
    }
  }

  reopen(documents: readonly Wanted[]): void {
    for (const { ref } of documents) this.#options.closed.delete(this.#check.idOf(ref) ?? '');
    this.open(documents);
  }

  put(ref: DocumentRef, objects: readonly CarriedObject[]): void {
    const documentId = this.#check.idOf(ref);
    if (documentId === null || this.#options.closed.has(documentId)) return;
    if (!this.#wanted.has(documentId)) {
      this.#alarm('DOCUMENT-NOT-OPEN', 'Objects were put into a document that is not open.', ref);
      return;
    }
    const sound = objects.filter((object) => this.#check.isSound(ref, object));
    if (sound.length === 0) return;
    this.#puts.add(documentId, turnOf(ref.kind), sound);
    this.#writeSoon();
  }

  read(ref: DocumentRef): void {
    const documentId = this.#check.idOf(ref);
    if (documentId === null || this.#options.closed.has(documentId)) return;
    const open = this.#open.get(documentId);
    if (open !== undefined) this.#answer(documentId, open);
    else if (this.#wanted.has(documentId)) this.#reads.add(documentId);
    else this.#alarm('DOCUMENT-NOT-OPEN', 'A document that is not open was to be read.', ref);
  }

  /** Resolves when everything put so far is durable; rejects when that cannot be. */
  async flush(): Promise<void> {
    await this.#opening;
    while (this.#writing !== null) await this.#writing;
    const unsaved = this.#unsaved;
    this.#unsaved = new Set();
    try {
      await this.#options.host.flush([...unsaved]);
    } catch (error) {
      for (const documentId of unsaved) this.#unsaved.add(documentId);
      if (isPanic(error)) this.#options.onPanic(error);
      throw error;
    }
  }

  // What the host calls.

  unsaved(documentId: string): void {
    this.#unsaved.add(documentId);
  }

  arrived(documentId: string, document: CarrierDocument, patches: Patch[], from: string | null): void {
    const open = this.#open.get(documentId);
    if (open === undefined) return;
    const { objects, odd, shrank } = open.arrived(document, patches);
    this.#tellNews(open, documentId, objects, from);
    if (shrank) this.#alarm('DOCUMENT-SHRANK', 'A peer deleted from a document.', open.ref, from);
    if (odd > 0) this.#alarm('DOCUMENT-ODD', 'A peer put what is no object into a document.', open.ref, from);
  }

  /** A peer's changes put something under these keys: what its patches did not tell is told now. */
  keysTaken(documentId: string, document: CarrierDocument, keys: readonly string[], from: string): void {
    const open = this.#open.get(documentId);
    if (open !== undefined) this.#tellNews(open, documentId, open.lookUnder(document, keys), from);
  }

  /** Objects that a peer gave apart from the document: told as its changes are, and written into the document. */
  given(documentId: string, objects: readonly CarriedObject[], from: string): void {
    const open = this.#open.get(documentId);
    const document = this.#options.host.document(documentId);
    if (open === undefined || document === null) return;
    const standing = open.standing(document, objects);
    this.#tellObjects(open.ref, open.given(objects), from);
    if (standing.length === 0) return;
    this.#puts.add(documentId, turnOf(open.ref.kind), standing);
    while (this.#puts.has(documentId)) this.#writeOne(documentId, from);
  }

  /** All objects of an open document. */
  objectsOf(documentId: string): readonly CarriedObject[] {
    const document = this.#options.host.document(documentId);
    return document === null ? [] : (this.#open.get(documentId)?.read(document).objects ?? []);
  }

  #tellNews(
    open: OpenDocument,
    documentId: string,
    objects: readonly CarriedObject[],
    from: string | null,
  ): void {
    if (objects.length === 0) return;
    this.#tellObjects(open.ref, objects, from);
    this.#news(open, documentId, objects, from);
  }

  #news(
    { ref }: OpenDocument,
    documentId: string,
    objects: readonly CarriedObject[],
    from: string | null,
  ): void {
    this.#options.onNews(documentId, objects, from);
    if (ref.kind === 'registry') this.#options.onStated(objects);
  }

  #tellObjects(...[ref, objects, from, isAhead]: ToldObjects): void {
    const ahead = isAhead === undefined ? {} : { isAhead };
    for (let start = 0; start < objects.length; start += TOLD_OBJECTS_MAX) {
      const slice = objects.slice(start, start + TOLD_OBJECTS_MAX);
      this.#options.emit({ type: 'objects', ref, objects: slice, from, complete: false, ...ahead });
    }
  }

  // Opening.

  async #openOne(documentId: DocumentId, wanted: Wanted): Promise<void> {
    await new Promise<void>((resolve) => this.#options.soon(resolve));
    const { ref } = wanted;
    try {
      const open = this.#open.get(documentId) ?? (await this.#load(documentId, wanted));
      const document = this.#options.host.document(documentId);
      if (document !== null) this.#tell(open, document);
      if (this.#reads.delete(documentId)) this.#answer(documentId, open);
      if (this.#puts.has(documentId)) this.#writeSoon();
    } catch (error) {
      this.#wanted.delete(documentId);
      this.#reads.delete(documentId);
      while (this.#puts.has(documentId)) this.#puts.take(documentId, CHANGE_OBJECTS_MAX);
      this.#alarm('DOCUMENT-NOT-OPENED', `A document could not be opened: ${reasonOf(error)}.`, ref);
      if (isPanic(error)) this.#options.onPanic(error);
    }
  }

  async #load(documentId: DocumentId, { ref, branchId }: Wanted): Promise<OpenDocument> {
    const { conflicts } = await this.#options.host.open(documentId, ref.kind);
    const open = new OpenDocument(ref, branchId, conflicts);
    this.#open.set(documentId, open);
    return open;
  }

  #tell(open: OpenDocument, document: CarrierDocument): void {
    const { count, digest, odd } = open.index(document);
    if (open.ref.kind === 'registry') this.#options.onStated(open.read(document).objects);
    this.#options.emit({ type: 'opened', ref: open.ref, count, digest });
    if (odd > 0) this.#alarm('DOCUMENT-ODD', `A document holds ${odd} things that are no objects.`, open.ref);
  }

  #answer(documentId: string, open: OpenDocument): void {
    while (this.#puts.has(documentId)) this.#writeOne(documentId);
    const document = this.#options.host.document(documentId);
    const objects = document === null ? [] : open.read(document).objects;
    this.#options.emit({ type: 'objects', ref: open.ref, objects, from: null, complete: true });
  }

  // Writing.

  #writeSoon(): void {
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

  /** Writes some of what waits; true: more is left that can be written. */
  #writeTurn(): boolean {
    const isReady = (documentId: string): boolean => this.#open.has(documentId);
    let written = 0;
    for (;;) {
      const documentId = this.#puts.next(isReady);
      if (documentId === null) return false;
      if (written >= TURN_OBJECTS_MAX) return true;
      written += this.#writeOne(documentId);
    }
  }

  /** `gaveIt`: the peer whose objects are written. */
  #writeOne(documentId: string, gaveIt: string | null = null): number {
    const { host } = this.#options;
    const taken = this.#puts.take(documentId, CHANGE_OBJECTS_MAX);
    const open = this.#open.get(documentId);
    const document = host.document(documentId);
    if (open === undefined || document === null) return taken.length;
    const missing = open.missing(document, taken);
    if (missing.length === 0) return taken.length;
    let written = false;
    try {
      host.change(documentId, (draft) => (written = writeObjects(draft, open.shape, missing)), gaveIt);
    } catch (error) {
      this.#alarm('DOCUMENT-NOT-WRITTEN', `A document could not be written: ${reasonOf(error)}.`, open.ref);
      this.#options.onPanic(error);
      return taken.length;
    }
    if (written) {
      open.wrote(missing);
      this.#news(open, documentId, missing, gaveIt);
    } else this.#alarm('DOCUMENT-ODD', 'A document lost its containers; nothing was written.', open.ref);
    return taken.length;
  }

  #alarm(code: string, message: string, ref: DocumentRef, peer: string | null = null): void {
    this.#options.emit({ type: 'alarm', code, message, ref, ...(peer === null ? {} : { peer }) });
  }
}

const reasonOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
