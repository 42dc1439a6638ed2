import {
  field,
  flag,
  id,
  integer,
  list,
  parse,
  record,
  type Shape,
  type ShapeOf,
  text,
  type Wire,
  word,
} from '@tillmesh/model';
import { bytes, hex, nullable } from '../cbor/wire-shape.ts';
import { invalid, notUnderstood, type Reading } from '../cose/label.ts';
import { WRAPPED_BYTES } from '../key/wrap.ts';
import { pinHashShape } from '../pin/pin.ts';
import { SHOP_BODIES } from './shop-body.ts';
import type { StatementContent } from './statement.ts';
import { valueList } from './value-list.ts';
import { newestOf, readerOf, type Versions } from './version.ts';

/**
 * Every kind of statement. What is `open` any relay may read; the rest is sealed. Keys and words are for
 * ever: a new word or field is a new version of its kind, which older devices count as not understood
 * instead of calling it invalid. What stands here has had one version so far.
 */
const key = bytes(32);
const branchId = id<'branch'>();
const staffId = id<'staff'>();
const deviceId = hex(16);
const name = text(120, 1);
const code = text(32, 1);

/** A text sealed under a data key, within an open statement. */
const sealedTextShape = record({ dataKeyId: field(1, bytes(16)), sealed: field(2, bytes(1, 1_024)) });
export type SealedText = ShapeOf<typeof sealedTextShape>;

/** The first statement of all: the key from which everything follows. */
const organisation = record({ rootKey: field(1, key), recoveryKey: field(2, key) });

const device = record({
  deviceId: field(1, deviceId),
  kind: field(2, word('till', 'relay', 'reporter')),
  signKey: field(3, key),
  agreeKey: field(4, key),
  tlsKeyHash: field(5, key),
  /** Null for a device of the whole organisation. */
  branchId: field(6, nullable(branchId)),
  /** Short name that is printed on documents, such as `H1`. */
  code: field(7, text(8, 1)),
  name: field(8, nullable(sealedTextShape)),
});

const grant = record({ deviceId: field(1, deviceId), grants: field(2, list(word('admin'), 8)) });

/** A series of the device that signs this. */
const series = record({ series: field(1, hex(8)), branchId: field(2, branchId) });

/** One data key, wrapped. `branchId` null: the organisation's. `deviceId` null: the recovery key. */
const dataKey = record({
  dataKeyId: field(1, hex(16)),
  branchId: field(2, nullable(branchId)),
  wrapped: field(
    3,
    list(record({ deviceId: field(1, nullable(deviceId)), wrapped: field(2, bytes(WRAPPED_BYTES)) }), 1_024),
  ),
});

/**
 * Takes a device off. Up to its cuts what it wrote counts, above them nothing does; a series that no cut names is cut
 * at 0. Of a fork each branch may have a cut. The reason is sealed under a key of the organisation.
 */
const revocation = record({
  deviceId: field(1, deviceId),
  cuts: field(
    2,
    list(
      record({ series: field(1, hex(8)), sequence: field(2, integer(1)), hash: field(3, hex(32)) }),
      1_024,
    ),
  ),
  reason: field(3, nullable(sealedTextShape)),
});

/** The owner's word: revocations of the device that this follows count no longer. */
const reinstatement = record({ deviceId: field(1, deviceId) });

/** Values of a device, for a `catalog-right` that has no room for all that it lists. */
const catalogList = record({ deviceId: field(1, deviceId), values: field(2, valueList) });

/**
 * Whether a device may edit the catalogue. Where it may not, of its values only those count that are listed: here, or in
 * the `catalog-list` statements that are named and followed. `isOff`: stated in the act that takes the device off, and
 * lifted with it. Giving lists nothing.
 */
const catalogRight = record({
  deviceId: field(1, deviceId),
  mayEdit: field(2, flag),
  isOff: field(3, flag),
  values: field(4, valueList),
  lists: field(5, list(hex(32), 1_024)),
});

/** A data key that exists, wrapped for more devices, by any device that holds it: what `data-key` is to admins. */
const keyShare = dataKey;

