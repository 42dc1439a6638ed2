import { fromHex, toHex } from '../cbor/bytes.ts';
import type { ObjectPlace } from '../store/object-place.ts';
import { isJudged, OBJECT_STATE } from '../store/object-table.ts';
import type { TillStore } from '../store/till-store.ts';
import { readValueHeader } from '../value/value.ts';
import { type Candidate, unsuperseded } from '../value/winner.ts';
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

/**
 * Of a device's own values under one key those without which something else could stand there: the last ones, which none
 * of its own followed, those that follow a value that is not among these, and what follows these in turn. Left out is
 * only what its own later values followed and what hides nothing of anybody else. So no chain from one that is listed
 * breaks, whatever the clocks say, and whoever else loses the right too.
 */
export const lasting = <T extends Candidate>(own: readonly T[]): readonly T[] => {
  const names = own.map(({ hash }) => toHex(hash));
  const mine = new Set(names);
  const after = new Map<string, number[]>();
  const kept = new Set<T>(unsuperseded(own));
  const open: number[] = [];
  for (const [index, { parents }] of own.entries()) {
    for (const parent of parents.map(toHex)) {
      if (!mine.has(parent)) open.push(index);
      const children = after.get(parent);
      if (children === undefined) after.set(parent, [index]);
      else children.push(index);
    }
  }
  const seen = new Set<number>();
  for (let index = open.pop(); index !== undefined; index = open.pop()) {
    const one = own[index];
    const name = names[index];
    if (one === undefined || name === undefined || seen.has(index)) continue;
    seen.add(index);
    kept.add(one);
    open.push(...(after.get(name) ?? []));
  }
  return own.filter((one) => kept.has(one));
};

/** Those of a device's values under one key that have to be listed, of what counts here. */
const lastingOf = (
  { objects }: Objects,
  { state }: Bars,
  { document, key }: Pick<ObjectPlace, 'document' | 'key'>,
  { deviceId, beforeMs }: Whose,
): readonly Uint8Array[] => {
  const own = objects.ofKey(document, key).flatMap((object) => {
    const read = isJudged(object) ? readValueHeader(object.bytes) : null;
    if (read?.ok !== true || read.value.deviceId !== deviceId) return [];
    const { clock, parents } = read.value;
    const isBefore = beforeMs === null || clock.utcMs < beforeMs;
    return isBefore && mayCountValue(state, read.value, object.hash)
      ? [{ hash: object.hash, clock, parents }]
      : [];
  });
  return lasting(own).map(({ hash }) => hash);
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
    if (place.isNamed && !found.has(name)) found.set(name, lastingOf(store, roster, place, whose));
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
      found.set(`${document}/${key}`, lastingOf(store, roster(), { document, key }, whose));
    }
    return [...found.values()].flat();
  };
};
