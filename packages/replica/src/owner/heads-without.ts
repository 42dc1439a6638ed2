import { compareBytes, toHex } from '../cbor/bytes.ts';
import { MAX_HASHES } from '../cose/label.ts';
import type { RegistryState } from '../statement/registry-state.ts';
import { readStatement, type Statement } from '../statement/statement.ts';

/** Follows nothing that is to be void, nor what follows that. */
export const headsWithout = (
  statements: Iterable<Uint8Array>,
  state: Pick<RegistryState, 'statements'>,
  deviceId: string,
  sinceMs: number,
): readonly Uint8Array[] => {
  const standing = new Map<string, Statement>();
  for (const bytes of statements) {
    const read = readStatement(bytes);
    if (!read.ok) continue;
    const hash = toHex(read.value.hash);
    const status = state.statements.get(hash)?.status;
    if (status === 'valid' || status === 'suspended') standing.set(hash, read.value);
  }
  const followers = new Map<string, string[]>();
  for (const [hash, { parents }] of standing)
    for (const parent of parents.map(toHex)) followers.set(parent, [...(followers.get(parent) ?? []), hash]);
  const late = new Set<string>();
  const open = [...standing]
    .filter(([, { signer, clock }]) => signer === deviceId && clock.utcMs >= sinceMs)
    .map(([hash]) => hash);
  for (let hash = open.pop(); hash !== undefined; hash = open.pop()) {
    if (late.has(hash)) continue;
    late.add(hash);
    open.push(...(followers.get(hash) ?? []));
  }
  return [...standing]
    .filter(([hash]) => !late.has(hash) && (followers.get(hash) ?? []).every((later) => late.has(later)))
    .map(([, { hash }]) => hash)
    .sort(compareBytes)
    .slice(0, MAX_HASHES);
};
