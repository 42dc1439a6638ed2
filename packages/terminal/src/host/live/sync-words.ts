import { type DeviceView, type MeteredState, NEVER_MET, type NodeStatus, type Self } from '@tillmesh/replica';
import type { BackupView } from '../../api/backup-view.ts';
import type { SafeView, SyncView } from '../../api/view.ts';
import { deviceName } from './device-name.ts';
import { meteredItems } from './metered-words.ts';
import { standingItems } from './standing-words.ts';

/** What the words are made of, all as known at this moment. */
export type SyncFacts = {
  readonly self: Self;
  readonly devices: readonly DeviceView[];
  readonly status: NodeStatus;
  /** Since when this till was taken off the network on purpose; null when it was not. */
  readonly offSinceMs: number | null;
  readonly backup: Pick<BackupView, 'last' | 'failure'>;
  readonly nowMs: number;
  /** Links of which this till keeps a budget. */
  readonly metered: readonly MeteredState[];
  /** See `safeWords`. */
  readonly safe: SafeView | null;
  /** Whether a shift is open: then nobody switches the till off. */
  readonly isTrading: boolean;
  /** A moment as people say it: `14:02`, or with its date. */
  readonly spoken: (utcMs: number) => string;
};

type DiskState = NodeStatus['disk']['state'];
type Item = SyncView['items'][number];
const item = (level: Item['level'], id: string, text: string): Item => ({ id, level, text });

const counted = (count: number, one: string, many: string): string => `${count} ${count === 1 ? one : many}`;
const records = (count: number): string => counted(count, 'record', 'records');

/**
 * Devices whose links matter at this till: the other tills of its branch, relays, and a reporter that it
 * has dealt with itself. Tills of other branches are the relay's and reporter's matter.
 */
const companions = ({ self, devices, status }: SyncFacts): readonly DeviceView[] => {
  const met = status.links.filter(({ cause }) => cause !== NEVER_MET);
  const dealtWith = new Set([...met, ...status.copies].map(({ deviceId }) => deviceId));
  return devices.filter((device) => {
    // What was taken off is not waited for.
    if (device.deviceId === self.deviceId || device.off !== undefined) return false;
    if (device.kind === 'till') return device.branchId === self.branchId;
    return device.kind === 'relay' || dealtWith.has(device.deviceId);
  });
};

/** How many of this till's own records a device is not known to hold; of a relay nobody can say. */
const lackedBy = ({ status }: SyncFacts, { deviceId, kind }: DeviceView): number =>
  kind === 'relay'
    ? 0
    : status.ownSequence - (status.copies.find((copy) => copy.deviceId === deviceId)?.sequence ?? 0);

/** Two days: over one on which the shop is shut, a backup that is made daily is not too old yet. */
const OLD_BACKUP_MS = 48 * 3_600_000;

/** Of a till whose sales no other device of the shop holds: what of them lies elsewhere. */
const aloneItem = ({ backup: { last }, nowMs, spoken }: SyncFacts): Item => {
  if (last === null) {
    const text =
      'No backup yet: sales are on this machine only. Make one onto a USB stick, in the menu under Backup';
    return item('know', 'copies', text);
  }
  const since = spoken(last.atMs);
  if (nowMs - last.atMs > OLD_BACKUP_MS) {
    const text = `Last backup ${since}: sales since then are on this machine only. Put the stick in`;
    return item('know', 'copies', text);
  }
  return item('well', 'copies', `Sales are on this machine and, up to ${since}, in a backup`);
};

const backupItems = ({ backup: { failure }, spoken }: SyncFacts): readonly Item[] =>
  failure === null
    ? []
    : [
        item(
          'know',
          'backup',
          `No backup at ${spoken(failure.atMs)}: ${failure.message} Selling is unaffected`,
        ),
      ];

/** A relay keeps what it cannot read: it is no device that is counted, and is named where it holds the newest sale. */
const relayWords = ({ status }: SyncFacts, companies: readonly DeviceView[]): string => {
  const holds = ({ deviceId, kind }: DeviceView): boolean =>
    kind === 'relay' &&
    status.copies.some((copy) => copy.deviceId === deviceId && copy.sequence >= status.ownSequence);
  return companies.some(holds) ? ' and the relay' : '';
};

