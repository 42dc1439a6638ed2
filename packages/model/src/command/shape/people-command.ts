import { amountMinor, sharePpm } from '../../money/bound.ts';
import { RIGHTS } from '../../people/right.ts';
import { role } from '../../people/role.ts';
import { field, optional, record } from '../../schema/record.ts';
import { flag, id, text, word } from '../../schema/scalar.ts';
import { pin } from './basic.ts';

const staffId = id<'staff'>();

export const PEOPLE_COMMANDS = {
  'session.sign-in': record({ staffId: field(1, staffId), pin: field(2, pin) }),
  'session.sign-out': record({}),
  'training.start': record({}),
  'training.end': record({}),
  /** Asks whoever may, at any till of the branch, to allow one thing once. */
  'approval.request': record({
    right: field(1, word(...RIGHTS)),
    amountMinor: optional(2, amountMinor),
    sharePpm: optional(3, sharePpm),
    detail: field(4, text(200)),
  }),
  'approval.answer': record({ requestId: field(1, id<'approval'>()), granted: field(2, flag) }),
  'staff.put': record({
    staffId: optional(1, staffId),
    name: field(2, text(80, 1)),
    role: field(3, text(32, 1)),
    pin: optional(4, pin),
    active: field(5, flag),
  }),
  'role.put': record({ role: field(1, role) }),
} as const;
