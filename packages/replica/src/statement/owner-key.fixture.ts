import { organisationId } from './registry.fixture.ts';
import type { Administration } from './organisation.ts';
import { proveOwner } from './owner-proof.ts';
import type { RootKeys } from './root-key.ts';
import { type NewOwner, nameOwner } from './take-off.ts';

/** What an owner key is named by, once its sheet was made at that device. */
export const newOwner = (owner: RootKeys, madeBy: { readonly deviceId: string }): NewOwner => ({
  ownerKey: owner.signKey,
  recoveryKey: owner.recoveryKey,
  ...proveOwner(owner, organisationId, madeBy.deviceId),
});

/** Names it, or agrees to it. */
export const names =
  (owner: RootKeys, madeBy: { readonly deviceId: string }) =>
  (on: Pick<Administration, 'writer'>): void =>
    nameOwner(on, newOwner(owner, madeBy));
