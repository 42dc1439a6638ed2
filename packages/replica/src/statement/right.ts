import { deviceIdOf } from '../key/device-key.ts';
import { type Applied, type Item, signerOf } from './applied.ts';
import { follows, type Placed } from './causal-order.ts';
import type { BodyOf, Stated, StatementKind } from './content.ts';
import { type Known, knownAt } from './known.ts';
import { type PlaceInShop, placeCovers } from './placement.ts';
import { organisationIdOf, ownerIdOf } from './root-key.ts';
import { anyOf, type Basis, type Rests } from './settle.ts';
import { ROOT } from './statement.ts';
import { isSameOwner } from './owner-word.ts';
import { adminGrants, decisiveVotes, isNamedAfter, standingBases } from './succession.ts';

/** Whose word a statement is. An owner key is what stood as one in its past. */
type Standing = 'root' | 'owner' | 'device';

const introductionsOf = (place: Placed<Item>, deviceId: string, known: Known): readonly Applied<'device'>[] =>
  (known.devices.get(deviceId) ?? []).filter((device) => follows(place, device.place));

/** Whether an owner key of this id stood. Less is none: one admin device can name any key. */
const stoodAsOwner = (place: Placed<Item>, ownerId: string, known: Known): boolean =>
  decisiveVotes(place, ownerId, known).length > 0;

export const standingOf = (place: Placed<Item>, known: Known): Standing => {
  const { signer } = place.item.statement;
  if (signer === ROOT) return 'root';
  return stoodAsOwner(place, signer, known) ? 'owner' : 'device';
};

export const signKeyOf = (
  place: Placed<Item>,
  known: Known,
  rootKey: Uint8Array | null,
): Uint8Array | null => {
  const { signer } = place.item.statement;
  switch (standingOf(place, known)) {
    case 'root':
      return rootKey;
    case 'owner':
      return decisiveVotes(place, signer, known)[0]?.body.ownerKey ?? null;
    case 'device':
      return introductionsOf(place, signer, known)[0]?.body.signKey ?? null;
  }
};

/** By which a device is an admin, as far as the author of its statement knew. */
const grantsTo = (place: Placed<Item>, known: Known): readonly Applied<'grant'>[] =>
  adminGrants(knownAt(place, known.grants.get(place.item.statement.signer)));

/** Whether the signer may state anything that is not an owner's alone. */
export const isAdmin = (place: Placed<Item>, known: Known): boolean => {
  switch (standingOf(place, known)) {
    case 'root':
    case 'owner':
      return true;
    case 'device':
      return grantsTo(place, known).length > 0;
  }
};

const isOwner = (place: Placed<Item>, known: Known): boolean =>
  standingOf(place, known) !== 'device' && isAdmin(place, known);

const isAt =
  (branchId: string) =>
  ({ body }: Applied<'device'>): boolean =>
    body.branchId === branchId;

const covers =
  (purpose: PlaceInShop['branchId']) =>
  ({ body }: Applied<'device'>): boolean =>
    placeCovers(body, purpose);

/** Whether a revocation would take off an owner key too: the root key's does, and that of one named after it. */
export const isOverOwners = (place: Placed<Item>, ownerId: string, known: Known): boolean => {
  const { signer } = place.item.statement;
  switch (standingOf(place, known)) {
    case 'root':
      return true;
    case 'owner':
      return isNamedAfter(place, signer, ownerId, known);
    case 'device':
      return false;
  }
};

const objectionToRevocation = (place: Placed<Item>, deviceId: string, known: Known): string | null => {
  const { signer } = place.item.statement;
  if (stoodAsOwner(place, deviceId, known)) {
    return isOverOwners(place, deviceId, known) ? null : 'an owner key is taken off by one above it';
  }
  if (standingOf(place, known) !== 'device') return null;
  if (deviceId === signer) return 'a device does not take itself off';
  return known.admissions.aboveAt(place, signer).has(deviceId)
    ? 'a device does not take off who admitted it'
    : null;
};

const objectionToReinstatement = (place: Placed<Item>, deviceId: string, known: Known): string | null => {
  if (standingOf(place, known) === 'root') return null;
  if (!isOwner(place, known)) return 'only an owner key reinstates';
  return stoodAsOwner(place, deviceId, known) ? 'only the root key puts back an owner key' : null;
};

const objectionToGrant = (place: Placed<Item>, { grants }: BodyOf<'grant'>, known: Known): string | null => {
  if (standingOf(place, known) === 'root') return null;
  if (!isOwner(place, known)) return 'only an owner key grants';
  return grants.includes('admin') ? null : 'only the root key takes a grant back';
};

const objectionToSuccession = (
  place: Placed<Item>,
  body: BodyOf<'owner-succession'>,
  known: Known,
  organisationId: string,
): string | null => {
  const { ownerId, ownerKey, madeBy } = body;
  if (ownerIdOf(ownerKey) !== ownerId) return 'an owner id that is not its key';
  if (organisationIdOf(ownerKey) === organisationId) return 'the root key itself';
  if (standingOf(place, known) !== 'device') return 'an owner key is named by devices';
  // One that was named already stays one to agree to, whoever stated a device with its key since.
  const named = known.owners.get(ownerId) ?? [];
  if (named.some((vote) => follows(place, vote.place) && isSameOwner(vote.body, body))) return null;
  if (madeBy !== place.item.statement.signer)
    return 'a sheet that was made at another device, which named nothing';
  return introductionsOf(place, deviceIdOf(ownerKey), known).length > 0 ? 'the key of a device' : null;
};

