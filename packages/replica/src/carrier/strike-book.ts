import type { DocumentRef, MutedPair, Quarantine } from './carrier-port.ts';
import type { Work } from './work-note.ts';
import { refName } from '../document/document-ref.ts';

/** Deaths older than this count no more. */
const WINDOW_MS = 3_600_000;
/** So many deaths at one document with one peer, or at a document of our own, are no accident. */
const STRIKES = 2;
/** So many at one document, whoever sent it. */
const STRIKES_OF_DOCUMENT = 4;
/** So many at what one peer sent, whatever document it was. */
const STRIKES_OF_PEER = 6;
/** The first quarantine ends by itself after an hour, each further one lasts four times as long, at most a week. */
const FIRST_MS = 3_600_000;
const GROWTH = 4;
const LONGEST_MS = 7 * 24 * 3_600_000;

/** `peer`: null if what was worked on is saved here. */
type Strike = { ref: DocumentRef; peer: string | null; atMs: number };
/** What is kept from whom. */
type Pair = Pick<Quarantine, 'ref' | 'peer' | 'measure'>;

/** What follows from a death; null: nothing yet. */
export type Measure =
  | { type: 'set-aside'; ref: DocumentRef }
  | { type: 'quarantine'; quarantine: Quarantine };

/** What a carrier is told at its start. */
export type QuarantineOrders = {
  /** Neither taken from nor given to the peer. */
  muted: MutedPair[];
  /** Not opened. */
  closed: DocumentRef[];
  /** What is saved of it is set aside when it is opened. */
  setAside: DocumentRef[];
};

const isOf = (a: DocumentRef | null, b: DocumentRef | null): boolean =>
  a === null || b === null ? a === b : refName(a) === refName(b);

const isSame = (a: Pair, b: Pair): boolean =>
  isOf(a.ref, b.ref) && a.peer === b.peer && a.measure === b.measure;

/**
 * Counts at which document and peer the replica process died, and what follows: two deaths within an hour at what one
 * peer sent of a document mute the two, both ways; four at one document mute it with all, and six at one peer mute all
 * of it; two at what is saved here set that aside, so that the document is begun anew and filled again, and two more
 * close the document. Muted and closed it stays until a person lifts that or its time has passed; then one death is
 * enough for the next, longer one. Everything else goes on. A function of what it was told.
 */
export class StrikeBook {
  #strikes: Strike[] = [];
  /** Those whose time has passed included: they are remembered. */
  #quarantines: Quarantine[];
  readonly #toSetAside = new Map<string, DocumentRef>();
  readonly #wasSetAside = new Map<string, number>();

  constructor(quarantines: readonly Quarantine[]) {
    this.#quarantines = [...quarantines];
  }

  struck({ ref, peer }: Work, atMs: number): Measure | null {
    this.#strikes = this.#strikes.filter((strike) => Math.abs(atMs - strike.atMs) < WINDOW_MS);
    this.#strikes.push({ ref, peer, atMs });
    return peer === null ? this.#atOwn(ref, atMs) : this.#atPeer(ref, peer, atMs);
  }

  /** What was saved of it is set aside by now, or it opened as it is. */
  opened(ref: DocumentRef): void {
    this.#toSetAside.delete(refName(ref));
  }

  /** Ends what a person looked at, and forgets it; says whether there was such. */
  lift({ ref, peer }: MutedPair): boolean {
    const before = this.#quarantines.length;
    this.#quarantines = this.#quarantines.filter((each) => !isOf(each.ref, ref) || each.peer !== peer);
    // Null stands for any.
    this.#strikes = this.#strikes.filter(
      (strike) => (ref !== null && !isOf(strike.ref, ref)) || (peer !== null && strike.peer !== peer),
    );
    return this.#quarantines.length < before;
  }

  /** Those whose time has passed since the last call, as far as the clock can be believed; they are over. */
  expire(nowMs: number): readonly Quarantine[] {
    // One that is to last longer than any was set by a clock that was ahead.
    const over = this.#quarantines.filter(
      ({ isOver, untilMs }) => !isOver && (untilMs <= nowMs || untilMs - nowMs > LONGEST_MS),
    );
    if (over.length > 0) {
      this.#quarantines = this.#quarantines.map((each) =>
        over.includes(each) ? { ...each, isOver: true } : each,
      );
    }
    return over;
  }

  /** To be kept for the next life of this device. */
  all(): readonly Quarantine[] {
    return this.#quarantines;
  }

  orders(): QuarantineOrders {
    const standing = this.#quarantines.filter(({ isOver }) => !isOver);
    const of = (measure: Quarantine['measure']): Quarantine[] =>
      standing.filter((each) => each.measure === measure);
    return {
      muted: of('muted').map(({ ref, peer }) => ({ ref, peer })),
      closed: of('closed').flatMap(({ ref }) => ref ?? []),
      setAside: [...this.#toSetAside.values()],
    };
  }

  #atPeer(ref: DocumentRef, peer: string, atMs: number): Measure | null {
    const taken = this.#strikes.filter((strike) => strike.peer !== null);
    const ofPeer = taken.filter((strike) => strike.peer === peer);
    const ofDocument = taken.filter((strike) => isOf(strike.ref, ref));
    const ofBoth = ofDocument.filter((strike) => strike.peer === peer);
    const senders = new Set(ofDocument.map((strike) => strike.peer));
    const everything: Pair = { ref: null, peer, measure: 'muted' };
    const everybody: Pair = { ref, peer: null, measure: 'muted' };
    const both: Pair = { ref, peer, measure: 'muted' };
    if (ofPeer.length >= this.#needed(everything, STRIKES_OF_PEER)) return this.#quarantine(everything, atMs);
    if (senders.size > 1 && ofDocument.length >= this.#needed(everybody, STRIKES_OF_DOCUMENT)) {
      return this.#quarantine(everybody, atMs);
    }
    return ofBoth.length >= this.#needed(both, STRIKES) ? this.#quarantine(both, atMs) : null;
  }

  #atOwn(ref: DocumentRef, atMs: number): Measure | null {
    const own = this.#strikes.filter((strike) => strike.peer === null && isOf(strike.ref, ref));
    const closed: Pair = { ref, peer: null, measure: 'closed' };
    const needed = this.#needed(closed, STRIKES);
    if (own.length < needed) return null;
    this.#strikes = this.#strikes.filter((strike) => !own.includes(strike));
    const name = refName(ref);
    const setAsideMs = this.#wasSetAside.get(name);
    const wasJustSetAside = setAsideMs !== undefined && Math.abs(atMs - setAsideMs) < WINDOW_MS;
    if (wasJustSetAside || needed === 1) return this.#quarantine(closed, atMs);
    this.#wasSetAside.set(name, atMs);
    this.#toSetAside.set(name, ref);
    return { type: 'set-aside', ref };
  }

  /** Who was quarantined before is so again at once. */
  #needed(wanted: Pair, strikes: number): number {
    return this.#quarantines.some((each) => isSame(each, wanted)) ? 1 : strikes;
  }

  #quarantine(wanted: Pair, atMs: number): Measure {
    const before = this.#quarantines.find((each) => isSame(each, wanted));
    const times = (before?.times ?? 0) + 1;
    const lastsMs = Math.min(FIRST_MS * GROWTH ** (times - 1), LONGEST_MS);
    const quarantine = { ...wanted, sinceMs: atMs, untilMs: atMs + lastsMs, times, isOver: false };
    this.#quarantines = [...this.#quarantines.filter((each) => each !== before), quarantine];
    return { type: 'quarantine', quarantine };
  }
}
