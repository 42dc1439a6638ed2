import type { TillState } from '../../state/till-state.ts';
import type { CommandOf } from '../command.ts';
import type { Context } from '../context.ts';
import { type Decided, decided } from '../decision.ts';
import { atDesk, stamped } from '../desk.ts';
import { refuse } from '../rejection.ts';

/** That a document was printed once more is a fact: the paper itself says the same as the first time. */
export const reprint = (
  state: TillState,
  command: CommandOf<'document.reprint'>,
  context: Context,
): Decided => {
  const at = atDesk(state, command, context, 'reprint');
  if (!at.ok) return at;
  const { documentId } = command;
  const document = context.lookup.document(documentId);
  if (document === null) return refuse('DOCUMENT-UNKNOWN', 'command.documentId');
  const { kind: documentKind, label } = document;
  return decided({
    facts: stamped(at.desk, [{ kind: 'document.reprinted', documentId, documentKind, label }]),
    answer: { kind: 'document', documentId, label },
  });
};
