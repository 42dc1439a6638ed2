import type { Fact } from '../../fact/fact.ts';
import type { TillState } from '../../state/till-state.ts';
import type { Command, CommandOf } from '../command.ts';
import type { Context } from '../context.ts';
import { type Decided, decided } from '../decision.ts';
import { reasonOf, stampOf } from '../desk.ts';
import { refuse } from '../rejection.ts';

/** What the fiscal desk says goes into the ledger in nobody's name, whoever is signed in. */
const recorded = (state: TillState, command: Command, context: Context, fact: Fact): Decided =>
  decided({ facts: [{ fact, stamp: stampOf(state, command, context, null) }], answer: { kind: 'done' } });

const detailOf = (said: string | undefined) => {
  const detail = reasonOf(said);
  return detail === null ? {} : { detail };
};

/** What a fiscal device made of a document, or that it failed. */
export const recordSignature = (
  state: TillState,
  command: CommandOf<'fiscal.signed'>,
  context: Context,
): Decided => {
  const { documentId, provider, outcome, block } = command;
  const document = context.lookup.document(documentId);
  if (document === null) return refuse('DOCUMENT-UNKNOWN', 'command.documentId');
  return recorded(state, command, context, {
    kind: 'document.signed',
    documentId,
    documentKind: document.kind,
    label: document.label,
    provider,
    outcome,
    block,
    ...detailOf(command.detail),
  });
};

/** What came of sending a document to an authority; each is on its own, and none waits for another. */
export const recordDelivery = (
  state: TillState,
  command: CommandOf<'fiscal.delivered'>,
  context: Context,
): Decided => {
  const { documentId, provider, outcome } = command;
  const document = context.lookup.document(documentId);
  if (document === null) return refuse('DOCUMENT-UNKNOWN', 'command.documentId');
  const reference = reasonOf(command.reference);
  return recorded(state, command, context, {
    kind: 'document.delivered',
    documentId,
    documentKind: document.kind,
    label: document.label,
    provider,
    outcome,
    ...(reference === null ? {} : { reference }),
    ...detailOf(command.detail),
  });
};
