import type { DeviceKeys } from '../key/device-key.ts';
import { refName } from '../document/document-ref.ts';
import { createEntryRights } from '../statement/entry-right.ts';
import { createRegistryCache, openRegistry } from '../statement/registry.ts';
import type { RegistryState } from '../statement/registry-state.ts';
import { OBJECT_STATE } from '../store/object-table.ts';
import type { TillStore } from '../store/till-store.ts';
import { sha256 } from '../key/hash.ts';
import { directoryStatements, readSegments } from './directory.ts';
import { registryRef, surveyTerritory, type Territory } from './document-map.ts';
import { type Roster, rosterOf } from './roster.ts';

const REGISTRY = refName(registryRef);

/** The registry and directory as till.db holds them, folded; folded again when a statement came. */
export const createRegistryKeeper = (store: TillStore, organisationId: string, keys: DeviceKeys) => {
  const cache = createRegistryCache();
  const rightsIn = createEntryRights(cache);
  const reader = { recipient: keys.deviceId, agreePrivate: keys.agreePrivate };
  const open = (more: readonly Uint8Array[] = []) => {
    const statements = store.objects.currentOf(REGISTRY).map(({ bytes }) => bytes);
    return openRegistry([...statements, ...more], organisationId, reader, cache);
  };
  const fold = (): Roster => {
    const { state, dataKeys } = open();
    return rosterOf(state, dataKeys, rightsIn(state));
  };
  const survey = (known: Roster): Territory => {
    const { branchIds } = surveyTerritory(known, new Map());
    return surveyTerritory(known, readSegments(directoryStatements(store, branchIds), known));
  };
  let roster = fold();
  let territory = survey(roster);
  return {
    roster: (): Roster => roster,
    territory: (): Territory => territory,
    /** What is held, as it is once these count too. */
    stateWith: (more: readonly Uint8Array[]): RegistryState => open(more).state,
    refresh: (): void => {
      roster = fold();
      territory = survey(roster);
    },
    /** Inside a transaction. What a statement says is for the fold to judge, so all are kept. */
    add: (statements: Iterable<Uint8Array>, document: string = REGISTRY): void => {
      for (const bytes of statements) {
        store.objects.add({
          hash: sha256(bytes),
          document,
          key: null,
          current: true,
          state: OBJECT_STATE.valid,
          bytes,
        });
      }
    },
  };
};
export type RegistryKeeper = ReturnType<typeof createRegistryKeeper>;
