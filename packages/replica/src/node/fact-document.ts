import { documentIdOf, type DocumentNumber, type Fact, isDocument } from '@tillmesh/model';

/** The numbered document that a fact is, by its permanent id; null where it is none. */
export const documentOfFact = (
  fact: Fact,
): { readonly id: string; readonly document: DocumentNumber } | null =>
  isDocument(fact) ? { id: documentIdOf(fact), document: fact.document } : null;

/** What is said of a document after it was made. */
type AboutDocument = Extract<Fact, { kind: 'document.signed' | 'document.delivered' | 'document.reprinted' }>;

export const isAboutDocument = (fact: Fact): fact is AboutDocument =>
  fact.kind === 'document.signed' || fact.kind === 'document.delivered' || fact.kind === 'document.reprinted';
