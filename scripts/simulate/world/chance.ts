/** Chance that a seed decides: the same seed gives the same numbers, whatever machine it runs on. */
export type Chance = {
  /** From 0 up to 1. */
  readonly next: () => number;
  /** A whole number from `from` through `to`. */
  readonly within: (from: number, to: number) => number;
  readonly one: <T>(items: readonly T[]) => T;
  /** True with this probability. */
  readonly maybe: (probability: number) => boolean;
  readonly bytes: (length: number) => Uint8Array;
  /** Another chance that takes nothing from this one from here on: what one part draws changes no other part. */
  readonly fork: (name: string) => Chance;
};

/** SplitMix32's mixing step: spreads any seed over all 32 bits. */
const mix = (seed: number): number => {
  let z = (seed + 0x9e3779b9) | 0;
  z = Math.imul(z ^ (z >>> 16), 0x21f0aaad);
  z = Math.imul(z ^ (z >>> 15), 0x735a2d97);
  return (z ^ (z >>> 15)) >>> 0;
};

const seedOf = (text: string): number => {
  let seed = 0x811c9dc5;
  for (const character of text) seed = mix(Math.imul(seed ^ (character.codePointAt(0) ?? 0), 0x01000193));
  return seed;
};

/** xoshiro128** (Blackman and Vigna 2018), seeded from a text. */
export const createChance = (name: string): Chance => {
  const start = seedOf(name);
  let [a, b, c, d] = [mix(start), mix(start + 1), mix(start + 2), mix(start + 3)] as const;
  const rotated = (x: number, by: number): number => (x << by) | (x >>> (32 - by));
  const word = (): number => {
    const result = Math.imul(rotated(Math.imul(b, 5), 7), 9) >>> 0;
    const t = b << 9;
    const [x, y] = [c ^ a, d ^ b];
    [a, b, c, d] = [a ^ y, b ^ x, x ^ t, rotated(y, 11)];
    return result;
  };
  const next = (): number => word() / 0x1_0000_0000;
  const within = (from: number, to: number): number => from + Math.floor(next() * (to - from + 1));
  return {
    next,
    within,
    one: (items) => {
      const item = items[within(0, items.length - 1)];
      if (item === undefined) throw new Error('There is nothing to choose from.');
      return item;
    },
    maybe: (probability) => next() < probability,
    bytes: (length) => Uint8Array.from({ length }, () => word() >>> 24),
    fork: (part) => createChance(`${name}/${part}`),
  };
};
