import type { Patch } from '@automerge/automerge';
import type { DocumentId } from '@automerge/automerge-repo';
import type { KnownDocument } from '../gate/access-gate.ts';
import { mayHold } from '../document/access.ts';
import { turnOf, type CarriedObject, type DocumentRef } from '../document/document-ref.ts';
import type { CarrierDocument } from '../document/layout.ts';
import { reasonOf } from '../link/frame.ts';
import type { CarrierDocumentsOptions } from './carrier-documents-option.ts';
import { DocumentWriter } from './document-writer.ts';
import { OpenDocument } from './open-document.ts';
import { createPutCheck } from './put-check.ts';
import { isPanic } from './panic.ts';
import { type Wanted, WantedDocuments } from './wanted-documents.ts';

/** The owner works off what peers sent in slices; so it is told in slices. */
const TOLD_OBJECTS_MAX = 256;

/** `stored`: called when they are on the disk with the document; where that is not open never. */
type GivenObjects = [string, readonly CarriedObject[], from: string, stored?: () => void];
type ToldObjects = [DocumentRef, readonly CarriedObject[], string | null, isAhead?: true];

/** The documents of a carrier: which are open, what is to be written into them, and what came from peers. */
export class CarrierDocuments {
  readonly #options: CarrierDocumentsOptions;
  readonly table: WantedDocuments;
  /** Those too that are closed or could not be opened. */
  readonly #meant = new Map<string, Wanted>();
  readonly #open = new Map<string, OpenDocument>();
  readonly #loading = new Map<string, Promise<OpenDocument>>();
  readonly #writer: DocumentWriter;
  readonly #reads = new Set<string>();
  readonly #check: ReturnType<typeof createPutCheck>;
  #unsaved = new Set<string>();
  #opening: Promise<void> = Promise.resolve();

