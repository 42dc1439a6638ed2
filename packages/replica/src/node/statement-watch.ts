import type { AlarmBoard } from './alarm-board.ts';
import { refName } from '../document/document-ref.ts';
import type { RegistryState } from '../statement/registry-state.ts';
import { registryRef } from './document-map.ts';
import type { ExceptionBoard } from './exception-board.ts';
import { createOwnerWatch } from './owner-watch.ts';

/** Tells of each statement once that the registry's fold found invalid, and who signed it; and of new owner keys. */
export const createStatementWatch = (
  first: RegistryState,
  alarm: AlarmBoard['raise'],
  isKept: ExceptionBoard['isKept'],
) => {
  const told = new Set<string>();
  const look = (state: RegistryState, tell: (signer: string | null) => void): void => {
    for (const [hash, statement] of state.statements) {
      if (statement.status !== 'invalid' || told.has(hash)) continue;
      told.add(hash);
      tell(statement.signer ?? null);
    }
  };
  // Those of before were told when they came.
  look(first, () => undefined);
  const watchOwners = createOwnerWatch(alarm, isKept);
  watchOwners(first);
  return (state: RegistryState): void => {
    watchOwners(state);
    look(state, (deviceId) =>
      alarm('STATEMENT-INVALID', 'A statement about the shop is not valid and counts nowhere.', {
        deviceId,
        document: refName(registryRef),
      }),
    );
  };
};
