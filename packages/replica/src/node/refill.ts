import { equalBytes } from '../cbor/bytes.ts';
import type { CarriedObject, CarrierPort, DocumentRef } from '../carrier/carrier-port.ts';
import { refName } from '../document/document-ref.ts';
import { sha256 } from '../key/hash.ts';
import { OBJECT_STATE } from '../store/object-table.ts';
import type { TillStore } from '../store/till-store.ts';
import { toHex } from '../cbor/bytes.ts';

/**
 * Refill between till.db and a document, by set difference both ways. Cheap when nothing differs: one
 * digest is compared, and only on a difference is the document read.
 */
export const createRefill = (store: TillStore, carrier: CarrierPort) => ({
  /** The carrier opened a document: ask for its content if it differs from what is held here. */
  opened: (ref: DocumentRef, count: number, digest: Uint8Array): void => {
    const own = store.objects.digestOf(refName(ref));
    if (own.count !== count || !equalBytes(own.digest, digest)) carrier.send({ type: 'read', ref });
  },
  /** The whole content of a document: put back what it lacks. Invalid objects are not spread again. */
  putBack: (ref: DocumentRef, content: readonly CarriedObject[]): void => {
    const present = new Set(content.map(({ bytes }) => toHex(sha256(bytes))));
    const lacking = store.objects
      .currentOf(refName(ref))
      .filter(({ hash, state }) => state !== OBJECT_STATE.invalid && !present.has(toHex(hash)))
      .map(({ key, bytes }): CarriedObject => (key === null ? { bytes } : { key, bytes }));
    if (lacking.length > 0) carrier.send({ type: 'put', ref, objects: lacking });
  },
});
export type Refill = ReturnType<typeof createRefill>;
