import { type Accessor, createSignal, onCleanup } from 'solid-js';
import type { ProductHit } from '../../../api/view.ts';
import { readMultiplier } from '../../key/multiplier.ts';
import { getJson } from '../../link/api.ts';
import type { Outcome } from '../../link/command-queue.ts';
import type { Desk } from '../../state/desk.ts';

/** A pause this long ends a word; a scanner never pauses, so its codes start no search of words. */
const PAUSE_MS = 90;
const MOST_HITS = 30;

type Search = {
  readonly text: Accessor<string>;
  /** What was found for the text; null while nothing is searched. */
  readonly hits: Accessor<readonly ProductHit[] | null>;
  /** Place of the hit that Enter takes; -1 when Enter takes the text as a code. */
  readonly active: Accessor<number>;
  readonly setActive: (place: number) => void;
  readonly write: (text: string) => void;
  /** Searches now; null when somebody typed on meanwhile or no answer came. */
  readonly run: () => Promise<readonly ProductHit[] | null>;
  readonly clear: () => void;
};

const createSearch = (): Search => {
  const [text, setText] = createSignal('');
  const [hits, setHits] = createSignal<readonly ProductHit[] | null>(null);
  const [active, setActive] = createSignal(-1);
  let pause: ReturnType<typeof setTimeout> | undefined;
  onCleanup(() => clearTimeout(pause));

  const run = async (): Promise<readonly ProductHit[] | null> => {
    clearTimeout(pause);
    const asked = text();
    if (asked.trim() === '') return null;
    const query = new URLSearchParams({ search: asked.trim(), limit: String(MOST_HITS) });
    const reply = await getJson<readonly ProductHit[]>(`/api/products?${query.toString()}`);
    if (text() !== asked || reply.status !== 'answered') return null;
    setHits(reply.value);
    setActive((place) => Math.min(place, reply.value.length - 1));
    return reply.value;
  };
  const write = (typed: string): void => {
    clearTimeout(pause);
    setText(typed);
    setActive(-1);
    if (typed.trim() === '') setHits(null);
    else pause = setTimeout(() => void run(), PAUSE_MS);
  };
  return { text, hits, active, setActive, write, run, clear: () => write('') };
};

export type Finder = Pick<Search, 'text' | 'hits' | 'active' | 'clear'> & {
  /** A quantity typed before the next item, thousandths. */
  readonly times: Accessor<number | null>;
  readonly dropTimes: () => void;
  readonly type: (typed: string) => void;
  readonly move: (by: 1 | -1) => void;
  /** Enter with something in the field: `scanned` is the code when a scanner typed it. */
  readonly take: (scanned: string | null) => Promise<void>;
  readonly add: (productId: string) => Promise<void>;
};

const isCode = (text: string): boolean => /^\d{6,}$/.test(text);

/** The search field's state: what is typed, what was found, and adding it to the basket. */
export const createFinder = (
  desk: Pick<Desk, 'sendQuietly' | 'refuse'>,
  onLine: (line: number) => void,
): Finder => {
  const search = createSearch();
  const [times, setTimes] = createSignal<number | null>(null);
  let asking: string | null = null;
  /** Sends an item with the quantity typed before it, which is used up at once and comes back on a refusal. */
  const sendItem = async (item: { productId: string } | { code: string }): Promise<Outcome> => {
    const milli = times();
    setTimes(null);
    const outcome = await desk.sendQuietly({
      kind: 'basket.add',
      ...item,
      ...(milli === null ? {} : { quantityMilli: milli }),
    });
    if (!outcome.ok) setTimes((now) => now ?? milli);
    else if (outcome.answer.kind === 'line') onLine(outcome.answer.line);
    return outcome;
  };

  const add = async (productId: string): Promise<void> => {
    search.clear();
    const outcome = await sendItem({ productId });
    if (!outcome.ok) desk.refuse(outcome.refusal);
  };
  /** The field is free for the next scan at once, whatever becomes of this one. */
  const addCode = async (code: string): Promise<void> => {
    search.clear();
    const outcome = await sendItem({ code });
    if (!outcome.ok) desk.refuse({ ...outcome.refusal, at: code });
  };
  /** A word that is no code leaves what it found on the screen, the first hit ready for a second Enter. */
  const addTyped = async (typed: string): Promise<void> => {
    // It stays in the field until there is an answer: Enter on it meanwhile is the same Enter.
    if (asking === typed) return;
    asking = typed;
    const outcome = await sendItem({ code: typed });
    asking = null;
    if (outcome.ok) {
      if (search.text().trim() === typed) search.clear();
    } else if (outcome.refusal.code === 'PRODUCT-UNKNOWN') {
      const found = await search.run();
      if (found !== null && found.length > 0) search.setActive(0);
      else desk.refuse({ ...outcome.refusal, at: typed });
    } else {
      desk.refuse(outcome.refusal);
    }
  };

  return {
    ...search,
    times,
    dropTimes: () => setTimes(null),
    type: (typed) => {
      const multiplier = readMultiplier(typed);
      if (multiplier !== null) setTimes(multiplier.quantityMilli);
      search.write(multiplier === null ? typed : multiplier.rest);
    },
    move: (by) => {
      const last = (search.hits()?.length ?? 0) - 1;
      search.setActive(Math.max(-1, Math.min(last, search.active() + by)));
    },
    take: (scanned) => {
      const chosen = search.hits()?.[search.active()];
      const typed = search.text().trim();
      if (chosen !== undefined) return add(chosen.id);
      return scanned !== null || isCode(typed) ? addCode(typed) : addTyped(typed);
    },
    add,
  };
};
