import type { CarriedObject, CarrierPort, DocumentRef } from '../carrier/carrier-port.ts';
import { refName } from '../document/document-ref.ts';

type Put = { readonly ref: DocumentRef; readonly objects: CarriedObject[] };

/** Objects handed over before the loop gives way: they are copied to another process. */
const AT_ONCE = 500;

/**
 * What a transaction wrote for documents, passed to the carrier only after the commit, in the order in
 * which it was written. Losing it is harmless: when the carrier opens a document it is compared with
 * till.db and refilled; until then nothing needs to be put into it.
 */
export const createOutbox = (
  carrier: CarrierPort,
  isOpen: (ref: DocumentRef) => boolean,
  /** Something other than entries, which are confirmed one by one, was committed. */
  changed: () => void = () => undefined,
) => {
  let pending = new Map<string, Put>();
  const due: Put[] = [];
  let running = false;
  let closed = false;

  const handOver = (): void => {
    running = false;
    if (closed) return;
    let count = 0;
    while (count < AT_ONCE) {
      const put = due.shift();
      if (put === undefined) return;
      const { ref, objects } = put;
      if (isOpen(ref)) carrier.send({ type: 'put', ref, objects });
      count += objects.length;
    }
    if (due.length > 0) {
      running = true;
      setImmediate(handOver);
    }
  };

  return {
    add: (ref: DocumentRef, object: CarriedObject): void => {
      const name = refName(ref);
      const put = pending.get(name) ?? { ref, objects: [] };
      put.objects.push(object);
      pending.set(name, put);
    },
    committed: (): void => {
      if ([...pending.values()].some(({ ref }) => ref.kind !== 'ledger')) changed();
      due.push(...pending.values());
      pending = new Map();
      if (!running) handOver();
    },
    rolledBack: (): void => {
      pending = new Map();
    },
    close: (): void => {
      closed = true;
    },
  };
};
export type Outbox = ReturnType<typeof createOutbox>;
