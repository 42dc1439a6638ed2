import type { DocumentId } from '@automerge/automerge-repo';
import { documentIdOf } from '../document/document-id.ts';
import { refProblem, type CarriedObject, type DocumentRef } from '../document/document-ref.ts';
import { objectProblem } from '../document/object-problem.ts';

/** What is wrong with something that the owner asked for is told by an alarm, and it is left out. */
export const createPutCheck = (
  organisation: string,
  alarm: (code: string, message: string, ref: DocumentRef) => void,
) => ({
  /** Null: there is no such document. */
  idOf: (ref: DocumentRef): DocumentId | null => {
    const problem = refProblem(ref);
    if (problem === null) return documentIdOf(organisation, ref);
    alarm('DOCUMENT-REF-INVALID', `No such document: ${problem}.`, ref);
    return null;
  },
  isSound: (ref: DocumentRef, object: CarriedObject): boolean => {
    const problem = objectProblem(ref, object);
    if (problem !== null) alarm(problem.code, problem.message, ref);
    return problem === null;
  },
});
