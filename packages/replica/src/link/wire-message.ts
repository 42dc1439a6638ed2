import { decode, encode, Tokenizer } from 'cborg';
import { FRAME_MAX_BYTES } from './frame.ts';
import type { FramePart } from './frame-part.ts';
import { type Greeting, metadataOf, PROTOCOL, readGreeting, text } from './peer-metadata.ts';
import { type Visit, visitIn } from './visit.ts';

const HELD_TYPE = 'tillmesh-held';
const OBJECTS_TYPE = 'tillmesh-objects';
const FRESH_TYPE = 'tillmesh-fresh';
const HOLDING_TYPE = 'tillmesh-holding';
const PART_TYPE = 'tillmesh-part';
const VISIT_TYPE = 'tillmesh-visit';

/** "I hold this entry, and all earlier ones of the series, durably." Never reaches the Repo. */
export type Held = { series: string; sequence: number; hash: Uint8Array };

export const heldIn = ({ series, sequence, hash }: Held): Held => ({ series, sequence, hash });

/** A message of the Repo: `sync` and `request` have data. */
export type RepoWireMessage = {
  type: 'sync' | 'request' | 'doc-unavailable';
  senderId: string;
  targetId: string;
  documentId: string;
  data?: Uint8Array;
};

/** Objects of a document whose changes are not exchanged; see `packObjects`. Never reaches the Repo. */
export type PackedObjects = { documentId: string; objects: Uint8Array };

export type WireMessage =
  | ({ type: 'join'; senderId: string; versions: readonly string[] } & Greeting)
  | ({ type: 'peer'; senderId: string; version: string } & Greeting)
  | { type: 'error'; senderId: string; reason: string }
  | ({ type: 'held'; senderId: string } & Held)
  | ({ type: 'objects'; senderId: string } & PackedObjects)
  /** Entries that were just written, ahead of the changes of their document. Never reaches the Repo. */
  | ({ type: 'fresh'; senderId: string } & PackedObjects)
  /** What a holder signed (see `Holding`), passed on. Never reaches the Repo. */
  | { type: 'holding'; senderId: string; holding: Uint8Array }
  /** See `Visit`. Never reaches the Repo. */
  | ({ type: 'visit'; senderId: string } & Visit)
  /** A piece of another message; see `partsOf`. */
  | ({ type: 'part'; senderId: string } & FramePart)
  | RepoWireMessage
  /** A kind this version does not know, or does not use (such as automerge-repo's ephemeral messages). */
  | { type: 'other'; senderId: string; name: string };

type CborTokenizer = InstanceType<typeof Tokenizer>;
type Token = ReturnType<CborTokenizer['next']>;

/** No message has nearly as many parts; what has more is not decoded to its end. */
const TOKENS_MAX = 128;
const HASH_BYTES = 32;

/** Ends the decoding of a message of too many parts, which would take far more memory than its frame. */
class BoundedTokenizer {
  readonly #inner: CborTokenizer;
  #left = TOKENS_MAX;

  constructor(bytes: Uint8Array) {
    this.#inner = new Tokenizer(bytes);
  }

  done(): boolean {
    return this.#inner.done();
  }

  pos(): number {
    return this.#inner.pos();
  }

