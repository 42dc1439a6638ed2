import { toHex } from '../cbor/bytes.ts';
import { sha256 } from '../key/hash.ts';
import { readSegments } from '../node/directory.ts';
import { surveyTerritory, type Territory } from '../node/document-map.ts';
import { createRegistryCache, foldRegistry } from '../statement/registry.ts';
import type { RegistryState } from '../statement/registry-state.ts';

/** The open part of registry and directory as a relay has seen it: from its folder and from the documents it carries. */
export const createOpenRegistry = (organisationId: string, first: readonly Uint8Array[]) => {
  const cache = createRegistryCache();
  const sets = { registry: new Map<string, Uint8Array>(), directory: new Map<string, Uint8Array>() };
  const addTo = (set: Map<string, Uint8Array>, all: readonly Uint8Array[]): boolean => {
    const before = set.size;
    for (const bytes of all) set.set(toHex(sha256(bytes)), bytes);
    return set.size > before;
  };
  const fold = (): RegistryState =>
    foldRegistry(sets.registry.values(), { organisationId, dataKeys: new Map(), cache });
  addTo(sets.registry, first);
  let state = fold();
  return {
    state: (): RegistryState => state,
    territory: (): Territory => surveyTerritory(state, readSegments(sets.directory.values(), state)),
    statements: (): readonly Uint8Array[] => [...sets.registry.values()],
    /** True when something new was among them. */
    add: (kind: 'registry' | 'directory', all: readonly Uint8Array[]): boolean => {
      if (!addTo(sets[kind], all)) return false;
      state = fold();
      return true;
    },
  };
};
export type OpenRegistry = ReturnType<typeof createOpenRegistry>;
