import { field, optional, record } from '../../schema/record.ts';
import { flag, id, integer, text } from '../../schema/scalar.ts';

/** What an admin device states of other devices. */
export const DEVICE_COMMANDS = {
  /** Takes a device off: what is held here of it goes on counting, and nothing that comes later. */
  'device.revoke': record({
    deviceId: field(1, id<'device'>()),
    reason: field(2, text(200, 1)),
    /** Of a till of another branch nothing is held here: that all of its sales are set aside has to be meant. */
    setAside: optional(3, flag),
  }),
  /** Of a device that is off: all that is held here counts, or of the series named that up to this sequence. */
  'device.admit': record({
    deviceId: field(1, id<'device'>()),
    seriesId: optional(2, text(16, 16)),
    sequence: optional(3, integer(1)),
  }),
} as const;
