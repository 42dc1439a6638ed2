import { fromHex, toHex } from '../cbor/bytes.ts';
import { decodeCanonical, type Wire } from '../cbor/canonical.ts';
import { isBytesOf, isCalendarDate, isIntegerIn, isTextOf } from '../cose/field.ts';
import { invalid, type Reading } from '../cose/label.ts';

/** What an entry holds: one fact, and the circumstances that nothing derives again. */
export type EntryPayload = {
  /** Kind of fact, such as `sale.completed`, 1 to 64 characters. */
  readonly kind: string;
  /** Version of the kind's body, from 1. */
  readonly version: number;
  readonly utcMs: number;
  /** Minutes that the branch's local time is ahead of UTC. */
  readonly offsetMinutes: number;
  /** `YYYY-MM-DD` */
  readonly businessDate: string;
  /** Ids have 32 hexadecimal digits. */
  readonly shiftId: string | null;
  readonly staffId: string | null;
  readonly approverId: string | null;
  readonly commandId: string;
  readonly body: Wire;
};

const KEY = {
  kind: 1,
  version: 2,
  utcMs: 3,
  offsetMinutes: 4,
  businessDate: 5,
  shiftId: 6,
  staffId: 7,
  approverId: 8,
  commandId: 9,
  body: 10,
} as const;

/** No zone was ever further from UTC than 16 hours. */
const MAX_OFFSET_MINUTES = 16 * 60;
const ID_BYTES = 16;

const idWire = (id: string | null): Uint8Array | null => (id === null ? null : fromHex(id));

export const payloadWire = (payload: EntryPayload): Wire =>
  new Map<number, Wire>([
    [KEY.kind, payload.kind],
    [KEY.version, payload.version],
    [KEY.utcMs, payload.utcMs],
    [KEY.offsetMinutes, payload.offsetMinutes],
    [KEY.businessDate, payload.businessDate],
    [KEY.shiftId, idWire(payload.shiftId)],
    [KEY.staffId, idWire(payload.staffId)],
    [KEY.approverId, idWire(payload.approverId)],
    [KEY.commandId, idWire(payload.commandId)],
    [KEY.body, payload.body],
  ]);

const isIdOrNull = (wire: Wire | undefined): wire is Uint8Array | null =>
  wire === null || isBytesOf(wire, ID_BYTES);

const idOf = (wire: Uint8Array | null): string | null => (wire === null ? null : toHex(wire));

/** Reads the opened payload; whether its kind and version are understood is for the fold. Never throws. */
export const readPayload = (plaintext: Uint8Array): Reading<EntryPayload> => {
  const decoded = decodeCanonical(plaintext);
  if (!decoded.ok) return invalid(decoded.reason);
  if (!(decoded.value instanceof Map)) return invalid('a payload that is no map');
  const fields = decoded.value as ReadonlyMap<number, Wire>;
  if (fields.size !== Object.keys(KEY).length) return invalid('a payload with other fields');
  const kind = fields.get(KEY.kind);
  const version = fields.get(KEY.version);
  const utcMs = fields.get(KEY.utcMs);
  const offsetMinutes = fields.get(KEY.offsetMinutes);
  const businessDate = fields.get(KEY.businessDate);
  const shiftId = fields.get(KEY.shiftId);
  const staffId = fields.get(KEY.staffId);
  const approverId = fields.get(KEY.approverId);
  const commandId = fields.get(KEY.commandId);
  const body = fields.get(KEY.body);
  if (!isTextOf(kind, 1, 64)) return invalid('no kind');
  if (!isIntegerIn(version, 1)) return invalid('no version');
  if (!isIntegerIn(utcMs, 0)) return invalid('no time');
  if (!isIntegerIn(offsetMinutes, -MAX_OFFSET_MINUTES, MAX_OFFSET_MINUTES)) return invalid('no offset');
  if (!isCalendarDate(businessDate)) return invalid('no business date');
  if (!isIdOrNull(shiftId) || !isIdOrNull(staffId) || !isIdOrNull(approverId))
    return invalid('an id that is none');
  if (!isBytesOf(commandId, ID_BYTES)) return invalid('no command id');
  if (body === undefined) return invalid('no body');
  return {
    ok: true,
    value: {
      kind,
      version,
      utcMs,
      offsetMinutes,
      businessDate,
      shiftId: idOf(shiftId),
      staffId: idOf(staffId),
      approverId: idOf(approverId),
      commandId: toHex(commandId),
      body,
    },
  };
};
