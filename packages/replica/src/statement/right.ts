import { deviceIdOf } from '../key/device-key.ts';
import { Admissions } from './admission.ts';
import { type Applied, type Item, latestApplied } from './applied.ts';
import { follows, type Placed } from './causal-order.ts';
import type { BodyOf, Stated } from './content.ts';
import { type PlaceInShop, placeCovers } from './placement.ts';
import { organisationIdOf } from './root-key.ts';
import { ROOT } from './statement.ts';

/** Of each list at least one has to count for a statement to count. */
export type Rests = readonly (readonly Placed<Item>[])[];

/** What the statements judged so far have shown. */
export type Known = {
  readonly genesis: Placed<Item>[];
  readonly devices: Map<string, Applied<'device'>[]>;
  readonly admissions: Admissions;
  readonly grants: Map<string, Applied<'grant'>[]>;
  /** Under the id of the key. */
  readonly keys: Map<string, Applied<'data-key'>[]>;
};

export const nothingKnown = (): Known => ({
  genesis: [],
  devices: new Map(),
  admissions: new Admissions(),
  grants: new Map(),
  keys: new Map(),
});

const introductionsOf = (place: Placed<Item>, deviceId: string, known: Known): readonly Applied<'device'>[] =>
  (known.devices.get(deviceId) ?? []).filter((device) => follows(place, device.place));

export const signKeyOf = (
  place: Placed<Item>,
  known: Known,
  rootKey: Uint8Array | null,
): Uint8Array | null => {
  const { signer } = place.item.statement;
  if (signer === ROOT) return rootKey;
  return introductionsOf(place, signer, known)[0]?.body.signKey ?? null;
};

export const isAdmin = (place: Placed<Item>, known: Known): boolean => {
  const { signer } = place.item.statement;
  if (signer === ROOT) return true;
  const grants = (known.grants.get(signer) ?? []).filter((grant) => follows(place, grant.place));
  return latestApplied(grants)?.body.grants.includes('admin') ?? false;
};

const isAt =
  (branchId: string) =>
  ({ body }: Applied<'device'>): boolean =>
    body.branchId === branchId;

const covers =
  (purpose: PlaceInShop['branchId']) =>
  ({ body }: Applied<'device'>): boolean =>
    placeCovers(body, purpose);

const objectionToRevocation = (place: Placed<Item>, deviceId: string, known: Known): string | null => {
  const { signer } = place.item.statement;
  if (signer === ROOT) return null;
  if (deviceId === signer) return 'a device does not take itself off';
  return known.admissions.aboveAt(place, signer).has(deviceId)
    ? 'a device does not take off who admitted it'
    : null;
};

/** A key is shared by who holds it, with whom it is for. The admins' own word for it is `data-key`. */
const objectionToShare = (
  place: Placed<Item>,
  { dataKeyId, branchId, wrapped }: BodyOf<'key-share'>,
  known: Known,
): string | null => {
  const { signer } = place.item.statement;
  if (introducedAs(place, dataKeyId, branchId, known).length === 0) return 'a key that nobody stated';
  const isFor = (deviceId: string): boolean => introductionsOf(place, deviceId, known).some(covers(branchId));
  if (signer !== ROOT && !isFor(signer)) return 'a key that is not for its signer';
  return wrapped.every(({ deviceId }) => deviceId === null || isFor(deviceId))
    ? null
    : 'a key for a device that it is not for';
};

/** A series is named after its device by these digits of its id, so they are to name one device. */
const NAMING_DIGITS = 8;

const namesOf = (deviceId: string): string => deviceId.slice(0, NAMING_DIGITS);

/** One that is known already may be stated once more: two may have been admitted apart. */
const objectionToDevice = (
  place: Placed<Item>,
  { deviceId, signKey }: BodyOf<'device'>,
  known: Known,
): string | null => {
  if (deviceIdOf(signKey) !== deviceId) return 'a device id that is not its key';
  if (introductionsOf(place, deviceId, known).length > 0) return null;
  return [...known.devices.keys()].some(
    (other) => namesOf(other) === namesOf(deviceId) && introductionsOf(place, other, known).length > 0,
  )
    ? 'a device whose series could be those of another'
    : null;
};

const introducedAs = (
  place: Placed<Item>,
  dataKeyId: string,
  branchId: string | null,
  known: Known,
): readonly Applied<'data-key'>[] =>
  (known.keys.get(dataKeyId) ?? []).filter(
    (key) => key.body.branchId === branchId && follows(place, key.place),
  );

/** Why the signer may not state this; null when it may. */
export const objection = (
  place: Placed<Item>,
  stated: Stated,
  known: Known,
  organisationId: string,
): string | null => {
  const { signer } = place.item.statement;
  switch (stated.kind) {
    case 'organisation':
      if (signer !== ROOT) return 'only the root key states itself';
      return organisationIdOf(stated.body.rootKey) === organisationId ? null : 'another organisation';
    case 'grant':
      return signer === ROOT ? null : 'only the root key grants';
    case 'series':
      if (signer === ROOT) return 'a series is stated by its device';
      if (!stated.body.series.startsWith(namesOf(signer))) return 'a series of another device';
      return introductionsOf(place, signer, known).some(isAt(stated.body.branchId))
        ? null
        : 'a series at a branch not its own';
    case 'key-share':
      return objectionToShare(place, stated.body, known);
    case 'reinstatement':
      return signer === ROOT ? null : 'only the root key reinstates';
    case 'revocation': {
      const reason = objectionToRevocation(place, stated.body.deviceId, known);
      if (reason !== null) return reason;
      break;
    }
    case 'device': {
      const reason = objectionToDevice(place, stated.body, known);
      if (reason !== null) return reason;
      break;
    }
    default:
  }
  return isAdmin(place, known) ? null : 'no right to state this';
};

/**
 * What a statement's right rests on, besides the root key. Grants are not among it: they are the root key's, which
 * nobody takes off, so they count whatever is revoked.
 */
export const restsOf = (place: Placed<Item>, stated: Stated | null, known: Known): Rests => {
  const { signer } = place.item.statement;
  const places = (items: readonly Applied[]): readonly Placed<Item>[] => items.map((item) => item.place);
  const own = signer === ROOT ? [] : introductionsOf(place, signer, known);
  const rests = signer === ROOT ? [] : [places(own)];
  if (stated?.kind === 'series') rests.push(places(own.filter(isAt(stated.body.branchId))));
  if (stated?.kind === 'key-share') {
    const { dataKeyId, branchId, wrapped } = stated.body;
    if (signer !== ROOT) rests.push(places(own.filter(covers(branchId))));
    rests.push(places(introducedAs(place, dataKeyId, branchId, known)));
    for (const { deviceId } of wrapped) {
      if (deviceId === null) continue;
      rests.push(places(introductionsOf(place, deviceId, known).filter(covers(branchId))));
    }
  }
  return rests;
};

const append = <T>(lists: Map<string, T[]>, key: string, item: T): void => {
  const list = lists.get(key);
  if (list === undefined) lists.set(key, [item]);
  else list.push(item);
};

export const remember = (known: Known, place: Placed<Item>, stated: Stated): void => {
  if (stated.kind === 'organisation') known.genesis.push(place);
  if (stated.kind === 'device') {
    append(known.devices, stated.body.deviceId, { place, ...stated, force: 'valid' });
    known.admissions.add({ place, body: stated.body });
  }
  if (stated.kind === 'grant')
    append(known.grants, stated.body.deviceId, { place, ...stated, force: 'valid' });
  if (stated.kind === 'data-key')
    append(known.keys, stated.body.dataKeyId, { place, ...stated, force: 'valid' });
};