const copiesItem = (facts: SyncFacts, companies: readonly DeviceView[]): Item => {
  const others = companies.filter(({ kind }) => kind !== 'relay');
  if (others.length === 0) return aloneItem(facts);
  if (facts.status.ownSequence === 0) return item('well', 'copies', 'Nothing recorded at this till yet');
  const behind = others.filter((device) => lackedBy(facts, device) > 0);
  const all = others.length + 1;
  const relay = relayWords(facts, companies);
  if (behind.length === 0)
    return item('well', 'copies', `Every sale held by ${all} of ${all} devices${relay}`);
  const held = all - behind.length;
  if (held === 1 && relay === '')
    return item('know', 'copies', 'The newest sale is held by this till only, so far');
  if (held === 1) return item('well', 'copies', `The newest sale is held by this till${relay}, so far`);
  return item('well', 'copies', `The newest sale is held by ${held} of ${all} devices${relay}, so far`);
};

const awayItems = (facts: SyncFacts, others: readonly DeviceView[]): readonly Item[] =>
  others.flatMap((device) => {
    const links = facts.status.links.filter(({ deviceId }) => deviceId === device.deviceId);
    const away = links.find(({ state }) => state === 'away');
    if (away === undefined || links.some(({ state }) => state === 'linked')) return [];
    const lacked = lackedBy(facts, device);
    const follows = lacked > 0 ? `, ${records(lacked)} will follow` : '';
    const since = facts.spoken(away.sinceMs);
    const text = `${deviceName(device)} away since ${since}: selling is unaffected${follows}`;
    return [item('know', `away:${device.deviceId}`, text)];
  });

const silentItems = ({ status: { discoverySilent } }: SyncFacts): readonly Item[] =>
  discoverySilent === null
    ? []
    : [
        item(
          'know',
          'discovery',
          `Other tills are not found by themselves: ${discoverySilent}. Selling is unaffected, and addresses that are known are tried. If it stays, ask your installer to let multicast through or to name the tills (DISCOVERY-SILENT)`,
        ),
      ];

const refusedItems = ({ status, devices, spoken }: SyncFacts): readonly Item[] =>
  status.links
    .filter(({ state }) => state === 'refused')
    .map(({ deviceId, sinceMs }) => {
      const device = devices.find((known) => known.deviceId === deviceId);
      const who = device === undefined ? 'A device that this shop does not know' : deviceName(device);
      return item('know', `refused:${deviceId}`, `${who} was turned away at ${spoken(sinceMs)}`);
    });

/** Reached, and not understood: only an upgrade helps, of the older of the two. */
const versionItems = ({ status, devices, spoken }: SyncFacts): readonly Item[] =>
  status.links.flatMap(({ deviceId, state, sinceMs }) => {
    const device = devices.find((known) => known.deviceId === deviceId);
    if (state !== 'other-version' || device === undefined) return [];
    const text = `${deviceName(device)} runs a version that this till cannot talk to, since ${spoken(sinceMs)}: upgrade the older of the two. Selling is unaffected, and nothing is lost`;
    return [item('know', `version:${deviceId}`, text)];
  });

const countItems = ({ status: { counts } }: SyncFacts): readonly Item[] => {
  const items: Item[] = [];
  if (counts.invalid > 0) {
    items.push(
      item('know', 'invalid', `Set aside as not valid: ${records(counts.invalid)} of other devices`),
    );
  }
  if (counts.notUnderstood > 0) {
    const text = `Kept until this till is upgraded: ${records(counts.notUnderstood)} of newer devices`;
    items.push(item('know', 'not-understood', text));
  }
  if (counts.unweighed > 0) {
    items.push(item('well', 'unweighed', 'Working out what counts of tills that were taken off or let in'));
  }
  if (counts.unverified > 0) {
    items.push(item('well', 'unverified', `Checking ${records(counts.unverified)} of other devices`));
  }
  return items;
};

/** Of other tills that were taken off. */
const withheldItems = ({ self, devices, status, spoken }: SyncFacts): readonly Item[] => {
  const byDevice = Map.groupBy(status.withheld, ({ deviceId }) => deviceId);
  return [...byDevice].flatMap(([deviceId, series]) => {
    const device = devices.find((known) => known.deviceId === deviceId);
    if (device === undefined || deviceId === self.deviceId) return [];
    const count = series.reduce((sum, { entries }) => sum + entries, 0);
    const since = spoken(Math.min(...series.map(({ sinceMs }) => sinceMs)));
    const text = `${deviceName(device)} was taken off: ${records(count)} since ${since} do not count (Menu, Exceptions)`;
    return [item('know', `withheld:${deviceId}`, text)];
  });
};

