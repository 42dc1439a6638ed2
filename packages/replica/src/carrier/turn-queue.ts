import type { NotedWork } from './work-note.ts';

export type TurnQueueOptions = {
  /** Notes what is taken up, and whose it is. */
  readonly begin: (documentId: string, from: string) => NotedWork;
  readonly failed: (documentId: string, from: string, error: unknown) => void;
};

/** What is done with a document is done one after the other; with several, side by side. */
export class TurnQueue {
  readonly #options: TurnQueueOptions;
  /** Per document, what is being taken up. */
  readonly #taking = new Map<string, Promise<void>>();
  /** The same, as it is noted. */
  readonly #taken = new Map<string, NotedWork>();

  constructor(options: TurnQueueOptions) {
    this.#options = options;
  }

  /** After what came before for this document; it is a message of the peer `from`, and is noted as such. */
  async inTurn(documentId: string, from: string, run: () => Promise<void>): Promise<void> {
    const take = async (): Promise<void> => {
      const noted = this.#options.begin(documentId, from);
      this.#taken.set(documentId, noted);
      try {
        await run();
      } catch (error) {
        this.#options.failed(documentId, from, error);
      } finally {
        this.#taken.delete(documentId);
        noted.end();
      }
    };
    const taken = (this.#taking.get(documentId) ?? Promise.resolve()).then(take);
    this.#taking.set(documentId, taken);
    await taken;
    if (this.#taking.get(documentId) === taken) this.#taking.delete(documentId);
  }

  /** What was being taken up was interrupted, and goes on. */
  goesOn(documentId: string): void {
    this.#taken.get(documentId)?.again();
  }

  /** Resolves when all that came so far was taken up or refused. */
  async settled(): Promise<void> {
    while (this.#taking.size > 0) await Promise.all(this.#taking.values());
  }
}
