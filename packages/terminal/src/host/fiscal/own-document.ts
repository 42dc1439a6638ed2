import { documentIdOf, type Fact, type FiscalDocument, isDocument, type LedgerFact } from '@tillmesh/model';

/** What has to be done for a document still, and whether it was tried before and failed. */
export type FiscalWork = {
  readonly documentId: string;
  readonly document: FiscalDocument;
  readonly step: 'sign' | 'deliver';
  readonly failed: boolean;
};

/** Null for a fact that is no document, and for one that no fiscal device signs. Training is no trade. */
const fiscalDocument = (fact: Fact): { readonly id: string; readonly document: FiscalDocument } | null => {
  if (!isDocument(fact) || fact.document.kind === 'training-receipt') return null;
  switch (fact.kind) {
    case 'sale.completed':
    case 'refund.completed':
    case 'sale.voided':
    case 'invoice.issued':
      return { id: documentIdOf(fact), document: fact };
    case 'quote.issued':
    case 'gift-receipt.issued':
    case 'shift.closed':
    case 'shift.supplemented':
      return null;
  }
};

/** So many documents in a row with nothing left to do, and those before them are taken to be done too. */
const DONE_IN_A_ROW = 200;

/** How far a document has come, read from its newest fact back to its oldest. */
type Progress = { signed: boolean; ended: boolean; signFailed: boolean; deliveryFailed: boolean };

const noteProgress = (progress: Map<string, Progress>, fact: Fact): boolean => {
  if (fact.kind !== 'document.signed' && fact.kind !== 'document.delivered') return false;
  const known = progress.get(fact.documentId) ?? {
    signed: false,
    ended: false,
    signFailed: false,
    deliveryFailed: false,
  };
  progress.set(fact.documentId, known);
  if (fact.kind === 'document.signed') {
    if (fact.outcome === 'signed') known.signed = true;
    else known.signFailed = true;
  } else if (fact.outcome === 'failed') known.deliveryFailed = true;
  else known.ended = true;
  return true;
};

const workOf = (
  documentId: string,
  document: FiscalDocument,
  progress: Progress | undefined,
): FiscalWork | null => {
  if (progress?.signed !== true)
    return { documentId, document, step: 'sign', failed: progress?.signFailed === true };
  if (progress.ended) return null;
  return { documentId, document, step: 'deliver', failed: progress.deliveryFailed };
};

/**
 * What an earlier start of this till left undone, oldest first, from its own facts, newest first. A device
 * that is new signs no history: of what is older than every word of a device only the open shift counts.
 */
export const leftUndone = (
  newestFirst: Iterable<Pick<LedgerFact, 'fact' | 'stamp'>>,
  openShiftId: string | null,
): readonly FiscalWork[] => {
  const progress = new Map<string, Progress>();
  const certain: FiscalWork[] = [];
  let doubtful: { readonly work: FiscalWork; readonly isOpen: boolean }[] = [];
  let doneInARow = 0;
  for (const { fact, stamp } of newestFirst) {
    if (noteProgress(progress, fact)) {
      certain.push(...doubtful.map(({ work }) => work));
      doubtful = [];
      continue;
    }
    const found = fiscalDocument(fact);
    if (found === null) continue;
    const work = workOf(found.id, found.document, progress.get(found.id));
    doneInARow = work === null ? doneInARow + 1 : 0;
    if (doneInARow >= DONE_IN_A_ROW) break;
    if (work !== null)
      doubtful.push({ work, isOpen: stamp.shiftId !== null && stamp.shiftId === openShiftId });
  }
  const open = doubtful.filter(({ isOpen }) => isOpen).map(({ work }) => work);
  return [...certain, ...open].toReversed();
};

/** The documents committed since `after`, oldest first; all of a series that is another one than before. */
export const committedSince = (
  newestFirst: Iterable<LedgerFact>,
  after: { readonly seriesId: string; readonly sequence: number },
): readonly FiscalWork[] => {
  const found: FiscalWork[] = [];
  for (const { fact, seriesId, sequence } of newestFirst) {
    if (seriesId === after.seriesId && sequence <= after.sequence) break;
    const document = fiscalDocument(fact);
    if (document !== null)
      found.push({ documentId: document.id, document: document.document, step: 'sign', failed: false });
  }
  return found.toReversed();
};
