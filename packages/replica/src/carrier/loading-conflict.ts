import type { Patch } from '@automerge/automerge';
import type { DocHandle } from '@automerge/automerge-repo';

export type Handle = DocHandle<Record<string, unknown>>;

/**
 * Collects the keys with more than one value from the patches of a document that is being loaded: the Repo works them
 * out anyhow. Gives null if none were seen, and then any key may be one.
 */
export const conflictsWhile = (handle: Handle | undefined): (() => ReadonlySet<string> | null) => {
  let conflicts: Set<string> | null = null;
  const collect = ({ patches }: { patches: Patch[] }): void => {
    conflicts ??= new Set();
    for (const patch of patches) {
      const isConflict = patch.action === 'conflict' || (patch.action === 'put' && patch.conflict === true);
      if (isConflict) conflicts.add(String(patch.path.at(-1)));
    }
  };
  handle?.on('change', collect);
  return () => {
    handle?.off('change', collect);
    return conflicts;
  };
};
