import { toHex, utf8 } from '../cbor/bytes.ts';
import type { Roster } from '../node/roster.ts';
import { ROOT } from '../statement/statement.ts';

const base64url = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64url');

/** A key as RFC 7517 writes it. `kid`: the key id that objects name, in hexadecimal. */
type Jwk = Readonly<Record<string, string>> & { readonly kid: string };

/** Who may have signed anything, as the registry's open part names them. `key`: Ed25519, 32 bytes. */
type Signer = {
  readonly kid: string;
  readonly key: Uint8Array;
  readonly words: Readonly<Record<string, string>>;
};

/** The root of the organisation, owner keys named since, and each device. */
export const signersOf = ({ state }: Roster): readonly Signer[] => [
  ...(state.rootKey === null
    ? []
    : [{ kid: toHex(utf8(ROOT)), key: state.rootKey, words: { role: 'root' } }]),
  ...[...state.owners.values()].map(({ ownerId, ownerKey }) => ({
    kid: ownerId,
    key: ownerKey,
    words: { role: 'owner' },
  })),
  ...[...state.devices.values()].map(({ deviceId, signKey, kind, code }) => ({
    kid: deviceId,
    key: signKey,
    words: { role: kind, code },
  })),
];

/** What signatures are checked with, as a JWK set (RFC 7517, RFC 8037). */
export const publicKeys = (roster: Roster): { readonly keys: readonly Jwk[] } => ({
  keys: signersOf(roster).map(({ kid, key, words }) => ({
    kty: 'OKP',
    crv: 'Ed25519',
    alg: 'EdDSA',
    kid,
    x: base64url(key),
    ...words,
  })),
});

/** What objects are sealed under, as far as this device holds it: who has these reads everything. */
export const dataKeys = ({ dataKeys: held, state }: Roster): { readonly keys: readonly Jwk[] } => ({
  keys: [...held].map(([kid, { key }]) => ({
    kty: 'oct',
    alg: 'A256GCM',
    kid,
    k: base64url(key),
    purpose: state.keys.get(kid)?.purpose ?? '',
  })),
});