/**
 * A new owner key, named by an admin device; the same again is another one's word for it. `ownerId`: see `ownerIdOf`.
 * `recoveryKey` is what data keys are wrapped for, X25519. `madeBy` is the device at which the sheet was made, which
 * names it first; `proof` is by the owner key, see `isOwnerProven`.
 */
const ownerSuccession = record({
  ownerId: field(1, hex(16)),
  madeBy: field(2, deviceId),
  ownerKey: field(3, key),
  recoveryKey: field(4, key),
  proof: field(5, bytes(64)),
});

/** A data key that exists, wrapped for a new owner key, by any device that holds it. */
const ownerKeyShare = record({
  ownerId: field(1, hex(16)),
  dataKeyId: field(2, hex(16)),
  branchId: field(3, nullable(branchId)),
  wrapped: field(4, bytes(WRAPPED_BYTES)),
});

const settings = record({ name: field(1, name), mark: field(2, word('real', 'demo', 'replay')) });

/** `document` says once for each rate. How it counts in full is in `branch-settings`, where that is stated. */
const branch = record({
  id: field(1, branchId),
  name: field(2, name),
  country: field(3, text(2, 2)),
  currency: field(4, text(3, 3)),
  zone: field(5, text(64, 1)),
  cutoffMinutes: field(6, integer(0, 1_439)),
  pricesIncludeTax: field(7, flag),
  taxRounding: field(8, word('document', 'line')),
  roundingMode: field(9, word('half-away', 'half-even', 'down')),
  priceListId: field(10, code),
});

/** Sealed under the branch's key: the PIN of a person as that branch's tills know it. */
const staffPin = record({
  staffId: field(1, staffId),
  branchId: field(2, branchId),
  pin: field(3, pinHashShape),
});

const open = <T>(shape: Shape<T>) => ({ sealed: false, shape, older: [] }) as const;
const sealed = <T>(shape: Shape<T>) => ({ sealed: true, shape, older: [] }) as const;

export const STATEMENTS = {
  organisation: open(organisation),
  device: open(device),
  grant: open(grant),
  series: open(series),
  'data-key': open(dataKey),
  'key-share': open(keyShare),
  revocation: open(revocation),
  reinstatement: open(reinstatement),
  'owner-succession': open(ownerSuccession),
  'owner-key-share': open(ownerKeyShare),
  'catalog-list': open(catalogList),
  'catalog-right': open(catalogRight),
  settings: sealed(settings),
  branch: sealed(branch),
  'staff-pin': sealed(staffPin),
  ...SHOP_BODIES,
} as const;

export type StatementKind = keyof typeof STATEMENTS;
export type BodyOf<K extends StatementKind> = ShapeOf<(typeof STATEMENTS)[K]['shape']>;
/** A statement's content as this version understands it: its body in the newest form, whichever it was stated in. */
export type Stated = {
  [K in StatementKind]: { readonly kind: K; readonly version: number; readonly body: BodyOf<K> };
}[StatementKind];

export const versionOf = (kind: StatementKind): number => newestOf(STATEMENTS[kind]);
/** The wire form of a body, which is trusted. */
export const bodyWire = <K extends StatementKind>(kind: K, body: BodyOf<K>): Wire =>
  (STATEMENTS[kind].shape as unknown as Shape<BodyOf<K>>).encode(body);

/** What is stated, or whether that is wrong or only newer. Never throws. */
export const readStated = (content: StatementContent, isSealed: boolean): Reading<Stated> => {
  const { kind, version } = content;
  if (!Object.hasOwn(STATEMENTS, kind)) return notUnderstood(`kind ${kind}`);
  const known = STATEMENTS[kind as StatementKind] as Versions<unknown>;
  const reader = readerOf(known, version);
  if (reader === undefined) return notUnderstood(`version ${version} of ${kind}`);
  if (known.sealed !== isSealed) return invalid(isSealed ? `${kind} is not open` : `${kind} is not sealed`);
  const parsed = parse(() => reader.decode(content.body, kind));
  if (!parsed.ok) return invalid(parsed.error.message);
  return { ok: true, value: { kind, version, body: parsed.value } as Stated };
};
