import { toHex, utf8 } from '../cbor/bytes.ts';
import type { Roster } from '../node/roster.ts';
import { ROOT } from '../statement/statement.ts';

const base64url = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64url');

/** A key as RFC 7517 writes it. `kid`: the key id that objects name, in hexadecimal. */
type Jwk = Readonly<Record<string, string>> & { readonly kid: string };

const signingKey = (kid: string, key: Uint8Array, words: Readonly<Record<string, string>>): Jwk => ({
  kty: 'OKP',
  crv: 'Ed25519',
  alg: 'EdDSA',
  kid,
  x: base64url(key),
  ...words,
});

/** Who may have signed what, as a JWK set (RFC 7517, RFC 8037): the root of the organisation and each device. */
export const publicKeys = ({ state }: Roster): { readonly keys: readonly Jwk[] } => ({
  keys: [
    ...(state.rootKey === null ? [] : [signingKey(toHex(utf8(ROOT)), state.rootKey, { role: 'root' })]),
    ...[...state.devices.values()].map(({ deviceId, signKey, kind, code }) =>
      signingKey(deviceId, signKey, { role: kind, code }),
    ),
  ],
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
