/** Messages of one peer about one document: so many at once, and so many a second on the long run. */
const BURST = 400;
const PER_SECOND = 40;
/** So many pairs are remembered; what makes room may begin anew. */
const PAIRS_MAX = 20_000;

/**
 * Counts messages by peer and document. A sound peer sends a few a second, and a few hundred when much is caught up
 * on; two synchronisers that misunderstand each other send thousands.
 */
export class FloodMeter {
  readonly #nowMs: () => number;
  readonly #pairs = new Map<string, { left: number; atMs: number }>();

  constructor(nowMs: () => number) {
    this.#nowMs = nowMs;
  }

  /** Whether one more is too many. */
  isFlood(peer: string, documentId: string): boolean {
    const name = `${peer} ${documentId}`;
    const nowMs = this.#nowMs();
    const pair = this.#pairs.get(name) ?? { left: BURST, atMs: nowMs };
    const gained = (Math.max(0, nowMs - pair.atMs) * PER_SECOND) / 1_000;
    const left = Math.min(BURST, pair.left + gained) - 1;
    this.#pairs.set(name, { left: Math.max(left, 0), atMs: nowMs });
    const [oldest] = this.#pairs.keys();
    if (this.#pairs.size > PAIRS_MAX && oldest !== undefined) this.#pairs.delete(oldest);
    return left < 0;
  }
}
