import { equalBytes, toHex } from '../cbor/bytes.ts';
import type { CarriedObject, CarrierPort, DocumentRef } from '../carrier/carrier-port.ts';
import { refName } from '../document/document-ref.ts';
import { sha256 } from '../key/hash.ts';
import { OBJECT_STATE } from '../store/object-table.ts';
import type { TillStore } from '../store/till-store.ts';
import type { Ingest } from './ingest.ts';

/**
 * Refill between till.db and a document, by set difference both ways. Cheap when nothing differs: one
 * digest is compared, and only on a difference is the document read. `compared`: all that the document holds was
 * taken.
 */
export const createRefill = (
  store: TillStore,
  carrier: CarrierPort,
  ingest: Ingest,
  compared: (ref: DocumentRef) => void = () => undefined,
) => {
  let closed = false;
  const putBack = (ref: DocumentRef, present: ReadonlySet<string>): void => {
    if (closed) return;
    const lacking = store.objects
      .currentOf(refName(ref))
      .filter(({ hash, state }) => state !== OBJECT_STATE.invalid && !present.has(toHex(hash)));
    // Of several under one key the last is written: what nobody could check yet must not be that one.
    const checked = lacking.filter(({ state }) => state !== OBJECT_STATE.unchecked);
    const unchecked = lacking.filter(({ state }) => state === OBJECT_STATE.unchecked);
    const objects = [...unchecked, ...checked].map(({ key, bytes }): CarriedObject =>
      key === null ? { bytes } : { key, bytes },
    );
    if (objects.length > 0) carrier.send({ type: 'put', ref, objects });
  };
  return {
    /** The carrier opened a document: ask for its content if it differs from what is held here. */
    opened: (ref: DocumentRef, count: number, digest: Uint8Array): void => {
      const own = store.objects.digestOf(refName(ref));
      if (own.count !== count || !equalBytes(own.digest, digest)) carrier.send({ type: 'read', ref });
      else compared(ref);
    },
    /**
     * The whole content of a document: takes what is lacking here, and only then puts back what it lacks,
     * for among what came may be a later value of something held here.
     */
    content: async (ref: DocumentRef, content: readonly CarriedObject[]): Promise<void> => {
      const present = new Set(content.map(({ bytes }) => toHex(sha256(bytes))));
      ingest.take(ref, content, null);
      await ingest.drained();
      putBack(ref, present);
      if (!closed) compared(ref);
    },
    close: (): void => {
      closed = true;
    },
  };
};
export type Refill = ReturnType<typeof createRefill>;
