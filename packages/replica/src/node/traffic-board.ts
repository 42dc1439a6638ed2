import type { DialState, LinkTraffic } from '../carrier/carrier-port.ts';
import type { PeerTraffic, Traffic } from './peer-state.ts';

const HOUR_MS = 3_600_000;
/** A day that began at any minute of an hour touches 25. */
const HOURS_KEPT = 25;

type Hour = PeerTraffic['hours'][number];

const withMore = (
  hours: readonly Hour[],
  nowMs: number,
  bytesIn: number,
  bytesOut: number,
): readonly Hour[] => {
  if (bytesIn === 0 && bytesOut === 0) return hours;
  const fromMs = nowMs - (nowMs % HOUR_MS);
  const before = hours.find((hour) => hour.fromMs === fromMs) ?? { fromMs, bytesIn: 0, bytesOut: 0 };
  const now = { fromMs, bytesIn: before.bytesIn + bytesIn, bytesOut: before.bytesOut + bytesOut };
  const others = hours.filter((hour) => hour.fromMs !== fromMs && hour.fromMs > nowMs - HOURS_KEPT * HOUR_MS);
  return [...others, now].toSorted((one, other) => one.fromMs - other.fromMs);
};

/** What went over the links, over all carriers that this device had since its start: each counts from nothing. */
export const createTrafficBoard = (nowMs: () => number) => {
  const peers = new Map<string, PeerTraffic>();
  /** As the present carrier told it last. */
  const told = new Map<string, LinkTraffic>();
  let dials: readonly DialState[] = [];

  const add = (now: LinkTraffic): void => {
    const { deviceId } = now;
    const last = told.get(deviceId);
    const bytesIn = now.bytesIn - (last?.bytesIn ?? 0);
    const bytesOut = now.bytesOut - (last?.bytesOut ?? 0);
    told.set(deviceId, now);
    const before = peers.get(deviceId);
    peers.set(deviceId, {
      ...now,
      bytesIn: (before?.bytesIn ?? 0) + bytesIn,
      bytesOut: (before?.bytesOut ?? 0) + bytesOut,
      frames: (before?.frames ?? 0) + now.frames - (last?.frames ?? 0),
      lastHeardMs: now.lastHeardMs ?? before?.lastHeardMs ?? null,
      program: now.program ?? before?.program ?? null,
      hours: withMore(before?.hours ?? [], nowMs(), bytesIn, bytesOut),
    });
  };

  return {
    told: (now: readonly LinkTraffic[], tried: readonly DialState[]): void => {
      for (const traffic of now) add(traffic);
      dials = tried;
    },
    carrierEnded: (): void => {
      told.clear();
      dials = [];
    },
    all: (): Traffic => ({ peers: [...peers.values()], dials }),
  };
};
export type TrafficBoard = ReturnType<typeof createTrafficBoard>;
