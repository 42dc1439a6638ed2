import { initialTillState, type TillState } from '@tillmesh/model';
import type { LocalTable } from '../store/local-table.ts';

/** Basket and session change with every gesture, the rest with facts: each part is written only when it changed. */
const PARTS = ['basket', 'session', 'shift', 'numbers'] as const;

const partsOf = (state: TillState): Readonly<Record<(typeof PARTS)[number], unknown>> => {
  const { basket, session, shift, ...numbers } = state;
  return { basket, session, shift, numbers };
};

/** The till's state in memory and in till.db; a failed transaction leaves both as they were. */
export const createStateKeeper = (local: LocalTable) => {
  let durable: TillState = read(local);
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

const read = (local: LocalTable): TillState => {
  const initial = initialTillState();
  const numbers = local.get('state/numbers') as Partial<TillState> | undefined;
  return {
    ...initial,
    ...numbers,
    shift: (local.get('state/shift') as TillState['shift'] | undefined) ?? null,
    session: (local.get('state/session') as TillState['session'] | undefined) ?? null,
    basket: (local.get('state/basket') as TillState['basket'] | undefined) ?? null,
  };
};
