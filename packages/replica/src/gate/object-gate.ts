import type { CarriedObject, DocumentKind, DocumentRef } from '../document/document-ref.ts';
import { judgeObject, learnKeys } from './object-rule.ts';
import type { SignerTable } from './signers.ts';

export type ObjectGateOptions = {
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

/** About 4 ms of checking signatures. */
const OBJECTS_A_TURN = 32;
/**
 * Objects of signers whom the registry here does not name yet, from one peer in one document until it names more: the
 * first catalogue of a new device may come before its name does.
 */
const UNKNOWN_MAX = 5_000;
const UNKNOWN_MAX_BYTES = 4 * 1024 * 1024;

/** Objects that a document holds, put there again by one peer: two devices may have filled it at once, a few times. */
const AGAIN_MAX = 20_000;

const namesDevices = (kind: DocumentKind): boolean => kind === 'registry';

/** `unknown`: too many of them are of signers whom nobody here knows yet. `again`: the document holds too many of them. */
export type ObjectsVerdict =
  | { readonly type: 'good' }
  | { readonly type: 'bad'; readonly reason: string }
  | { readonly type: 'unknown' }
  | { readonly type: 'again' };

/** Judges the objects that a peer would put into a document, a few milliseconds at a time. */
export class ObjectGate {
  readonly #options: ObjectGateOptions;
  readonly #again = new Map<string, number>();
  #unknown = new Map<string, { count: number; bytes: number }>();
  #version = 0;

  constructor(options: ObjectGateOptions) {
    this.#options = options;
  }

  /** `good`: all of them may stand there. */
  async judge({ documentId, ref, from, objects }: ObjectDelivery): Promise<ObjectsVerdict> {
    const { signers, holds, pause } = this.#options;
    if (signers === null) return { type: 'good' };
    if (namesDevices(ref.kind)) learnKeys(objects, signers);
    let done = 0;
    for (const object of objects) {
      if (holds(documentId, object)) {
        if (!this.#mayPutAgain(`${from} ${documentId}`)) return { type: 'again' };
        continue;
      }
      const verdict = judgeObject(ref, object, signers);
      if (verdict === 'unknown') {
        if (!this.#mayPass(`${from} ${documentId}`, object, signers)) return { type: 'unknown' };
      } else if (verdict !== 'good') return { type: 'bad', reason: verdict.reason };
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

  #mayPass(place: string, { bytes }: CarriedObject, { version }: SignerTable): boolean {
    if (version !== this.#version) this.#unknown = new Map();
    this.#version = version;
    const unknown = this.#unknown.get(place) ?? { count: 0, bytes: 0 };
    unknown.count += 1;
    unknown.bytes += bytes.length;
    this.#unknown.set(place, unknown);
    return unknown.count <= UNKNOWN_MAX && unknown.bytes <= UNKNOWN_MAX_BYTES;
  }
}
