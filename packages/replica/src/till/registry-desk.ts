import {
  type Command,
  type Decision,
  reject,
  type Rejection,
  type ShopChange,
  type StaffChange,
} from '@tillmesh/model';
import { holdsCatalog } from '../node/catalog-hold.ts';
import { listValuesAhead } from '../node/listed-values.ts';
import { cutsAtTips, cutsMovedTo } from '../node/held-tips.ts';
import { registryRef } from '../node/document-map.ts';
import type { NodeCore } from '../node/node-core.ts';
import { hashPin, type PinHash } from '../pin/pin.ts';
import {
  administer,
  type Administration,
  setBranchSettings,
  setLegalEntity,
  setLabelFormat,
  setPriceList,
  setPromotion,
  setRole,
  setStaff,
  setStaffPin,
  setTaxClass,
  setTender,
} from '../statement/organisation.ts';
import { giveCatalogRight, takeCatalogRight } from '../statement/catalog-right.ts';
import { takeOffAndRenew } from '../statement/renew-keys.ts';
import { keepInvitation } from '../node/invitation-table.ts';
import { enrolFault, inviteFault, stateDevice } from './new-device.ts';
import { newOwnerOf } from '../node/owner-key-standing.ts';
import { moveCuts } from '../statement/move-cuts.ts';
import { nameOwner } from '../statement/take-off.ts';
import { createPacer } from './pacer.ts';

/** Commands that state something in the registry. */
const STATING: ReadonlySet<Command['kind']> = new Set([
  'staff.put',
  'role.put',
  'tender.put',
  'price-list.put',
  'label-format.put',
  'promotion.put',
  'tax-class.put',
  'legal-entity.put',
  'branch.put',
  'device.revoke',
  'device.admit',
  'device.enrol',
  'device.invite',
  'owner-key.name',
  'catalog-right.put',
]);

/** Those of a device's values that go on counting when it loses the right to the catalogue. */
export type ListedValues = () => readonly Uint8Array[];

/** The device whose right to the catalogue a command may take; null: it takes none. */
const barredBy = (command: Command): string | null => {
  if (command.kind === 'device.revoke') return command.deviceId;
  return command.kind === 'catalog-right.put' && !command.mayEdit ? command.deviceId : null;
};

const stateShop = (
  administration: Administration,
  core: NodeCore,
  change: ShopChange,
  listed: ListedValues,
): void => {
  const roster = core.registry.roster();
  switch (change.kind) {
    case 'device':
      if (change.invitation !== undefined) keepInvitation(core.store, change.invitation, core.nowMs());
      return stateDevice(administration, change, roster);
    case 'invitation':
      return keepInvitation(core.store, change.invitation, core.nowMs());
    case 'role':
      return setRole(administration, change.role);
    case 'tender':
      return setTender(administration, change.tender);
    case 'price-list':
      return setPriceList(administration, change.priceList);
    case 'label-format':
      return setLabelFormat(administration, change.labelFormat);
    case 'promotion':
      return setPromotion(administration, change.promotion);
    case 'tax-class':
      return setTaxClass({ ...administration, branchId: change.branchId }, change.taxClass);
    case 'legal-entity':
      return setLegalEntity({ ...administration, branchId: change.branchId }, change.legalEntity);
    case 'branch-settings':
      return setBranchSettings({ ...administration, branchId: change.branchId }, change.settings);
    case 'device-off': {
      const { deviceId, reason } = change;
      const cuts = cutsAtTips(core.store, roster, deviceId);
      const off = { deviceId, cuts, reason };
      // Who knows of no product lists none: an admin device that holds the catalogue takes the right then.
      if (holdsCatalog(core.store))
        takeCatalogRight(administration, { deviceId, listed: listed(), isOff: true });
      return takeOffAndRenew(administration, roster.state, off, core.registry.stateWith);
    }
    case 'catalog-right': {
      const { deviceId, mayEdit } = change;
      if (mayEdit) return giveCatalogRight(administration, deviceId);
      const isOff = roster.state.revoked.get(deviceId)?.state === 'revoked';
      return takeCatalogRight(administration, { deviceId, listed: listed(), isOff });
    }
    case 'device-cut':
      return moveCut(administration, core, change);
    case 'owner-key': {
      const named = newOwnerOf(roster.state, core.self.deviceId, change.key);
      if (named === null) throw new Error('an owner key that nobody proved to hold');
      return nameOwner(administration, named);
    }
  }
};

