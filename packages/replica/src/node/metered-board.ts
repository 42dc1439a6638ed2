import type { CarrierPort, Extent, MeteredLink } from '../carrier/carrier-port.ts';
import { METERED_PLANS } from '../store/salvage.ts';
import type { TillStore } from '../store/till-store.ts';
import { extentNow, isPlan, type MeteredPlan, planDay } from './metered-plan.ts';
import type { PeerTraffic } from './peer-state.ts';

/** A metered link as it stands now. */
export type MeteredState = MeteredPlan & {
  readonly deviceId: string;
  /** Since the day of the budget began, with what TLS and the network add, as far as that can be told. */
  readonly spentBytes: number;
  readonly extent: Extent;
  readonly isInWindow: boolean;
};

type Plan = MeteredPlan & { readonly deviceId: string };
/** `dayMs`: when the day began of which so much is spent. */
type Spent = { readonly deviceId: string; readonly dayMs: number; readonly spentBytes: number };
type Kept = Plan & Spent;

export type MeteredBoardDeps = {
  readonly carrier: Pick<CarrierPort, 'send'>;
  readonly store: Pick<TillStore, 'local' | 'transaction'>;
  /** Of the branch whose day it is. */
  readonly zone: () => string;
  readonly isListed: (deviceId: string) => boolean;
  readonly nowMs: () => number;
  readonly later: (run: () => void, delayMs: number) => () => void;
  readonly alarm: (code: string, message: string) => void;
  /** What is told of a link is another thing now. */
  readonly changed: () => void;
};

/** Apart from the plans, which stand for long and are found again in a damaged file. */
const SPENT = 'metered-spent';
/** What is spent is written so often: a crash forgets no more. The clock may be set meanwhile, so it is looked at. */
const LOOK_MS = 60_000;
/** A new day; less is a window that was moved, or a clock that was changed for the summer. */
const NEW_DAY_MS = 20 * 3_600_000;
/** What TLS, TCP and IP add to a message and to a ping: measured (decision 0040). */
const FRAME_BYTES = 80;

const listIn = ({ local }: MeteredBoardDeps['store'], name: string): readonly unknown[] => {
  try {
    return (local.get(name) as readonly unknown[] | undefined) ?? [];
  } catch {
    // A row that was damaged must not keep the till shut.
    return [];
  }
};

const kept = (store: MeteredBoardDeps['store']): readonly Kept[] => {
  const spent = listIn(store, SPENT) as readonly Spent[];
  return (listIn(store, METERED_PLANS) as readonly Plan[]).map((plan) => {
    const none = { dayMs: 0, spentBytes: 0 };
    return { ...plan, ...(spent.find(({ deviceId }) => deviceId === plan.deviceId) ?? none) };
  });
};

const planOf = ({ deviceId, bytesPerDay, fromMinute, toMinute }: Kept): Plan => ({
  deviceId,
  bytesPerDay,
  fromMinute,
  toMinute,
});
const spentOf = ({ deviceId, dayMs, spentBytes }: Kept): Spent => ({ deviceId, dayMs, spentBytes });

const bytesOf = ({ bytesIn, bytesOut, frames }: PeerTraffic): number =>
  bytesIn + bytesOut + frames * FRAME_BYTES;

/** Which links are metered, what each has cost of its day, and how much goes over it therefore. */
export const createMeteredBoard = (deps: MeteredBoardDeps) => {
  const { carrier, store, zone, isListed, nowMs, later, alarm, changed } = deps;
  let links = kept(store);
  let told = '';
  let writtenMs = nowMs();
  let isWritten = true;
  let cancel: (() => void) | null = null;
  /** By device: the bytes of this start that were counted already. */
  const counted = new Map<string, number>();

  const stateOf = ({ dayMs: _, ...link }: Kept): MeteredState => {
    const { isInWindow } = planDay(link, zone(), nowMs());
    return { ...link, isInWindow, extent: extentNow(link, link.spentBytes, isInWindow) };
  };
  /** A clock that goes back gives nothing back. */
  const rolled = (link: Kept): Kept => {
    const { fromMs } = planDay(link, zone(), nowMs());
    return fromMs - link.dayMs < NEW_DAY_MS ? link : { ...link, dayMs: fromMs, spentBytes: 0 };
  };
  const write = (isPlanned = false): void => {
    try {
      store.transaction(() => {
        if (isPlanned) store.local.put(METERED_PLANS, links.map(planOf));
        store.local.put(SPENT, links.map(spentOf));
      });
      writtenMs = nowMs();
      isWritten = true;
    } catch (error) {
      alarm('METERED-NOT-KEPT', `What metered links cost could not be kept: ${String(error)}`);
    }
  };
  const tell = (): void => {
    const now = links
      .filter(({ deviceId }) => isListed(deviceId))
      .map((link): MeteredLink => ({ deviceId: link.deviceId, extent: stateOf(link).extent }));
    if (JSON.stringify(now) === told) return;
    told = JSON.stringify(now);
    carrier.send({ type: 'metered', links: now });
    changed();
  };
  const lookLater = (): void => {
    cancel?.();
    cancel = links.length === 0 ? null : later(look, LOOK_MS);
  };
  const begun = (deviceId: string, plan: MeteredPlan, spentBytes: number): Kept => ({
    ...plan,
    deviceId,
    dayMs: planDay(plan, zone(), nowMs()).fromMs,
    spentBytes,
  });
  const put = (now: readonly Kept[]): void => {
    if (now.some((link, index) => link !== links[index])) isWritten = false;
    links = now;
  };
  const look = (): void => {
    put(links.map(rolled));
    if (!isWritten && Math.abs(nowMs() - writtenMs) >= LOOK_MS) write();
    tell();
    lookLater();
  };

  return {
    /** A carrier that was just started knows nothing; told before it links anybody. */
    tellAgain: (): void => {
      told = '';
      if (links.length > 0) look();
    },
    /** What went over all links since this start. */
    traffic: (peers: readonly PeerTraffic[]): void => {
      const more = (deviceId: string): number => {
        const peer = peers.find((each) => each.deviceId === deviceId);
        return peer === undefined ? 0 : bytesOf(peer) - (counted.get(deviceId) ?? 0);
      };
      put(
        links.map((link) => {
          const bytes = more(link.deviceId);
          return bytes === 0 ? link : { ...rolled(link), spentBytes: rolled(link).spentBytes + bytes };
        }),
      );
      for (const peer of peers) counted.set(peer.deviceId, bytesOf(peer));
      if (links.length > 0) look();
    },
    /**
     * Marks the link to a device, or with null takes the mark away; what was spent today stays. False: there is no
     * such device, or the plan is none.
     */
    set: (deviceId: string, plan: MeteredPlan | null): boolean => {
      if (!isListed(deviceId) || (plan !== null && !isPlan(plan))) return false;
      const before = links.find((link) => link.deviceId === deviceId);
      const others = links.filter((link) => link.deviceId !== deviceId);
      links = plan === null ? others : [...others, begun(deviceId, plan, before?.spentBytes ?? 0)];
      write(true);
      tell();
      lookLater();
      return true;
    },
    all: (): readonly MeteredState[] => links.map(rolled).map(stateOf),
    close: (): void => {
      cancel?.();
      if (!isWritten) write();
    },
  };
};
export type MeteredBoard = ReturnType<typeof createMeteredBoard>;
