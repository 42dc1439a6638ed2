import {
  currencyExponent,
  RIGHTS_OF_ROLE,
  settle,
  worksAt,
  type Branch,
  type TillState,
} from '@tillmesh/model';
import type { ReceiptSummary, ShopView, TillNode } from '@tillmesh/replica';
import type { ArrivalView, BasketView, SessionView, ShiftView, TillView } from '../../api/view.ts';

export const tillView = (node: TillNode): TillView => {
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
  };
};

/** Nobody, too, when the person was deactivated since: the next command would say so. */
export const sessionView = (node: TillNode): SessionView | null => {
  const { session } = node.state();
  const person = session === null ? null : node.lookup.staff(session.staffId);
  if (person === null || !worksAt(person, node.till().branch.id)) return null;
  return {
    staffId: person.id,
    name: person.name,
    role: person.role,
    rights: [...RIGHTS_OF_ROLE[person.role]],
  };
};

export const shiftView = (node: TillNode): ShiftView | null => {
  const { shift } = node.state();
  if (shift === null) return null;
  const { number, businessDate, openedAtMs, floatMinor, expectedMinor, totals } = shift;
  const opener = shift.openedBy === null ? null : node.lookup.staff(shift.openedBy);
  return {
    number,
    businessDate,
    openedAtMs,
    openedBy: opener?.name ?? '',
    floatMinor,
    expectedMinor,
    salesCount: totals.salesCount,
    salesGrossMinor: totals.salesGrossMinor,
    refundsCount: totals.refundsCount,
    refundsGrossMinor: totals.refundsGrossMinor,
  };
};

/** The open basket as it would be paid now; every change to it was held against `settle` before. */
export const basketView = ({ basket, shift }: TillState, branch: Branch): BasketView | null => {
  if (basket === null || shift === null) return null;
  const settlement = settle(basket, branch, shift.businessDate);
  if (!settlement.ok) throw new Error(`an open basket does not settle: ${settlement.rejection.code}`);
  const payments = basket.payments.map(({ paymentId, tender, amountMinor }) => ({
    paymentId,
    tender,
    amountMinor,
  }));
  return { ...settlement.settled, basketId: basket.basketId, payments };
};

const codeOf = (shop: ShopView, deviceId: string): string =>
  shop.devices.find((device) => device.deviceId === deviceId)?.code ?? '?';

export const arrivalView = (node: TillNode, shop: ShopView, receipt: ReceiptSummary): ArrivalView => ({
  saleId: receipt.saleId,
  label: receipt.label,
  till: codeOf(shop, receipt.deviceId),
  utcMs: receipt.utcMs,
  totalMinor: receipt.totalMinor,
  own: receipt.deviceId === node.self.deviceId,
});
