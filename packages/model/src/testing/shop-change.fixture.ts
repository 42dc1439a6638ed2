import type { CatalogChange } from '../catalog/product.ts';
import type { ShopChange, StaffChange } from '../command/decision.ts';
import type { PriceStep } from '../price/price-list.ts';
import type { Branch } from '../state/shop.ts';
import { product } from './goods.fixture.ts';
import type { ShopKnowledge } from './knowledge.fixture.ts';

/** One piece, whatever the date: enough for tests that state one price. */
const priceOfOne = (steps: readonly PriceStep[]): number | null =>
  steps.findLast(({ fromMilli }) => fromMilli <= 1_000)?.priceMinor ?? null;

export const applyCatalog = (shop: ShopKnowledge, branch: Branch, change: CatalogChange): void => {
  const { productId } = change;
  const old = shop.products.get(productId) ?? product(0, { id: productId, priceMinor: null });
  const changed = () => {
    switch (change.aspect) {
      case 'core':
        return { ...old, ...change.core };
      case 'price': {
        const { priceListId, price } = change;
        const prices = { ...old.prices, [priceListId]: price.steps };
        const priceMinor = priceListId === branch.priceListId ? priceOfOne(price.steps) : old.priceMinor;
        return { ...old, prices, priceMinor };
      }
      case 'status':
        return { ...old, ...change.status };
      case 'cost':
        return change.currency === branch.currency ? { ...old, ...change.cost } : old;
      case 'selling':
        return { ...old, ...change.selling };
    }
  };
  shop.products.set(productId, changed());
};

export const applyStaff = (shop: ShopKnowledge, { staffId, name, role, active }: StaffChange): void => {
  shop.staff.set(staffId, { id: staffId, name, role, active, branchIds: [] });
};

type OfBranch = Extract<ShopChange, { readonly branchId: string }>;

const changedBranch = (branch: Branch, change: OfBranch): Branch => {
  switch (change.kind) {
    case 'tax-class': {
      const others = branch.taxClasses.filter(({ id }) => id !== change.taxClass.id);
      return { ...branch, taxClasses: [...others, change.taxClass] };
    }
    case 'legal-entity': {
      const others = branch.legalEntities.filter(({ from }) => from !== change.legalEntity.from);
      return { ...branch, legalEntities: [...others, change.legalEntity] };
    }
    case 'branch-settings':
      return { ...branch, ...change.settings };
  }
};

/** What changes of the shop; the till's own branch as it is then. */
export const applyShop = (shop: ShopKnowledge, branch: Branch, change: ShopChange): Branch => {
  switch (change.kind) {
    case 'role':
      shop.roles.set(change.role.id, change.role);
      return branch;
    case 'tender':
      shop.tenders.set(change.tender.id, change.tender);
      return branch;
    case 'price-list':
      shop.priceLists.set(change.priceList.id, change.priceList);
      return branch;
    case 'promotion': {
      const others = branch.promotions.filter(({ id }) => id !== change.promotion.id);
      return { ...branch, promotions: [...others, change.promotion] };
    }
    case 'label-format':
      shop.labelFormats.set(change.labelFormat.id, change.labelFormat);
      return branch;
    case 'device-off': {
      const device = shop.standings.get(change.deviceId);
      if (device !== undefined)
        shop.standings.set(change.deviceId, { ...device, state: 'revoked', mayEditCatalog: false });
      return branch;
    }
    case 'catalog-right': {
      const { deviceId, mayEdit } = change;
      const device = shop.standings.get(deviceId);
      if (device !== undefined) shop.standings.set(deviceId, { ...device, mayEditCatalog: mayEdit });
      return branch;
    }
    case 'device-cut':
      return branch;
    case 'invitation':
      shop.invitations.set(change.invitation.id, change.invitation);
      return branch;
    case 'owner-key': {
      // The latest word of a till is its word.
      for (const [key, known] of shop.ownerKeys) shop.ownerKeys.set(key, { ...known, isNamedHere: false });
      shop.ownerKeys.set(change.key.ownerKey, { state: 'free', isNamedHere: true });
      return branch;
    }
    case 'device': {
      const { device: kind, code, branchId } = change.place;
      if (change.invitation !== undefined) shop.invitations.set(change.invitation.id, change.invitation);
      shop.devices.set(change.keys.signKey, {
        kind,
        code,
        branchId,
        signKey: change.keys.signKey,
        isOff: false,
      });
      return branch;
    }
    default: {
      if (change.branchId === branch.id) return changedBranch(branch, change);
      const other = shop.branches.get(change.branchId);
      if (other !== undefined) shop.branches.set(other.id, changedBranch(other, change));
      return branch;
    }
  }
};
