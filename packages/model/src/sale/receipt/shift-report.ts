import type { DrawerCount } from '../../drawer/cash-count.ts';
import type { FactOf } from '../../fact/fact.ts';
import type { ShiftPart, ZTotals } from '../../fact/shift-fact.ts';

/** What a Z or a supplement says of its shift. */
export type ReceiptZ = {
  readonly shiftId: string;
  readonly totals: ZTotals;
  /** By currency; nothing is counted for a supplement. */
  readonly drawer: readonly DrawerCount[];
  readonly blind: boolean;
  readonly parts: readonly ShiftPart[];
  /** Codes of the tills that could not be reached: what they still hold comes in a supplement. */
  readonly notHeard: readonly string[];
};

export const shiftReportOf = (fact: FactOf<'shift.closed' | 'shift.supplemented'>): ReceiptZ => ({
  shiftId: fact.shiftId,
  totals: fact.totals,
  drawer: fact.kind === 'shift.closed' ? fact.drawer : [],
  blind: fact.kind === 'shift.closed' && fact.blind,
  parts: fact.parts,
  notHeard: fact.parts.filter(({ heard }) => !heard).map(({ tillCode }) => tillCode),
});

/** Sales less refunds and voids, minor units. */
export const takenInShift = ({ salesGrossMinor, refundsGrossMinor, voidsGrossMinor }: ZTotals): number =>
  salesGrossMinor - refundsGrossMinor - voidsGrossMinor;
