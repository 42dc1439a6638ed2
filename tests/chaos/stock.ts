import { openShopNode } from '@tillmesh/replica';
import { createCarrier } from '@tillmesh/replica/carrier';

export type BranchStock = {
  readonly branch: string;
  readonly levels: readonly {
    readonly productId: string;
    readonly entriesMilli: number;
    readonly slotsMilli: number;
  }[];
};

/** The levels a stopped till keeps, by branch: of another branch it holds what that published, and no entries. */
export const stockAt = async (folder: string): Promise<readonly BranchStock[]> => {
  const node = openShopNode({
    folder,
    clock: { nowMs: Date.now },
    listen: null,
    dial: [],
    carrier: createCarrier,
  });
  try {
    const names = new Map(node.shop().branches.map(({ id, name }) => [id, name]));
    return [...Map.groupBy(node.stockLevels(), ({ branchId }) => branchId)].map(([branchId, levels]) => ({
      branch: names.get(branchId) ?? branchId,
      levels,
    }));
  } finally {
    await node.close();
  }
};
