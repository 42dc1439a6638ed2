import { fromHex } from '../cbor/bytes.ts';
import { encodeCanonical } from '../cbor/canonical.ts';
import { signBytes, verifyBytes } from '../key/signing-key.ts';
import type { BodyOf } from './content.ts';
import type { RootKeys } from './root-key.ts';

/** What sets such a signature apart from any other that the key makes. */
const DOMAIN = 'tillmesh/v1/owner-key-held';

type Named = Pick<BodyOf<'owner-succession'>, 'ownerKey' | 'recoveryKey' | 'madeBy'>;

const message = (organisationId: string, { ownerKey, recoveryKey, madeBy }: Named): Uint8Array =>
  encodeCanonical([DOMAIN, fromHex(organisationId), ownerKey, recoveryKey, fromHex(madeBy)]);

/** That whoever made this sheet holds its key, and hands it to this device of this organisation to be named. */
export type OwnerProof = Pick<BodyOf<'owner-succession'>, 'madeBy' | 'proof'>;

export const proveOwner = (keys: RootKeys, organisationId: string, madeBy: string): OwnerProof => {
  const named = { ownerKey: keys.signKey, recoveryKey: keys.recoveryKey, madeBy };
  return { madeBy, proof: signBytes(keys.signPrivate, message(organisationId, named)) };
};

/** Never throws. */
export const isOwnerProven = (organisationId: string, body: Named & OwnerProof): boolean =>
  verifyBytes(body.ownerKey, message(organisationId, body), body.proof);
