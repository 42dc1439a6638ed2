import { toHex, utf8 } from '../cbor/bytes.ts';
import { Fault } from '../fault.ts';
import type { DataKey } from '../key/data-key.ts';
import { sha256 } from '../key/hash.ts';
import { systemRandom } from '../key/random.ts';
import { isAgreementKey } from '../key/agreement-key.ts';
import { administer } from '../statement/organisation.ts';
import { placeCovers } from '../statement/placement.ts';
import { type Recipient, recoveriesOf } from '../statement/recovery.ts';
import {
  type DeviceRecord,
  type KeyRecord,
  ORGANISATION,
  RECOVERY,
  type RegistryState,
} from '../statement/registry-state.ts';
import { holdersOf, sealable, stateNewKey } from '../statement/renew-keys.ts';
import { ROOT } from '../statement/statement.ts';
import { passKey, passKeyToOwner } from '../statement/take-off.ts';
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
  readonly recipients: readonly Recipient[];
  /** Later owner keys that stand. */
  readonly owners: readonly Recipient[];
  /** How many others hold it whose turn comes before. */
  readonly turn: number;
};

const turnOf = (dataKeyId: string, deviceId: string): string =>
  toHex(sha256(utf8(`tillmesh/v1/turn/${dataKeyId}/${deviceId}`)));

/** Of those that are no admin devices so many wrap a key for an owner key: one of them may do it wrongly. */
const ENOUGH = 2;

/**
 * Whether this device need not wrap a key for a later owner key. Nobody can tell whether what others wrapped opens, so
 * each admin device does it itself, and others until enough who stand have. Each does it once, so that there are never
 * more than devices.
 */
const isGivenToOwner = (
  { admins, devices, revoked }: RegistryState,
  { wrappedBy }: KeyRecord,
  ownerId: string,
  self: string,
): boolean => {
  const by = wrappedBy.get(ownerId) ?? new Set<string>();
  if (by.has(self) || by.has(ROOT) || by.has(ownerId)) return true;
  const standing = [...by].filter((id) => devices.has(id) && !revoked.has(id));
  return !admins.has(self) && standing.length >= ENOUGH;
};

const recoveryLacks = (state: RegistryState, key: KeyRecord, self: string): readonly Recipient[] =>
  recoveriesOf(state).filter(({ recipient, agreeKey }) => {
    const isGiven =
      recipient === RECOVERY ? key.wrapped.has(recipient) : isGivenToOwner(state, key, recipient, self);
    return !isGiven && isAgreementKey(agreeKey);
  });

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
  return [...state.keys.values()].flatMap((key): Lack[] => {
    const { dataKeyId, purpose, wrapped } = key;
    const branchId = purpose === ORGANISATION ? null : purpose;
    if (!dataKeys.has(dataKeyId) || !placeCovers(self, branchId)) return [];
    const holders = holdersOf(state, purpose);
    const recoveries = recoveryLacks(state, key, self.deviceId);
    const owners = recoveries.filter(({ recipient }) => recipient !== RECOVERY);
    const recipients = [
      ...sealable(holders.filter(({ deviceId }) => !wrapped.has(deviceId) && deviceId !== self.deviceId)),
      ...recoveries.filter(({ recipient }) => recipient === RECOVERY),
    ];
    if (recipients.length === 0 && owners.length === 0) return [];
    const own = turnOf(dataKeyId, self.deviceId);
    const turn = holders.filter(
      ({ deviceId }) => wrapped.has(deviceId) && turnOf(dataKeyId, deviceId) < own,
    ).length;
    return [{ dataKeyId, purpose, recipients: recipients.slice(0, MOST_RECIPIENTS), owners, turn }];
  });
};

/** A purpose whose newest key was given to somebody who is off. */
export type Exposed = {
  readonly purpose: string;
  readonly dataKeyId: string;
  /** How many other admins have their turn before. */
  readonly turn: number;
};

/**
 * What this device, as an admin, is to make new keys of: two who took devices off apart have each given the new key to
 * whom the other took off. What is void counts for nothing here, or somebody who is off could call for keys for ever.
 */
export const exposedOf = (
  { admins, currentKeys, keys, revoked }: Pick<RegistryState, 'admins' | 'currentKeys' | 'keys' | 'revoked'>,
  deviceId: string,
): readonly Exposed[] => {
  if (!admins.has(deviceId)) return [];
  return [...currentKeys].flatMap(([purpose, dataKeyId]): Exposed[] => {
    const givenTo = keys.get(dataKeyId)?.givenTo ?? new Set();
    if (![...revoked.keys()].some((off) => givenTo.has(off))) return [];
    const own = turnOf(dataKeyId, deviceId);
    return [
      { purpose, dataKeyId, turn: [...admins].filter((other) => turnOf(dataKeyId, other) < own).length },
    ];
  });
};

