import type {
  CarriedObject,
  CarrierConfig,
  CarrierInput,
  CarrierOutput,
  CarrierPort,
  DocumentRef,
} from '../carrier/carrier-port.ts';
import { refName } from '../document/document-ref.ts';

export type Carried = { readonly ref: DocumentRef; readonly object: CarriedObject };

/** A carrier that a test is itself: it sees what the device says to one, and says what a test has it say. */
export class HandCarrier implements CarrierPort {
  readonly config: CarrierConfig;
  readonly sent: CarrierInput[] = [];
  readonly #listeners = new Set<(output: CarrierOutput) => void>();
  closed = false;

  constructor(config: CarrierConfig) {
    this.config = config;
  }

  send(input: CarrierInput): void {
    this.sent.push(input);
  }

  onOutput(listener: (output: CarrierOutput) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  close(): Promise<void> {
    this.closed = true;
    return Promise.resolve();
  }

  emit(output: CarrierOutput): void {
    for (const listener of this.#listeners) listener(output);
  }

  ready(): void {
    this.emit({ type: 'ready', port: null });
  }

  /** A peer is linked: what is for others is told from now on. */
  linked(): void {
    this.emit({ type: 'links', links: [{ deviceId: 'peer', state: 'linked', sinceMs: 0, cause: '' }] });
  }

  /** Hands objects over as new from a peer, documents mixed as they come. */
  deliver(objects: readonly Carried[]): void {
    for (const { ref, object } of objects)
      this.emit({ type: 'objects', ref, objects: [object], from: 'peer', complete: false });
  }

  all<T extends CarrierInput['type']>(type: T): Extract<CarrierInput, { type: T }>[] {
    return this.sent.filter((input): input is Extract<CarrierInput, { type: T }> => input.type === type);
  }

  /** Everything that was put, in order; of one kind of document if named. */
  put(kind?: DocumentRef['kind']): Carried[] {
    return this.all('put')
      .filter(({ ref }) => kind === undefined || ref.kind === kind)
      .flatMap(({ ref, objects }) => objects.map((object) => ({ ref, object })));
  }

  /** Names of the documents that the device had opened. */
  opened(): string[] {
    return this.all('open').flatMap(({ documents }) => documents.map(({ ref }) => refName(ref)));
  }

  /**
   * Everything the device holds that its documents should: says that all it opened are empty, and takes
   * what it then puts in.
   */
  async everything(): Promise<Carried[]> {
    const before = this.sent.length;
    for (const { documents } of this.all('open')) {
      for (const { ref } of documents)
        this.emit({ type: 'opened', ref, count: 0, digest: new Uint8Array(32) });
    }
    for (const input of this.sent.slice(before)) {
      if (input.type === 'read')
        this.emit({ type: 'objects', ref: input.ref, objects: [], from: null, complete: true });
    }
    // What came is looked at first, in turns of its own.
    for (let turns = 0; turns < 20; turns += 1) await new Promise((resolve) => void setTimeout(resolve, 0));
    return this.sent
      .slice(before)
      .flatMap((input) =>
        input.type === 'put' ? input.objects.map((object) => ({ ref: input.ref, object })) : [],
      );
  }
}
