/** Where a device stands in the shop, as the statement that names it says. */
export type PlaceInShop = {
  readonly kind: 'till' | 'relay' | 'reporter';
  readonly branchId: string | null;
};

/**
 * Whether a device is to hold the data key of a branch, or the organisation's (`branchId` null): a relay holds none, a
 * reporter all, a till the organisation's and its branch's.
 */
export const placeCovers = (device: PlaceInShop, branchId: string | null): boolean => {
  switch (device.kind) {
    case 'relay':
      return false;
    case 'reporter':
      return true;
    case 'till':
      return branchId === null || branchId === device.branchId;
  }
};
