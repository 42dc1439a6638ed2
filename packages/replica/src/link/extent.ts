import type { DocumentKind } from '../document/document-ref.ts';

/**
 * How much goes over a metered link, the least first. `sales`: the registry, directories, and ledgers that are being
 * written. `prices`: the catalogue too. `all`: older ledgers and stock too.
 */
const EXTENTS = ['sales', 'prices', 'all'] as const;
export type Extent = (typeof EXTENTS)[number];

/** A link that this device marked as metered, and how much goes over it now. */
export type MeteredLink = { readonly deviceId: string; readonly extent: Extent };

const rankOf = (extent: Extent): number => EXTENTS.indexOf(extent);

/** The narrower of two; null: no limit. */
export const narrower = (one: Extent | null, other: Extent | null): Extent | null => {
  if (one === null || other === null) return one ?? other;
  return rankOf(one) < rankOf(other) ? one : other;
};

export const covers = (extent: Extent, needed: Extent): boolean => rankOf(extent) >= rankOf(needed);

/** The narrowest extent that a document goes with. `isOld`: of a ledger that was full long ago. */
export const extentFor = (kind: DocumentKind, isOld: boolean): Extent => {
  if (kind === 'catalog') return 'prices';
  return kind === 'stock' || (kind === 'ledger' && isOld) ? 'all' : 'sales';
};

/** As a device says it in its greeting; a word of a later version is the narrowest, and no word is none. */
export const extentOfWord = (word: string | null): Extent | null =>
  word === null ? null : (EXTENTS.find((extent) => extent === word) ?? 'sales');
