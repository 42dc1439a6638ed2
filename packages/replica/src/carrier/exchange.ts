import type { ObjectGate } from '../gate/object-gate.ts';
import type { MeshAdapter } from '../link/mesh-adapter.ts';
import type { Timers } from '../link/timers.ts';
import type { CarrierDocuments } from './carrier-documents.ts';
import type { CarrierOutput } from './carrier-port.ts';
import { PARTED, refusedText } from './carrier-words.ts';
import { FreshExchange } from './fresh-exchange.ts';
import { ObjectExchange } from './object-exchange.ts';

/** What goes over links beside the changes of documents needs of its carrier. */
export type ExchangeParts = {
  readonly gate: ObjectGate;
  readonly timers: Timers;
  readonly isRelay: boolean;
  readonly documents: () => CarrierDocuments;
  readonly mesh: MeshAdapter;
  readonly emit: (output: CarrierOutput) => void;
};

const muting =
  ({ mesh }: ExchangeParts) =>
  (documentId: string, peer: string, reason: string): void =>
    mesh.mute(peer, documentId, 'CHANGE-REFUSED', refusedText('object', reason));

export const createObjectExchange = (parts: ExchangeParts): ObjectExchange => {
  const { gate, timers, documents, mesh, emit } = parts;
  const { soon, later, nowMs } = timers;
  return new ObjectExchange({
    gate,
    soon,
    later,
    nowMs,
    refOf: (documentId) => documents().known(documentId)?.ref ?? null,
    holds: (documentId, object) => documents().holds(documentId, object),
    read: (documentId) => documents().objectsOf(documentId),
    take: (documentId, objects, from) => documents().given(documentId, objects, from),
    send: (peer, documentId, objects) => mesh.sendObjects(peer, { documentId, objects }),
    part: (peer, documentId) => mesh.part(peer, documentId),
    refused: muting(parts),
    onParted: (documentId, why) => {
      const ref = documents().known(documentId)?.ref;
      emit({ type: 'alarm', ...PARTED[why], ...(ref === undefined ? {} : { ref }) });
    },
  });
};

export const createFreshExchange = (parts: ExchangeParts): FreshExchange => {
  const { gate, timers, isRelay, documents, mesh } = parts;
  return new FreshExchange({
    gate,
    later: timers.later,
    refOf: (documentId) => documents().known(documentId)?.ref ?? null,
    knows: (documentId, object) => documents().knows(documentId, object),
    send: (documentId, objects) => mesh.sendFresh({ documentId, objects }, null),
    tell: (documentId, objects, from) => documents().ahead(documentId, objects, from),
    keep: (documentId, objects, from) => documents().given(documentId, objects, from),
    passOn: (documentId, objects, from) => {
      if (isRelay) mesh.sendFresh({ documentId, objects }, from);
    },
    refused: muting(parts),
  });
};
