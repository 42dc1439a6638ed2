/** The second time a peer is muted, muting outlives its link by so much; every further time by twice as much. */
const HOLD_FIRST_MS = 60_000;
const HOLD_MAX_MS = 24 * 60 * 60_000;
/** So many mutings are remembered; the oldest make room. */
const STRIKES_MAX = 10_000;

type Strikes = { count: number; untilMs: number };

/** What is under quarantine; null: every document, every peer. */
export type Muted = { readonly documentId: string | null; readonly peer: string | null };

const nameOf = (peer: string, documentId: string): string => `${peer} ${documentId}`;

/**
 * Documents that are muted between this device and a peer: for as long as their link stands, and for a peer that
 * keeps doing it also over its reconnects, for a growing time. And those that were put under quarantine, whatever
 * links come and go.
 */
export class MuteTable {
  readonly #nowMs: () => number;
  readonly #muted = new Map<string, Set<string>>();
  readonly #strikes = new Map<string, Strikes>();
  #standing: readonly Muted[] = [];

  constructor(nowMs: () => number) {
    this.#nowMs = nowMs;
  }

  mute(peer: string, documentId: string): void {
    const documents = this.#muted.get(peer) ?? new Set();
    if (documents.has(documentId)) return;
    this.#muted.set(peer, documents.add(documentId));
    this.#strike(nameOf(peer, documentId));
  }

  #strike(name: string): void {
    const count = (this.#strikes.get(name)?.count ?? 0) + 1;
    const holdMs = count < 2 ? 0 : Math.min(HOLD_FIRST_MS * 2 ** (count - 2), HOLD_MAX_MS);
    this.#strikes.delete(name);
    this.#strikes.set(name, { count, untilMs: this.#nowMs() + holdMs });
    const [oldest] = this.#strikes.keys();
    if (this.#strikes.size > STRIKES_MAX && oldest !== undefined) this.#strikes.delete(oldest);
  }

  isMuted(peer: string, documentId: string): boolean {
    return (this.#muted.get(peer)?.has(documentId) ?? false) || this.#stands(peer, documentId);
  }

  /** Takes the whole list of what is under quarantine anew; returns what is no longer in it. */
  replace(standing: readonly Muted[]): readonly Muted[] {
    const before = this.#standing;
    this.#standing = standing;
    return before.filter(
      ({ peer, documentId }) =>
        !standing.some((each) => each.peer === peer && each.documentId === documentId),
    );
  }

  #stands(peer: string, documentId: string): boolean {
    return this.#standing.some(
      (each) =>
        (each.peer === null || each.peer === peer) &&
        (each.documentId === null || each.documentId === documentId),
    );
  }

  /** The link to a peer is lost: whatever has served its time begins anew with the next one. */
  linkLost(peer: string): void {
    const documents = this.#muted.get(peer);
    if (documents === undefined) return;
    const nowMs = this.#nowMs();
    for (const documentId of documents) {
      const until = this.#strikes.get(nameOf(peer, documentId))?.untilMs ?? 0;
      if (until <= nowMs) documents.delete(documentId);
    }
    if (documents.size === 0) this.#muted.delete(peer);
  }
}