  constructor(options: CarrierDocumentsOptions) {
    this.#options = options;
    this.table = new WantedDocuments(options.holderOf, options.lets);
    this.#check = createPutCheck(options.config.organisation, (...said) => this.#alarm(...said));
    const { host, soon, onPanic } = options;
    this.#writer = new DocumentWriter({
      host,
      soon,
      openOf: (documentId) => this.#open.get(documentId),
      onWritten: (...written) => this.#news(...written),
      onAlarm: (...alarm) => this.#alarm(...alarm),
      onPanic,
    });
  }

  /** Open or being opened: what the Repo may share with whoever may hold it. */
  wanted(documentId: string): Wanted | null {
    return this.table.get(documentId) ?? null;
  }

  /** Open: it is in memory. */
  known(documentId: string): Wanted | null {
    return this.#open.get(documentId) ?? null;
  }

  /** Every document that is to be here. `document`: null where it is not open, or something waits for it. */
  all(): readonly (Wanted & { documentId: string; entries: number; document: CarrierDocument | null })[] {
    return [...this.#meant].map(([documentId, wanted]) => {
      const open = this.#open.get(documentId);
      const isWhole = open !== undefined && !this.#writer.has(documentId);
      const document = isWhole ? this.#options.host.document(documentId) : null;
      return { ...wanted, documentId, entries: open?.count ?? 0, document };
    });
  }

  /** Open or at rest: what messages of peers may reach. */
  reachable(documentId: string): KnownDocument {
    const isAtRest = this.#options.rest?.has(documentId) === true;
    const found = isAtRest ? this.wanted(documentId) : this.known(documentId);
    return found === null ? null : { kind: found.ref.kind, branchId: found.branchId };
  }

  /** Nothing is to be written into it or read from it, and all that it holds is saved. */
  isIdle(documentId: string): boolean {
    if (this.#writer.has(documentId) || this.#reads.has(documentId)) return false;
    return this.#open.has(documentId) && this.#options.host.isSaved(documentId);
  }

  /** It was unloaded. */
  rested(documentId: string): void {
    this.#open.delete(documentId);
    this.#unsaved.delete(documentId);
  }

  /** Loads a document that rests, unless that failed a short while ago. */
  async wake(documentId: string): Promise<void> {
    const wanted = this.#options.rest?.waits(documentId) === true ? undefined : this.table.get(documentId);
    if (wanted !== undefined) await this.#openOne(documentId as DocumentId, wanted);
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
      if (documentId === null) continue;
      const isAllowed = mayHold(this.#options.config.self, wanted.ref.kind, wanted.branchId);
      if (isAllowed) this.#meant.set(documentId, wanted);
      if (this.#options.closed.has(documentId)) continue;
      if (isAllowed) {
        if (!this.table.has(documentId)) this.table.set(documentId, wanted);
        if (this.#options.rest?.keeps(documentId, wanted.ref.kind) !== true)
          this.#opening = this.#opening.then(() => this.#openOne(documentId, wanted));
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
    if (!this.table.has(documentId)) {
      this.#alarm('DOCUMENT-NOT-OPEN', 'Objects were put into a document that is not open.', ref);
      return;
    }
    const sound = objects.filter((object) => this.#check.isSound(ref, object));
    if (sound.length === 0) return;
    this.#writer.add(documentId, turnOf(ref.kind), sound);
    this.#writer.writeSoon();
    this.#wakeLater(documentId);
  }

  read(ref: DocumentRef): void {
    const documentId = this.#check.idOf(ref);
    if (documentId === null || this.#options.closed.has(documentId)) return;
    const open = this.#open.get(documentId);
    if (open !== undefined) this.#answer(documentId, open);
    else if (this.table.has(documentId)) {
      this.#reads.add(documentId);
      this.#wakeLater(documentId);
    } else this.#alarm('DOCUMENT-NOT-OPEN', 'A document that is not open was to be read.', ref);
  }

  /** Resolves when everything put so far is durable; rejects when that cannot be. */
  async flush(): Promise<void> {
    await this.#opening;
    await this.#writer.written();
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
  given(...[documentId, objects, from, stored]: GivenObjects): void {
    const open = this.#open.get(documentId);
    const document = this.#options.host.document(documentId);
    if (open === undefined || document === null) return;
    const standing = open.standing(document, objects);
    this.#tellObjects(open.ref, open.given(objects), from);
    if (standing.length > 0) {
      this.#writer.add(documentId, turnOf(open.ref.kind), standing);
      this.#writer.writeAll(documentId, from);
    }
    if (stored !== undefined) this.#options.host.onceStored(documentId, stored);
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

  #wakeLater(documentId: string): void {
    if (this.#options.rest?.has(documentId) !== true) return;
    this.#opening = this.#opening.then(() => this.wake(documentId));
  }

  async #openOne(documentId: DocumentId, wanted: Wanted): Promise<void> {
    await new Promise<void>((resolve) => this.#options.soon(resolve));
    const { ref } = wanted;
    try {
      const open = this.#open.get(documentId) ?? (await this.#load(documentId, wanted));
      const document = this.#options.host.document(documentId);
      if (document !== null) this.#tell(open, document);
      await this.#options.rest?.recover(documentId);
      if (this.#reads.delete(documentId)) this.#answer(documentId, open);
      if (this.#writer.has(documentId)) this.#writer.writeSoon();
    } catch (error) {
      const { rest } = this.#options;
      if (rest === null) this.table.delete(documentId);
      else rest.notOpened(documentId, ref.kind);
      this.#reads.delete(documentId);
      this.#writer.drop(documentId);
      this.#alarm('DOCUMENT-NOT-OPENED', `A document could not be opened: ${reasonOf(error)}.`, ref);
      if (isPanic(error)) this.#options.onPanic(error);
    }
  }

  /** Once, however many ask. */
  #load(documentId: DocumentId, wanted: Wanted): Promise<OpenDocument> {
    const loading = this.#loading.get(documentId) ?? this.#loadFrom(documentId, wanted);
    this.#loading.set(documentId, loading);
    return loading.finally(() => this.#loading.delete(documentId));
  }

  async #loadFrom(documentId: DocumentId, { ref, branchId }: Wanted): Promise<OpenDocument> {
    this.#options.rest?.wakes(documentId);
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
    this.#writer.writeAll(documentId);
    const document = this.#options.host.document(documentId);
    const objects = document === null ? [] : open.read(document).objects;
    this.#options.emit({ type: 'objects', ref: open.ref, objects, from: null, complete: true });
  }

  #alarm(code: string, message: string, ref: DocumentRef, peer: string | null = null): void {
    this.#options.emit({ type: 'alarm', code, message, ref, ...(peer === null ? {} : { peer }) });
  }
}