/** The reason stays what it was. Keys are not renewed: nobody can read more than before. */
const moveCut = (
  administration: Administration,
  { store, registry }: NodeCore,
  { deviceId, upTo }: Extract<ShopChange, { readonly kind: 'device-cut' }>,
): void => {
  const roster = registry.roster();
  const cuts =
    upTo === null ? cutsAtTips(store, roster, deviceId) : cutsMovedTo(store, roster, deviceId, upTo);
  const reason = roster.state.revoked.get(deviceId)?.reason ?? null;
  const off = { deviceId, cuts, ...(reason === null ? {} : { reason }) };
  moveCuts(administration, roster.state, off, registry.stateWith);
};

/** Why a command that states something is refused here: nobody would count it. Null for any other. */
const mayState = (
  { registry, self, store }: NodeCore,
  branchId: string,
  command: Command,
): Rejection | null => {
  if (!STATING.has(command.kind)) return null;
  const roster = registry.roster();
  if (!roster.admins.has(self.deviceId)) return reject('DEVICE-RIGHT-MISSING');
  switch (command.kind) {
    case 'device.enrol':
      return enrolFault(roster, command, branchId);
    case 'device.invite':
      return inviteFault(roster, command, branchId);
    case 'catalog-right.put':
      return command.mayEdit || holdsCatalog(store) ? null : reject('CATALOG-NOT-HELD');
    default:
      return null;
  }
};

/** States people and what the shop is in the registry, as an admin device may. */
export const createRegistryDesk = (core: NodeCore, branchId: string) => {
  let written = false;

  const stateStaff = (
    administration: Administration,
    { staffId, name, role, active }: StaffChange,
    pin: PinHash | null,
  ): void => {
    const { staff, currentKey } = core.registry.roster();
    const branchKey = currentKey(branchId);
    if (branchKey === null) throw new Error('a till without its branch\u2019s key');
    const branchIds = staff.get(staffId)?.branchIds ?? [];
    setStaff(administration, { id: staffId, name, role, branchIds, active });
    if (pin !== null) setStaffPin(administration, staffId, { branchId, branchKey }, pin);
  };

  const administration = (): Administration => {
    const { state, dataKeys } = core.registry.roster();
    const found = administer(state, dataKeys, {
      signer: { kind: 'device', keys: core.device.keys },
      nowMs: core.nowMs(),
      random: core.random,
    });
    if (found === null) throw new Error('a till without its data keys');
    return found;
  };

  return {
    mayState: (command: Command): Rejection | null => mayState(core, branchId, command),
    /** What takes long of a command, and disturbs nobody; null: nothing does. */
    prepare: async (command: Command): Promise<ListedValues | null> => {
      const deviceId = barredBy(command);
      const { roster } = core.registry;
      const mayCount =
        deviceId !== null &&
        holdsCatalog(core.store) &&
        roster().devices.has(deviceId) &&
        roster().admins.has(core.self.deviceId);
      if (!mayCount) return null;
      return await listValuesAhead(
        core.store,
        roster,
        deviceId,
        createPacer(() => performance.now()),
      );
    },
    hash: (pin: string): Promise<PinHash> => hashPin(pin, core.random),
    /** Inside the transaction: what was decided, if it states anything; `pin` and `listed` were made before it. */
    write: ({ staff, shop }: Decision, pin: PinHash | null, listed: ListedValues = () => []): void => {
      if (staff === undefined && shop === undefined) return;
      const by = administration();
      if (staff !== undefined) stateStaff(by, staff, pin);
      if (shop !== undefined) stateShop(by, core, shop, listed);
      const { registry, outbox } = core;
      registry.add(by.writer.statements);
      for (const bytes of by.writer.statements) outbox.add(registryRef, { bytes });
      written = true;
      // The next command of the batch follows these statements, and knows what they say.
      registry.refresh();
    },
    /** After the commit: the registry says something new. */
    committed: (): void => {
      if (written) core.registryChanged();
      written = false;
    },
    rolledBack: (): void => {
      if (written) core.registry.refresh();
      written = false;
    },
  };
};
export type RegistryDesk = ReturnType<typeof createRegistryDesk>;
