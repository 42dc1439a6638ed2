import { openShopNode } from '@tillmesh/replica';
import { createCarrier } from '@tillmesh/replica/carrier';

/**
 * Whether the published totals of every product are the sums of the entries, in every branch that the
 * device knows of. Opens the folder without links, so its process has to be stopped.
 */
export const stockMatches = async (folder: string): Promise<boolean> => {
  const node = openShopNode({
    folder,
    clock: { nowMs: Date.now },
    listen: null,
    dial: [],
    carrier: createCarrier,
  });
  try {
    const levels = node.stockLevels();
    return levels.length > 0 && levels.every(({ entriesMilli, slotsMilli }) => entriesMilli === slotsMilli);
  } finally {
    await node.close();
  }
};
