import type { WebSocket } from 'ws';
import { equalBytes, fromHex, plainBytes, toHex } from '../cbor/bytes.ts';
import { decodeCanonical, encodeCanonical, type Wire } from '../cbor/canonical.ts';
import { signBytes, verifyBytes } from '../key/signing-key.ts';
import type { RandomBytes } from '../key/random.ts';
import type { PeerProof } from './transport.ts';

/** A device of an organisation that can sign, and who else is listed there. */
export type Member = {
  /** Hex. */
  readonly organisation: string;
  readonly deviceId: string;
  readonly signPrivate: Uint8Array;
  /** A listed device's keys; null: it may not link. */
  readonly memberOf: (
    deviceId: string,
  ) => { readonly signKey: Uint8Array; readonly tlsKeyHash: Uint8Array } | null;
  readonly random: RandomBytes;
};

/**
 * Behind a proxy that ends TLS nobody sees the other's key, so both ends sign after the upgrade, before any message
 * counts: the device says whose it is and a nonce, the relay answers with its own and signs both, and so does the
 * device. What is signed names the role, the organisation and both devices, and no time.
 */
const VERSION = 'tillmesh-proof-1';
const NONCE_BYTES = 32;
const SIGNATURE_BYTES = 64;
/** No frame of it is nearly as long. */
const PROOF_FRAME_MAX_BYTES = 512;
/** Of a close frame: the other end did not prove that it is a listed device. */
export const CLOSE_UNPROVEN = 4401;

const PART = { version: 1, organisation: 2, device: 3, nonce: 4, signature: 5 } as const;

type Said = {
  readonly role: 'relay' | 'device';
  readonly organisation: string;
  readonly relayId: string;
  readonly deviceId: string;
  readonly deviceNonce: Uint8Array;
  readonly relayNonce: Uint8Array;
};

const signedBytes = ({ role, organisation, relayId, deviceId, deviceNonce, relayNonce }: Said): Uint8Array =>
  encodeCanonical([
    VERSION,
    role,
    fromHex(organisation),
    fromHex(relayId),
    fromHex(deviceId),
    deviceNonce,
    relayNonce,
  ]);

/** A key that a listed device proved, as TLS would have shown it. */
const proven = (tlsKeyHash: Uint8Array, from: string): PeerProof => ({
  keyHash: toHex(tlsKeyHash),
  validToMs: Number.MAX_SAFE_INTEGER,
  from,
});

const partsOf = (frame: Uint8Array): ReadonlyMap<number, Wire> | null => {
  if (frame.length > PROOF_FRAME_MAX_BYTES) return null;
  const decoded = decodeCanonical(frame);
  return decoded.ok && decoded.value instanceof Map ? (decoded.value as ReadonlyMap<number, Wire>) : null;
};

const bytesAt = (parts: ReadonlyMap<number, Wire> | null, key: number, length: number): Uint8Array | null => {
  const value = parts?.get(key);
  return value instanceof Uint8Array && value.length === length ? value : null;
};

/** The first frame of a device that dials. */
export const encodeHello = ({ organisation, deviceId }: Member, nonce: Uint8Array): Uint8Array =>
  encodeCanonical(
    new Map<number, Wire>([
      [PART.version, VERSION],
      [PART.organisation, fromHex(organisation)],
      [PART.device, fromHex(deviceId)],
      [PART.nonce, nonce],
    ]),
  );

export type Hello = { readonly organisation: string; readonly deviceId: string; readonly nonce: Uint8Array };

/** Null: it is none. */
export const readHello = (frame: Uint8Array): Hello | null => {
  const parts = partsOf(frame);
  const [organisation, device, nonce] = [
    bytesAt(parts, PART.organisation, 32),
    bytesAt(parts, PART.device, 16),
    bytesAt(parts, PART.nonce, NONCE_BYTES),
  ];
  if (parts?.get(PART.version) !== VERSION || organisation === null || device === null || nonce === null)
    return null;
  return { organisation: toHex(organisation), deviceId: toHex(device), nonce };
};

const frameOf = (member: Member, nonce: Uint8Array, signature: Uint8Array): Uint8Array =>
  encodeCanonical(
    new Map<number, Wire>([
      [PART.device, fromHex(member.deviceId)],
      [PART.nonce, nonce],
      [PART.signature, signature],
    ]),
  );

/** What the relay answers to a hello, and how the device's answer to that is judged. */
export const answerHello = (relay: Member, hello: Hello) => {
  const relayNonce = relay.random(NONCE_BYTES);
  const said = {
    organisation: relay.organisation,
    relayId: relay.deviceId,
    deviceId: hello.deviceId,
    deviceNonce: hello.nonce,
    relayNonce,
  };
  return {
    frame: frameOf(relay, relayNonce, signBytes(relay.signPrivate, signedBytes({ ...said, role: 'relay' }))),
    /** Null: it is not the device that it says. */
    judge: (frame: Uint8Array, from: string): PeerProof | null => {
      const signature = bytesAt(partsOf(frame), PART.signature, SIGNATURE_BYTES);
      const member = relay.memberOf(hello.deviceId);
      if (signature === null || member === null) return null;
      const isSigned = verifyBytes(member.signKey, signedBytes({ ...said, role: 'device' }), signature);
      return isSigned ? proven(member.tlsKeyHash, from) : null;
    },
  };
};

/** What a device says to a relay that answered its hello, and who that relay is; null: it is none that is listed. */
export const answerRelay = (
  device: Member,
  deviceNonce: Uint8Array,
  frame: Uint8Array,
  from: string,
): { readonly frame: Uint8Array; readonly proof: PeerProof } | null => {
  const parts = partsOf(frame);
  const [relay, relayNonce, signature] = [
    bytesAt(parts, PART.device, 16),
    bytesAt(parts, PART.nonce, NONCE_BYTES),
    bytesAt(parts, PART.signature, SIGNATURE_BYTES),
  ];
  if (relay === null || relayNonce === null || signature === null) return null;
  const relayId = toHex(relay);
  const member = device.memberOf(relayId);
  // Nobody's own words come back as another's.
  if (member === null || relayId === device.deviceId || equalBytes(relayNonce, deviceNonce)) return null;
  const { organisation, deviceId } = device;
  const said = { organisation, relayId, deviceId, deviceNonce, relayNonce };
  if (!verifyBytes(member.signKey, signedBytes({ ...said, role: 'relay' }), signature)) return null;
  const own = signBytes(device.signPrivate, signedBytes({ ...said, role: 'device' }));
  return { frame: frameOf(device, deviceNonce, own), proof: proven(member.tlsKeyHash, from) };
};

export const newNonce = ({ random }: Member): Uint8Array => random(NONCE_BYTES);

/** The next frame of a socket, once; what is no binary frame is told as an empty one. */
export const nextFrame = (socket: WebSocket, take: (frame: Uint8Array) => void): void => {
  socket.once('message', (data: Buffer, isBinary: boolean) =>
    take(isBinary ? plainBytes(data) : new Uint8Array(0)),
  );
};
