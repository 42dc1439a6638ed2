import type { TillState } from '../../state/till-state.ts';
import type { CommandOf } from '../command.ts';
import type { Context } from '../context.ts';
import { type Decided, decided } from '../decision.ts';
import { inShift, someoneAtDesk, stamped } from '../desk.ts';
import { refuse } from '../rejection.ts';

/** From now on nothing that is sold here counts. Never in the middle of a basket. */
export const startTraining = (
  state: TillState,
  command: CommandOf<'training.start'>,
  context: Context,
): Decided => {
  const at = inShift(state, command, context, 'train');
  if (!at.ok) return at;
  if (state.training) return refuse('TRAINING-MODE');
  if (state.basket !== null) return refuse('SHIFT-HAS-BASKET');
  return decided({ facts: stamped(at.desk, [{ kind: 'training.started' }]), answer: { kind: 'done' } });
};

/** A basket of the training goes no further: cancelled or sold there, it never becomes a real sale. */
export const endTraining = (
  state: TillState,
  command: CommandOf<'training.end'>,
  context: Context,
): Decided => {
  const at = someoneAtDesk(state, command, context);
  if (!at.ok) return at;
  if (!state.training) return refuse('TRAINING-NOT-STARTED');
  if (state.basket !== null) return refuse('SHIFT-HAS-BASKET');
  return decided({ facts: stamped(at.desk, [{ kind: 'training.ended' }]), answer: { kind: 'done' } });
};
