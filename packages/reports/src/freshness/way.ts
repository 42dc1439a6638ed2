import type { NodeStatus } from '@tillmesh/replica';

/** A link that stood at least once since this process started: whether it stands, and since when it does or does not. */
export type Way = { readonly linked: boolean; readonly sinceMs: number };
export type Ways = ReadonlyMap<string, Way>;

/**
 * What is known of links after another look at them, by device id. A device that was never linked is no
 * way: links are listed for every enrolled device, most of which nobody dials. One that fell stays
 * fallen since then, also when the link process restarts and counts anew.
 */
export const lookedAgain = (ways: Ways, links: NodeStatus['links']): Ways => {
  const next = new Map(ways);
  for (const { deviceId, state, sinceMs } of links) {
    const linked = state === 'linked';
    const known = ways.get(deviceId);
    if (linked ? known?.linked !== true : known?.linked === true) next.set(deviceId, { linked, sinceMs });
  }
  return next;
};
