import { type StaffChange, type StaffId, reject, type Rejection } from '@tillmesh/model';
import type { NodeCore } from '../node/node-core.ts';
import { registryRef } from '../node/document-map.ts';
import { hashPin, type PinHash } from '../pin/pin.ts';
import { administer, setStaff, setStaffPin } from '../statement/organisation.ts';

/** States people in the registry, as an admin device may. */
export const createStaffDesk = (core: NodeCore, branchId: string) => {
  let written = false;
  return {
    /** Refused on a device whose statements nobody would count. */
    mayState: (): Rejection | null =>
      core.registry.roster().admins.has(core.self.deviceId) ? null : reject('DEVICE-RIGHT-MISSING'),
    hash: (pin: string): Promise<PinHash> => hashPin(pin, core.random),
    /** Inside the transaction; `pin` was hashed before it. */
    write: (change: StaffChange, pin: PinHash | null): void => {
      const { registry, device, outbox, random } = core;
      const { state, dataKeys, staff, currentKey } = registry.roster();
      const administration = administer(state, dataKeys, {
        signer: { kind: 'device', keys: device.keys },
        nowMs: core.nowMs(),
        random,
      });
      const branchKey = currentKey(branchId);
      if (administration === null || branchKey === null) throw new Error('a till without its data keys');
      const id: StaffId = change.staffId;
      const branchIds = staff.get(id)?.branchIds ?? [];
      setStaff(administration, {
        id,
        name: change.name,
        role: change.role,
        branchIds,
        active: change.active,
      });
      if (pin !== null) setStaffPin(administration, id, { branchId, branchKey }, pin);
      registry.add(administration.writer.statements);
      for (const bytes of administration.writer.statements) outbox.add(registryRef, { bytes });
      written = true;
      // The next command of the batch follows these statements, and knows this person.
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
export type StaffDesk = ReturnType<typeof createStaffDesk>;
