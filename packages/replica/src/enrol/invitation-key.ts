import { hkdfSync } from 'node:crypto';
import { fromHex } from '../cbor/bytes.ts';
import { SECRET_BYTES } from './invitation-text.ts';

/**
 * The secret of an invitation follows from its id and the admin device's own signing key, so that it is kept nowhere;
 * whoever does not hold that key works out no secret of it.
 */
export const invitationSecret = (signPrivate: Uint8Array, invitation: string): Uint8Array =>
  new Uint8Array(
    hkdfSync('sha256', signPrivate, fromHex(invitation), 'tillmesh/v1/enrol/invitation-secret', SECRET_BYTES),
  );

/**
 * The binding of a channel on which both ends hold the secret: of what TLS exported and of that. It goes into the
 * transcript that both sign, so that whoever stands between can sign neither side's.
 */
export const invitedBinding = (secret: Uint8Array, exported: Uint8Array): Uint8Array =>
  new Uint8Array(hkdfSync('sha256', secret, exported, 'tillmesh/v1/enrol/invitation-binding', 32));
