import type { CarriedObject, CarrierPort, DocumentRef } from '../carrier/carrier-port.ts';
import { refName } from '../document/document-ref.ts';

/**
 * What a transaction wrote for documents, passed to the carrier only after the commit. Losing it is
 * harmless: when the carrier opens a document it is compared with till.db and refilled; until then
 * nothing needs to be put into it.
 */
export const createOutbox = (carrier: CarrierPort, isOpen: (ref: DocumentRef) => boolean) => {
  let pending = new Map<string, { ref: DocumentRef; objects: CarriedObject[] }>();
  return {
    add: (ref: DocumentRef, object: CarriedObject): void => {
      const name = refName(ref);
      const put = pending.get(name) ?? { ref, objects: [] };
      put.objects.push(object);
      pending.set(name, put);
    },
    committed: (): void => {
      const puts = pending;
      pending = new Map();
      for (const { ref, objects } of puts.values()) {
        if (isOpen(ref)) carrier.send({ type: 'put', ref, objects });
      }
    },
    rolledBack: (): void => {
      pending = new Map();
    },
  };
};
export type Outbox = ReturnType<typeof createOutbox>;
