import { type NodeOptions, openNodeCore } from './node-core.ts';
import type { ShopNode } from './node-port.ts';
import { shopNodeOf } from './shop-node.ts';

/** Opens an enrolled device that writes no entries: a reporter. Throws a Fault when its folder is not usable. */
export const openShopNode = (options: NodeOptions): ShopNode => {
  const core = openNodeCore(options, {
    ownSeries: () => null,
    productsChanged: () => undefined,
    ownEntriesFromElsewhere: () => undefined,
  });
  return shopNodeOf(core, () => null);
};
