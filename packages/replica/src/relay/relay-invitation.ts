import { peerOf } from '../process/argument.ts';
import { equalBytes, fromHex, toHex, utf8 } from '../cbor/bytes.ts';
import { decodeCanonical, encodeCanonical, type Wire } from '../cbor/canonical.ts';
import { Fault } from '../fault.ts';
import { deviceIdOf, type DevicePublic } from '../key/device-key.ts';
import { sha256 } from '../key/hash.ts';

/**
 * What the operator of a relay hands to one organisation: the keys of the device that the relay is to be there, where
 * it is reached, until when this stands, and a secret that is used once.
 */
export type RelayInvitation = {
  readonly keys: DevicePublic;
  /** `HOST:PORT` or `wss://...`, as the organisation's devices are to dial. */
  readonly addresses: readonly string[];
  /** UTC milliseconds. */
  readonly untilMs: number;
  /** 16 bytes; the relay keeps its hash alone. */
  readonly secret: Uint8Array;
};

/** What the organisation gives back: which one it is, and the statement that lists the relay among others. */
export type RelayAcceptance = {
  readonly organisationId: string;
  readonly statements: readonly Uint8Array[];
  readonly secret: Uint8Array;
};

const PREFIX = 'tillmesh-relay-1.';
const CHECK_BYTES = 4;
const KEY_BYTES = 32;
const SECRET_BYTES = 16;
const ADDRESSES_MAX = 8;

const unreadable = (): Fault =>
  new Fault(
    'RELAY-INVITATION-UNREADABLE',
    'This is no invitation of a relay, or a part of it is missing.',
    'Nothing was changed. Copy the whole line that the operator of the relay sent, or ask for another.',
  );

/** One line of text. Whoever holds it can let one organisation use the relay: it is sent as a password is. */
export const invitationText = ({ keys, addresses, untilMs, secret }: RelayInvitation): string => {
  const parts = new Map<number, Wire>([
    [1, keys.signKey],
    [2, keys.agreeKey],
    [3, keys.tlsKeyHash],
    [4, [...addresses]],
    [5, untilMs],
    [6, secret],
  ]);
  const bytes = encodeCanonical(parts);
  const check = sha256(bytes).subarray(0, CHECK_BYTES);
  return PREFIX + Buffer.concat([bytes, check]).toString('base64url');
};

/** Throws the Fault `RELAY-INVITATION-UNREADABLE`. */
export const readInvitation = (text: string): RelayInvitation => {
  const trimmed = text.trim();
  if (!trimmed.startsWith(PREFIX)) throw unreadable();
  const all = Uint8Array.from(Buffer.from(trimmed.slice(PREFIX.length), 'base64url'));
  const bytes = all.subarray(0, -CHECK_BYTES);
  if (!equalBytes(sha256(bytes).subarray(0, CHECK_BYTES), all.subarray(-CHECK_BYTES))) throw unreadable();
  const decoded = decodeCanonical(bytes);
  const parts =
    decoded.ok && decoded.value instanceof Map ? (decoded.value as ReadonlyMap<number, Wire>) : null;
  const key = (place: number, length = KEY_BYTES): Uint8Array => {
    const value = parts?.get(place);
    if (!(value instanceof Uint8Array) || value.length !== length) throw unreadable();
    return value;
  };
  const [addresses, untilMs] = [parts?.get(4), parts?.get(5)];
  const areTexts = Array.isArray(addresses) && addresses.every((each) => typeof each === 'string');
  if (!areTexts || addresses.length > ADDRESSES_MAX || typeof untilMs !== 'number') throw unreadable();
  const signKey = key(1);
  return {
    keys: { deviceId: deviceIdOf(signKey), signKey, agreeKey: key(2), tlsKeyHash: key(3) },
    addresses: addresses.map(String),
    untilMs,
    secret: key(6, SECRET_BYTES),
  };
};

/** Whether text may stand as an address in an invitation. Throws ArgumentError. */
export const checkedAddress = (text: string): string => {
  peerOf(text, '--address');
  return text;
};

/** The acceptance as a file. */
export const acceptanceFile = ({ organisationId, statements, secret }: RelayAcceptance): Uint8Array =>
  utf8(
    `${JSON.stringify(
      {
        format: 1,
        kind: 'tillmesh-relay-acceptance',
        organisationId,
        secret: toHex(secret),
        statements: statements.map((bytes) => Buffer.from(bytes).toString('base64')),
      },
      null,
      1,
    )}\n`,
  );

/** Throws the Fault `RELAY-ACCEPTANCE-UNREADABLE`. */
export const readAcceptance = (bytes: Uint8Array): RelayAcceptance => {
  try {
    const read = JSON.parse(Buffer.from(bytes).toString('utf8')) as Record<string, unknown>;
    const { format, kind, organisationId, secret, statements } = read;
    const isSound =
      format === 1 &&
      kind === 'tillmesh-relay-acceptance' &&
      typeof organisationId === 'string' &&
      /^[0-9a-f]{64}$/.test(organisationId) &&
      typeof secret === 'string' &&
      /^[0-9a-f]{32}$/.test(secret) &&
      Array.isArray(statements) &&
      statements.every((each) => typeof each === 'string');
    if (!isSound) throw new SyntaxError('another form');
    return {
      organisationId,
      secret: fromHex(secret),
      statements: statements.map((text: string) => Uint8Array.from(Buffer.from(text, 'base64'))),
    };
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    throw new Fault(
      'RELAY-ACCEPTANCE-UNREADABLE',
      'This file is no acceptance of a relay, or it is damaged.',
      'Nothing was changed. Ask the organisation for the file that its till wrote.',
      error,
    );
  }
};
