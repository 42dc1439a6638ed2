import type { PeerAddress } from '../carrier/carrier-port.ts';
import type { Roster } from './roster.ts';
import { localList } from '../store/local-list.ts';
import type { TillStore } from '../store/till-store.ts';

const NAME = 'addresses';
/** Those that a device was given when it joined, until it has met somebody. */
const GIVEN = 'addresses-given';
/** Of each device the newest, and of all the newest. */
const OF_DEVICE_MAX = 4;
const ADDRESSES_MAX = 256;
/** The time of a meeting is kept as exact as it has to be to say which is newer. */
const AS_EXACT_MS = 3_600_000;

/** Where a device proved its key, when last (UTC milliseconds). */
type Meeting = PeerAddress & { readonly deviceId: string; readonly metMs: number };

export type AddressBookDeps = {
  readonly store: Pick<TillStore, 'local' | 'transaction'>;
  /** Only who is listed is remembered. */
  readonly roster: () => Pick<Roster, 'devices'>;
  readonly nowMs: () => number;
  readonly alarm: (code: string, message: string) => void;
};

/** What is lost of them is found again. */
const kept = (store: AddressBookDeps['store']): readonly Meeting[] =>
  localList(store, NAME) as readonly Meeting[];

/** Inside a transaction. */
export const noteGivenAddresses = (
  { local }: Pick<TillStore, 'local'>,
  addresses: readonly PeerAddress[],
): void => local.put(GIVEN, addresses);

const bounded = (newestFirst: readonly Meeting[]): readonly Meeting[] => {
  const counts = new Map<string, number>();
  const few = newestFirst.filter(({ deviceId }) => {
    const count = (counts.get(deviceId) ?? 0) + 1;
    counts.set(deviceId, count);
    return count <= OF_DEVICE_MAX;
  });
  return few.slice(0, ADDRESSES_MAX);
};

/** Where other devices were met, kept over restarts: hints for the next start. */
export const createAddressBook = ({ store, roster, nowMs, alarm }: AddressBookDeps) => {
  const isListed = (deviceId: string): boolean => roster().devices.has(deviceId);
  let meetings = kept(store);
  let given = localList(store, GIVEN) as readonly PeerAddress[];
  return {
    met: (deviceId: string, { host, port }: PeerAddress): void => {
      const isSame = (one: Meeting): boolean =>
        one.deviceId === deviceId && one.host === host && one.port === port;
      const before = meetings.find(isSame);
      if (before !== undefined && Math.abs(nowMs() - before.metMs) < AS_EXACT_MS) return;
      const others = meetings.filter((one) => !isSame(one) && isListed(one.deviceId));
      meetings = bounded([{ deviceId, host, port, metMs: nowMs() }, ...others]);
      try {
        store.transaction(() => {
          store.local.put(NAME, meetings);
          if (given.length > 0) noteGivenAddresses(store, []);
        });
        given = [];
      } catch (error) {
        // The next start has it to find again.
        alarm('ADDRESS-NOT-KEPT', `Where a device was met could not be kept: ${String(error)}`);
      }
    },
    /** Of one device, the newest first. */
    of: (deviceId: string): readonly PeerAddress[] =>
      meetings.filter((one) => one.deviceId === deviceId).map(({ host, port }) => ({ host, port })),
    /** The newest first. */
    all: (): readonly PeerAddress[] => [
      ...meetings.filter(({ deviceId }) => isListed(deviceId)).map(({ host, port }) => ({ host, port })),
      ...given,
    ],
  };
};
