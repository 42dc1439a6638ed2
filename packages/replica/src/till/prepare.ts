import type { Command, Decision, Rejection, TillState } from '@tillmesh/model';
import type { CatalogDesk, CatalogWork } from './catalog-desk.ts';
import type { Prepared } from './command-loop.ts';
import type { PinDesk } from './pin-desk.ts';
import type { StaffDesk } from './staff-desk.ts';

export type PreparationDeps = {
  readonly pins: PinDesk;
  readonly staff: StaffDesk;
  readonly catalog: CatalogDesk;
};

const nothing = (_decision: Decision): void => undefined;

/** What takes long and disturbs nobody: while it is done, other batches run. Null where there is none. */
export const preparedAhead = async (
  catalog: CatalogDesk,
  command: Command,
  state: TillState,
): Promise<CatalogWork | null> =>
  command.kind === 'catalog.put' ? await catalog.prepare(command, state) : null;

/** What takes time and is done in turn: argon2, and a few catalogue values signed. */
export const preparedInTurn = async (
  { pins, staff, catalog }: PreparationDeps,
  command: Command,
  state: TillState,
  ahead: CatalogWork | null,
): Promise<Prepared | Rejection> => {
  const plain: Prepared = { command, pin: null, lookup: null, write: nothing };
  switch (command.kind) {
    case 'session.sign-in':
      return { ...plain, pin: await pins.judge(command.staffId, command.pin) };
    case 'staff.put': {
      const refused = staff.mayState();
      if (refused !== null) return refused;
      const pin = command.pin === undefined ? null : await staff.hash(command.pin);
      return {
        ...plain,
        write: ({ staff: change }) => {
          if (change !== undefined) staff.write(change, pin);
        },
      };
    }
    case 'catalog.put': {
      const work = ahead ?? (await catalog.prepare(command, state));
      return {
        ...plain,
        lookup: work.lookup,
        write: ({ catalog: changes }, staffId) => work.write(changes ?? [], staffId),
      };
    }
    default:
      return plain;
  }
};