  next(): Token {
    this.#left -= 1;
    if (this.#left < 0) throw new Error('The message has too many parts.');
    return this.#inner.next();
  }
}

/** Reads a frame of a peer. Null: it is no message of this protocol. Never throws, whatever the bytes. */
export const decodeMessage = (frame: Uint8Array): WireMessage | null => {
  if (frame.length === 0 || frame.length > FRAME_MAX_BYTES) return null;
  // Of a Buffer, byte strings would come out as Buffers, which are not the same everywhere.
  const bytes = new Uint8Array(frame.buffer, frame.byteOffset, frame.length);
  let fields: unknown;
  try {
    fields = decode(bytes, { tokenizer: new BoundedTokenizer(bytes), useMaps: true });
  } catch {
    // No CBOR, or too much of it: that is the answer.
    return null;
  }
  return fields instanceof Map ? messageOf(fields as Map<unknown, unknown>) : null;
};

const messageOf = (fields: Map<unknown, unknown>): WireMessage | null => {
  const type = text(fields.get('type'));
  const senderId = text(fields.get('senderId'));
  if (type === null || senderId === null) return null;
  switch (type) {
    case 'join':
      return joinOf(senderId, fields.get('supportedProtocolVersions'), readGreeting(fields));
    case 'peer': {
      const version = text(fields.get('selectedProtocolVersion'));
      return version === null ? null : { type, senderId, version, ...readGreeting(fields) };
    }
    case 'error':
      return { type, senderId, reason: text(fields.get('message')) ?? 'without a reason' };
    case HELD_TYPE:
      return heldOf(senderId, fields);
    case OBJECTS_TYPE:
      return packedOf('objects', senderId, fields);
    case FRESH_TYPE:
      return packedOf('fresh', senderId, fields);
    case PART_TYPE:
      return partOf(senderId, fields);
    case VISIT_TYPE: {
      const visit = visitIn(fields);
      return visit === null ? null : { type: 'visit', senderId, ...visit };
    }
    case HOLDING_TYPE: {
      const holding = fields.get('holding');
      return holding instanceof Uint8Array ? { type: 'holding', senderId, holding } : null;
    }
    case 'sync':
    case 'request':
    case 'doc-unavailable':
      return repoMessageOf(type, senderId, fields);
    default:
      return { type: 'other', senderId, name: type };
  }
};

const joinOf = (senderId: string, versions: unknown, greeting: Greeting): WireMessage | null => {
  // A client of the oldest stock adapters names none and speaks the first.
  if (versions === undefined) return { type: 'join', senderId, versions: [PROTOCOL], ...greeting };
  if (!Array.isArray(versions)) return null;
  return {
    type: 'join',
    senderId,
    versions: versions.filter((version): version is string => text(version) !== null),
    ...greeting,
  };
};

const heldOf = (senderId: string, fields: Map<unknown, unknown>): WireMessage | null => {
  const series = text(fields.get('series'));
  const sequence = fields.get('sequence');
  const hash = fields.get('hash');
  if (series === null || !Number.isSafeInteger(sequence) || Number(sequence) < 1) return null;
  if (!(hash instanceof Uint8Array) || hash.length !== HASH_BYTES) return null;
  return { type: 'held', senderId, series, sequence: Number(sequence), hash };
};

const partOf = (senderId: string, fields: Map<unknown, unknown>): WireMessage | null => {
  const part = fields.get('part');
  const bytes = fields.get('bytes');
  if (!Number.isSafeInteger(part) || !(bytes instanceof Uint8Array) || bytes.length === 0) return null;
  return { type: 'part', senderId, part: Number(part), isLast: fields.get('isLast') === true, bytes };
};

const packedOf = (
  type: 'objects' | 'fresh',
  senderId: string,
  fields: Map<unknown, unknown>,
): WireMessage | null => {
  const documentId = text(fields.get('documentId'));
  const objects = fields.get('objects');
  if (documentId === null || !(objects instanceof Uint8Array)) return null;
  return { type, senderId, documentId, objects };
};

const repoMessageOf = (
  type: RepoWireMessage['type'],
  senderId: string,
  fields: Map<unknown, unknown>,
): WireMessage | null => {
  const targetId = text(fields.get('targetId'));
  const documentId = text(fields.get('documentId'));
  if (targetId === null || documentId === null) return null;
  if (type === 'doc-unavailable') return { type, senderId, targetId, documentId };
  const data = fields.get('data');
  if (!(data instanceof Uint8Array) || data.length === 0) return null;
  return { type, senderId, targetId, documentId, data };
};

const SAYS_NOTHING: Greeting = { life: null, program: null };

export const encodeJoin = (senderId: string, greeting: Partial<Greeting> = {}): Uint8Array =>
  encode({
    type: 'join',
    senderId,
    peerMetadata: metadataOf({ ...SAYS_NOTHING, ...greeting }),
    supportedProtocolVersions: [PROTOCOL],
  });

export const encodePeer = (
  senderId: string,
  targetId: string,
  greeting: Partial<Greeting> = {},
): Uint8Array =>
  encode({
    type: 'peer',
    senderId,
    peerMetadata: metadataOf({ ...SAYS_NOTHING, ...greeting }),
    selectedProtocolVersion: PROTOCOL,
    targetId,
  });

/** Why a link is not taken up, as automerge-repo's server says it. */
export const encodeError = (senderId: string, targetId: string, message: string): Uint8Array =>
  encode({ type: 'error', senderId, targetId, message });

export const encodeHeld = (senderId: string, targetId: string, held: Held): Uint8Array =>
  encode({ type: HELD_TYPE, senderId, targetId, ...held });

export const encodeObjects = (senderId: string, targetId: string, packed: PackedObjects): Uint8Array =>
  encode({ type: OBJECTS_TYPE, senderId, targetId, ...packed });

export const encodeFresh = (senderId: string, targetId: string, packed: PackedObjects): Uint8Array =>
  encode({ type: FRESH_TYPE, senderId, targetId, ...packed });

export const encodeHolding = (senderId: string, targetId: string, holding: Uint8Array): Uint8Array =>
  encode({ type: HOLDING_TYPE, senderId, targetId, holding });

export const encodeVisit = (senderId: string, targetId: string, visit: Visit): Uint8Array =>
  encode({ type: VISIT_TYPE, senderId, targetId, ...visit });

export const encodePart = (senderId: string, targetId: string, part: FramePart): Uint8Array =>
  encode({ type: PART_TYPE, senderId, targetId, ...part });

export const encodeRepoMessage = (message: RepoWireMessage): Uint8Array => encode(message);
