import { apportionBy } from '../money/apportion.ts';
import { shareOf } from '../money/multiply.ts';
import { NOTHING, type Take, type TakeGoods } from './promoted-line.ts';
import type { Reward } from './promotion.ts';
import { milliOf, type Run, runsOf } from './run.ts';

/** What is taken off a set that would cost so much. */
const offSet = ({ sharePpm, amountMinor, priceMinor }: Reward, wholeMinor: number): number => {
  if (sharePpm !== undefined) return shareOf(wholeMinor, sharePpm);
  return amountMinor === undefined
    ? Math.max(wholeMinor - (priceMinor ?? 0), 0)
    : Math.min(amountMinor, wholeMinor);
};

/** Goes through the pieces of a part, dearest first, set by set. */
class PartPointer {
  readonly #runs: readonly Run[];
  readonly #need: number;
  #run = 0;
  #used = 0;

  constructor(runs: readonly Run[], need: number) {
    this.#runs = runs;
    this.#need = need;
  }

  /** How many sets can be made of the line at hand alone; 0: the next one needs several lines, or there is none. */
  alike(): number {
    const run = this.#runs[this.#run];
    return run === undefined ? 0 : Math.floor((run.pieces - this.#used) / this.#need);
  }

  /** The pieces of `sets` sets; null where there are too few. */
  next(sets: number): readonly Run[] | null {
    const pieces: Run[] = [];
    let open = sets * this.#need;
    let [place, used] = [this.#run, this.#used];
    while (open > 0) {
      const run = this.#runs[place];
      if (run === undefined) return null;
      const count = Math.min(run.pieces - used, open);
      pieces.push({ ...run, pieces: count });
      open -= count;
      used += count;
      if (used === run.pieces) [place, used] = [place + 1, 0];
    }
    return pieces;
  }

  advance(sets: number): void {
    let open = sets * this.#need;
    while (open > 0) {
      const rest = (this.#runs[this.#run]?.pieces ?? open) - this.#used;
      const count = Math.min(rest, open);
      open -= count;
      this.#used += count;
      if (count === rest) [this.#run, this.#used] = [this.#run + 1, 0];
    }
  }
}

const wholeOf = (pieces: readonly Run[]): number =>
  pieces.reduce((sum, { priceMinor, pieces: count }) => sum + priceMinor * count, 0);

/** Sets one after the other, the dearest first, while they save something; alike ones at once. */
const setsOf = (
  pointers: readonly PartPointer[],
  reward: Reward,
  maxTimes: number,
): { readonly offMinor: number; readonly pieces: readonly Run[] } => {
  const pieces: Run[] = [];
  let offMinor = 0;
  for (let times = 0; times < maxTimes;) {
    const sets = Math.max(Math.min(...pointers.map((pointer) => pointer.alike()), maxTimes - times), 1);
    const parts = pointers.map((pointer) => pointer.next(sets));
    if (parts.some((each) => each === null)) break;
    const taken = parts.flatMap((each) => each ?? []);
    const off = offSet(reward, wholeOf(taken) / sets);
    if (off === 0) break;
    for (const pointer of pointers) pointer.advance(sets);
    pieces.push(...taken);
    offMinor += off * sets;
    times += sets;
  }
  return { offMinor, pieces };
};

/** So many pieces of each part together cost less; what is taken off is split over them by what they cost. */
export const takeBundle: TakeGoods = ({ promotion, parts }, lines, left) => {
  const { steps, maxTimes = Number.MAX_SAFE_INTEGER } = promotion;
  const [step] = steps;
  if (step === undefined) return NOTHING;
  const pointers = parts.map(
    (places, at) => new PartPointer(runsOf(places, lines, left), promotion.parts[at]?.pieces ?? 1),
  );
  const { offMinor, pieces } = setsOf(pointers, step.reward, maxTimes);
  if (offMinor === 0) return NOTHING;
  const byLine = Map.groupBy(pieces, ({ at }) => at);
  const places = [...byLine.keys()].sort((a, b) => a - b);
  const values = places.map((at) => wholeOf(byLine.get(at) ?? []));
  const offs = apportionBy(offMinor, values, (a, b) => a - b);
  const takes = places.map((at, place): Take => {
    const count = (byLine.get(at) ?? []).reduce((sum, each) => sum + each.pieces, 0);
    return { at, quantityMilli: milliOf(count), offMinor: offs[place] ?? 0 };
  });
  return { offMinor, takes };
};
