import { field, list, parse, record, type ShapeOf, text, word } from '@tillmesh/model';
import { concatBytes, equalBytes } from '../cbor/bytes.ts';
import { decodeCanonical, encodeCanonical } from '../cbor/canonical.ts';
import { bytes, hex } from '../cbor/wire-shape.ts';
import { sha256 } from '../key/hash.ts';
import type { PeerAddress } from '../link/peer.ts';
import { ArgumentError, peerOf } from '../process/argument.ts';

/** Kinds of devices that an invitation may be for. A relay is the way that it goes. */
export const INVITED_KINDS = ['till', 'reporter'] as const;
export const SECRET_BYTES = 16;
export const INVITATION_ADDRESSES_MAX = 4;

/** What whoever is to join is sent: one line. Who holds it can join in that place, so it is sent as a password is. */
const ticketShape = record({
  organisationId: field(1, hex(32)),
  /** The admin device that made it, and its code for people, such as `H1`. */
  adminId: field(2, hex(16)),
  admin: field(3, text(8, 1)),
  /** 32 hexadecimal digits. */
  invitation: field(4, hex(16)),
  secret: field(5, bytes(SECRET_BYTES)),
  kind: field(6, word(...INVITED_KINDS)),
  /** Where the relays of the organisation are, and the SHA-256 of the keys with which they answer at their own port. */
  addresses: field(7, list(text(255, 1), INVITATION_ADDRESSES_MAX)),
  relayKeys: field(8, list(bytes(32), INVITATION_ADDRESSES_MAX)),
});
export type Ticket = ShapeOf<typeof ticketShape>;

const PREFIX = 'tillmesh-join-1.';
const CHECK_BYTES = 4;
const TEXT_MAX = 4_096;

const checkOf = (plain: Uint8Array): Uint8Array => sha256(plain).subarray(0, CHECK_BYTES);

export const ticketText = (ticket: Ticket): string => {
  const plain = encodeCanonical(ticketShape.encode(ticket));
  return PREFIX + Buffer.from(concatBytes(plain, checkOf(plain))).toString('base64url');
};

/** Whether somebody means an invitation, whole or not. */
export const isTicketText = (typed: string): boolean => typed.trim().startsWith('tillmesh-join-');

/** What a person pasted or a scanner read, also where a mail program broke its line; null: it is none, or not whole. */
export const ticketIn = (typed: string): Ticket | null => {
  const line = typed.replaceAll(/\s/g, '');
  if (!line.startsWith(PREFIX) || line.length > TEXT_MAX) return null;
  const all = Uint8Array.from(Buffer.from(line.slice(PREFIX.length), 'base64url'));
  const plain = all.slice(0, -CHECK_BYTES);
  if (!equalBytes(checkOf(plain), all.subarray(-CHECK_BYTES))) return null;
  const decoded = decodeCanonical(plain);
  if (!decoded.ok) return null;
  const read = parse(() => ticketShape.decode(decoded.value, 'invitation'));
  if (!read.ok || read.value.addresses.length === 0) return null;
  return read.value.addresses.every((each) => addressIn(each) !== null) ? read.value : null;
};

/** `HOST:PORT`, or `wss://...` of a relay behind a proxy; null: it is neither. */
export const addressIn = (typed: string): PeerAddress | null => {
  try {
    const address = peerOf(typed, 'an address');
    return address.port > 0 ? address : null;
  } catch (error) {
    if (error instanceof ArgumentError) return null;
    throw error;
  }
};
