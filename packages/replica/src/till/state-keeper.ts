import { readTillState, type TillState } from '@tillmesh/model';
import type { LocalTable } from '../store/local-table.ts';

/** Basket and session change with every gesture, the rest with facts: each part is written only when it changed. */
const PARTS = ['basket', 'session', 'shift', 'numbers'] as const;

const partsOf = (state: TillState): Readonly<Record<(typeof PARTS)[number], unknown>> => {
  const { basket, session, shift, ...numbers } = state;
  return { basket, session, shift, numbers };
};

/** What an older state leaves open. */
export type StateOwner = {
  readonly deviceId: string;
  /** Of the till's branch. */
  readonly pricesIncludeTax: boolean;
};

/** The till's state in memory and in till.db; a failed transaction leaves both as they were. */
export const createStateKeeper = (local: LocalTable, owner: StateOwner) => {
  let durable: TillState = read(local, owner);
  let present = durable;
  return {
    state: (): TillState => present,
    replace: (state: TillState): void => {
      present = state;
    },
    /** Inside the transaction. */
    save: (): void => {
      const [before, now] = [partsOf(durable), partsOf(present)];
      for (const part of PARTS) {
        const same =
          before[part] === now[part] ||
          (part === 'numbers' && JSON.stringify(before[part]) === JSON.stringify(now[part]));
        if (!same) local.put(`state/${part}`, now[part]);
      }
    },
    committed: (): void => {
      durable = present;
    },
    rolledBack: (): void => {
      present = durable;
    },
  };
};
export type StateKeeper = ReturnType<typeof createStateKeeper>;

/**
 * As this version or an older one left it. A till's own shift is in its own drawer: older versions had no
 * other, and did not say so.
 */
const read = (local: LocalTable, { deviceId, pricesIncludeTax }: StateOwner): TillState => {
  const [basket, session, shift, numbers] = PARTS.map((part) => local.get(`state/${part}`));
  const state = readTillState({ basket, session, shift, numbers }, pricesIncludeTax);
  return state.shift === null || state.shift.joined
    ? state
    : { ...state, shift: { ...state.shift, drawerId: deviceId } };
};
