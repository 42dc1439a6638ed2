import { covers, type Extent, type MeteredLink, narrower } from './extent.ts';

type Standing = {
  readonly extent: Extent;
  /** What was once said of a document on this link stays so: a peer that is refused in the middle is confused. */
  readonly said: Map<string, boolean>;
};

/**
 * Which documents go over metered links. Either end may mark a link, and says so when it greets; the narrower word
 * counts at both. While a link stands its extent stays: whoever changes it has the link made anew.
 */
export class MeteredLinks {
  readonly #extentFor: (documentId: string) => Extent | null;
  #own: ReadonlyMap<string, Extent> = new Map();
  readonly #standing = new Map<string, Standing>();

  /** `extentFor`: the narrowest extent that a document goes with; null: it is not known here yet. */
  constructor(extentFor: (documentId: string) => Extent | null) {
    this.#extentFor = extentFor;
  }

  /** Whether any link that stands is metered. */
  get isAny(): boolean {
    return this.#standing.size > 0;
  }

  /** Takes the whole list anew; returns whose links are to be made anew. */
  replace(links: readonly MeteredLink[]): string[] {
    const before = this.#own;
    this.#own = new Map(links.map(({ deviceId, extent }) => [deviceId, extent]));
    return [...new Set([...before.keys(), ...this.#own.keys()])].filter(
      (deviceId) => before.get(deviceId) !== this.#own.get(deviceId),
    );
  }

  /** As this device marked the link; null: it did not. */
  ownOf(deviceId: string): Extent | null {
    return this.#own.get(deviceId) ?? null;
  }

  /** A link stands from now on. `said`: by the device at the other end. */
  began(deviceId: string, said: Extent | null): void {
    const extent = narrower(this.ownOf(deviceId), said);
    if (extent === null) this.#standing.delete(deviceId);
    else this.#standing.set(deviceId, { extent, said: new Map() });
  }

  ended(deviceId: string): void {
    this.#standing.delete(deviceId);
  }

  isMetered(deviceId: string): boolean {
    return this.#standing.has(deviceId) || this.#own.has(deviceId);
  }

  /** Whether a document goes over the link to a device, as it stands or would. */
  lets(deviceId: string, documentId: string): boolean {
    const standing = this.#standing.get(deviceId);
    const extent = standing?.extent ?? this.ownOf(deviceId);
    const needed = this.#extentFor(documentId);
    // Of what is not known here the gate has its own word, and another one once it is.
    if (extent === null || needed === null) return true;
    const said = standing?.said.get(documentId) ?? covers(extent, needed);
    standing?.said.set(documentId, said);
    return said;
  }
}
