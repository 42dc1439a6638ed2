import { toHex, utf8 } from '../cbor/bytes.ts';
import { Fault } from '../fault.ts';
import { sha256 } from '../key/hash.ts';
import { holdsCatalog } from '../node/catalog-hold.ts';
import { registryRef } from '../node/document-map.ts';
import { listValuesAhead } from '../node/listed-values.ts';
import type { NodeCore, NodeOptions } from '../node/node-core.ts';
import { processLater } from '../node/process-later.ts';
import { takeCatalogRight } from '../statement/catalog-right.ts';
import type { RegistryState } from '../statement/registry-state.ts';
import { statementWriter } from '../statement/writer.ts';
import { createPacer } from './pacer.ts';

/** The till is closed while the catalogue is looked at. */
class Closed extends Error {}

/** What is stated together may come in several messages. */
const FIRST_MS = 2_000;
/** Each admin device after the first waits so much longer: a list may be long, and one is enough. */
const STEP_MS = 30_000;
/** After a disk that did not take it. */
const AGAIN_MS = 60_000;

/** A device that is off and may edit the catalogue all the same. */
type TakingDue = {
  readonly deviceId: string;
  /** How many other admin devices have their turn before. */
  readonly turn: number;
};

type Known = Pick<RegistryState, 'admins' | 'admittedBy' | 'catalogBars' | 'revoked'>;

const turnOf = (deviceId: string, adminId: string): string =>
  toHex(sha256(utf8(`tillmesh/v1/turn/catalog-right/${deviceId}/${adminId}`)));

/** Whether an admin device may take it from that one: see `objectionToCatalogRight`. */
const mayTake = ({ admittedBy, revoked }: Known, adminId: string, deviceId: string): boolean =>
  adminId !== deviceId && !revoked.has(adminId) && admittedBy.get(adminId)?.has(deviceId) !== true;

/**
 * From whom this device, as an admin, is to take the right: who took such a device off did not hold the catalogue, so
 * it listed nothing and took no right. Where it is not settled whether a device is off, nobody decides ahead of the owner.
 */
const takingsDue = (state: Known, selfId: string): readonly TakingDue[] => {
  const { admins, catalogBars, revoked } = state;
  if (!admins.has(selfId)) return [];
  return [...revoked].flatMap(([deviceId, off]): TakingDue[] => {
    const isDue = off.state === 'revoked' && !catalogBars.has(deviceId) && mayTake(state, selfId, deviceId);
    if (!isDue) return [];
    const own = turnOf(deviceId, selfId);
    const before = [...admins].filter(
      (other) => mayTake(state, other, deviceId) && turnOf(deviceId, other) < own,
    );
    return [{ deviceId, turn: before.length }];
  });
};

type Core = Pick<
  NodeCore,
  'store' | 'registry' | 'device' | 'self' | 'outbox' | 'alarms' | 'registryChanged'
> & { readonly nowMs: () => number; readonly random: NodeCore['random'] };

/**
 * Takes the right to the catalogue from devices that somebody took off who did not hold the catalogue, with what counts
 * of them here. Until then all that they wrote counts: no shelf is emptied by who knows of none.
 */
export const createCatalogRightKeeper = (
  core: Core,
  { later = processLater }: Pick<NodeOptions, 'later'>,
) => {
  const { store, registry, outbox, self } = core;
  /** By device: what ends its waiting. */
  const waiting = new Map<string, () => void>();
  let isClosed = false;

  const dues = (): readonly TakingDue[] => {
    const found = isClosed ? [] : takingsDue(registry.roster().state, self.deviceId);
    return found.length > 0 && holdsCatalog(store) ? found : [];
  };
  const isDue = (deviceId: string): boolean => dues().some((each) => each.deviceId === deviceId);

  const take = async (deviceId: string): Promise<void> => {
    const pace = createPacer(() => performance.now());
    const listed = await listValuesAhead(store, registry.roster, deviceId, () =>
      pace()?.then(() => {
        if (isClosed) throw new Closed();
      }),
    );
    // Among what peers sent may be what says that it is not to be taken any more.
    store.endGathered();
    if (!isDue(deviceId)) return;
    const { heads, clock } = registry.roster().state;
    const signer = { kind: 'device', keys: core.device.keys } as const;
    const writer = statementWriter({ signer, heads, clock, nowMs: core.nowMs(), random: core.random });
    takeCatalogRight({ writer }, { deviceId, listed: listed(), isOff: true });
    store.transaction(() => registry.add(writer.statements));
    for (const bytes of writer.statements) outbox.add(registryRef, { bytes });
    outbox.committed();
    core.registryChanged();
  };

  const due = async (deviceId: string): Promise<void> => {
    try {
      if (isDue(deviceId)) await take(deviceId);
      waiting.delete(deviceId);
    } catch (error) {
      if (error instanceof Closed) return;
      if (!(error instanceof Fault)) throw error;
      const what = `The right to edit products could not be taken yet from a device that is off: ${error.message}`;
      core.alarms.raise('CATALOG-RIGHT-NOT-TAKEN', what);
      if (!isClosed) wait(deviceId, AGAIN_MS);
    }
  };
  const wait = (deviceId: string, delayMs: number): void => {
    const cancel = later(() => void due(deviceId), delayMs);
    waiting.set(deviceId, cancel);
  };

  return {
    /** After the registry changed or the catalogue came, and at the start. */
    look: (): void => {
      const found = dues();
      for (const [deviceId, cancel] of waiting) {
        if (found.some((each) => each.deviceId === deviceId)) continue;
        cancel();
        waiting.delete(deviceId);
      }
      for (const { deviceId, turn } of found)
        if (!waiting.has(deviceId)) wait(deviceId, FIRST_MS + STEP_MS * turn);
    },
    close: (): void => {
      isClosed = true;
      for (const cancel of waiting.values()) cancel();
      waiting.clear();
    },
  };
};
