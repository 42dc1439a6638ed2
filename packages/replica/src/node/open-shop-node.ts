import { openAgainIfDamaged } from './after-damage.ts';
import { type NodeOptions, openNodeCore } from './node-core.ts';
import type { ShopNode } from './node-port.ts';
import { shopNodeOf } from './shop-node.ts';

/** Opens an enrolled device that writes no entries: a reporter. Throws a Fault when its folder is not usable. */
export const openShopNode = (options: NodeOptions): ShopNode => {
  const nothing = (): void => undefined;
  const hooks = {
    ownSeries: () => null,
    productsChanged: nothing,
    entriesTaking: nothing,
    entriesTaken: nothing,
    ownStockMoved: nothing,
  };
  const core = openAgainIfDamaged(() => openNodeCore(options, hooks, nothing));
  return shopNodeOf(core, () => null);
};
