import type { PeerAddress } from '../link/peer.ts';
import { AGAIN_MS, type Sighting, type SightingListener } from './discovery-port.ts';

/** Of more the oldest are forgotten. */
const SIGHTINGS_MAX = 256;

type Known = { readonly type: string; readonly sighting: Sighting; readonly from: string; toldMs: number };

/** Who was seen, and who is to be told of it. */
export class SightingBook {
  readonly #nowMs: () => number;
  readonly #known = new Map<string, Known>();
  readonly #listeners = new Map<SightingListener, string>();

  constructor(nowMs: () => number) {
    this.#nowMs = nowMs;
  }

  listen(type: string, listener: SightingListener): () => void {
    this.#listeners.set(listener, type);
    for (const known of this.#known.values()) if (known.type === type) listener.found(known.sighting);
    return () => void this.#listeners.delete(listener);
  }

  /** The types that somebody wants to hear of. */
  types(): ReadonlySet<string> {
    return new Set(this.#listeners.values());
  }

  /** `from`: the machine, as `heardFrom` names it. */
  seen(type: string, name: string, address: PeerAddress, from: string, text: Sighting['text']): void {
    const before = this.#known.get(name);
    const isSame =
      before?.sighting.address.host === address.host && before.sighting.address.port === address.port;
    if (isSame && this.#nowMs() - before.toldMs < AGAIN_MS) return;
    this.#known.delete(name);
    const known = { type, sighting: { name, address, text }, from, toldMs: this.#nowMs() };
    this.#known.set(name, known);
    const [oldest] = this.#known.keys();
    if (this.#known.size > SIGHTINGS_MAX && oldest !== undefined) this.#known.delete(oldest);
    this.#tell(known);
  }

  /** Anything came from this machine, so those who announce there can be reached. */
  heardFrom(from: string): void {
    const nowMs = this.#nowMs();
    for (const known of this.#known.values()) {
      if (known.from !== from || nowMs - known.toldMs < AGAIN_MS) continue;
      known.toldMs = nowMs;
      this.#tell(known);
    }
  }

  gone(name: string): void {
    const known = this.#known.get(name);
    if (known === undefined) return;
    this.#known.delete(name);
    for (const [listener, type] of this.#listeners) if (type === known.type) listener.gone(name);
  }

  #tell({ type, sighting }: Known): void {
    for (const [listener, wanted] of this.#listeners) if (wanted === type) listener.found(sighting);
  }
}
