import type { CarrierPort, Extent, MeteredLink } from '../carrier/carrier-port.ts';
import type { TillStore } from '../store/till-store.ts';
import { extentNow, isPlan, type MeteredPlan, planDay } from './metered-plan.ts';
import { createMeteredShelf, type Kept } from './metered-shelf.ts';
import type { PeerTraffic } from './peer-state.ts';

/** A metered link as it stands now. */
export type MeteredState = MeteredPlan & {
  readonly deviceId: string;
  /** Since the day of the budget began, with what TLS and the network add, as far as that can be told. */
  readonly spentBytes: number;
  readonly extent: Extent;
  readonly isInWindow: boolean;
};

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

/** What is spent is written so often: a crash forgets no more. The clock may be set meanwhile, so it is looked at. */
const LOOK_MS = 60_000;
/** A new day; less is a window that was moved, or a clock that was changed for the summer. */
const NEW_DAY_MS = 20 * 3_600_000;
/** What TLS, TCP and IP add to a message and to a ping: measured (decision 0040). */
const FRAME_BYTES = 110;

const bytesOf = ({ bytesIn, bytesOut, frames }: PeerTraffic): number =>
  bytesIn + bytesOut + frames * FRAME_BYTES;

/** What was not counted yet of what went over each link since this start. */
const createCounter = () => {
  const counted = new Map<string, number>();
  return (peers: readonly PeerTraffic[]): ReadonlyMap<string, number> => {
    const more = peers.map(
      (peer) => [peer.deviceId, bytesOf(peer) - (counted.get(peer.deviceId) ?? 0)] as const,
    );
    for (const peer of peers) counted.set(peer.deviceId, bytesOf(peer));
    return new Map(more);
  };
};

const stateOf = (link: Kept, zone: string, nowMs: number): MeteredState => {
  const { deviceId, bytesPerDay, fromMinute, toMinute, spentBytes } = link;
  const { isInWindow } = planDay(link, zone, nowMs);
  const extent = extentNow(link, spentBytes, isInWindow);
  return { deviceId, bytesPerDay, fromMinute, toMinute, spentBytes, isInWindow, extent };
};

/** A clock that goes back gives nothing back; the next window after it begins a day as ever. */
const rolled = (link: Kept, zone: string, nowMs: number): Kept => {
  const { fromMs } = planDay(link, zone, nowMs);
  if (fromMs < link.dayMs) return { ...link, dayMs: fromMs };
  return fromMs - link.dayMs < NEW_DAY_MS ? link : { ...link, dayMs: fromMs, spentBytes: 0 };
};

/** What is spent, written now and then, and at once where plans changed. */
const createWriter = ({ store, nowMs, alarm }: MeteredBoardDeps) => {
  const shelf = createMeteredShelf(store);
  let written = shelf.read();
  let writtenMs = nowMs();
  const write = (links: readonly Kept[], arePlansNew: boolean): void => {
    if (!arePlansNew && JSON.stringify(links) === JSON.stringify(written)) return;
    try {
      shelf.write(links, arePlansNew);
      [written, writtenMs] = [links, nowMs()];
    } catch (error) {
      alarm('METERED-NOT-KEPT', `What metered links cost could not be kept: ${String(error)}`);
    }
  };
  return {
    read: (): readonly Kept[] => written,
    write,
    writeIfDue: (links: readonly Kept[]): void => {
      if (Math.abs(nowMs() - writtenMs) >= LOOK_MS) write(links, false);
    },
  };
};

/** Which links are metered, what each has cost of its day, and how much goes over it therefore. */
export const createMeteredBoard = (deps: MeteredBoardDeps) => {
  const { carrier, zone, isListed, nowMs, later, changed } = deps;
  const writer = createWriter(deps);
  const count = createCounter();
  let links = writer.read();
  let told = '';
  let cancel: (() => void) | null = null;

  const states = (): readonly MeteredState[] =>
    links.map((link) => stateOf(rolled(link, zone(), nowMs()), zone(), nowMs()));
  const tell = (): void => {
    const now = states()
      .filter(({ deviceId }) => isListed(deviceId))
      .map(({ deviceId, extent }): MeteredLink => ({ deviceId, extent }));
    if (JSON.stringify(now) === told) return;
    told = JSON.stringify(now);
    carrier.send({ type: 'metered', links: now });
    changed();
  };
  const look = (): void => {
    links = links.map((link) => rolled(link, zone(), nowMs()));
    writer.writeIfDue(links);
    tell();
    cancel?.();
    cancel = links.length === 0 ? null : later(look, LOOK_MS);
  };

  return {
    /** A carrier that was just started knows nothing; told before it links anybody. */
    tellAgain: (): void => {
      told = '';
      if (links.length > 0) look();
    },
    /** What went over all links since this start. */
    traffic: (peers: readonly PeerTraffic[]): void => {
      const more = count(peers);
      if (links.length === 0) return;
      links = links.map((link) => {
        const now = rolled(link, zone(), nowMs());
        return { ...now, spentBytes: now.spentBytes + (more.get(link.deviceId) ?? 0) };
      });
      look();
    },
    /**
     * Marks the link to a device, or with null takes the mark away; what was spent of a day stays when its plan
     * changes. False: there is no such device, or the plan is none.
     */
    set: (deviceId: string, plan: MeteredPlan | null): boolean => {
      if (!isListed(deviceId) || (plan !== null && !isPlan(plan))) return false;
      const spentBytes = links.find((link) => link.deviceId === deviceId)?.spentBytes ?? 0;
      const others = links.filter((link) => link.deviceId !== deviceId);
      links =
        plan === null
          ? others
          : [...others, { ...plan, deviceId, dayMs: planDay(plan, zone(), nowMs()).fromMs, spentBytes }];
      writer.write(links, true);
      look();
      return true;
    },
    all: states,
    close: (): void => {
      cancel?.();
      writer.write(links, false);
    },
  };
};
export type MeteredBoard = ReturnType<typeof createMeteredBoard>;
