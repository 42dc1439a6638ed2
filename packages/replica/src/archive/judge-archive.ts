import { encodeSyncMessage, getAllChanges, getHeads, load } from '@automerge/automerge';
import { genesisOf } from '../document/genesis.ts';
import { type DocumentRef, refName } from '../document/document-ref.ts';
import { type CarrierDocument, readObjects } from '../document/layout.ts';
import { shapeOf } from '../document/shape.ts';
import { Fault } from '../fault.ts';
import { ContentGate } from '../gate/content-gate.ts';
import { ObjectGate } from '../gate/object-gate.ts';
import { SignerTable } from '../gate/signers.ts';
import { foldRegistry } from '../statement/registry.ts';

/** Says of a document of an archive whether it may be taken up as if a peer had sent it. Throws `ARCHIVE-REFUSED`. */
export type ArchiveJudge = (ref: DocumentRef, document: CarrierDocument) => Promise<void>;

/** What a peer sends in one message at most. */
const CHANGES_A_MESSAGE = 1_000;

const messagesOf = (document: CarrierDocument): readonly Uint8Array[] => {
  const changes = getAllChanges(document);
  const messages: Uint8Array[] = [];
  for (let at = 0; at < changes.length; at += CHANGES_A_MESSAGE) {
    const part = changes.slice(at, at + CHANGES_A_MESSAGE);
    messages.push(encodeSyncMessage({ heads: getHeads(document), need: [], have: [], changes: part }));
  }
  return messages;
};

const refused = (ref: DocumentRef, reason: string): Fault =>
  new Fault(
    'ARCHIVE-REFUSED',
    `${refName(ref)} in the archive holds what no device of this organisation wrote: ${reason}.`,
    'Nothing was changed. Do not use this archive; export anew from a device that you trust.',
  );

/**
 * An archive is worth no more than a peer's word: a device passes its documents on, and would be the one at fault.
 * `statements`: of the registry, those of the archive included; the signatures decide what they are worth.
 */
export const createArchiveJudge = (
  organisationId: string,
  statements: readonly Uint8Array[],
): ArchiveJudge => {
  const { rootKey, devices, series } = foldRegistry(statements, { organisationId, dataKeys: new Map() });
  const signers = new SignerTable({
    rootKey,
    devices: [...devices.values()],
    series: [...series.values()],
  });
  const pause = (): Promise<void> => Promise.resolve();
  const objects = new ObjectGate({ organisationId, signers, holds: () => false, pause });
  const gate = new ContentGate({ objects, pause });
  return async (ref, document) => {
    const verdict = await gate.judge({
      documentId: refName(ref),
      ref,
      document: load(genesisOf(ref.kind)),
      from: 'archive',
      messages: messagesOf(document),
    });
    if (verdict.type === 'pass') return;
    throw refused(ref, verdict.type === 'refuse' ? verdict.reason : 'its parts do not fit together');
  };
};

/** The statements that stand in a registry document. */
export const statementsIn = (document: CarrierDocument): readonly Uint8Array[] =>
  readObjects(document, shapeOf('registry')).objects.map(({ bytes }) => bytes);
