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
  /** By the machine's own clock. */
  readonly timers: {
    readonly nowMs: () => number;
    readonly later: (task: () => void, delayMs: number) => () => void;
  };
};

/** Making a new recovery sheet at this till, as the API offers it. */
export type OwnerSheetDesk = {
  readonly make: (caller: Caller) => OwnerSheetView | Refusal;
  /** For whoever made it while signed in; null for others, and once it is kept. */
  readonly sheet: (caller: Caller) => OwnerSheetView | null;
  /** The one with this fingerprint is on paper: this till names its keys, and forgets it. */
  readonly kept: (caller: Caller, fingerprint: string) => Promise<Refusal | null>;
  /** The one with this fingerprint is left: it is forgotten, and no other is. */
  readonly stop: (caller: Caller, fingerprint: string) => Refusal | null;
};

/** As long as it takes to print a page and look at it. */
const HELD_MS = 15 * 60_000;

type Held = {
  readonly caller: Caller;
  readonly staffId: string;
  readonly madeMs: number;
  readonly sheet: OwnerSheet;
  /** Ends the waiting for its time to be over. */
  readonly cancel: () => void;
};

/**
 * Nothing is stated before somebody says that the sheet is on paper, so that no key is named that nobody holds. Until
 * then it is in memory alone; a till that is started again has forgotten it. Whoever is asked for next at the till
 * is given nothing of it: it is forgotten when another person than its maker, or nobody, is signed in. Asked for again
 * or not, it is gone from memory when its time is over. Windows of one browser show one and the same.
 */
export const createOwnerSheetDesk = (ports: OwnerSheetPorts): OwnerSheetDesk => {
  const { node, execute, freshId } = ports;
  const { nowMs, later } = ports.timers;
  let held: Held | null = null;
  const forget = (): void => {
    held?.cancel();
    held = null;
  };

  /** Who may make one now; null: nobody who is signed in. */
  const maker = (): string | null => {
    const person = sessionView(node);
    return person?.rights.includes('manage-shop') === true ? person.staffId : null;
  };
  const current = (): Held | null => {
    const age = held === null ? 0 : nowMs() - held.madeMs;
    if (held !== null && (held.staffId !== maker() || age < 0 || age > HELD_MS)) forget();
    return held;
  };

  const sheet = (caller: Caller): OwnerSheetView | null => {
    const now = current();
    if (now?.caller !== caller) return null;
    const { recoverySheet, fingerprint } = now.sheet;
    const { organisation } = node.shop();
    const { branch, code } = { branch: node.till().branch.name, code: node.self.code };
    return { organisation: organisation.name, branch, tillCode: code, recoverySheet, fingerprint };
  };
  return {
    make: (caller) => {
      const staffId = maker();
      if (staffId === null) return refuse('RIGHT-MISSING');
      const own = node.shop().devices.find(({ deviceId }) => deviceId === node.self.deviceId);
      if (own?.admin !== true) return refuseBy(reject('DEVICE-RIGHT-MISSING'));
      const now = current();
      if (now !== null && now.caller !== caller) return refuse('SHEET-HELD-ALREADY');
      const place = { organisationId: node.shop().organisation.id, deviceId: node.self.deviceId };
      held = now ?? {
        caller,
        staffId,
        madeMs: nowMs(),
        sheet: createOwnerSheet(place),
        cancel: later(forget, HELD_MS),
      };
      return sheet(caller) ?? refuse('SHEET-GONE');
    },
    sheet,
    kept: async (caller, fingerprint) => {
      const now = current();
      if (now?.caller !== caller || now.sheet.fingerprint !== fingerprint) return refuse('SHEET-GONE');
      const { ownerKey, recoveryKey, proof } = now.sheet;
      const named = { kind: 'owner-key.name', id: freshId(), ownerKey, recoveryKey, proof } as const;
      const [result] = await execute([named]);
      if (result?.ok !== true) return result === undefined ? refuse('INTERNAL') : refuseBy(result.rejection);
      forget();
      return null;
    },
    stop: (caller, fingerprint) => {
      const now = current();
      if (maker() === null) return refuse('RIGHT-MISSING');
      if (now?.caller === caller && now.sheet.fingerprint === fingerprint) forget();
      return null;
    },
  };
};
