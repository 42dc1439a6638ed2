import { reject } from '@tillmesh/model';
import { createOwnerSheet, type OwnerSheet, type TillNode } from '@tillmesh/replica';
import type { OwnerSheetView } from '../../api/owner-view.ts';
import { type Refusal, refuse, refuseBy } from '../api/api-error.ts';
import type { Caller } from '../api/reply.ts';
import { sessionView } from '../live/shop-view.ts';

export type OwnerSheetPorts = {
  readonly node: TillNode;
  readonly execute: TillNode['execute'];
  readonly freshId: () => string;
};

/** Making a new recovery sheet at this till, as the API offers it. */
export type OwnerSheetDesk = {
  readonly make: (caller: Caller) => OwnerSheetView | Refusal;
  /** For whoever made it; null for others, and once it is kept. */
  readonly sheet: (caller: Caller) => OwnerSheetView | null;
  /** It is on paper: this till names its keys, and forgets it. */
  readonly kept: (caller: Caller) => Promise<Refusal | null>;
  readonly stop: (caller: Caller) => null;
};

/**
 * Nothing is stated before somebody says that the sheet is on paper, so that no key is named that nobody holds. Until
 * then it is in memory alone; a till that is started again has forgotten it.
 */
export const createOwnerSheetDesk = ({ node, execute, freshId }: OwnerSheetPorts): OwnerSheetDesk => {
  let held: { readonly caller: Caller; readonly sheet: OwnerSheet } | null = null;

  const sheet = (caller: Caller): OwnerSheetView | null => {
    if (held?.caller !== caller) return null;
    const { recoverySheet, fingerprint } = held.sheet;
    const { organisation } = node.shop();
    const { branch, code } = { branch: node.till().branch.name, code: node.self.code };
    return { organisation: organisation.name, branch, tillCode: code, recoverySheet, fingerprint };
  };
  return {
    make: (caller) => {
      if (sessionView(node)?.rights.includes('manage-shop') !== true) return refuse('RIGHT-MISSING');
      const own = node.shop().devices.find(({ deviceId }) => deviceId === node.self.deviceId);
      if (own?.admin !== true) return refuseBy(reject('DEVICE-RIGHT-MISSING'));
      if (held?.caller !== caller) held = { caller, sheet: createOwnerSheet() };
      return sheet(caller) ?? refuse('SHEET-GONE');
    },
    sheet,
    kept: async (caller) => {
      if (held?.caller !== caller) return refuse('SHEET-GONE');
      const { ownerKey, recoveryKey } = held.sheet;
      const [result] = await execute([{ kind: 'owner-key.name', id: freshId(), ownerKey, recoveryKey }]);
      if (result?.ok !== true) return result === undefined ? refuse('INTERNAL') : refuseBy(result.rejection);
      held = null;
      return null;
    },
    stop: (caller) => {
      if (held?.caller === caller) held = null;
      return null;
    },
  };
};
