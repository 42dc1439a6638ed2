import {
  DEVICE_KINDS,
  field,
  integer,
  parse,
  record,
  type Shape,
  type ShapeOf,
  text,
  type Wire,
  word,
} from '@tillmesh/model';
import { decodeCanonical, encodeCanonical } from '../cbor/canonical.ts';
import { bytes } from '../cbor/wire-shape.ts';
import { SIGNATURE_BYTES } from '../key/signing-key.ts';

/** The protocol of this file. A device of another one is told so, by the first field of its first message. */
export const ENROL_VERSION = 1;

/** What a candidate sends, and an admin device before it sends a grant. */
export const SMALL_FRAME_BYTES = 1_024;
/** A sealed grant: the registry of some thousand devices; its frame is a little longer. */
export const GRANT_BYTES = 16 * 1_048_576;
export const GRANT_FRAME_BYTES = GRANT_BYTES + SMALL_FRAME_BYTES;

const version = integer(1, 1_000_000);
const half = bytes(32);
const signature = bytes(SIGNATURE_BYTES);

const keys = {
  signKey: field(1, half),
  agreeKey: field(2, half),
  tlsKeyHash: field(3, half),
  nonce: field(4, half),
};

/** By type on the wire; bodies never change, a change is another protocol version. */
const MESSAGES = {
  /** candidate: 1 */
  offer: [
    1,
    record({ version: field(1, version), kind: field(2, word(...DEVICE_KINDS)), commitment: field(3, half) }),
  ],
  /** admin: 2 */
  answer: [2, record({ version: field(1, version), commitment: field(2, half) })],
  /** candidate: 3 */
  keys: [3, record(keys)],
  /** admin: 4, signed over the transcript */
  'admin-keys': [4, record({ ...keys, signature: field(5, signature) })],
  /** candidate: 5, signed over the transcript */
  proof: [5, record({ signature: field(1, signature) })],
  /** admin: a wrong code was typed */
  wrong: [6, record({ triesLeft: field(1, integer(0, 9)) })],
  /** admin: the end */
  refused: [7, record({ code: field(1, text(48, 1)) })],
  /** admin: 6 */
  grant: [8, record({ sealed: field(1, bytes(1, GRANT_BYTES)) })],
  /** candidate: 7, its folder is written */
  taken: [9, record({})],
} as const;

type MessageKind = keyof typeof MESSAGES;
type BodyOf<K extends MessageKind> = ShapeOf<(typeof MESSAGES)[K][1]>;
export type EnrolMessage = {
  [K in MessageKind]: { readonly kind: K; readonly body: BodyOf<K> };
}[MessageKind];

export const encodeEnrolMessage = <K extends MessageKind>(kind: K, body: BodyOf<K>): Uint8Array => {
  const [type, shape] = MESSAGES[kind];
  return encodeCanonical(
    new Map<number, Wire>([
      [1, type],
      [2, (shape as unknown as Shape<BodyOf<K>>).encode(body)],
    ]),
  );
};

/** Never throws: a message, that its sender speaks another version, or nothing of ours. */
export const readEnrolMessage = (frame: Uint8Array): EnrolMessage | 'another-version' | 'rubbish' => {
  const decoded = decodeCanonical(frame);
  if (!decoded.ok || !(decoded.value instanceof Map)) return 'rubbish';
  const envelope = decoded.value as ReadonlyMap<number, Wire>;
  const [type, body] = [envelope.get(1), envelope.get(2)];
  const found = (Object.keys(MESSAGES) as MessageKind[]).find((kind) => MESSAGES[kind][0] === type);
  if (found === undefined || envelope.size !== 2) return 'rubbish';
  if ((found === 'offer' || found === 'answer') && body instanceof Map) {
    const said = (body as ReadonlyMap<number, Wire>).get(1);
    if (typeof said === 'number' && said !== ENROL_VERSION) return 'another-version';
  }
  const parsed = parse(() => (MESSAGES[found][1] as Shape<unknown>).decode(body as Wire, found));
  return parsed.ok ? ({ kind: found, body: parsed.value } as EnrolMessage) : 'rubbish';
};
