import type { PeerAddress } from '../link/peer.ts';
import type { Timers } from '../link/timers.ts';

/** What a device says of itself to everybody on its network. */
export type Announcement = {
  /** A DNS-SD service type without `_` and protocol, such as `tillmesh`. */
  readonly type: string;
  readonly port: number;
  /** Short; whoever stands in the network reads it. */
  readonly text: Readonly<Record<string, string>>;
};

/**
 * Somebody who announces. `name`: drawn anew for each start and each interface, so it says nothing and never comes
 * back. `address`: where the announcement came from, and the port that it names; it says nothing of third machines.
 */
export type Sighting = {
  readonly name: string;
  readonly address: PeerAddress;
  readonly text: Readonly<Record<string, string>>;
};

export type SightingListener = {
  /** Told again, at most once in two seconds, whenever something is heard from that machine. */
  readonly found: (sighting: Sighting) => void;
  /** It took leave. Who was cut off does not. */
  readonly gone: (name: string) => void;
};

/** Announcing and looking round on the network that this machine is in. Nothing of it throws. */
export type Discovery = {
  /** Returns what ends it. */
  readonly announce: (announcement: Announcement) => () => void;
  /** Tells who is there and who comes, but not what is announced here. Returns what ends it. */
  readonly browse: (type: string, listener: SightingListener) => () => void;
  /** Looks at once, and often for a while: somebody was lost. */
  readonly look: () => void;
  readonly close: () => void;
};

export type DiscoveryOptions = {
  /** The address at which devices may dial this one, or `0.0.0.0` or `::`: where to announce and to look. */
  readonly at: string;
  readonly timers: Timers;
  /** From 0 up to 1. */
  readonly random: () => number;
  /** Nothing that is sent comes back: in words, why. Null: it does again. Told when it changes. */
  readonly onSilent: (reason: string | null) => void;
  /** This machine has other addresses than before. */
  readonly onMoved: () => void;
};

export type OpenDiscovery = (options: DiscoveryOptions) => Discovery;

/** How often somebody who is heard from is told of again, at most. */
export const AGAIN_MS = 2_000;
