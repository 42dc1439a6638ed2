import { randomInt } from 'node:crypto';

/** Chance that one seed decides: which moments, which faults, what is sold. */
export type Chance = {
  /** A whole number from `from` to `to`, both possible. */
  readonly between: (from: number, to: number) => number;
  readonly oneOf: <T>(choices: readonly T[]) => T;
  /** True with this probability. */
  readonly happens: (share: number) => boolean;
  /** A stream of its own, so that what one till draws does not depend on another's pace. */
  readonly stream: (name: string) => Chance;
};

const SPAN = 2 ** 32;

/** FNV-1a: nearby seeds and names give streams far apart. */
const hashOf = (text: string): number => {
  let hash = 0x811c9dc5;
  for (const character of text) hash = Math.imul(hash ^ (character.codePointAt(0) ?? 0), 0x01000193);
  return hash >>> 0;
};

/** Mulberry32: 32 bits of state, enough to draw moments from. */
const drawFrom = (seed: number): (() => number) => {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / SPAN;
  };
};

export const createChance = (seed: number, name = ''): Chance => {
  const draw = drawFrom(hashOf(`${seed}/${name}`));
  const between = (from: number, to: number): number => from + Math.floor(draw() * (to - from + 1));
  return {
    between,
    oneOf: (choices) => {
      const chosen = choices[between(0, choices.length - 1)];
      if (chosen === undefined) throw new Error('nothing to choose from');
      return chosen;
    },
    happens: (share) => draw() < share,
    stream: (part) => createChance(seed, `${name}/${part}`),
  };
};

export const freshSeed = (): number => randomInt(1, SPAN - 1);
