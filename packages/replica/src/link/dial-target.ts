import type { PeerAddress } from './peer.ts';

/** An address that is dialled, and how that goes. */
export type Target = {
  address: PeerAddress;
  /** Nobody configured it: it was found on the network, or is remembered. Anybody may be there by now. */
  isHint: boolean;
  attempt: number;
  /** When it was dialled last. */
  dialledMs: number;
  /** Who answered there last. */
  device: string | null;
  /** Whom this attempt holds among the greeting devices; null: nobody. */
  greeting: string | null;
  busy: boolean;
  /** An attempt is on its way and has not led to a socket yet. */
  isDialling: boolean;
  cancel: (() => void) | null;
  /** It is this device's own address. */
  isSelf: boolean;
  /** A first attempt has ended, or led to a link. */
  isTried: boolean;
  /** Why the last attempt failed; null: it did not. */
  cause: string | null;
  /** When it is tried again, UTC milliseconds; null: it is being tried, or need not be. */
  nextMs: number | null;
};

export const nameOf = ({ host, port, url }: PeerAddress): string => url ?? `${host}:${port}`;

export const restingAt = (address: PeerAddress, isHint: boolean): Target => ({
  address,
  isHint,
  attempt: 0,
  dialledMs: Number.NEGATIVE_INFINITY,
  device: null,
  greeting: null,
  busy: false,
  isDialling: false,
  cancel: null,
  isSelf: false,
  isTried: false,
  cause: null,
  nextMs: null,
});
