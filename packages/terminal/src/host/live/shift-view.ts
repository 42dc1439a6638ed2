import { addTotals, EMPTY_Z, expectedDrawer, type OpenShift, type ZTotals } from '@tillmesh/model';
import type { TillNode } from '@tillmesh/replica';
import type { ShiftFigures, ShiftView } from '../../api/shift-view.ts';
import { codeOf, sessionView } from './shop-view.ts';

/** What a shift came to, in numbers that can be taken from one another. */
type Sums = ShiftFigures & { readonly expected: ReadonlyMap<string, number> };

const sumsOf = (totals: ZTotals): Sums => ({
  salesCount: totals.salesCount,
  salesGrossMinor: totals.salesGrossMinor,
  refundsCount: totals.refundsCount,
  refundsGrossMinor: totals.refundsGrossMinor,
  expected: expectedDrawer(totals),
});

/** Every sum of one with that of the other, added (sign 1) or taken off (sign -1). */
const combined = (one: Sums, other: Sums, sign: 1 | -1): Sums => {
  const currencies = new Set([...one.expected.keys(), ...other.expected.keys()]);
  const expectedIn = (currency: string): number =>
    (one.expected.get(currency) ?? 0) + sign * (other.expected.get(currency) ?? 0);
  return {
    salesCount: one.salesCount + sign * other.salesCount,
    salesGrossMinor: one.salesGrossMinor + sign * other.salesGrossMinor,
    refundsCount: one.refundsCount + sign * other.refundsCount,
    refundsGrossMinor: one.refundsGrossMinor + sign * other.refundsGrossMinor,
    expected: new Map([...currencies].map((currency) => [currency, expectedIn(currency)])),
  };
};

/** What of a shift this till's own state does not say: what others sold, and what a Z counted already. */
type Rest = { readonly asked: string; readonly sums: Sums; readonly tills: ShiftView['tills'] };

const restOf = (node: TillNode, shift: OpenShift, asked: string): Rest => {
  const uncounted = node.lookup.uncounted(shift.shiftId);
  const others = uncounted.filter(({ part }) => part.deviceId !== node.self.deviceId);
  const whole = uncounted.reduce((sum, { totals }) => addTotals(sum, totals), EMPTY_Z);
  return {
    asked,
    sums: combined(sumsOf(whole), sumsOf(shift.totals), -1),
    tills: [
      { code: node.till().code, heard: true },
      ...others.map(({ part }) => ({ code: part.tillCode, heard: part.heard })),
    ],
  };
};

/** Where a branch counts blindly, only who may see what should be there is told what came in. */
const mayKnow = (node: TillNode): boolean =>
  !node.till().branch.drawer.blindCount || sessionView(node)?.rights.includes('see-expected') === true;

export type ShiftViewPorts = {
  readonly node: TillNode;
  readonly nowMs: () => number;
  /** Grows when another till of the branch was heard of. */
  readonly othersRevision: () => number;
};

const MINUTE_MS = 60_000;

/**
 * Makes the shift that this till sells in. Its own sums come from its state at every step; what others sold
 * into the same drawer is summed over the journal, and so only when they said something, and once a minute to
 * see who is still heard.
 */
export const createShiftView = ({
  node,
  nowMs,
  othersRevision,
}: ShiftViewPorts): (() => ShiftView | null) => {
  let rest: Rest | null = null;

  const restNow = (shift: OpenShift, z: string): Rest => {
    const minute = (rest?.tills.length ?? 0) > 1 ? Math.floor(nowMs() / MINUTE_MS) : 0;
    const asked = JSON.stringify([shift.shiftId, shift.openedAtMs, z, othersRevision(), minute]);
    if (rest?.asked !== asked) rest = restOf(node, shift, asked);
    return rest;
  };

  return () => {
    const { shift } = node.state();
    if (shift === null) return null;
    const { shiftId, businessDate, openedAtMs, drawerId, joined, currency } = shift;
    const shared = node.lookup.shift(shiftId);
    const { sums, tills } = restNow(shift, shared?.z?.label ?? '');
    const { expected, ...figures } = combined(sumsOf(shift.totals), sums, 1);
    const others = [...expected.keys()].filter((each) => each !== currency);
    const known = mayKnow(node);
    const opener = shift.openedBy === null ? null : node.lookup.staff(shift.openedBy);
    return {
      shiftId,
      number: joined ? (shared?.number ?? 0) : shift.number,
      businessDate,
      openedAtMs,
      openedBy: opener?.name ?? '',
      drawer: codeOf(node.shop(), drawerId),
      joined,
      closedElsewhere: joined ? (shared?.z?.label ?? null) : null,
      floatMinor: shift.floats.find((float) => float.currency === currency)?.totalMinor ?? null,
      figures: known ? figures : null,
      expected: known
        ? [currency, ...others].map((each) => ({ currency: each, expectedMinor: expected.get(each) ?? 0 }))
        : null,
      noSales: shift.totals.noSalesCount,
      tills,
    };
  };
};
