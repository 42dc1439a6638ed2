import { fromHex } from '../cbor/bytes.ts';
import type { ObjectPlace } from '../store/object-place.ts';
import { OBJECT_STATE, type StoredObject } from '../store/object-table.ts';
import type { TillStore } from '../store/till-store.ts';
import { readValueHeader } from '../value/value.ts';
import { unsuperseded } from '../value/winner.ts';
import { barNameOf, mayCountValue } from './catalog-bar.ts';
import type { RegistryState } from '../statement/registry-state.ts';

/** Places looked at before the time is. */
const AT_ONCE = 200;

type Objects = Pick<TillStore, 'objects'>;
type Bars = { readonly state: Pick<RegistryState, 'catalogBars'> };

export type Whose = {
  readonly deviceId: string;
  /** Only what its device says it wrote before; null: all that is held. */
  readonly beforeMs: number | null;
};

const isValid = ({ state }: StoredObject): boolean =>
  state === OBJECT_STATE.valid || state === OBJECT_STATE.notUnderstood || state === OBJECT_STATE.withheld;

/**
 * Of a device's values under one key the last ones that count here: those that none of its own later ones followed. What
 * others wrote over them is no reason to leave them out: should that cease to count, they are what was before.
 */
const lastOf = (
  { objects }: Objects,
  { state }: Bars,
  { document, key }: Pick<ObjectPlace, 'document' | 'key'>,
  { deviceId, beforeMs }: Whose,
): readonly Uint8Array[] => {
  const own = objects.ofKey(document, key).flatMap((object) => {
    const read = isValid(object) ? readValueHeader(object.bytes) : null;
    if (read?.ok !== true || read.value.deviceId !== deviceId) return [];
    const { clock, parents } = read.value;
    const isBefore = beforeMs === null || clock.utcMs < beforeMs;
    return isBefore && mayCountValue(state, read.value, object.hash)
      ? [{ hash: object.hash, clock, parents }]
      : [];
  });
  return unsuperseded(own).map(({ hash }) => hash);
};

type Found = Map<string, readonly Uint8Array[]>;

/** Looks at the next places; the last of them, null when there are none. */
const look = (
  store: Objects,
  roster: Bars,
  whose: Whose,
  after: ObjectPlace | null,
  found: Found,
): ObjectPlace | null => {
  const places = store.objects.placesAfter('catalog', after, fromHex(whose.deviceId), AT_ONCE);
  for (const place of places) {
    const name = `${place.document}/${place.key}`;
    if (place.isNamed && !found.has(name)) found.set(name, lastOf(store, roster, place, whose));
  }
  return places.at(-1) ?? null;
};

/** SHA-256 of the values of a device that go on counting when it may edit the catalogue no more. */
export const listedValues = (store: Objects, roster: Bars, whose: Whose): readonly Uint8Array[] => {
  const found: Found = new Map();
  let after: ObjectPlace | null = null;
  do after = look(store, roster, whose, after, found);
  while (after !== null);
  return [...found.values()].flat();
};

/** The same, looked for ahead and a little at a time; what came meanwhile is added when it is asked for at last. */
export const listValuesAhead = async (
  store: Objects,
  roster: () => Bars,
  deviceId: string,
  pace: () => Promise<void> | undefined,
): Promise<() => readonly Uint8Array[]> => {
  const whose: Whose = { deviceId, beforeMs: null };
  const name = barNameOf(roster().state, deviceId);
  const last = store.objects.lastPosition();
  const open = store.objects.inState(OBJECT_STATE.unchecked);
  const found: Found = new Map();
  let after: ObjectPlace | null = null;
  do {
    after = look(store, roster(), whose, after, found);
    await pace();
  } while (after !== null);
  return () => {
    // Somebody else said something of its right: what counts is to be looked at as a whole.
    if (barNameOf(roster().state, deviceId) !== name) return listedValues(store, roster(), whose);
    const judged = open.flatMap((position) => store.objects.at(position) ?? []);
    for (const { document, key } of [...store.objects.placesSince('catalog', last), ...judged]) {
      if (key === null || !document.startsWith('catalog/')) continue;
      found.set(`${document}/${key}`, lastOf(store, roster(), { document, key }, whose));
    }
    return [...found.values()].flat();
  };
};
