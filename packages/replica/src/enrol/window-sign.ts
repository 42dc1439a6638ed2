import { isIPv4 } from 'node:net';
import { toHex } from '../cbor/bytes.ts';
import type { Discovery, OpenDiscovery } from '../discovery/discovery-port.ts';
import { type RandomBytes, systemRandom } from '../key/random.ts';
import type { PeerAddress } from '../link/peer.ts';
import type { Timers } from '../link/timers.ts';
import { addressText } from './code-text.ts';
import type { DeviceKind } from '@tillmesh/model';

const TYPE = 'tillmesh-join';
/** A window is open for two minutes; who did not take leave is forgotten a little later. */
const FORGET_MS = 150_000;
/** Whoever announces more windows at once fills the list of nobody. */
const WINDOWS_MAX = 16;

export type WindowSignOptions = {
  /** The address at which devices may dial this machine, or `0.0.0.0` or `::`. */
  readonly at: string;
  readonly open: OpenDiscovery;
  readonly timers: Timers;
  readonly random?: RandomBytes;
};

const discoveryOf = ({ at, open, timers, random = systemRandom }: WindowSignOptions): Discovery =>
  open({
    at,
    timers,
    random: () => Buffer.from(random(4)).readUInt32BE(0) / 2 ** 32,
    // An address can always be typed.
    onSilent: () => undefined,
    onMoved: () => undefined,
  });

/**
 * Says on the network that a window for this kind of device is open, and nothing of whose. `window` groups what one
 * machine says at several interfaces; it is drawn anew each time. Returns what ends it.
 */
export const announceWindow = (options: WindowSignOptions, port: number, kind: DeviceKind): (() => void) => {
  const discovery = discoveryOf(options);
  const window = toHex((options.random ?? systemRandom)(4));
  const withdraw = discovery.announce({ type: TYPE, port, text: { kind, window } });
  return () => {
    withdraw();
    discovery.close();
  };
};

type Sign = { readonly window: string; readonly address: PeerAddress; readonly seenMs: number };

/** Windows for this kind of device that are open on the network now: an address of each, as it is typed. */
export const watchWindows = (options: WindowSignOptions, kind: DeviceKind) => {
  const { nowMs } = options.timers;
  const discovery = discoveryOf(options);
  const signs = new Map<string, Sign>();
  const stop = discovery.browse(TYPE, {
    found: ({ name, address, text }) => {
      if (text['kind'] !== kind) return;
      signs.delete(name);
      if (signs.size >= WINDOWS_MAX * 4) return;
      signs.set(name, { window: text['window'] ?? name, address, seenMs: nowMs() });
    },
    gone: (name) => void signs.delete(name),
  });
  return {
    found: (): readonly string[] => {
      const shortest = new Map<string, PeerAddress>();
      for (const [name, { window, address, seenMs }] of signs) {
        if (nowMs() - seenMs > FORGET_MS) signs.delete(name);
        else if (!shortest.has(window) || isIPv4(address.host)) shortest.set(window, address);
      }
      return [...new Set([...shortest.values()].map(addressText))].sort().slice(0, WINDOWS_MAX);
    },
    close: (): void => {
      stop();
      discovery.close();
    },
  };
};
export type WindowWatch = ReturnType<typeof watchWindows>;
