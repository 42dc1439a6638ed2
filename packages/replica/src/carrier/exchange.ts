import { hash } from 'node:crypto';
import type { ChunkStore } from '../chunk-store/chunk-store.ts';
import { ObjectGate } from '../gate/object-gate.ts';
import { packObjects } from '../gate/object-pack.ts';
import { mayHold } from '../document/access.ts';
import type { SignerTable } from '../gate/signers.ts';
import type { AllowedPeer } from '../link/peer.ts';
import type { Timers } from '../link/timers.ts';
import type { CarrierDocuments } from './carrier-documents.ts';
import type { CarrierLinks } from './carrier-links.ts';
import type { CarrierConfig, CarrierOutput } from './carrier-port.ts';
import { PARTED, refusedText } from './carrier-words.ts';
import { FreshExchange } from './fresh-exchange.ts';
import { HoldingDesk } from './holding-desk.ts';
import { ObjectExchange } from './object-exchange.ts';
import { ShareBoard } from './share-board.ts';

/** What goes over links beside the changes of documents needs of its carrier. */
export type ExchangeParts = {
  readonly gate: ObjectGate;
  readonly timers: Timers;
  readonly self: AllowedPeer;
  readonly signers: SignerTable;
  readonly documents: () => CarrierDocuments;
  readonly links: CarrierLinks;
  readonly store: ChunkStore;
  readonly emit: (output: CarrierOutput) => void;
};

/** Under which a relay keeps entries that came ahead of their document, until that has them. */
export const FRESH = 'fresh';
const freshKey = (documentId: string, packed: Uint8Array): [string, string, string] => [
  documentId,
  FRESH,
  hash('sha256', packed, 'hex'),
];

const muting =
  ({ links: { mesh } }: ExchangeParts) =>
  (documentId: string, peer: string, reason: string): void =>
    mesh.mute(peer, documentId, 'CHANGE-REFUSED', refusedText('object', reason));

const createObjectExchange = (parts: ExchangeParts): ObjectExchange => {
  const { gate, timers, documents, emit } = parts;
  const { mesh } = parts.links;
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

const createFreshExchange = (parts: ExchangeParts): FreshExchange => {
  const { gate, timers, self, documents, store } = parts;
  const { mesh } = parts.links;
  const isRelay = self.kind === 'relay';
  return new FreshExchange({
    gate,
    later: timers.later,
    refOf: (documentId) => documents().known(documentId)?.ref ?? null,
    knows: (documentId, object) => documents().knows(documentId, object),
    send: (documentId, objects) => mesh.sendFresh({ documentId, objects }, null),
    tell: (documentId, objects, from) => documents().ahead(documentId, objects, from),
    keep: (documentId, objects, from) => {
      const key = freshKey(documentId, packObjects(objects));
      documents().given(documentId, objects, from, () => void store.remove(key));
    },
    passOn: (documentId, objects, from) => {
      if (!isRelay) return;
      // What a relay passes on is on its disk, what comes ahead of its document too.
      void store
        .save(freshKey(documentId, objects), objects)
        .then(() => mesh.sendFresh({ documentId, objects }, from));
    },
    refused: muting(parts),
  });
};

export const createObjectGate = (
  parts: Pick<ExchangeParts, 'signers' | 'documents'>,
  { opaqueObjects, organisation }: CarrierConfig,
  pause: (documentId: string) => Promise<void>,
): ObjectGate =>
  new ObjectGate({
    organisationId: organisation,
    signers: opaqueObjects === true ? null : parts.signers,
    holds: (documentId, object) => parts.documents().holds(documentId, object),
    pause,
  });

/** A relay asks nobody to hold anything for it, and has many documents: it keeps no such board. */
const createShareBoard = ({ self, signers, documents, links }: ExchangeParts): ShareBoard => {
  const board = new ShareBoard({
    documents: () => documents().all(),
    isOwn: (series) => signers.writerOf(series) === self.deviceId,
    lets: (deviceId, documentId) => links.mesh.metered.lets(deviceId, documentId),
  });
  links.mesh.on('message', ({ senderId, documentId, data }) => {
    if (self.kind !== 'relay' && documentId !== undefined && data !== undefined)
      board.heard(senderId, documentId, data);
  });
  return board;
};

const createHoldingDesk = ({ timers, self, signers, links, emit }: ExchangeParts): HoldingDesk =>
  new HoldingDesk({
    timers,
    selfId: self.deviceId,
    keyOf: (deviceId) => signers.keyOf(deviceId),
    writerOf: (series) => signers.writerOf(series),
    linked: () => links.mesh.holdingPeers(),
    mayHear: (deviceId, author) => {
      const [peer, writer] = [links.peer(deviceId), links.peer(author)];
      return peer !== null && writer !== null && mayHold(peer, 'ledger', writer.branchId);
    },
    send: (to, holding) => links.mesh.sendHolding(to, holding),
    tell: (by, held) => emit({ type: 'held', by, ...held, isPassedOn: true }),
  });

/** All of them. */
export const createExchanges = (parts: ExchangeParts) => ({
  objects: createObjectExchange(parts),
  fresh: createFreshExchange(parts),
  shares: createShareBoard(parts),
  holdings: createHoldingDesk(parts),
});
