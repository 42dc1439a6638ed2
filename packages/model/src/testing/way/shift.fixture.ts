import type { CommandBody } from '../../command/command.ts';
import type { SHIFT_REJECTIONS } from '../../command/refusal/shift.ts';
import { BRANCH, idOf } from '../goods.fixture.ts';
import { TestTill } from '../shop.fixture.ts';
import { reason, refusal, refusalOf, scan, type Way } from './way.fixture.ts';

const DAY_MS = 86_400_000;
const gbp = { currency: 'GBP', totalMinor: 0 };
const close: CommandBody = { kind: 'shift.close', countedMinor: 0 };
const counting = (...counts: readonly (typeof gbp | Omit<typeof gbp, 'totalMinor'>)[]): Way =>
  refusal({ kind: 'shift.close', counts });
const drop = (totalMinor: number): CommandBody => ({
  kind: 'drawer.move',
  move: 'drop',
  count: { currency: 'GBP', totalMinor },
  reason,
});

const CODES = 'AED ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BGN BHD BIF BMD BND'.split(' ');
/** Sixteen currencies besides the base currency. */
export const FOREIGN = CODES.map((currency) => ({
  currency,
  totalMinor: 1,
}));

/** What a second till is refused, which has heard of the first one's shift. */
const second =
  (
    body: (shiftId: string) => CommandBody,
    prepare: (second: TestTill, first: TestTill, shiftId: string) => void = () => undefined,
    branch = BRANCH,
  ): Way =>
  () => {
    const first = new TestTill();
    const { shiftId } = first.state.shift!;
    const other = new TestTill({ beside: first, code: 'H2', open: false, branch });
    other.hear(first);
    prepare(other, first, shiftId);
    return other.refused(body(shiftId));
  };
const join = (shiftId: string) => ({ kind: 'shift.join', shiftId }) as const;

/** How each refusal of a shift or drawer comes about. */
export const SHIFT_WAYS: Readonly<Record<keyof typeof SHIFT_REJECTIONS, Way>> = {
  'SHIFT-NOT-OPEN': refusal({ kind: 'basket.cancel', reason }, undefined, { open: false }),
  'SHIFT-ALREADY-OPEN': refusal({ kind: 'shift.open', floatMinor: 0 }),
  'SHIFT-HAS-BASKET': refusal(close, scan),
  'SHIFT-UNKNOWN': refusal(join(idOf(9)), undefined, { open: false }),
  'SHIFT-OF-ANOTHER-TILL': second(
    () => close,
    (till, _, shiftId) => void till.done(join(shiftId)),
  ),
  'SHIFT-CLOSED-ELSEWHERE': second(join, (till, first) => {
    first.done(close);
    till.hear(first);
  }),
  'SHIFT-NOT-JOINED': refusal({ kind: 'shift.leave' }),
  'SHIFT-NOT-CLOSED': refusalOf(({ state }) => ({
    kind: 'shift.supplement',
    shiftId: state.shift!.shiftId,
  })),
  'SHIFT-OTHER-CURRENCY': second(join, undefined, { ...BRANCH, currency: 'EUR' }),
  'SUPPLEMENT-EMPTY': refusalOf((till) => {
    const { shiftId } = till.state.shift!;
    till.done(close);
    return { kind: 'shift.supplement', shiftId };
  }),
  'BUSINESS-DATE-BEFORE': second(join, (till) => {
    till.utcMs += DAY_MS;
    till.done({ kind: 'shift.open', floatMinor: 0 });
    till.done(close);
  }),
  'BUSINESS-DATE-FAR': refusal(
    { kind: 'shift.open', floatMinor: 0, businessDate: '2026-12-01', reason },
    undefined,
    { open: false },
  ),
  'COUNT-AMBIGUOUS': refusal({ kind: 'shift.close' }),
  'COUNT-MISSING': counting({ currency: 'GBP' }),
  'COUNT-MISMATCH': refusal({
    kind: 'shift.close',
    counts: [{ ...gbp, denominations: [{ valueMinor: 1, count: 1 }] }],
  }),
  'COUNT-REPEATED': counting(gbp, gbp),
  'CURRENCY-UNKNOWN': counting({ ...gbp, currency: 'XXX' }),
  'CURRENCY-TOO-MANY': refusal({ kind: 'shift.open', floats: FOREIGN }, undefined, { open: false }),
  'DENOMINATION-UNKNOWN': refusal({
    kind: 'shift.close',
    counts: [{ currency: 'GBP', denominations: [{ valueMinor: 3, count: 1 }] }],
  }),
  'VARIANCE-TOO-LARGE': refusal({ kind: 'shift.close', countedMinor: 1 }, undefined, {
    role: 'cashier',
    branch: { ...BRANCH, drawer: { blindCount: true, varianceLimitMinor: 0 } },
  }),
  'DRAWER-MOVE-EMPTY': refusal(drop(0)),
  'DRAWER-TOO-LITTLE': refusal(drop(1)),
};
