import { type Invitation, withInvitation } from '@tillmesh/model';
import type { TillStore } from '../store/till-store.ts';

const NAME = 'invitations';

/** That were made at this till, the newest last. They lie in its file alone, sealed, and hold no secret. */
export const keptInvitations = ({ local }: Pick<TillStore, 'local'>): readonly Invitation[] => {
  try {
    return (local.get(NAME) as readonly Invitation[] | undefined) ?? [];
  } catch {
    // A row that was damaged must not keep the till from listing devices: its invitations are over, and new ones made.
    return [];
  }
};

/** As it is from now on; inside a transaction. */
export const keepInvitation = (
  store: Pick<TillStore, 'local'>,
  invitation: Invitation,
  nowMs: number,
): void => store.local.put(NAME, withInvitation(keptInvitations(store), invitation, nowMs));
