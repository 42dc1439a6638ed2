import { toHex } from '../cbor/bytes.ts';
import { refName } from '../document/document-ref.ts';
import { foldRegistry } from '../statement/registry.ts';
import { readStatement, ROOT, statementHash } from '../statement/statement.ts';
import { registryRef } from './document-map.ts';
import type { NodeCore } from './node-core.ts';

/** All that is held of the registry. */
export const heldStatements = ({ store }: Pick<NodeCore, 'store'>): readonly Uint8Array[] =>
  store.objects.currentOf(refName(registryRef)).map(({ bytes }) => bytes);

/** What the owner stated elsewhere, brought here by hand. False: not all of it is an owner key's and counts. */
export const takeOwnerStatements = (core: NodeCore, statements: readonly Uint8Array[]): boolean => {
  const { store, registry, outbox } = core;
  const { organisationId } = registry.roster().state;
  const { statements: found, owners } = foldRegistry([...heldStatements(core), ...statements], {
    organisationId,
    dataKeys: new Map(),
  });
  const isOwners = (bytes: Uint8Array): boolean => {
    const read = readStatement(bytes);
    const status = found.get(toHex(statementHash(bytes)))?.status;
    // A name or a reason in it may be sealed under a key that is not held here.
    const isBySheet = read.ok && (read.value.signer === ROOT || owners.has(read.value.signer));
    return isBySheet && (status === 'valid' || status === 'sealed-unreadable');
  };
  if (!statements.every(isOwners)) return false;
  store.endGathered();
  store.transaction(() => registry.add(statements));
  for (const bytes of statements) outbox.add(registryRef, { bytes });
  outbox.committed();
  core.registryChanged();
  return true;
};
