import type { PlantedBug } from './bug.ts';

/** Bugs below: documents, chunks and links. */
export const CARRIER_BUGS: readonly PlantedBug[] = [
  {
    name: 'damaged chunk handed out',
    harm: 'one torn write takes a document with it',
    file: 'packages/replica/src/chunk-store/chunk-store.ts',
    find: 'if (isWhole(row)) return row.data;',
    put: 'if (isWhole(row) || row.data.length > 0) return row.data;',
  },
  {
    name: 'unproven snapshot replaces chunks',
    harm: 'a document that cannot be loaded is all that is left',
    file: 'packages/replica/src/chunk-store/chunk-store.ts',
    find: '    snapshot.proven = isProven(snapshot.name, row.data);',
    put: '    snapshot.proven = true;',
  },
  {
    name: 'nothing put back',
    harm: 'a lost documents file is never filled again',
    file: 'packages/replica/src/node/refill.ts',
    find: "    if (objects.length > 0) carrier.send({ type: 'put', ref, objects });",
    put: '    void objects;',
  },
  {
    name: 'loss told after the return',
    harm: 'a till that was away gets nothing any more',
    file: 'packages/replica/src/link/mesh-adapter.ts',
    find: "    this.emit('peer-disconnected', { peerId: deviceId as PeerId });",
    put: '',
  },
  {
    name: 'unsigned objects let in',
    harm: 'a hostile till fills the documents of others with nonsense',
    file: 'packages/replica/src/gate/object-rule.ts',
    find: "  return verified.verdict === 'not-understood' ? NO_FAULT : verified.reason;",
    put: '  return NO_FAULT;',
  },
  {
    name: 'unknown columns let in',
    harm: 'a hostile till hides in documents what no reader sees and every device keeps',
    file: 'packages/replica/src/gate/operation.ts',
    find: '  if (!isReplacing && !isFront && !sameIds(change.columns, expected))',
    put: '  if (false as boolean)',
  },
  {
    name: 'ledger of another branch shared',
    harm: 'a till reads what other branches sold',
    file: 'packages/replica/src/document/access.ts',
    find: "holder.kind !== 'till' || kind !== 'ledger' || (branchId !== null && branchId === holder.branchId)",
    put: "holder.kind !== 'till' || kind !== 'ledger' || branchId !== null",
  },
];
