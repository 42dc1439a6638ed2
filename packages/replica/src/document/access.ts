import type { DocumentKind } from './document-ref.ts';

/** What decides which documents a device may hold. */
export type Holder = { kind: 'till' | 'relay' | 'reporter'; branchId: string | null };

/**
 * Whether a device may hold a document of this kind and branch; asked of the peer and of oneself alike.
 * A relay and a reporter hold everything. A till holds everything but the ledgers of other branches.
 */
export const mayHold = (holder: Holder, kind: DocumentKind, branchId: string | null): boolean =>
  holder.kind !== 'till' || kind !== 'ledger' || (branchId !== null && branchId === holder.branchId);
