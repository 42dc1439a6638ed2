import {
  type Branch,
  currencyExponent,
  formatLocalTime,
  formatMinor,
  zoneOffsetMinutes,
} from '@tillmesh/model';
import type { NodeStatus, ShopView } from '@tillmesh/replica';
import type { TradeCell } from '../analytics/analytics-port.ts';
import type { BranchToday, HealthItem, HourView, TodayView, TradeView } from '../api/today.ts';
import type { Figures, TradeFigures } from '../api/totals.ts';
import { branchFreshness, type Sight, tillFreshness } from '../freshness/freshness.ts';
import { inNameOrder } from '../report/name-order.ts';
import type { Ways } from '../freshness/way.ts';
import type { BusinessDays } from './business-day.ts';

const NONE: Figures = { count: 0, unitsMilli: 0, grossMinor: 0 };

const add = (one: Figures, other: Figures): Figures => ({
  count: one.count + other.count,
  unitsMilli: one.unitsMilli + other.unitsMilli,
  grossMinor: one.grossMinor + other.grossMinor,
});

type Sides = Pick<TradeFigures, 'sales' | 'refunds' | 'voids'>;

const sum = (parts: readonly Sides[]): Sides => ({
  sales: parts.reduce((total, part) => add(total, part.sales), NONE),
  refunds: parts.reduce((total, part) => add(total, part.refunds), NONE),
  voids: parts.reduce((total, part) => add(total, part.voids), NONE),
});

/** Every hour from the first to the last with trade, counted from the branch's cut-off. */
const hoursOf = (cells: readonly TradeCell[], cutoffMinutes: number): readonly HourView[] => {
  const firstHour = Math.floor(cutoffMinutes / 60);
  const slotOf = (cell: TradeCell): number => (cell.hour - firstHour + 24) % 24;
  const slots = cells.map(slotOf);
  if (slots.length === 0) return [];
  const first = Math.min(...slots);
  return Array.from({ length: Math.max(...slots) - first + 1 }, (_, index) => ({
    hour: (first + index + firstHour) % 24,
    ...sum(cells.filter((cell) => slotOf(cell) === first + index)),
  }));
};

const branchToday = (
  branch: Branch,
  businessDate: string,
  branchCells: readonly TradeCell[],
  sight: Sight,
): BranchToday => {
  const cells = branchCells.filter(
    (cell) => cell.businessDate === businessDate && cell.currency === branch.currency,
  );
  const tills = sight.devices.filter((device) => device.kind === 'till' && device.branchId === branch.id);
  return {
    branchId: branch.id,
    name: branch.name,
    businessDate,
    currency: branch.currency,
    exponent: currencyExponent(branch.currency),
    ...sum(cells),
    hours: hoursOf(cells, branch.cutoffMinutes),
    freshness: branchFreshness(sight, branch.id, branch.zone),
    tills: inNameOrder(tills, (device) => [device.code]).map((device) => ({
      deviceId: device.deviceId,
      code: device.code,
      ...sum(cells.filter((cell) => cell.deviceId === device.deviceId)),
      freshness: tillFreshness(sight, device.deviceId, branch.zone),
    })),
  };
};

const overallOf = (branches: readonly BranchToday[]): readonly TradeView[] => {
  const currencies = [...new Set(branches.map((branch) => branch.currency))].sort();
  return currencies.map((currency) => ({
    currency,
    exponent: currencyExponent(currency),
    ...sum(branches.filter((branch) => branch.currency === currency)),
  }));
};

/** A till that was taken from the registry keeps its id. */
const aheadNotice = ({ branches, devices }: ShopView, ahead: BusinessDays['ahead']): HealthItem => {
  const tills = ahead.map(({ branchId, deviceId, businessDate }) => {
    const code = devices.find((device) => device.deviceId === deviceId)?.code ?? deviceId;
    const name = branches.find((branch) => branch.id === branchId)?.name ?? branchId;
    return { code, name, businessDate };
  });
  const named = inNameOrder(tills, (till) => [till.code, till.name]).map(
    (till) => `${till.code}, ${till.name} (${till.businessDate})`,
  );
  const next = 'Check the clocks of these tills, and of this device';
  return {
    id: 'ahead',
    level: 'know',
    text: `Dated ahead, so not in today’s figures: ${named.join('; ')}. ${next}`,
  };
};

