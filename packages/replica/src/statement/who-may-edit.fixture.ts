import { type Done, isWithOff } from './history.fixture.ts';
import { lifts } from './who-is-named.fixture.ts';
import type { First } from './who-stands.fixture.ts';

type Weighed = {
  readonly hadRight: readonly Done[];
  readonly label: ReadonlyMap<Done, 'in' | 'out'>;
  readonly knows: (later: Done, earlier: Done) => boolean;
  /** By device that is off. */
  readonly off: ReadonlyMap<string, string>;
};

/** Whom somebody barred from the catalogue that nobody lifted who knew of it, and whose admission is out. */
export const barredOf = (
  { hadRight, label, knows, off }: Weighed,
  { known: firstKnown }: First,
): ReadonlyMap<string, number> => {
  const isLifting = (word: Done, taking: Done): boolean =>
    label.get(word) === 'in' &&
    word.subject === taking.subject &&
    knows(word, taking) &&
    (isWithOff(taking)
      ? lifts(word, taking, { knows }) || (word.kind === 'give-right' && !off.has(taking.subject))
      : word.kind === 'give-right');
  const barred = new Map<string, number>();
  for (const id of [...new Set(hadRight.map(({ subject }) => subject))].sort()) {
    const against = hadRight.filter(
      (deed) =>
        deed.kind === 'take-right' &&
        deed.subject === id &&
        label.get(deed) !== 'out' &&
        !hadRight.some((word) => isLifting(word, deed)),
    );
    const sure = against.filter((deed) => label.get(deed) === 'in');
    const ways = hadRight.filter(({ kind, subject }) => kind === 'admit' && subject === id);
    const isIn = ways.length === 0 || firstKnown.includes(id) || ways.some((way) => label.get(way) === 'in');
    if (isIn && against.length === 0) continue;
    const counting = sure.length > 0 ? sure : against;
    barred.set(id, Math.max(0, ...counting.map(({ reach }) => reach[0])));
  }
  return barred;
};
