import { amountMinor } from '../money/bound.ts';
import { field, list, record } from '../schema/record.ts';
import { flag, integer, text, word } from '../schema/scalar.ts';
import type { ShapeOf } from '../schema/shape.ts';
import { type Branch, FISCAL_FAILURES, TAX_ROUNDINGS } from '../state/shop.ts';

const mode = word('half-away', 'half-even', 'down');

/** How a branch counts, as it may be set after it was made from its country's profile. */
export const branchSettings = record({
  taxRounding: field(1, word(...TAX_ROUNDINGS)),
  roundingMode: field(2, mode),
  pricesIncludeTax: field(3, flag),
  cashRounding: field(4, record({ stepMinor: field(1, integer(1, 1_000_000)), mode: field(2, mode) })),
  denominations: field(5, list(integer(1, 1_000_000_000), 64)),
  numbering: field(
    6,
    record({ restart: field(1, word('never', 'fiscal-year')), yearStartsOn: field(2, text(5, 5)) }),
  ),
  fiscal: field(7, record({ onFailure: field(1, word(...FISCAL_FAILURES)) })),
  drawer: field(8, record({ blindCount: field(1, flag), varianceLimitMinor: field(2, amountMinor) })),
});
export type BranchSettings = ShapeOf<typeof branchSettings>;

/** What of a branch may be set. */
export const branchSettingsOf = (branch: Branch): BranchSettings => ({
  taxRounding: branch.taxRounding,
  roundingMode: branch.roundingMode,
  pricesIncludeTax: branch.pricesIncludeTax,
  cashRounding: branch.cashRounding,
  denominations: branch.denominations,
  numbering: branch.numbering,
  fiscal: branch.fiscal,
  drawer: branch.drawer,
});
