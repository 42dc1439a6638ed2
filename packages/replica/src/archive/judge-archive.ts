import { applyChanges, encodeSyncMessage, getAllChanges, getHeads, load } from '@automerge/automerge';
import { type DocumentRef, refName } from '../document/document-ref.ts';
import { genesisOf } from '../document/genesis.ts';
import type { CarrierDocument } from '../document/layout.ts';
import { Fault } from '../fault.ts';
import { ContentGate } from '../gate/content-gate.ts';
import type { ContentVerdict } from '../gate/content-verdict.ts';
import { ObjectGate } from '../gate/object-gate.ts';
import { SignerTable } from '../gate/signers.ts';
import type { RegistryState } from '../statement/registry-state.ts';

/**
 * A document as it may be taken up: genesis and exactly the changes that passed, whatever else the bytes of the
 * archive hold. Throws the Fault `ARCHIVE-REFUSED`.
 */
export type ArchiveJudge = (ref: DocumentRef, document: CarrierDocument) => Promise<CarrierDocument>;

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

const reasonOf = (verdict: Exclude<ContentVerdict, { readonly type: 'pass' }>): string => {
  switch (verdict.type) {
    case 'refuse':
      return verdict.reason;
    case 'unknown':
      return 'somebody signed it whom the registry does not name';
    case 'part':
    case 'wait':
      return 'its parts do not fit together';
  }
};

/**
 * An archive is worth no more than a peer's word: a device passes its documents on, and would be the one at fault.
 * `registry`: its open part says who may have signed.
 */
export const createArchiveJudge = ({
  organisationId,
  rootKey,
  devices,
  owners,
  series,
}: RegistryState): ArchiveJudge => {
  const signers = new SignerTable({
    rootKey,
    devices: [
      ...devices.values(),
      ...[...owners.values()].map(({ ownerId, ownerKey }) => ({ deviceId: ownerId, signKey: ownerKey })),
    ],
    series: [...series.values()],
  });
  const pause = (): Promise<void> => Promise.resolve();
  const objects = new ObjectGate({ organisationId, signers, holds: () => false, pause });
  const gate = new ContentGate({ objects, pause });
  return async (ref, document) => {
    const begun = load<Record<string, unknown>>(genesisOf(ref.kind));
    const verdict = await gate.judge({
      documentId: refName(ref),
      ref,
      document: begun,
      from: 'archive',
      messages: messagesOf(document),
    });
    if (verdict.type !== 'pass') throw refused(ref, reasonOf(verdict));
    const [taken] = applyChanges(begun, [...verdict.changes]);
    return taken;
  };
};