const objectionToOwnerShare = (
  place: Placed<Item>,
  { ownerId, dataKeyId, branchId }: BodyOf<'owner-key-share'>,
  known: Known,
): string | null => {
  const { signer } = place.item.statement;
  if (introducedAs(place, dataKeyId, branchId, known).length === 0) return 'a key that nobody stated';
  if (!stoodAsOwner(place, ownerId, known)) return 'a key for an owner key that does not stand';
  const isHolder = introductionsOf(place, signer, known).some(covers(branchId));
  return isHolder || isOwner(place, known) ? null : 'a key that is not for its signer';
};

/** Nobody is to know of a taking without all that it lists. */
const objectionToLists = (
  place: Placed<Item>,
  { deviceId, lists }: BodyOf<'catalog-right'>,
  known: Known,
): string | null =>
  lists.every((hash) => {
    const found = known.lists.get(hash);
    return found?.body.deviceId === deviceId && follows(place, found.place);
  })
    ? null
    : 'a list that it does not follow';

/** Who takes the right from a device, or gives it back, is another and owes it nothing. */
const objectionToCatalogRight = (
  place: Placed<Item>,
  body: BodyOf<'catalog-right'>,
  known: Known,
): string | null => {
  const { signer } = place.item.statement;
  if (standingOf(place, known) === 'device') {
    if (body.deviceId === signer) return 'a device does not decide what it may do';
    if (known.admissions.aboveAt(place, signer).has(body.deviceId))
      return 'a device does not decide what who admitted it may do';
  }
  return objectionToLists(place, body, known);
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
  if (!isOwner(place, known) && !isFor(signer)) return 'a key that is not for its signer';
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
  if (stoodAsOwner(place, ownerIdOf(signKey), known)) return 'an owner key';
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
      return objectionToGrant(place, stated.body, known);
    case 'series':
      if (standingOf(place, known) !== 'device') return 'a series is stated by its device';
      if (!stated.body.series.startsWith(namesOf(signer))) return 'a series of another device';
      return introductionsOf(place, signer, known).some(isAt(stated.body.branchId))
        ? null
        : 'a series at a branch not its own';
    case 'key-share':
      return objectionToShare(place, stated.body, known);
    case 'owner-key-share':
      return objectionToOwnerShare(place, stated.body, known);
    case 'reinstatement':
      return objectionToReinstatement(place, stated.body.deviceId, known);
    case 'owner-succession': {
      const reason = objectionToSuccession(place, stated.body, known, organisationId);
      if (reason !== null) return reason;
      break;
    }
    case 'revocation': {
      const reason = objectionToRevocation(place, stated.body.deviceId, known);
      if (reason !== null) return reason;
      break;
    }
    case 'catalog-right': {
      const reason = objectionToCatalogRight(place, stated.body, known);
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

/** Kinds that any device may state of itself: they give no rights. */
export const OF_ANYBODY: ReadonlySet<StatementKind> = new Set(['series', 'key-share', 'owner-key-share']);

/**
 * What a statement's right rests on, besides the root key and its grants, which nobody takes off, so that they count
 * whatever is revoked. `stated` null: what nobody here can read.
 */
export const restsOf = (place: Placed<Item>, stated: Stated | null, known: Known): Rests => {
  const { signer } = place.item.statement;
  const places = (items: readonly Applied[]): readonly Basis[] => anyOf(items.map((item) => item.place));
  const standing = standingOf(place, known);
  const own = standing === 'device' ? introductionsOf(place, signer, known) : [];
  const rests: (readonly Basis[])[] = [];
  if (standing === 'owner') rests.push(standingBases(place, signer, known));
  if (standing === 'device') {
    rests.push(places(own));
    const grants = grantsTo(place, known);
    const isAdmins = stated === null || !OF_ANYBODY.has(stated.kind);
    if (isAdmins && grants.every((grant) => signerOf(grant) !== ROOT)) rests.push(places(grants));
  }
  if (stated?.kind === 'series') rests.push(places(own.filter(isAt(stated.body.branchId))));
  if (stated?.kind === 'key-share' || stated?.kind === 'owner-key-share') {
    const { dataKeyId, branchId } = stated.body;
    if (standing === 'device') rests.push(places(own.filter(covers(branchId))));
    rests.push(places(introducedAs(place, dataKeyId, branchId, known)));
  }
  if (stated?.kind === 'key-share') {
    const { branchId, wrapped } = stated.body;
    for (const { deviceId } of wrapped) {
      if (deviceId === null) continue;
      rests.push(places(introductionsOf(place, deviceId, known).filter(covers(branchId))));
    }
  }
  return rests;
};