/** As the ledger says it, so over restarts too. */
const forkItems = ({ status, devices }: SyncFacts): readonly Item[] =>
  status.forks.map(({ seriesId, deviceId, fromSequence, places }) => {
    const device = devices.find((known) => known.deviceId === deviceId);
    const who = device === undefined ? 'A till that this shop does not know' : deviceName(device);
    const times = places === 1 ? '' : `, ${places} times`;
    const text = `${who} was copied or put back: two records under one number from ${fromSequence} on${times}. All count, call your installer`;
    return item('stop', `fork:${seriesId}`, text);
  });

/**
 * The newest alarm of each code; an alarm stays until the till is started again. What stands in the exception list
 * is told there.
 */
const alarmItems = ({ status, spoken }: SyncFacts): readonly Item[] => {
  const listed = new Set(status.exceptions.map(({ code }) => code));
  const raw = status.alarms.filter(({ code }) => !listed.has(code));
  // They come newest first, and of several under one key a map keeps the last.
  const newest = new Map(raw.toReversed().map((alarm) => [alarm.code, alarm]));
  return [...newest.values()].map(({ code, message, atMs }) =>
    item('stop', `alarm:${code}`, `${message} (${code}, ${spoken(atMs)})`),
  );
};

const exceptionItems = ({ status }: SyncFacts): readonly Item[] => {
  const unseen = status.exceptions.filter(({ seen }) => !seen).length;
  const text = `${counted(unseen, 'exception', 'exceptions')} to look at (Menu, Exceptions)`;
  return unseen === 0 ? [] : [item('know', 'exceptions', text)];
};

/** Enough for weeks of sales: below this somebody should look, below the other at once. */
const LITTLE_BYTES = 1024 * 1024 * 1024;
const HARDLY_ANY_BYTES = 128 * 1024 * 1024;
const BYTES_PER_MB = 1024 * 1024;

const FULL: Readonly<Record<Exclude<DiskState, 'takes'>, string>> = {
  full: 'The disk is full: nothing is recorded until there is room on it. What was recorded is safe; no restart is needed',
  'reserve-released':
    'The disk is full, and a reserve was given back: do again what was refused, close the shift, then make room on the disk',
};

const spaceItems = ({ status: { disk } }: SyncFacts): readonly Item[] => {
  const { freeBytes, state } = disk;
  if (state !== 'takes') return [item('stop', 'disk', FULL[state])];
  if (freeBytes === null || freeBytes >= LITTLE_BYTES) return [];
  const left = `${Math.floor(freeBytes / BYTES_PER_MB)} MB left`;
  return freeBytes < HARDLY_ANY_BYTES
    ? [item('stop', 'disk', `The disk is nearly full, ${left}: make room now, a full disk refuses sales`)]
    : [item('know', 'disk', `Little room on the disk, ${left}: make room when there is time`)];
};

/** The state of the shop in words, what stops first, then what to know, then what is well. */
export const syncWords = (facts: SyncFacts): SyncView => {
  const others = companions(facts);
  const items: Item[] = [
    ...alarmItems(facts),
    ...standingItems(facts),
    ...exceptionItems(facts),
    ...spaceItems(facts),
  ];
  if (facts.status.carrier === 'restarting') {
    const text = 'The link to other devices is starting again: selling is unaffected';
    items.push(item('know', 'carrier', text));
  }
  if (facts.offSinceMs === null) {
    items.push(...silentItems(facts), ...awayItems(facts, others));
  } else {
    const since = facts.spoken(facts.offSinceMs);
    const lacked = Math.max(0, ...others.map((device) => lackedBy(facts, device)));
    const follows = lacked > 0 ? `, ${records(lacked)} will follow` : '';
    items.push(item('know', 'off', `Off the network since ${since}: selling is unaffected${follows}`));
  }
  items.push(
    ...forkItems(facts),
    ...withheldItems(facts),
    ...refusedItems(facts),
    ...versionItems(facts),
    ...meteredItems(facts),
    ...backupItems(facts),
    ...countItems(facts),
  );
  items.push(copiesItem(facts, others));
  if (facts.safe !== null && !facts.isTrading) items.push({ id: 'safe', ...facts.safe });
  const order = { stop: 0, know: 1, well: 2 };
  return { safe: facts.safe, items: items.toSorted((left, right) => order[left.level] - order[right.level]) };
};
