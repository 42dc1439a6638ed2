import type { CarrierDocuments } from './carrier-documents.ts';
import type { DocumentRest } from './document-rest.ts';
import type { FreshExchange } from './fresh-exchange.ts';
import type { ObjectExchange } from './object-exchange.ts';
import type { TurnQueue } from './turn-queue.ts';

export type HearingParts = {
  readonly turns: TurnQueue;
  readonly rest: DocumentRest | null;
  readonly documents: CarrierDocuments;
  readonly exchange: ObjectExchange;
  readonly fresh: FreshExchange;
};

type Hear = (from: string, documentId: string, packed: Uint8Array) => void;

/** Objects that peers send beside the changes of a document, which is loaded first if it rests. */
export const createHearing = (
  parts: () => HearingParts,
): { readonly objects: Hear; readonly fresh: Hear } => {
  const isAtRest = (documentId: string): boolean => parts().rest?.has(documentId) === true;
  const inTurn = (documentId: string, from: string, hear: () => Promise<void>): void => {
    void parts().turns.inTurn(documentId, from, async () => {
      if (isAtRest(documentId)) await parts().documents.wake(documentId);
      await hear();
    });
  };
  return {
    objects: (from, documentId, packed) =>
      inTurn(documentId, from, () => parts().exchange.heard(from, documentId, packed)),
    fresh: (from, documentId, packed) => {
      const hear = (): Promise<void> => parts().fresh.heard(from, documentId, packed);
      // At once: nobody who waits for a sale waits for the document.
      if (isAtRest(documentId)) inTurn(documentId, from, hear);
      else void hear();
    },
  };
};
