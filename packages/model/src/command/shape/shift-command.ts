import { DRAWER_MOVES } from '../../fact/shift-fact.ts';
import { MAX_SHIFT_MINOR } from '../../money/bound.ts';
import { field, optional, record } from '../../schema/record.ts';
import { calendarDate, id, integer, word } from '../../schema/scalar.ts';
import { counted, counts, reason } from './basic.ts';

const shiftId = id<'shift'>();
const drawerMinor = integer(0, MAX_SHIFT_MINOR);

export const SHIFT_COMMANDS = {
  /** The float as one sum in the base currency, or counted by currency; one of the two. */
  'shift.open': record({
    floatMinor: optional(1, drawerMinor),
    floats: optional(2, counts),
    /** Another date than the clock's, with a reason. */
    businessDate: optional(3, calendarDate),
    reason: optional(4, reason),
  }),
  /** Sells into the drawer of a shift that another till opened. */
  'shift.join': record({ shiftId: field(1, shiftId) }),
  'shift.leave': record({}),
  /** Counted as one sum in the base currency, or by currency; one of the two. */
  'shift.close': record({ countedMinor: optional(1, drawerMinor), counts: optional(2, counts) }),
  'shift.hand-over': record({ toStaffId: field(1, id<'staff'>()), counts: field(2, counts) }),
  /** The X: what the shift has taken so far. Writes nothing. */
  'shift.report': record({}),
  /** Counts what came of a closed shift after its Z. */
  'shift.supplement': record({ shiftId: field(1, shiftId) }),
  'drawer.move': record({
    move: field(1, word(...DRAWER_MOVES)),
    count: field(2, counted),
    reason: field(3, reason),
  }),
  /** Opens the drawer without a sale. */
  'drawer.open': record({ reason: field(1, reason) }),
} as const;
