import {
  calendarDate,
  field,
  id,
  integer,
  parse,
  record,
  type ShapeOf,
  text,
  type Wire,
} from '@tillmesh/model';
import { decodeCanonical } from '../cbor/canonical.ts';
import { anyWire, nullable } from '../cbor/wire-shape.ts';
import { invalid, type Reading } from '../cose/label.ts';

/** No zone was ever further from UTC than 16 hours. */
const MAX_OFFSET_MINUTES = 16 * 60;

const payloadShape = record({
  /** Kind of fact, such as `sale.completed`. */
  kind: field(1, text(64, 1)),
  /** Version of the kind's body. */
  version: field(2, integer(1)),
  utcMs: field(3, integer(0)),
  /** Minutes that the branch's local time is ahead of UTC. */
  offsetMinutes: field(4, integer(-MAX_OFFSET_MINUTES, MAX_OFFSET_MINUTES)),
  businessDate: field(5, calendarDate),
  shiftId: field(6, nullable(id<'shift'>())),
  staffId: field(7, nullable(id<'staff'>())),
  approverId: field(8, nullable(id<'staff'>())),
  commandId: field(9, id<'command'>()),
  body: field(10, anyWire),
});

/** What an entry holds: one fact, and the circumstances that nothing derives again. */
export type EntryPayload = ShapeOf<typeof payloadShape>;

export const payloadWire = (payload: EntryPayload): Wire => payloadShape.encode(payload);

/** Reads the opened payload; whether its kind and version are understood is for the fold. Never throws. */
export const readPayload = (plaintext: Uint8Array): Reading<EntryPayload> => {
  const decoded = decodeCanonical(plaintext);
  if (!decoded.ok) return invalid(decoded.reason);
  const parsed = parse(() => payloadShape.decode(decoded.value, 'payload'));
  return parsed.ok ? parsed : invalid(parsed.error.message);
};
