import { toHex, utf8 } from '../cbor/bytes.ts';
import { Fault } from '../fault.ts';
import type { DataKey } from '../key/data-key.ts';
import { sha256 } from '../key/hash.ts';
import { systemRandom } from '../key/random.ts';
import { isAgreementKey } from '../key/agreement-key.ts';
import { placeCovers } from '../statement/placement.ts';
import {
  type DeviceRecord,
  ORGANISATION,
  RECOVERY,
  type RegistryState,
} from '../statement/registry-state.ts';
import { holdersOf, sealable } from '../statement/renew-keys.ts';
import { passKey } from '../statement/take-off.ts';
import { statementWriter } from '../statement/writer.ts';
import { registryRef } from './document-map.ts';
import type { NodeCore, NodeOptions } from './node-core.ts';
import { processLater } from './process-later.ts';

/** What is stated together may come in several messages: nobody passes on what is about to arrive. */
const FIRST_MS = 2_000;
/** Each holder after the first waits so much longer, so that not all of them state the same at once. */
const STEP_MS = 5_000;
/** After a disk that did not take it. */
const AGAIN_MS = 60_000;
/** Whom one statement names at most. */
const MOST_RECIPIENTS = 1_000;

/** A key that somebody lacks who is to hold it. */
export type Lack = {
  readonly dataKeyId: string;
  readonly purpose: string;
  readonly recipients: readonly { readonly recipient: string; readonly agreeKey: Uint8Array }[];
  /** How many others hold it whose turn comes before. */
  readonly turn: number;
};

const turnOf = (dataKeyId: string, deviceId: string): string =>
  toHex(sha256(utf8(`tillmesh/v1/turn/${dataKeyId}/${deviceId}`)));

const recoveryLacks = (state: RegistryState, wrapped: ReadonlyMap<string, unknown>) =>
  state.recoveryKey === null || wrapped.has(RECOVERY) || !isAgreementKey(state.recoveryKey)
    ? []
    : [{ recipient: RECOVERY, agreeKey: state.recoveryKey }];

/**
 * What this device may pass on: of every key that it holds and is to hold, the devices that are to hold it too and
 * that nobody wrapped it for. Older keys as well: what was sealed under them is to be read.
 */
export const lacksOf = (
  state: RegistryState,
  dataKeys: ReadonlyMap<string, DataKey>,
  self: DeviceRecord,
): readonly Lack[] => {
  if (state.revoked.has(self.deviceId)) return [];
  return [...state.keys.values()].flatMap(({ dataKeyId, purpose, wrapped }): Lack[] => {
    const branchId = purpose === ORGANISATION ? null : purpose;
    if (!dataKeys.has(dataKeyId) || !placeCovers(self, branchId)) return [];
    const holders = holdersOf(state, purpose);
    const recipients = [
      ...sealable(holders.filter(({ deviceId }) => !wrapped.has(deviceId) && deviceId !== self.deviceId)),
      ...recoveryLacks(state, wrapped),
    ];
    if (recipients.length === 0) return [];
    const own = turnOf(dataKeyId, self.deviceId);
    const turn = holders.filter(
      ({ deviceId }) => wrapped.has(deviceId) && turnOf(dataKeyId, deviceId) < own,
    ).length;
    return [{ dataKeyId, purpose, recipients: recipients.slice(0, MOST_RECIPIENTS), turn }];
  });
};

/** Passes data keys on to devices that lack them, as one that was enrolled elsewhere while a key was renewed. */
export const createKeyKeeper = (
  core: Pick<NodeCore, 'store' | 'registry' | 'device' | 'self' | 'outbox' | 'alarms' | 'registryChanged'>,
  { clock, random = systemRandom, later = processLater }: Pick<NodeOptions, 'clock' | 'random' | 'later'>,
) => {
  const { store, registry, device, self, outbox } = core;
  /** By key: what ends its waiting. */
  const waiting = new Map<string, () => void>();

  const lacks = (): readonly Lack[] => {
    const { state, dataKeys } = registry.roster();
    const own = state.devices.get(self.deviceId);
    return own === undefined ? [] : lacksOf(state, dataKeys, own);
  };

  const pass = ({ dataKeyId, purpose, recipients }: Lack): void => {
    const { state, dataKeys } = registry.roster();
    const dataKey = dataKeys.get(dataKeyId);
    if (dataKey === undefined) return;
    const writer = statementWriter({
      signer: { kind: 'device', keys: device.keys },
      heads: state.heads,
      clock: state.clock,
      nowMs: clock.nowMs(),
      random,
    });
    passKey(writer, dataKey, purpose, recipients);
    store.endGathered();
    store.transaction(() => registry.add(writer.statements));
    for (const bytes of writer.statements) outbox.add(registryRef, { bytes });
    outbox.committed();
    core.registryChanged();
  };

  const due = (dataKeyId: string): void => {
    waiting.delete(dataKeyId);
    const lack = lacks().find((one) => one.dataKeyId === dataKeyId);
    if (lack === undefined) return;
    try {
      pass(lack);
    } catch (error) {
      if (!(error instanceof Fault)) throw error;
      core.alarms.raise('KEY-NOT-PASSED', `A key could not be passed on yet: ${error.message}`);
      waiting.set(
        dataKeyId,
        later(() => due(dataKeyId), AGAIN_MS),
      );
    }
  };

  return {
    /** After the registry changed, and at the start. */
    look: (): void => {
      const found = lacks();
      const lacking = new Set(found.map(({ dataKeyId }) => dataKeyId));
      for (const [dataKeyId, cancel] of waiting) {
        if (lacking.has(dataKeyId)) continue;
        cancel();
        waiting.delete(dataKeyId);
      }
      for (const { dataKeyId, turn } of found) {
        if (waiting.has(dataKeyId)) continue;
        waiting.set(
          dataKeyId,
          later(() => due(dataKeyId), FIRST_MS + STEP_MS * turn),
        );
      }
    },
    close: (): void => {
      for (const cancel of waiting.values()) cancel();
      waiting.clear();
    },
  };
};
