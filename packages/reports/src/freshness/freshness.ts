import { formatLocalTime, zoneOffsetMinutes } from '@tillmesh/model';
import type { DeviceView, NodeStatus } from '@tillmesh/replica';
import type { Freshness } from '../api/today.ts';
import type { Ways } from './way.ts';

/** What the rule needs to know; all of it is what this device itself has seen. */
export type Sight = {
  readonly ways: Ways;
  readonly series: NodeStatus['series'];
  readonly devices: readonly DeviceView[];
  readonly nowMs: number;
};

/** Behind a relay a till that sells nothing and one that is cut off look alike: say so after this long. */
export const QUIET_AFTER_MS = 15 * 60_000;

type Reach = Pick<Freshness, 'state' | 'lastHeardMs' | 'awaySinceMs'>;

const latest = (times: readonly (number | null)[]): number | null =>
  times.reduce((last, time) => (time !== null && (last === null || time > last) ? time : last), null);

const lastHeard = (sight: Sight, deviceId: string): number | null =>
  latest(sight.series.filter((series) => series.deviceId === deviceId).map((series) => series.lastUtcMs));

/**
 * A till is linked while a link to it stands, relayed while only a relay's does, else away since its
 * last way fell. A link that fell is not made good by the relay until something made later arrives.
 */
const tillReach = (sight: Sight, deviceId: string): Reach => {
  const lastHeardMs = lastHeard(sight, deviceId);
  const own = sight.ways.get(deviceId);
  if (own?.linked === true) return { state: 'linked', lastHeardMs, awaySinceMs: null };
  const relays = sight.devices.flatMap((device) =>
    device.kind === 'relay' ? (sight.ways.get(device.deviceId) ?? []) : [],
  );
  if (relays.some((way) => way.linked)) {
    if (own === undefined || (lastHeardMs !== null && lastHeardMs > own.sinceMs)) {
      return { state: 'relayed', lastHeardMs, awaySinceMs: null };
    }
    return { state: 'away', lastHeardMs, awaySinceMs: own.sinceMs };
  }
  const fallen = own === undefined ? relays : [own, ...relays];
  return { state: 'away', lastHeardMs, awaySinceMs: latest(fallen.map((way) => way.sinceMs)) };
};

/** `14:02`, or with its date when that is not today there. */
const clockText = (utcMs: number, nowMs: number, zone: string): string => {
  const [date, time] = formatLocalTime(utcMs, zoneOffsetMinutes(zone, utcMs)).split(' ');
  const [today] = formatLocalTime(nowMs, zoneOffsetMinutes(zone, nowMs)).split(' ');
  return date === today ? `${time}` : `${date} ${time}`;
};

const heardText = (reach: Reach, sight: Sight, zone: string): string =>
  reach.lastHeardMs === null
    ? 'nothing heard yet'
    : `last heard ${clockText(reach.lastHeardMs, sight.nowMs, zone)}`;

const awayText = (reach: Reach, sight: Sight, zone: string): string =>
  reach.awaySinceMs === null
    ? 'Not reached yet'
    : `Away since ${clockText(reach.awaySinceMs, sight.nowMs, zone)}`;

const FOLLOWS = 'later sales will follow';

const worded = (reach: Reach, sight: Sight, zone: string): Freshness => {
  const heard = heardText(reach, sight, zone);
  switch (reach.state) {
    case 'linked':
      return { ...reach, level: 'well', text: `Linked, ${heard}` };
    case 'relayed': {
      const quiet = reach.lastHeardMs === null || sight.nowMs - reach.lastHeardMs > QUIET_AFTER_MS;
      const rest = quiet ? '; if it sold since, that is still on its way' : '';
      return { ...reach, level: quiet ? 'know' : 'well', text: `Through the relay, ${heard}${rest}` };
    }
    case 'away':
      return { ...reach, level: 'know', text: `${awayText(reach, sight, zone)}, ${heard}` };
    case 'empty':
      return { ...reach, level: 'know', text: 'No till yet' };
  }
};

/** How fresh one till's figures are, in words on the clock of its branch. */
export const tillFreshness = (sight: Sight, deviceId: string, zone: string): Freshness => {
  const fresh = worded(tillReach(sight, deviceId), sight, zone);
  const off = sight.devices.find((device) => device.deviceId === deviceId)?.off;
  if (off === undefined) return fresh;
  const what = off.state === 'revoked' ? 'Taken off' : 'Suspended';
  const text = `${what} since ${clockText(off.atMs, sight.nowMs, zone)}, ${heardText(fresh, sight, zone)}`;
  return { ...fresh, level: 'know', text };
};

/** A branch is away when all its tills are, since the last of them; tills that are away alone are named. */
export const branchFreshness = (sight: Sight, branchId: string, zone: string): Freshness => {
  const tills = sight.devices
    // Nothing of a till that was taken off is waited for.
    .filter((device) => device.kind === 'till' && device.branchId === branchId && device.off === undefined)
    .map((device) => ({ code: device.code, reach: tillReach(sight, device.deviceId) }));
  const lastHeardMs = latest(tills.map((till) => till.reach.lastHeardMs));
  const away = tills.filter((till) => till.reach.state === 'away');
  if (tills.length === 0) return worded({ state: 'empty', lastHeardMs, awaySinceMs: null }, sight, zone);
  if (away.length === tills.length) {
    const awaySinceMs = latest(away.map((till) => till.reach.awaySinceMs));
    const whole = worded({ state: 'away', lastHeardMs, awaySinceMs }, sight, zone);
    return { ...whole, text: `${whole.text}; ${FOLLOWS}` };
  }
  const state = tills.some((till) => till.reach.state === 'linked') ? 'linked' : 'relayed';
  const whole = worded({ state, lastHeardMs, awaySinceMs: null }, sight, zone);
  if (away.length === 0) return whole;
  const named = away.map((till) => `${till.code}: ${awayText(till.reach, sight, zone).toLowerCase()}`);
  return { ...whole, level: 'know', text: `${whole.text}. ${named.join('; ')}; ${FOLLOWS}` };
};
