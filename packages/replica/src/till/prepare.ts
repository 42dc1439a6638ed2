import {
  type Command,
  type Decision,
  decide,
  type Context,
  type Rejection,
  type TillState,
} from '@tillmesh/model';
import type { CatalogDesk } from './catalog-desk.ts';
import type { Prepared } from './command-loop.ts';
import type { PinDesk } from './pin-desk.ts';
import type { StaffDesk } from './staff-desk.ts';

export type PreparationDeps = {
  readonly pins: PinDesk;
  readonly staff: StaffDesk;
  readonly catalog: CatalogDesk;
  readonly context: () => Context;
};

const nothing = (_decision: Decision): void => undefined;

/** Does what takes time before a command's transaction: argon2, and signing many catalogue values. */
export const preparation =
  (deps: PreparationDeps) =>
  async (command: Command, state: TillState): Promise<Prepared | Rejection> => {
    switch (command.kind) {
      case 'session.sign-in':
        return { command, pin: await deps.pins.judge(command.staffId, command.pin), write: nothing };
      case 'staff.put': {
        const refused = deps.staff.mayState();
        if (refused !== null) return refused;
        const pin = command.pin === undefined ? null : await deps.staff.hash(command.pin);
        return {
          command,
          pin: null,
          write: ({ staff }) => {
            if (staff !== undefined) deps.staff.write(staff, pin);
          },
        };
      }
      case 'catalog.put': {
        const context = deps.context();
        const decided = decide(state, command, context);
        const changes = decided.ok ? (decided.decision.catalog ?? []) : [];
        const { utcMs } = context.now;
        const staffId = state.session?.staffId ?? null;
        const signed = await deps.catalog.sign(changes, utcMs, staffId);
        return {
          command,
          pin: null,
          write: ({ catalog }) => deps.catalog.write(signed, catalog ?? [], utcMs, staffId),
        };
      }
      default:
        return { command, pin: null, write: nothing };
    }
  };
