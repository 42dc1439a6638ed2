import { fromHex } from '../cbor/bytes.ts';
import type { ObjectPlace } from '../store/object-place.ts';
import type { TillStore } from '../store/till-store.ts';
import { barNameOf } from './catalog-bar.ts';
import type { Roster } from './roster.ts';
import { settleSubject } from './settle-subject.ts';
import type { Judging } from './take-slice.ts';

/** By what the values of each device were settled, under this name among what is this device's alone. */
const NAME = 'catalog-bars';
/** Of a device whose values are being settled: by nothing yet, so no name of what decides of them. */
const UNDER_WAY = 'under-way';
/** Places looked at before the time is. */
const AT_ONCE = 20;

type Settled = Readonly<Record<string, string>>;
type Sweep = { readonly name: string | null; readonly after: ObjectPlace | null };

const settledIn = ({ local }: Pick<TillStore, 'local'>): Settled =>
  (local.get(NAME) as Settled | undefined) ?? {};

const note = (store: Pick<TillStore, 'local'>, deviceId: string, name: string | null): void => {
  const { [deviceId]: _before, ...others } = settledIn(store);
  store.local.put(NAME, name === null ? others : { ...others, [deviceId]: name });
};

/** Behind every value under a key: no SHA-256 comes after it. */
const BEHIND_ALL = new Uint8Array(32).fill(0xff);

/**
 * The next places of a device's values; null: there are none after. A key that was settled is left behind as a whole, or
 * each step would settle all that is under it anew.
 */
const step = (judging: Judging, deviceId: string, after: ObjectPlace | null): ObjectPlace | null => {
  const places = judging.store.objects.placesAfter('catalog', after, fromHex(deviceId), AT_ONCE);
  let settled: ObjectPlace | null = null;
  for (const place of places) {
    if (!place.isNamed || (settled?.document === place.document && settled.key === place.key)) continue;
    settleSubject(judging, place.document, place.key, null);
    settled = place;
  }
  const last = places.at(-1);
  if (last === undefined) return null;
  const isSettled = settled?.document === last.document && settled.key === last.key;
  return isSettled ? { ...last, hash: BEHIND_ALL } : last;
};

/**
 * Brings what counts of a device's catalogue values in line with what the registry says of it, key by key. It is noted
 * when that is done: an end of the process begins it again, and finds what is done done.
 */
export const createCatalogSweep = () => {
  /** Null: from the top. */
  const due = new Map<string, Sweep | null>();
  return {
    /** After the registry came to say something else, or at a start: the devices whose values have to be settled anew. */
    changed: ({
      store,
      roster,
    }: {
      readonly store: TillStore;
      readonly roster: Roster;
    }): readonly string[] => {
      const settled = settledIn(store);
      const devices = new Set([...Object.keys(settled), ...roster.state.catalogBars.keys()]);
      return [...devices].filter((id) => barNameOf(roster.state, id) !== (settled[id] ?? null));
    },
    /** False: it was due already. */
    begin: (deviceId: string): boolean => {
      if (due.has(deviceId)) return false;
      due.set(deviceId, null);
      return true;
    },
    /** Goes on with a device; whether it is done with. */
    goOn: (judging: Judging, deviceId: string, mayGoOn: () => boolean): boolean => {
      const begun = due.get(deviceId);
      if (begun === undefined) return true;
      const { store, roster } = judging;
      const name = barNameOf(roster.state, deviceId);
      // Said otherwise meanwhile: what was settled so far was so by something else.
      const isSame = begun !== null && begun.name === name;
      if (!isSame) note(store, deviceId, UNDER_WAY);
      let after = isSame ? begun.after : null;
      do {
        after = step(judging, deviceId, after);
        if (after === null) {
          note(store, deviceId, name);
          due.delete(deviceId);
          judging.touched.changes.add('status');
          return true;
        }
      } while (mayGoOn());
      due.set(deviceId, { name, after });
      return false;
    },
    /** How many devices are not done with. */
    due: (): number => due.size,
    /** It failed: until the registry says something else, or the next start. */
    gaveUp: (deviceId: string): void => void due.delete(deviceId),
    /** What was done of these was not kept. */
    lost: (deviceIds: Iterable<string>): void => {
      for (const each of deviceIds) due.set(each, null);
    },
  };
};
