import { NOTHING, type Take, type TakeGoods, type Taken } from './promoted-line.ts';
import type { Promotion, Reward } from './promotion.ts';
import { offUnits } from './reduction.ts';
import { firstOf, milliOf, piecesOf, type Run, runsOf } from './run.ts';

const ONE_PIECE = milliOf(1);

const offPiece = (reward: Reward, { priceMinor }: Run): number => offUnits(reward, priceMinor, ONE_PIECE);

type Terms = {
  readonly buy: number;
  readonly get: number;
  readonly reward: Reward;
  readonly maxTimes: number;
};

const termsOf = ({ parts, steps, maxTimes }: Promotion): Terms | null => {
  const [bought, got] = parts;
  const [step] = steps;
  if (bought === undefined || got === undefined || step === undefined) return null;
  return {
    buy: bought.pieces,
    get: got.pieces,
    reward: step.reward,
    maxTimes: maxTimes ?? Number.MAX_SAFE_INTEGER,
  };
};

/** How many of the pieces from `start` on, up to `end`, are the last `get` of a whole set of `set`. */
const gotBetween = (start: number, end: number, set: number, get: number): number => {
  const gotBefore = (piece: number): number =>
    Math.floor(piece / set) * get + Math.max((piece % set) - (set - get), 0);
  return gotBefore(end) - gotBefore(start);
};

/** Of the same goods: sets from the dearest on, the cheapest of each for less, while that saves something. */
const takeOfSame = (runs: readonly Run[], { buy, get, reward, maxTimes }: Terms): Taken => {
  const set = buy + get;
  const worthwhile = piecesOf(runs.filter((run) => offPiece(reward, run) > 0));
  const times = Math.min(
    Math.floor(piecesOf(runs) / set),
    Math.max(Math.ceil((worthwhile - buy) / set), 0),
    maxTimes,
  );
  const takes: Take[] = [];
  let offMinor = 0;
  let start = 0;
  for (const run of firstOf(runs, times * set)) {
    const end = start + run.pieces;
    const off = offPiece(reward, run) * gotBetween(start, end, set, get);
    takes.push({ at: run.at, quantityMilli: milliOf(run.pieces), offMinor: off });
    offMinor += off;
    start = end;
  }
  return offMinor === 0 ? NOTHING : { offMinor, takes };
};

/** Of other goods: the dearest that can be got for less, while there is something to get. */
const takeOfOthers = (
  bought: readonly Run[],
  got: readonly Run[],
  { buy, get, reward, maxTimes }: Terms,
): Taken => {
  const worthwhile = piecesOf(got.filter((run) => offPiece(reward, run) > 0));
  const times = Math.min(
    Math.floor(piecesOf(bought) / buy),
    Math.floor(piecesOf(got) / get),
    Math.ceil(worthwhile / get),
    maxTimes,
  );
  if (times === 0) return NOTHING;
  const takes: Take[] = firstOf(bought, times * buy).map(({ at, pieces }) => ({
    at,
    quantityMilli: milliOf(pieces),
    offMinor: 0,
  }));
  let offMinor = 0;
  for (const run of firstOf(got, times * get)) {
    const off = offPiece(reward, run) * run.pieces;
    takes.push({ at: run.at, quantityMilli: milliOf(run.pieces), offMinor: off });
    offMinor += off;
  }
  return { offMinor, takes };
};

/** Who buys so many gets so many for less. What is bought is reduced by nothing, and taken with it. */
export const takeBuyGet: TakeGoods = ({ promotion, parts }, lines, left) => {
  const terms = termsOf(promotion);
  if (terms === null) return NOTHING;
  const bought = runsOf(parts[0] ?? [], lines, left);
  return promotion.parts[1]?.goods === undefined
    ? takeOfSame(bought, terms)
    : takeOfOthers(bought, runsOf(parts[1] ?? [], lines, left), terms);
};
