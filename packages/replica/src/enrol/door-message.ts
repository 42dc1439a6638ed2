import { field, integer, parse, record, type Shape, type ShapeOf, text, type Wire } from '@tillmesh/model';
import { decodeCanonical, encodeCanonical } from '../cbor/canonical.ts';
import { bytes, hex } from '../cbor/wire-shape.ts';
import { VISIT_BYTES } from '../link/visit.ts';

export const DOOR_VERSION = 1;
/** A frame at the door: one of a visit, and what stands around it. */
export const DOOR_FRAME_BYTES: number = VISIT_BYTES + 64;

/** By type on the wire, between a relay and a device that nobody lists yet; bodies never change. */
const MESSAGES = {
  /** visitor: 1. Whom it wants to speak with, and by which invitation. */
  knock: [
    1,
    record({
      version: field(1, integer(1, 1_000_000)),
      organisationId: field(2, hex(32)),
      adminId: field(3, hex(16)),
      invitation: field(4, hex(16)),
    }),
  ],
  /** relay: the admin device is not linked; told again now and then, so that it is known who is still there. */
  waiting: [2, record({})],
  /** relay: the admin device listens */
  open: [3, record({})],
  /** either: of what the two say to each other */
  frame: [4, record({ bytes: field(1, bytes(1, VISIT_BYTES)) })],
  /** relay: the end */
  refused: [5, record({ code: field(1, text(48, 1)) })],
} as const;

type MessageKind = keyof typeof MESSAGES;
type BodyOf<K extends MessageKind> = ShapeOf<(typeof MESSAGES)[K][1]>;
export type DoorMessage = {
  [K in MessageKind]: { readonly kind: K; readonly body: BodyOf<K> };
}[MessageKind];

export const encodeDoorMessage = <K extends MessageKind>(kind: K, body: BodyOf<K>): Uint8Array => {
  const [type, shape] = MESSAGES[kind];
  return encodeCanonical(
    new Map<number, Wire>([
      [1, type],
      [2, (shape as unknown as Shape<BodyOf<K>>).encode(body)],
    ]),
  );
};

/** Never throws; null: it is none. */
export const readDoorMessage = (frame: Uint8Array): DoorMessage | null => {
  const decoded = decodeCanonical(frame);
  if (!decoded.ok || !(decoded.value instanceof Map)) return null;
  const envelope = decoded.value as ReadonlyMap<number, Wire>;
  const [type, body] = [envelope.get(1), envelope.get(2)];
  const found = (Object.keys(MESSAGES) as MessageKind[]).find((kind) => MESSAGES[kind][0] === type);
  if (found === undefined || envelope.size !== 2) return null;
  const parsed = parse(() => (MESSAGES[found][1] as Shape<unknown>).decode(body as Wire, found));
  return parsed.ok ? ({ kind: found, body: parsed.value } as DoorMessage) : null;
};
