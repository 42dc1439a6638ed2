import { currencyExponent, type Tender, worksAt } from '@tillmesh/model';
import type { ReceiptSummary, ShopView, TillNode } from '@tillmesh/replica';
import type { ArrivalView, FiscalView, SessionView, TenderView, TillView } from '../../api/view.ts';

const tenderView = ({ id, name, kind, foreign, givesChange, needsReference }: Tender): TenderView => ({
  id,
  name,
  kind,
  currency: foreign?.currency ?? null,
  givesChange,
  needsReference,
});

export const tillView = (node: TillNode, fiscal: FiscalView): TillView => {
  const shop = node.shop();
  const { branch, code } = node.till();
  return {
    organisation: shop.organisation.name,
    mark: shop.organisation.mark,
    branch: branch.name,
    code,
    currency: branch.currency,
    exponent: currencyExponent(branch.currency),
    country: branch.country,
    zone: branch.zone,
    pricesIncludeTax: branch.pricesIncludeTax,
    productCount: node.productCount(),
    staff: shop.staff
      .filter((person) => worksAt(person, branch.id))
      .toSorted((left, right) => left.name.localeCompare(right.name))
      .map(({ id, name, role }) => ({ id, name, role })),
    roles: shop.roles.map(({ id, name }) => ({ id, name })),
    tenders: shop.tenders.filter(({ active }) => active).map(tenderView),
    cashRounding: branch.cashRounding,
    denominations: branch.denominations,
    training: node.state().training,
    fiscal,
  };
};

/** Nobody, too, when the person was deactivated since: the next command would say so. */
export const sessionView = (node: TillNode): SessionView | null => {
  const { session } = node.state();
  const person = session === null ? null : node.lookup.staff(session.staffId);
  if (person === null || !worksAt(person, node.till().branch.id)) return null;
  const role = node.lookup.role(person.role);
  return {
    staffId: person.id,
    name: person.name,
    role: person.role,
    // Who has a role that the shop no longer knows may do nothing.
    rights: role?.rights ?? [],
    limits: role?.limits ?? {},
  };
};

/** The short name of a device, such as `H1`. */
export const codeOf = (shop: Pick<ShopView, 'devices'>, deviceId: string): string =>
  shop.devices.find((device) => device.deviceId === deviceId)?.code ?? '?';

export const arrivalView = (node: TillNode, shop: ShopView, receipt: ReceiptSummary): ArrivalView => ({
  saleId: receipt.saleId,
  label: receipt.label,
  till: codeOf(shop, receipt.deviceId),
  utcMs: receipt.utcMs,
  totalMinor: receipt.totalMinor,
  own: receipt.deviceId === node.self.deviceId,
});
