import type { CarriedObject, DocumentRef } from '../document/document-ref.ts';
import { namedIn } from './named-signer.ts';
import { isOfNobodyKnown, judgeObject } from './object-rule.ts';
import type { KnownSigners, SignerTable } from './signers.ts';

export type ObjectGateOptions = {
  readonly organisationId: string;
  /** Null: objects are bytes that nobody signed, and pass as they are. */
  readonly signers: SignerTable | null;
  /** Whether a document holds an object: then it was judged before. */
  readonly holds: (documentId: string, object: CarriedObject) => boolean;
  /** Lets whatever else waits have its turn. */
  readonly pause: (documentId: string) => Promise<void>;
};

export type ObjectDelivery = {
  readonly documentId: string;
  readonly ref: DocumentRef;
  readonly from: string;
  readonly objects: readonly CarriedObject[];
};

/** About 4 ms of reading who signed. */
const READ_A_TURN = 256;
/** About 4 ms of checking signatures. */
const OBJECTS_A_TURN = 32;
/** Objects that a document holds, put there again by one peer: two devices may have filled it at once, a few times. */
const AGAIN_MAX = 20_000;

/** `unknown`: some of them are of signers whom nobody here knows yet. `again`: the document holds too many of them. */
export type ObjectsVerdict =
  | { readonly type: 'good' }
  | { readonly type: 'bad'; readonly reason: string }
  | { readonly type: 'unknown' }
  | { readonly type: 'again' };

/** Judges the objects that a peer would put into a document, a few milliseconds at a time. */
export class ObjectGate {
  readonly #options: ObjectGateOptions;
  readonly #again = new Map<string, number>();

  constructor(options: ObjectGateOptions) {
    this.#options = options;
  }

  /** Another one whenever more may be known of who signs. */
  get signersVersion(): number {
    return this.#options.signers?.version ?? 0;
  }

  /** `good`: all of them may stand there. */
  async judge({ documentId, ref, from, objects }: ObjectDelivery): Promise<ObjectsVerdict> {
    const { signers, holds, pause, organisationId } = this.#options;
    if (signers === null) return { type: 'good' };
    const known = knownTo(signers, ref, objects, organisationId);
    // Before anything is checked: while they wait for the registry they are judged again and again.
    let done = 0;
    for (const object of objects) {
      if (isOfNobodyKnown(ref, object, known) && !holds(documentId, object)) return { type: 'unknown' };
      done += 1;
      if (done % READ_A_TURN === 0) await pause(documentId);
    }
    done = 0;
    for (const object of objects) {
      if (holds(documentId, object)) {
        if (!this.#mayPutAgain(`${from} ${documentId}`)) return { type: 'again' };
        continue;
      }
      const reason = judgeObject(ref, object, known);
      if (reason !== null) return { type: 'bad', reason };
      done += 1;
      if (done % OBJECTS_A_TURN === 0) await pause(documentId);
    }
    return { type: 'good' };
  }

  #mayPutAgain(place: string): boolean {
    const count = (this.#again.get(place) ?? 0) + 1;
    this.#again.set(place, count);
    return count <= AGAIN_MAX;
  }
}

/** Statements of one message may be signed by whom others of them name. */
const knownTo = (
  signers: SignerTable,
  { kind }: DocumentRef,
  objects: readonly CarriedObject[],
  organisationId: string,
): KnownSigners => (kind === 'registry' ? signers.including(namedIn(objects, organisationId)) : signers);