/** Something to state when its turn has come, unless somebody else did by then. */
type Duty = {
  readonly name: string;
  readonly turn: number;
  readonly isOnce: boolean;
  readonly write: () => readonly Uint8Array[];
};

type Core = Pick<
  NodeCore,
  'store' | 'registry' | 'device' | 'self' | 'outbox' | 'alarms' | 'registryChanged'
>;

const dutiesAt = (
  { registry, device, self }: Pick<Core, 'registry' | 'device' | 'self'>,
  { clock, random = systemRandom }: Pick<NodeOptions, 'clock' | 'random'>,
) => {
  const signer = { kind: 'device', keys: device.keys } as const;
  const toPass = ({ dataKeyId, purpose, recipients, owners, turn }: Lack): Duty => ({
    name: `pass/${dataKeyId}`,
    turn,
    isOnce: false,
    write: () => {
      const { state, dataKeys } = registry.roster();
      const dataKey = dataKeys.get(dataKeyId);
      if (dataKey === undefined) return [];
      const { heads, clock: known } = state;
      const writer = statementWriter({ signer, heads, clock: known, nowMs: clock.nowMs(), random });
      if (recipients.length > 0) passKey(writer, dataKey, purpose, recipients);
      for (const owner of owners) passKeyToOwner(writer, dataKey, purpose, owner);
      return writer.statements;
    },
  });
  const toReplace = ({ dataKeyId, purpose, turn }: Exposed): Duty => ({
    name: `replace/${dataKeyId}`,
    turn,
    isOnce: true,
    write: () => {
      const { state, dataKeys } = registry.roster();
      const by = administer(state, dataKeys, { signer, nowMs: clock.nowMs(), random });
      if (by === null) return [];
      stateNewKey(by, state, purpose);
      return by.writer.statements;
    },
  });

  return (): readonly Duty[] => {
    const { state, dataKeys } = registry.roster();
    const own = state.devices.get(self.deviceId);
    if (own === undefined) return [];
    return [...lacksOf(state, dataKeys, own).map(toPass), ...exposedOf(state, own.deviceId).map(toReplace)];
  };
};

/** Passes data keys on to devices that lack them, as one that was enrolled elsewhere while a key was renewed; and makes new ones. */
export const createKeyKeeper = (core: Core, options: Pick<NodeOptions, 'clock' | 'random' | 'later'>) => {
  const { store, registry, outbox } = core;
  const { later = processLater } = options;
  const all = dutiesAt(core, options);
  /** By duty: what ends its waiting. */
  const waiting = new Map<string, () => void>();
  /** Keys that were replaced here: once each, should the new one not come to be the newest. */
  const replaced = new Set<string>();
  const duties = (): readonly Duty[] => all().filter(({ name }) => !replaced.has(name));

  const fulfil = ({ name, isOnce, write }: Duty): void => {
    const statements = write();
    if (statements.length === 0) return;
    store.endGathered();
    store.transaction(() => registry.add(statements));
    for (const bytes of statements) outbox.add(registryRef, { bytes });
    outbox.committed();
    if (isOnce) replaced.add(name);
    core.registryChanged();
  };

  const due = (name: string): void => {
    waiting.delete(name);
    const duty = duties().find((one) => one.name === name);
    if (duty === undefined) return;
    try {
      fulfil(duty);
    } catch (error) {
      if (!(error instanceof Fault)) throw error;
      core.alarms.raise('KEY-NOT-PASSED', `A key could not be passed on yet: ${error.message}`);
      waiting.set(
        name,
        later(() => due(name), AGAIN_MS),
      );
    }
  };

  return {
    /** After the registry changed, and at the start. */
    look: (): void => {
      const found = duties();
      const names = new Set(found.map(({ name }) => name));
      for (const [name, cancel] of waiting) {
        if (names.has(name)) continue;
        cancel();
        waiting.delete(name);
      }
      for (const { name, turn } of found) {
        if (waiting.has(name)) continue;
        waiting.set(
          name,
          later(() => due(name), FIRST_MS + STEP_MS * turn),
        );
      }
    },
    close: (): void => {
      for (const cancel of waiting.values()) cancel();
      waiting.clear();
    },
  };
};
