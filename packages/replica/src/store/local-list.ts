import { Fault } from '../fault.ts';
import type { LocalTable } from './local-table.ts';

/**
 * A list that this device can do without: none where it was never written, or where its row was damaged, which must not
 * keep a till shut. Whatever else goes wrong is thrown. What its members are is for the caller to say, who wrote them.
 */
export const localList = ({ local }: { readonly local: LocalTable }, name: string): readonly unknown[] => {
  try {
    return (local.get(name) as readonly unknown[] | undefined) ?? [];
  } catch (error) {
    if (error instanceof Fault && error.code === 'SEALED-VALUE-DAMAGED') return [];
    throw error;
  }
};
