import type { Applied, Item } from './applied.ts';
import { follows, type Placed } from './causal-order.ts';
import { ROOT } from './statement.ts';

const NOBODY: ReadonlySet<string> = new Set();

const common = (sets: readonly ReadonlySet<string>[]): ReadonlySet<string> => {
  const [first = NOBODY, ...others] = sets;
  return new Set([...first].filter((id) => others.every((set) => set.has(id))));
};

/**
 * Who is there only because somebody else is: those that are met on every way by which a device was admitted. A way
 * that somebody adds later, as by stating a device once more, so puts nobody above it. Each way is weighed once, when
 * it is stated: people who state one another over and over make it no slower.
 */
export class Admissions {
  readonly #ways = new Map<string, { readonly place: Placed<Item>; readonly above: ReadonlySet<string> }[]>();

  /** Statements that name devices, each after all that it follows. */
  add({ place, body }: Pick<Applied<'device'>, 'place' | 'body'>): void {
    const { signer } = place.item.statement;
    const above = signer === ROOT ? NOBODY : new Set([signer, ...this.aboveAt(place, signer)]);
    this.#ways.set(body.deviceId, [...(this.#ways.get(body.deviceId) ?? []), { place, above }]);
  }

  /** Above a device, as far as the author of a statement could know. */
  aboveAt(place: Placed<Item>, deviceId: string): ReadonlySet<string> {
    const ways = (this.#ways.get(deviceId) ?? []).filter((way) => follows(place, way.place));
    return common(ways.map((way) => way.above));
  }

  /** By device, for a statement that follows all of these. */
  all(): ReadonlyMap<string, ReadonlySet<string>> {
    return new Map(
      [...this.#ways]
        .map(([deviceId, ways]) => [deviceId, common(ways.map((way) => way.above))] as const)
        .sort(([a], [b]) => (a < b ? -1 : 1)),
    );
  }
}
