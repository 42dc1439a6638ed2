import { toHex } from '../cbor/bytes.ts';
import { Fault } from '../fault.ts';
import { type RandomBytes, systemRandom } from '../key/random.ts';
import { cutsAtTips, cutsBefore } from '../node/held-tips.ts';
import { holdsCatalog } from '../node/catalog-hold.ts';
import { listedValues } from '../node/listed-values.ts';
import { giveCatalogRight, takeCatalogRight } from '../statement/catalog-right.ts';
import { moveCuts } from '../statement/move-cuts.ts';
import { addDevice, administer, type Administration, grantAdmin } from '../statement/organisation.ts';
import { openRegistry } from '../statement/registry.ts';
import { RECOVERY, type RegistryState } from '../statement/registry-state.ts';
import { takeOffAndRenew } from '../statement/renew-keys.ts';
import type { RootKeys } from '../statement/root-key.ts';
import { type Signer, statementHash } from '../statement/statement.ts';
import { reinstate } from '../statement/take-off.ts';
import { statementWriter } from '../statement/writer.ts';
import { headsWithout } from './heads-without.ts';
import type { HeldRegistry } from './held-registry.ts';

/** What only the owner can state. */
export type OwnerAct =
  /** `sinceMs`: what it stated or recorded from then on does not count, whoever has heard of it; null: what is held counts. */
  | {
      readonly kind: 'revoke';
      readonly deviceId: string;
      readonly reason: string;
      readonly sinceMs: number | null;
    }
  | { readonly kind: 'reinstate'; readonly deviceId: string }
  /** All that is held of a device that is off counts. */
  | { readonly kind: 'admit'; readonly deviceId: string }
  | { readonly kind: 'grant'; readonly deviceId: string }
  /** Whether it may edit products and prices; what is held of its edits goes on counting. */
  | { readonly kind: 'catalog-right'; readonly deviceId: string; readonly mayEdit: boolean };

type Held = Omit<HeldRegistry, 'close'>;

/** Whether it is the sheet of the root key, with which the organisation began. */
export const isFirstSheet = ({ organisationId }: Pick<Held, 'organisationId'>, sheet: RootKeys): boolean =>
  sheet.organisationId === organisationId;

/** The registry as the sheet opens it. */
export const registryOf = (held: Omit<Held, 'store'>, sheet: RootKeys) =>
  openRegistry(held.statements, held.organisationId, {
    recipient: isFirstSheet(held, sheet) ? RECOVERY : sheet.ownerId,
    agreePrivate: sheet.recoveryPrivate,
  });

const stateWith =
  (held: Held, sheet: RootKeys) =>
  (stated: readonly Uint8Array[]): RegistryState =>
    registryOf({ ...held, statements: [...held.statements, ...stated] }, sheet).state;

const revoke = (
  by: Administration,
  held: Held,
  sheet: RootKeys,
  state: RegistryState,
  { deviceId, reason, sinceMs }: Extract<OwnerAct, { readonly kind: 'revoke' }>,
): void => {
  const { store } = held;
  // An owner key edits nothing. Who knows of no product lists none, and leaves the right to be taken by who does.
  if (state.devices.has(deviceId) && holdsCatalog(store)) {
    const listed = listedValues(store, { state }, { deviceId, beforeMs: sinceMs });
    takeCatalogRight(by, { deviceId, listed, isOff: true });
  }
  const cuts =
    sinceMs === null ? cutsAtTips(store, state, deviceId) : cutsBefore(store, state, deviceId, sinceMs);
  takeOffAndRenew(by, state, { deviceId, cuts, reason }, stateWith(held, sheet));
};

/** A device whose admission is void is stated once more: there is nothing else to lift. */
const putBack = (by: Administration, held: Held, sheet: RootKeys, deviceId: string): void => {
  reinstate(by, deviceId);
  const statements = [...held.statements, ...by.writer.statements];
  const { state } = registryOf({ ...held, statements }, sheet);
  const device = state.devices.get(deviceId);
  if (device === undefined || !state.revoked.has(deviceId)) return;
  const { kind, branchId, code, name } = device;
  addDevice(by, { keys: device, kind, branchId, code, ...(name === null ? {} : { name }) }, []);
};

/**
 * States as the owner key of the sheet on top of what is held. Throws the Fault `OWNER-WITHOUT-KEYS` where the registry here has
 * nothing that the sheet opens.
 */
export const ownerStatements = (
  held: Held,
  sheet: RootKeys,
  act: OwnerAct,
  nowMs: number,
  random: RandomBytes = systemRandom,
): readonly Uint8Array[] => {
  const { state, dataKeys } = registryOf(held, sheet);
  const signer: Signer = isFirstSheet(held, sheet)
    ? { kind: 'root', root: sheet }
    : { kind: 'owner', owner: sheet };
  const by = administer(state, dataKeys, { signer, nowMs, random });
  if (by === null) {
    throw new Fault(
      'OWNER-WITHOUT-KEYS',
      'What this till holds of the registry has no key that the sheet opens.',
      'Nothing was changed. Use a till that has met the others of the shop.',
    );
  }
  switch (act.kind) {
    case 'revoke': {
      if (act.sinceMs === null) {
        revoke(by, held, sheet, state, act);
        return by.writer.statements;
      }
      const heads = headsWithout(held.statements, state, act.deviceId, act.sinceMs);
      const writer = statementWriter({ signer, heads, clock: state.clock, nowMs, random });
      revoke({ ...by, writer }, held, sheet, state, act);
      return writer.statements;
    }
    case 'reinstate':
      putBack(by, held, sheet, act.deviceId);
      return by.writer.statements;
    case 'admit': {
      const reason = state.revoked.get(act.deviceId)?.reason ?? null;
      const cuts = cutsAtTips(held.store, state, act.deviceId);
      const off = { deviceId: act.deviceId, cuts, ...(reason === null ? {} : { reason }) };
      moveCuts(by, state, off, stateWith(held, sheet));
      return by.writer.statements;
    }
    case 'catalog-right': {
      const { deviceId, mayEdit } = act;
      const whose = { deviceId, beforeMs: null };
      if (mayEdit) giveCatalogRight(by, deviceId);
      else {
        const listed = listedValues(held.store, { state }, whose);
        const isOff = state.revoked.get(deviceId)?.state === 'revoked';
        takeCatalogRight(by, { deviceId, listed, isOff });
      }
      return by.writer.statements;
    }
    case 'grant':
      grantAdmin(by, act.deviceId);
      return by.writer.statements;
  }
};

/** Whether each of these counts once they are held together with the rest. */
export const areCounted = (
  held: Omit<Held, 'store'>,
  sheet: RootKeys,
  stated: readonly Uint8Array[],
): boolean => {
  const statements = [...held.statements, ...stated];
  const { state } = registryOf({ ...held, statements }, sheet);
  return stated.every((bytes) => state.statements.get(toHex(statementHash(bytes)))?.status === 'valid');
};