/** What tills recorded after the last record of theirs that counts: it is in no figure of this page. */
const withheldNotices = ({ branches, devices }: ShopView, { withheld }: NodeStatus): readonly HealthItem[] =>
  [...Map.groupBy(withheld, ({ deviceId }) => deviceId)].flatMap(([deviceId, series]) => {
    const branch = branches.find(({ id }) => id === series[0]?.branchId);
    if (branch === undefined) return [];
    const sumOf = (of: (each: (typeof series)[number]) => number): number =>
      series.reduce((total, each) => total + of(each), 0);
    const money = (minor: number): string =>
      `${formatMinor(minor, currencyExponent(branch.currency))} ${branch.currency}`;
    const code = devices.find((device) => device.deviceId === deviceId)?.code ?? deviceId;
    const since = formatLocalTime(
      Math.min(...series.map(({ sinceMs }) => sinceMs)),
      zoneOffsetMinutes(branch.zone, Math.min(...series.map(({ sinceMs }) => sinceMs))),
    );
    const refunds = sumOf(({ refundsMinor }) => refundsMinor);
    const back = refunds === 0 ? '' : `, given back ${money(refunds)}`;
    const text = `Till ${code}, ${branch.name}, was taken off: ${sumOf(({ entries }) => entries)} entries since ${since} do not count, sales of ${money(sumOf(({ salesMinor }) => salesMinor))}${back}. A till that manages the shop can let them in`;
    return [{ id: `withheld:${deviceId}`, level: 'know' as const, text }];
  });

const noticesOf = (shop: ShopView, status: NodeStatus, { ahead }: BusinessDays): readonly HealthItem[] => {
  const { forks, invalid, notUnderstood, unverified } = status.counts;
  const items: HealthItem[] = [];
  const codes = new Map(shop.devices.map(({ deviceId, code }) => [deviceId, code]));
  const say = (id: string, level: HealthItem['level'], count: number, text: string): void => {
    if (count > 0) items.push({ id, level, text: `${count} ${text}` });
  };
  const twice = status.forks.map(({ deviceId }) => codes.get(deviceId ?? '') ?? 'unknown').join(', ');
  const copied = `places in the ledger were written twice (till ${twice}): it was copied or put back; both count`;
  say('forks', 'stop', forks, copied);
  say('invalid', 'stop', invalid, 'entries are broken and not counted');
  for (const withheld of withheldNotices(shop, status)) items.push(withheld);
  if (ahead.length > 0) items.push(aheadNotice(shop, ahead));
  say('newer', 'know', notUnderstood, 'entries are of a newer version: upgrade this device to count them');
  if (status.counts.unweighed > 0) {
    const text = 'What counts of tills that were taken off or let in is being worked out: figures follow';
    items.push({ id: 'unweighed', level: 'know', text });
  }
  // Also seen for a moment whenever something arrives, so it is said as what it is: nothing is wrong.
  say('unverified', 'know', unverified, 'entries are being checked: each counts as soon as that is done');
  if (status.carrier === 'restarting') {
    items.push({ id: 'carrier', level: 'know', text: 'The link process is restarting: figures follow' });
  }
  return items;
};

/** Everything the owner's page shows, from what this device holds and sees at this moment. */
export const todayView = (
  shop: ShopView,
  status: NodeStatus,
  cells: readonly TradeCell[],
  days: BusinessDays,
  ways: Ways,
  nowMs: number,
): TodayView => {
  const sight = { ways, series: status.series, devices: shop.devices, nowMs };
  const branches = inNameOrder(shop.branches, (branch) => [branch.name]).map((branch) => {
    const businessDate = days.today.get(branch.id);
    if (businessDate === undefined) throw new Error('a branch without a business date');
    const own = cells.filter((cell) => cell.branchId === branch.id);
    return branchToday(branch, businessDate, own, sight);
  });
  return {
    organisation: shop.organisation.name,
    mark: shop.organisation.mark,
    notices: noticesOf(shop, status, days),
    overall: overallOf(branches),
    branches,
  };
};
