import type { PeerShare } from '../carrier/carrier-port.ts';
import { localList } from '../store/local-list.ts';
import { CATALOG_TO_COME } from '../store/salvage.ts';
import type { TillStore } from '../store/till-store.ts';

type Store = Pick<TillStore, 'local' | 'products' | 'transaction'>;

/**
 * Of a device that joined a shop and has not got its catalogue yet: how many products the shop had by then, as the
 * device said that took it in. Empty: it has.
 */
const toCome = (store: Pick<TillStore, 'local'>): readonly number[] =>
  localList(store, CATALOG_TO_COME) as readonly number[];

/** Inside a transaction, when a device has joined. */
export const noteCatalogToCome = ({ local }: Pick<TillStore, 'local'>, products: number): void =>
  local.put(CATALOG_TO_COME, [products]);

/** Whether a device knows what stands in the catalogue: it founded the shop, or got all that another one held. */
export const holdsCatalog = (store: Pick<TillStore, 'local'>): boolean => toCome(store).length === 0;

/**
 * Notes when all came. One peer is enough, so that none can keep it from that by naming what there is not; but one that
 * has little itself is no measure, so as many products as there were at the joining have to be here.
 */
export const createCatalogHold = (
  store: Store,
  isIdle: () => boolean,
  came: () => void,
): ((shares: readonly Pick<PeerShare, 'catalogHeld'>[]) => void) => {
  let isHeld = holdsCatalog(store);
  return (shares) => {
    if (isHeld || !isIdle() || !shares.some(({ catalogHeld }) => catalogHeld)) return;
    const [products = 0] = toCome(store);
    if (store.products.count() < products) return;
    store.transaction(() => store.local.put(CATALOG_TO_COME, []));
    isHeld = true;
    came();
  };
};
