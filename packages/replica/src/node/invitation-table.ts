import { type Invitation, withInvitation } from '@tillmesh/model';
import { localList } from '../store/local-list.ts';
import type { TillStore } from '../store/till-store.ts';

const NAME = 'invitations';

/**
 * That were made at this till, the newest last. They lie in its file alone, sealed, and hold no secret; where they are
 * lost nobody can use one any more, and new ones are made.
 */
export const keptInvitations = (store: Pick<TillStore, 'local'>): readonly Invitation[] =>
  localList(store, NAME) as readonly Invitation[];

/** As it is from now on; inside a transaction. */
export const keepInvitation = (
  store: Pick<TillStore, 'local'>,
  invitation: Invitation,
  nowMs: number,
): void => store.local.put(NAME, withInvitation(keptInvitations(store), invitation, nowMs));
