import { currencyExponent } from '@tillmesh/model';
import type { NodeStatus, ShopView } from '@tillmesh/replica';
import type { Report } from '../api/report.ts';
import { inNameOrder } from './name-order.ts';
import type { Totals, TotalsFilter } from '../api/totals.ts';

/** Gives totals the names that the registry states now; a branch or till it no longer names keeps its id. */
export const reportOf = (
  shop: ShopView,
  { counts, withheld }: Pick<NodeStatus, 'counts' | 'withheld'>,
  folded: number,
  filter: TotalsFilter,
  totals: Totals,
): Report => {
  const branchName = new Map(shop.branches.map((branch) => [String(branch.id), branch.name]));
  const tillCode = new Map(shop.devices.map((device) => [device.deviceId, device.code]));
  const named = <T extends { readonly branchId: string }>(row: T): T & { readonly branch: string } => ({
    ...row,
    branch: branchName.get(row.branchId) ?? row.branchId,
  });
  const rows = [...totals.overall, ...totals.tenders, ...totals.zReports];
  const currencies = [...new Set(rows.map((row) => row.currency))].sort();
  const { id, name, mark } = shop.organisation;
  return {
    organisation: { id, name, mark },
    filter,
    facts: {
      folded,
      invalid: counts.invalid,
      notUnderstood: counts.notUnderstood,
      unverified: counts.unverified,
      withheld: withheld.reduce((sum, { entries }) => sum + entries, 0),
      forks: counts.forks,
    },
    exponents: Object.fromEntries(currencies.map((currency) => [currency, currencyExponent(currency)])),
    ...totals,
    branches: inNameOrder(totals.branches.map(named), (row) => [row.branch]),
    tills: inNameOrder(
      totals.tills.map((row) => ({ ...named(row), till: tillCode.get(row.deviceId) ?? row.deviceId })),
      (row) => [row.branch, row.till],
    ),
    hours: inNameOrder(totals.hours.map(named), (row) => [row.branch]),
  };
};
