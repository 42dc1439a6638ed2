import type { TillState } from '../../state/till-state.ts';
import type { Command } from '../command.ts';
import type { Context } from '../context.ts';
import { type Decided, decided, type ShopChange } from '../decision.ts';
import { atDesk, type Desk, stamped } from '../desk.ts';
import type { Refused } from '../rejection.ts';

/** States something of the shop, when who asks may and nothing is wrong with it. */
export const stateShop = (
  till: TillState,
  command: Command,
  context: Context,
  change: ShopChange,
  faultOf: (desk: Desk) => Refused | null,
): Decided => {
  const at = atDesk(till, command, context, 'manage-shop');
  if (!at.ok) return at;
  return faultOf(at.desk) ?? decided({ facts: stamped(at.desk, []), shop: change, answer: { kind: 'done' } });
};
