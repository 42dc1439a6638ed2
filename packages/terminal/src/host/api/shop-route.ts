import { branchSettingsOf, RIGHTS, worksAt } from '@tillmesh/model';
import type { ShopSettingsView } from '../../api/shop-view.ts';
import { refuse } from './api-error.ts';
import type { Desk } from './desk.ts';
import { ok, refused, type Reply } from './reply.ts';

/** `GET /api/shop`; `branchId` names another branch than the till's own. */
export const showShop = ({ node }: Desk, branchId: string | undefined): Reply => {
  const shop = node.shop();
  const own = node.till().branch;
  const branch = branchId === undefined ? own : node.lookup.branch(branchId);
  if (branch === null) return refused(refuse('BRANCH-UNKNOWN', 'query.branch'));
  const view: ShopSettingsView = {
    tenders: shop.tenders,
    priceLists: shop.priceLists,
    labelFormats: shop.labelFormats,
    roles: shop.roles,
    rights: RIGHTS,
    taxClasses: branch.taxClasses,
    legalEntities: branch.legalEntities,
    promotions: branch.promotions,
    settings: branchSettingsOf(branch),
    staff: shop.staff
      .filter((person) => worksAt(person, own.id))
      .map(({ id, name, role }) => ({ staffId: id, name, role })),
    branches: shop.branches.map(({ id, name }) => ({ branchId: id, name })),
    priceListId: branch.priceListId,
  };
  return ok(view);
};
