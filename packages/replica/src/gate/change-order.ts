import type { ChangeForm } from './change-form.ts';

type Waiting<T> = { readonly one: T; open: number };

/**
 * Brings changes that came together into an order in which each stands after what it follows. What follows, at
 * whatever distance, something that neither came nor is known is left out; `missing` is what it lacks (hex).
 */
export const inOrder = <T extends { readonly change: ChangeForm }>(
  changes: readonly T[],
  isKnown: (hash: string) => boolean,
): { ordered: readonly T[]; missing: readonly string[] } => {
  const coming = new Set(changes.map(({ change }) => change.hash));
  const followers = new Map<string, Waiting<T>[]>();
  const missing = new Set<string>();
  const ordered: T[] = [];
  for (const one of changes) {
    const open = one.change.deps.filter((dep) => !isKnown(dep));
    const waiting = { one, open: open.length };
    if (open.length === 0) ordered.push(one);
    for (const dep of open) {
      if (!coming.has(dep)) missing.add(dep);
      const list = followers.get(dep);
      if (list === undefined) followers.set(dep, [waiting]);
      else list.push(waiting);
    }
  }
  for (let at = 0; at < ordered.length; at += 1) {
    for (const waiting of followers.get(ordered[at]?.change.hash ?? '') ?? []) {
      waiting.open -= 1;
      if (waiting.open === 0) ordered.push(waiting.one);
    }
  }
  return { ordered, missing: [...missing] };
};
