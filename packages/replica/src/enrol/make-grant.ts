import type { NewPlace } from '@tillmesh/model';
import type { PeerAddress } from '../link/peer.ts';
import type { NodeCore } from '../node/node-core.ts';
import { heldStatements } from '../node/take-statements.ts';
import type { Grant } from './grant.ts';

/** What a device that was just listed in a place is given. `linkPort`: see `Grant`; `peers`: whom it may dial besides. */
export const makeGrant = (
  { registry, store }: NodeCore,
  { device, code, branchId }: NewPlace,
  { linkPort, peers }: { readonly linkPort: number | null; readonly peers: readonly PeerAddress[] },
): Grant => {
  const { organisation, branches } = registry.roster();
  return {
    organisationId: organisation.id,
    shop: organisation.name,
    kind: device,
    branchId,
    branch: branches.get(branchId ?? '')?.name ?? null,
    code,
    statements: heldStatements({ store }),
    // One behind a proxy is named by its operator: an address of this form does not lead there.
    peers: peers.filter(({ url }) => url === undefined).map(({ host, port }) => ({ host, port })),
    products: store.products.count(),
    linkPort,
  };
};
