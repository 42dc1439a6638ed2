import type { Command, Decision, Rejection, TillState } from '@tillmesh/model';
import type { CatalogDesk } from './catalog-desk.ts';
import type { Ahead, Prepared } from './command-loop.ts';
import type { PinDesk, PinVerdict } from './pin-desk.ts';
import type { RegistryDesk } from './registry-desk.ts';

export type PreparationDeps = {
  readonly pins: PinDesk;
  readonly registry: RegistryDesk;
  readonly catalog: CatalogDesk;
};

const nothing = (_decision: Decision): void => undefined;

/** What takes long and disturbs nobody: while it is done, other batches run. Null where there is none. */
export const preparedAhead = async (
  { catalog, registry }: Pick<PreparationDeps, 'catalog' | 'registry'>,
  command: Command,
  state: TillState,
): Promise<Ahead> =>
  command.kind === 'catalog.put'
    ? { catalog: await catalog.prepare(command, state) }
    : { listed: await registry.prepare(command) };

/** The PIN of whoever approves; null where nobody does here. */
const judgedApproval = async (pins: PinDesk, { approval }: Command): Promise<PinVerdict | null> =>
  approval === undefined || 'requestId' in approval ? null : await pins.judge(approval.staffId, approval.pin);

/** What takes time and is done in turn: argon2, and a few catalogue values signed. */
export const preparedInTurn = async (
  { pins, registry, catalog }: PreparationDeps,
  command: Command,
  state: TillState,
  ahead: Ahead | null,
): Promise<Prepared | Rejection> => {
  const refused = registry.mayState(command);
  if (refused !== null) return refused;
  const approvalPin = await judgedApproval(pins, command);
  const plain: Prepared = { command, pin: null, approvalPin, lookup: null, write: nothing };
  switch (command.kind) {
    case 'session.sign-in':
      // One try for each refusal, so that each leaves its fact.
      return approvalPin !== null && approvalPin.judged !== 'right'
        ? plain
        : { ...plain, pin: await pins.judge(command.staffId, command.pin) };
    case 'staff.put': {
      const pin = command.pin === undefined ? null : await registry.hash(command.pin);
      return { ...plain, write: (decision) => registry.write(decision, pin) };
    }
    case 'catalog.put': {
      const work = ahead?.catalog ?? (await catalog.prepare(command, state));
      return {
        ...plain,
        lookup: work.lookup,
        write: ({ catalog: changes }, staffId) => work.write(changes ?? [], staffId),
      };
    }
    case 'device.revoke':
    case 'catalog-right.put': {
      const listed = ahead?.listed ?? (await registry.prepare(command)) ?? undefined;
      return { ...plain, write: (decision) => registry.write(decision, null, listed) };
    }
    default:
      return { ...plain, write: (decision) => registry.write(decision, null) };
  }
};
