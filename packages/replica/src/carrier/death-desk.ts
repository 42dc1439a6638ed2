import { refName } from '../document/document-ref.ts';
import type {
  CarrierConfig,
  CarrierInput,
  CarrierOutput,
  DocumentRef,
  MutedPair,
  Quarantine,
} from './carrier-port.ts';
import { StrikeBook, type QuarantineOrders } from './strike-book.ts';
import { clearWorkNote, readWorkNote, type Work, workNoteFile } from './work-note.ts';

/** How often it is looked whether a quarantine has run out. */
const LOOK_MS = 10_000;

export type DeathDeskEvents = {
  emit: (output: CarrierOutput) => void;
  /** To the replica process, if there is one. */
  say: (input: CarrierInput) => void;
};

type Opening = { ref: DocumentRef; branchId: string | null };

const wordsOf = ({ peer, ref, measure, untilMs }: Quarantine): { code: string; message: string } => {
  const until = `It is tried again at ${new Date(untilMs).toISOString()}.`;
  if (measure === 'closed') {
    return {
      code: 'DOCUMENT-CLOSED',
      message: `A document ended the replica process again and again; it is left closed here. ${until}`,
    };
  }
  if (peer === null) {
    return {
      code: 'DOCUMENT-MUTED',
      message: `What several devices sent of a document ended the replica process; it is not exchanged. ${until}`,
    };
  }
  const what = ref === null ? 'several documents' : 'a document';
  return {
    code: 'PEER-QUARANTINED',
    message: `What a device sent of ${what} ended the replica process again and again; it is not exchanged with it. ${until}`,
  };
};

/** What is known of the deaths of a replica process: at what it was, and what follows. */
export class DeathDesk {
  readonly #events: DeathDeskEvents;
  readonly #book: StrikeBook;
  readonly #noteFile: string;
  readonly #timer: NodeJS.Timeout;
  /** By name, what the owner wants open. */
  readonly #wanted = new Map<string, Opening>();
  #isSuspect = false;

  constructor(config: CarrierConfig, events: DeathDeskEvents) {
    this.#events = events;
    this.#book = new StrikeBook(config.quarantines ?? []);
    this.#noteFile = workNoteFile(config.databaseFile);
    this.#timer = setInterval(() => this.#expire(), LOOK_MS);
  }

  close(): void {
    clearInterval(this.#timer);
  }

  starting(): void {
    this.#isSuspect = false;
    clearWorkNote(this.#noteFile);
  }

  orders(): QuarantineOrders {
    return this.#book.orders();
  }

  /** What the owner says to the carrier, whether or not there is one at this moment. */
  said(input: CarrierInput): void {
    if (input.type === 'open') {
      for (const opening of input.documents) this.#wanted.set(refName(opening.ref), opening);
    } else if (input.type === 'lift' && this.#book.lift(input.pair)) this.#changed([input.pair]);
  }

  heard(output: CarrierOutput): void {
    if (output.type === 'opened') this.#book.opened(output.ref);
  }

  /** It ended in a way that what it was at may be to blame for. */
  suspect(): void {
    this.#isSuspect = true;
  }

  died(message: string): void {
    const work = this.#isSuspect ? readWorkNote(this.#noteFile) : null;
    this.#events.emit({
      type: 'alarm',
      code: 'CARRIER-DIED',
      message,
      ...(work === null ? {} : { ref: work.ref }),
      ...(work === null || work.peer === null ? {} : { peer: work.peer }),
    });
    if (work !== null) this.#strike(work);
  }

  #strike(work: Work): void {
    const measure = this.#book.struck(work, Date.now());
    if (measure?.type !== 'quarantine') return;
    const { quarantine } = measure;
    this.#changed([]);
    this.#events.emit({
      type: 'alarm',
      ...wordsOf(quarantine),
      ...(quarantine.ref === null ? {} : { ref: quarantine.ref }),
      ...(quarantine.peer === null ? {} : { peer: quarantine.peer }),
    });
  }

  #expire(): void {
    const over = this.#book.expire(Date.now());
    if (over.length > 0) this.#changed(over);
  }

  /** `freed`: what is under quarantine no longer, documents that may be open again among it. */
  #changed(freed: readonly MutedPair[]): void {
    const { muted } = this.#book.orders();
    this.#events.say({ type: 'muted', muted });
    const reopened = freed.flatMap(({ ref }) => (ref === null ? [] : (this.#wanted.get(refName(ref)) ?? [])));
    if (reopened.length > 0) this.#events.say({ type: 'reopen', documents: reopened });
    this.#events.emit({ type: 'quarantines', quarantines: this.#book.all() });
  }
}
