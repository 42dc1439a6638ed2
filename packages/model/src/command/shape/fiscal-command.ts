import { fiscalBlock } from '../../fact/document-fact.ts';
import { documentId } from '../../sale/document.ts';
import { field, optional, record } from '../../schema/record.ts';
import { text, word } from '../../schema/scalar.ts';

/** What the till's own fiscal desk reports; no person has to be signed in, and no person sends them. */
export const FISCAL_COMMANDS = {
  'fiscal.signed': record({
    documentId: field(1, documentId),
    provider: field(2, text(32, 1)),
    outcome: field(3, word('signed', 'failed')),
    block: field(4, fiscalBlock),
    detail: optional(5, text(200)),
  }),
  'fiscal.delivered': record({
    documentId: field(1, documentId),
    provider: field(2, text(32, 1)),
    outcome: field(3, word('accepted', 'rejected', 'failed')),
    reference: optional(4, text(128)),
    detail: optional(5, text(200)),
  }),
} as const;
