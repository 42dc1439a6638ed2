import type { Happening } from './exception-book.ts';

/** Alarms of the disk, of what is stored on it and of the shop, that stand in the list although they name no device. */
const OF_NO_DEVICE: ReadonlySet<string> = new Set([
  'CHUNK-QUARANTINED',
  'DOCUMENT-CLOSED',
  'DOCUMENT-MUTED',
  'DOCUMENT-ODD',
  'DOCUMENT-QUARANTINED',
  'DOCUMENT-SHRANK',
  'DOCUMENTS-LOST',
  'DOCUMENTS-SET-ASIDE',
  'ENTRY-INVALID',
  'OWNER-KEY-STANDS',
  'SNAPSHOT-UNLOADABLE',
  'STATEMENT-INVALID',
  'VALUE-INVALID',
]);

/** Alarms that name a device and say nothing against it. */
const NOT_AT_FAULT: ReadonlySet<string> = new Set(['CARRIER-DIED', 'LINK-BROKEN', 'LINK-REFUSED']);

/** Alarms that name a device because something is not exchanged with it, for a reason on this side. */
const NOBODY_AT_FAULT: ReadonlySet<string> = new Set(['FRAME-TOO-LARGE']);

/** The alarm as it stands in the exception list; null: it is none that stands there. */
export const asException = (happening: Happening): Happening | null => {
  const { code, deviceId } = happening;
  if (NOT_AT_FAULT.has(code)) return null;
  if (NOBODY_AT_FAULT.has(code)) return { ...happening, deviceId: null };
  return deviceId !== null || OF_NO_DEVICE.has(code) ? happening : null;
};
