import { hkdfSync } from 'node:crypto';
import {
  DEVICE_KINDS,
  field,
  id,
  integer,
  list,
  parse,
  record,
  type ShapeOf,
  text,
  word,
} from '@tillmesh/model';
import { concatBytes, equalBytes, utf8 } from '../cbor/bytes.ts';
import { decodeCanonical, encodeCanonical } from '../cbor/canonical.ts';
import { bytes, hex, nullable } from '../cbor/wire-shape.ts';
import { MAX_OBJECT_BYTES, type Read, refuse } from '../cose/header.ts';
import { agree, AGREEMENT_KEY_BYTES, agreementPublicKey } from '../key/agreement-key.ts';
import { decryptBytes, encryptBytes, NONCE_BYTES } from '../key/cipher.ts';
import { deviceIdOf, type DeviceKeys } from '../key/device-key.ts';
import type { RandomBytes } from '../key/random.ts';
import { openRegistry } from '../statement/registry.ts';
import { ORGANISATION, type RegistryState } from '../statement/registry-state.ts';
import type { Half } from './transcript.ts';

/** What a device gets when it is taken in. Names are for the person to look at; what counts is in the statements. */
const grantShape = record({
  organisationId: field(1, hex(32)),
  shop: field(2, text(120)),
  kind: field(3, word(...DEVICE_KINDS)),
  branchId: field(4, nullable(id<'branch'>())),
  branch: field(5, nullable(text(120))),
  code: field(6, text(8, 1)),
  statements: field(7, list(bytes(1, MAX_OBJECT_BYTES), 200_000)),
  /** Where the admin device takes links, at the address at which it was reached; null: it does not yet. */
  linkPort: field(10, nullable(integer(1, 65_535))),
  /** Where others take links, as far as it knows. */
  peers: field(8, list(record({ host: field(1, text(255, 1)), port: field(2, integer(1, 65_535)) }), 64)),
  /** How many products the admin device holds. */
  products: field(9, integer(0)),
});
export type Grant = ShapeOf<typeof grantShape>;

/** Each grant has a key of its own, used once. */
const NONCE = new Uint8Array(NONCE_BYTES);

const grantKey = (secret: Uint8Array, transcript: Uint8Array, ephemeral: Uint8Array): Uint8Array =>
  new Uint8Array(
    hkdfSync('sha256', secret, transcript, concatBytes(utf8('tillmesh/v1/enrol/grant'), ephemeral), 32),
  );

/** For the holder of this X25519 key, within this transcript alone: ephemeral key, then AES-256-GCM. */
export const sealGrant = (
  grant: Grant,
  transcript: Uint8Array,
  recipient: Uint8Array,
  random: RandomBytes,
): Uint8Array => {
  const ephemeralPrivate = random(AGREEMENT_KEY_BYTES);
  const secret = agree(ephemeralPrivate, recipient);
  if (secret === undefined) throw new TypeError('a recipient key that cannot be used');
  const ephemeral = agreementPublicKey(ephemeralPrivate);
  const key = grantKey(secret, transcript, ephemeral);
  const plain = encodeCanonical(grantShape.encode(grant));
  return concatBytes(ephemeral, encryptBytes(key, NONCE, transcript, plain));
};

/** Never throws on foreign bytes. */
export const openGrant = (
  sealed: Uint8Array,
  transcript: Uint8Array,
  agreePrivate: Uint8Array,
): Read<Grant> => {
  const ephemeral = sealed.slice(0, AGREEMENT_KEY_BYTES);
  const secret = agree(agreePrivate, ephemeral);
  if (secret === undefined) return refuse('an ephemeral key that cannot be used');
  const key = grantKey(secret, transcript, ephemeral);
  const plain = decryptBytes(key, NONCE, transcript, sealed.subarray(AGREEMENT_KEY_BYTES));
  if (plain === undefined) return refuse('sealed for another device or another transcript');
  const decoded = decodeCanonical(plain);
  if (!decoded.ok) return refuse(decoded.reason);
  const parsed = parse(() => grantShape.decode(decoded.value, 'grant'));
  return parsed.ok ? { ok: true, value: parsed.value } : refuse(parsed.error.message);
};

type Listed = {
  readonly signKey: Uint8Array;
  readonly agreeKey: Uint8Array;
  readonly tlsKeyHash: Uint8Array;
};
const isSame = (one: Listed, other: Listed): boolean =>
  equalBytes(one.signKey, other.signKey) &&
  equalBytes(one.agreeKey, other.agreeKey) &&
  equalBytes(one.tlsKeyHash, other.tlsKeyHash);

/** The data keys that a device of this kind has to hold, by purpose. */
export const purposesOf = (
  kind: Grant['kind'],
  branchId: string | null,
  state: Pick<RegistryState, 'currentKeys'>,
): readonly string[] => {
  if (kind === 'relay') return [];
  return kind === 'till' ? [ORGANISATION, branchId ?? ''] : [...state.currentKeys.keys()];
};

/**
 * Why the statements of a grant are not what it promises, null when they are: they fold to the organisation in
 * which this device is listed with these keys, in this place, the sender is one of its admin devices, and every
 * data key that such a device holds opens here.
 */
export const grantFault = (
  grant: Grant,
  own: DeviceKeys,
  admin: Half,
  kind: Grant['kind'],
): string | null => {
  const reader = { recipient: own.deviceId, agreePrivate: own.agreePrivate };
  const { state, dataKeys } = openRegistry(grant.statements, grant.organisationId, reader);
  if (state.rootKey === null) return 'no organisation';
  const listed = state.devices.get(own.deviceId);
  if (listed === undefined || !isSame(listed, own.public)) return 'this device is not listed';
  if (state.revoked.has(own.deviceId)) return 'this device was taken off';
  if (grant.kind !== kind || listed.kind !== kind) return 'listed as another kind';
  if (listed.code !== grant.code || listed.branchId !== grant.branchId) return 'listed in another place';
  const sender = state.devices.get(deviceIdOf(admin.signKey));
  if (sender === undefined || !isSame(sender, admin) || !state.admins.has(sender.deviceId)) {
    return 'the sender is no admin device';
  }
  const missing = purposesOf(kind, grant.branchId, state).find(
    (purpose) => !dataKeys.has(state.currentKeys.get(purpose) ?? ''),
  );
  if (missing !== undefined) return 'a data key is missing';
  if (kind === 'relay') return null;
  if (state.settings?.name !== grant.shop) return 'another name of the shop';
  return kind === 'till' && state.branches.get(grant.branchId ?? '')?.name !== grant.branch
    ? 'another name of the branch'
    : null;
};
