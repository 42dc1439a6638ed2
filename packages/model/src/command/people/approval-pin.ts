import type { RecordedFact } from '../../fact/recorded-fact.ts';
import type { TillState } from '../../state/till-state.ts';
import type { Command } from '../command.ts';
import type { Context } from '../context.ts';
import type { Declined } from '../decision.ts';
import { stampOf } from '../desk.ts';
import { refuse } from '../rejection.ts';

/**
 * Why a command goes no further, whatever it asks and whoever asks: the PIN of its approval is wrong, or the
 * person locked. That somebody tried is kept, although nothing was done: else a command that needs no approval
 * would be a way to try PINs unseen.
 */
export const approvalPinFault = (state: TillState, command: Command, context: Context): Declined | null => {
  const { approval } = command;
  const { approvalPin: outcome, lookup } = context;
  if (approval === undefined || 'requestId' in approval) return null;
  if (outcome !== 'wrong' && outcome !== 'locked') return null;
  const { staffId } = approval;
  if (lookup.staff(staffId) === null) return refuse('STAFF-UNKNOWN', 'command.approval');
  const stamp = stampOf(state, command, context, state.session?.staffId ?? null);
  const fact: RecordedFact = { fact: { kind: 'sign-in.failed', staffId, outcome }, stamp };
  return { ...refuse(outcome === 'wrong' ? 'PIN-WRONG' : 'PIN-LOCKED', 'command.approval'), facts: [fact] };
};
