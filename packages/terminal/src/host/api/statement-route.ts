import type { StatementsView } from '../../api/shop-view.ts';
import { refuse } from './api-error.ts';
import type { Desk } from './desk.ts';
import { type Caller, ok, refused, type Reply } from './reply.ts';

/** Far more than the owner states at once. */
const MOST_STATEMENTS = 2_000;

const statementsIn = (body: unknown): readonly Uint8Array[] | null => {
  if (typeof body !== 'object' || body === null || !('statements' in body)) return null;
  const { statements } = body;
  if (!Array.isArray(statements) || statements.length === 0 || statements.length > MOST_STATEMENTS)
    return null;
  const isHex = (text: unknown): text is string =>
    typeof text === 'string' && text !== '' && /^(?:[0-9a-f]{2})*$/.test(text);
  return statements.every(isHex) ? statements.map((text) => Uint8Array.from(Buffer.from(text, 'hex'))) : null;
};

/**
 * `GET /api/statements`: what is held of the registry, hexadecimal, for whoever has the data folder: `organisation.json`
 * there says the same, as it was when the device was made.
 */
export const listStatements = ({ node }: Desk, caller: Caller): Reply => {
  if (caller !== 'machine') return refused(refuse('RIGHT-MISSING'));
  const statements = node.statements().map((bytes) => Buffer.from(bytes).toString('hex'));
  return ok({ organisationId: node.shop().organisation.id, statements } satisfies StatementsView);
};

/**
 * `POST /api/statements`: what the owner signed with the recovery sheet, hexadecimal. Who brings it needs no right:
 * its signature says whose word it is.
 */
export const takeStatements = ({ node }: Desk, body: unknown, caller: Caller): Reply => {
  if (caller !== 'machine') return refused(refuse('RIGHT-MISSING'));
  const statements = statementsIn(body);
  if (statements === null) return refused(refuse('BODY-UNEXPECTED', 'body.statements'));
  return node.takeOwnerStatements(statements)
    ? ok({ taken: statements.length })
    : refused(refuse('STATEMENTS-REFUSED', 'body.statements'));
};
