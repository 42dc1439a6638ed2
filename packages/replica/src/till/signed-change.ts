import type { CatalogChange } from '@tillmesh/model';
import type { DeviceClock } from '../clock/device-clock.ts';
import { MAX_HASHES } from '../cose/label.ts';
import { refName } from '../document/document-ref.ts';
import type { DataKey } from '../key/data-key.ts';
import type { DeviceKeys } from '../key/device-key.ts';
import type { RandomBytes } from '../key/random.ts';
import { catalogRef } from '../node/document-map.ts';
import { withAspect } from '../node/product-part.ts';
import { aspectOf, catalogValue } from '../node/value-body.ts';
import { OBJECT_STATE, type StoredObject } from '../store/object-table.ts';
import { EMPTY_PRODUCT } from '../store/product-row.ts';
import type { SealedProduct } from '../store/product-table.ts';
import type { TillStore } from '../store/till-store.ts';
import { readValueHeader, signValue, valueHash, type ValueHeader } from '../value/value.ts';
import { unsuperseded } from '../value/winner.ts';

export type SigningDeps = {
  readonly store: TillStore;
  readonly keys: DeviceKeys;
  readonly organisationKey: () => DataKey;
  readonly random: RandomBytes;
  readonly clock: DeviceClock;
  readonly nowMs: () => number;
};

export type SignedChange = {
  readonly change: CatalogChange;
  readonly subject: string;
  readonly hash: Uint8Array;
  readonly bytes: Uint8Array;
  /** Those known when it was signed that none other followed. */
  readonly supersedes: readonly StoredObject[];
};

type Known = StoredObject & Pick<ValueHeader, 'parents' | 'clock'>;

/**
 * The values of a subject that a new one follows: all that none other followed, winners or not. What is withheld is
 * followed too, so that it does not come back over the new one should its device be given the right again.
 */
const followed = (store: TillStore, productId: string, subject: string): readonly Known[] => {
  const known = store.objects.ofKey(refName(catalogRef(productId)), subject).flatMap((item) => {
    const isKnown = item.state !== OBJECT_STATE.unchecked && item.state !== OBJECT_STATE.invalid;
    const header = isKnown ? readValueHeader(item.bytes) : null;
    return header?.ok === true ? [{ ...item, parents: header.value.parents, clock: header.value.clock }] : [];
  });
  const counting = unsuperseded(known.filter(({ state }) => state !== OBJECT_STATE.withheld));
  const others = unsuperseded(known).filter((one) => !counting.includes(one));
  return [...counting, ...others].slice(0, MAX_HASHES);
};

export const signChange = (
  deps: SigningDeps,
  change: CatalogChange,
  staffId: string | null,
): SignedChange => {
  const { store, clock } = deps;
  const { subject, version, body } = catalogValue(change);
  const supersedes = followed(store, change.productId, subject);
  const nowMs = deps.nowMs();
  for (const before of supersedes) clock.hear(before.clock, nowMs);
  const parents = supersedes.map(({ hash }) => hash);
  const draft = { subject, parents, clock: clock.next(nowMs), staffId, version, body };
  const bytes = signValue(draft, deps.keys, deps.organisationKey(), deps.random);
  return { change, subject, supersedes, bytes, hash: valueHash(bytes) };
};

/** The product's row as the changes leave it, ready to be written. */
export const sealProduct = (
  { products }: TillStore,
  id: string,
  changes: readonly CatalogChange[],
): SealedProduct => {
  const before = products.get(id);
  const row = changes.reduce((known, change) => withAspect(known, aspectOf(change)), before ?? EMPTY_PRODUCT);
  return products.seal(id, row, before);
};

/** Whether a value made ahead still says this, after all that is known by now. */
export const isStillRight = (store: TillStore, made: SignedChange, change: CatalogChange): boolean => {
  const now = followed(store, change.productId, made.subject);
  return (
    JSON.stringify(made.change) === JSON.stringify(change) &&
    made.supersedes.length === now.length &&
    made.supersedes.every(({ position }, index) => position === now[index]?.position)
  );
};
