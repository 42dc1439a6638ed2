import { NEVER_MET, type NodeStatus } from '@tillmesh/replica';
import { describe, expect, it } from 'vitest';
import { at, away, facts, linked, now, words } from './sync-words.fixture.ts';
import { type SyncFacts, syncWords } from './sync-words.ts';

describe('copies', () => {
  it('[HOST-30] every device that keeps this branch holds all', () => {
    const copies = [
      { deviceId: 'h2', sequence: 14 },
      { deviceId: 'reporter', sequence: 14 },
    ];
    expect(words({ ownSequence: 14, copies, links: [linked('h2'), linked('reporter')] })).toEqual([
      'well: Every sale held by 3 of 3 devices',
    ]);
    expect(words({ ownSequence: 14, copies: [{ deviceId: 'reporter', sequence: 14 }] })).toEqual([
      'well: The newest sale is held by 2 of 3 devices, so far',
    ]);
    expect(words({ ownSequence: 0, copies: [] })).toEqual(['well: Nothing recorded at this till yet']);
  });

  it('[HOST-30] a reporter that was never met is not waited for, a relay is no copy, another till is', () => {
    const never = { ...away('reporter'), cause: NEVER_MET };
    expect(words({ ownSequence: 14, copies: [], links: [linked('relay'), never] })).toEqual([
      'know: The newest sale is held by this till only, so far',
    ]);
    expect(words({ links: [linked('relay'), never] })).toEqual(['well: Every sale held by 2 of 2 devices']);
  });

  it('[HOST-30] a relay that holds it is named, and is no device that is counted', () => {
    const relay = { deviceId: 'relay', sequence: 14 };
    const links = [linked('relay'), linked('h2')];
    expect(words({ ownSequence: 14, copies: [relay], links })).toEqual([
      'well: The newest sale is held by this till and the relay, so far',
    ]);
    expect(words({ ownSequence: 14, copies: [relay, { deviceId: 'h2', sequence: 14 }], links })).toEqual([
      'well: Every sale held by 2 of 2 devices and the relay',
    ]);
    expect(words({ ownSequence: 15, copies: [relay, { deviceId: 'h2', sequence: 14 }], links })).toEqual([
      'know: The newest sale is held by this till only, so far',
    ]);
  });

  it('[HOST-30] the newest sale in this till only', () => {
    const copies = [{ deviceId: 'h2', sequence: 13 }];
    expect(words({ ownSequence: 14, copies, links: [linked('h2')] })).toEqual([
      'know: The newest sale is held by this till only, so far',
    ]);
    const alone = { ...facts({ ownSequence: 14 }), devices: facts({}).devices.slice(0, 1) };
    expect(syncWords(alone).items).toEqual([
      {
        id: 'copies',
        level: 'know',
        text: 'No backup yet: sales are on this machine only. Make one onto a USB stick, in the menu under Backup',
      },
    ]);
    const relayed = {
      ...alone,
      devices: facts({}).devices.filter(({ deviceId }) => /^(h1|relay)$/.test(deviceId)),
    };
    expect(syncWords(relayed).items).toEqual([
      {
        id: 'copies',
        level: 'know',
        text: 'No backup yet: sales are on this machine only. Make one onto a USB stick, in the menu under Backup',
      },
    ]);
  });
});

describe('backups', () => {
  const last = (atMs: number) => ({ atMs, file: 'x', size: 1, sameDisk: false });
  const alone = (backup: Partial<SyncFacts['backup']>) => {
    const told = { ...facts({ ownSequence: 14 }), devices: facts({}).devices.slice(0, 1) };
    return syncWords({ ...told, backup: { ...told.backup, ...backup } }).items.map(
      ({ level, text }) => `${level}: ${text}`,
    );
  };

  it('[HOST-51] a till alone is told until a backup exists, since when it does, and when it got too old', () => {
    expect(alone({})).toEqual([
      expect.stringMatching(/^know: No backup yet: sales are on this machine only/),
    ]);
    expect(alone({ last: last(at('13:02')) })).toEqual([
      'well: Sales are on this machine and, up to 14:02, in a backup',
    ]);
    expect(alone({ last: last(now - 49 * 3_600_000) })).toEqual([
      'know: Last backup 2026-05-02 15:00: sales since then are on this machine only. Put the stick in',
    ]);
  });

  it('[HOST-51] a backup that failed is told with its reason, also where other devices hold the sales', () => {
    const failure = {
      atMs: at('10:00'),
      code: 'BACKUP-FOLDER-AWAY',
      message: 'The backup folder /media/stick is not there.',
      nextStep: 'Put the stick back.',
    };
    const said =
      'know: No backup at 11:00: The backup folder /media/stick is not there. Selling is unaffected';
    expect(alone({ failure, last: last(at('13:02')) })[0]).toBe(said);
    const told = syncWords({ ...facts({}), backup: { last: null, failure } }).items;
    expect(told.map(({ level, text }) => `${level}: ${text}`)).toEqual([
      said,
      'well: Every sale held by 2 of 2 devices',
    ]);
  });
});

describe('links', () => {
  it('[HOST-31] who is away, since when by the branch’s clock, and what follows', () => {
    const copies = [
      { deviceId: 'h2', sequence: 14 },
      { deviceId: 'reporter', sequence: 3 },
    ];
    const links = [linked('h2'), away('relay'), away('reporter')];
    expect(words({ ownSequence: 14, copies, links })).toEqual([
      'know: Relay away since 14:02: selling is unaffected',
      'know: Reporter away since 14:02: selling is unaffected, 11 records will follow',
      'well: The newest sale is held by 2 of 3 devices, so far',
    ]);
    expect(words({ links: [away('h2', Date.parse('2026-05-03T08:00:00Z'))] })).toEqual([
      'know: Till H2 away since 2026-05-03 09:00: selling is unaffected',
      'well: Every sale held by 2 of 2 devices',
    ]);
  });

  it('[HOST-31] a device with a second link that stands is not away; other branches are not this till’s matter', () => {
    expect(words({ links: [away('h2'), linked('h2'), away('m1')] })).toEqual([
      'well: Every sale held by 2 of 2 devices',
    ]);
  });

  it('[HOST-31] taken off the network on purpose, it is said once', () => {
    const copies = [{ deviceId: 'h2', sequence: 13 }];
    expect(words({ ownSequence: 14, copies, links: [away('h2')] }, at('13:30'))).toEqual([
      'know: Off the network since 14:30: selling is unaffected, 1 record will follow',
      'know: The newest sale is held by this till only, so far',
    ]);
  });

  it('[HOST-31] the carrier starting again, and somebody turned away', () => {
    const refused = {
      deviceId: 'key:00',
      state: 'refused' as const,
      sinceMs: at('10:00'),
      cause: 'unlisted',
    };
    expect(words({ carrier: 'restarting', links: [linked('h2'), refused] })).toEqual([
      'know: The link to other devices is starting again: selling is unaffected',
      'know: A device that this shop does not know was turned away at 11:00',
      'well: Every sale held by 2 of 2 devices',
    ]);
  });
});

it('[HOST-31] a device of a version that cannot be talked to is named with what to do', () => {
  const link = { deviceId: 'h2', state: 'other-version' as const, sinceMs: at('10:00'), cause: 'version 2' };
  expect(words({ links: [link] })).toContain(
    'know: Till H2 runs a version that this till cannot talk to, since 11:00: upgrade the older of the two. Selling is unaffected, and nothing is lost',
  );
});

it('[HOST-32] alarms and doubtful records come first, each alarm once', () => {
  const alarms = [
    { atMs: at('11:00'), code: 'FORK-SEEN', message: 'Two records stand under one number' },
    { atMs: at('10:00'), code: 'FORK-SEEN', message: 'Old' },
  ];
  const counts = { invalid: 1, notUnderstood: 2, unverified: 300, voided: 0, forks: 4, unweighed: 0 };
  const forks = [
    { seriesId: 'a', deviceId: 'h2', fromSequence: 17, places: 1 },
    { seriesId: 'b', deviceId: 'm1', fromSequence: 4, places: 3 },
  ];
  expect(words({ alarms, counts, forks, links: [linked('h2')] })).toEqual([
    'stop: Two records stand under one number (FORK-SEEN, 12:00)',
    'stop: Till H2 was copied or put back: two records under one number from 17 on. All count, call your installer',
    'stop: Till M1 was copied or put back: two records under one number from 4 on, 3 times. All count, call your installer',
    'know: Set aside as not valid: 1 record of other devices',
    'know: Kept until this till is upgraded: 2 records of newer devices',
    'well: Checking 300 records of other devices',
    'well: Every sale held by 2 of 2 devices',
  ]);
});

describe('exceptions', () => {
  const exception = (code: string, seen: boolean) => ({
    id: code,
    code,
    deviceId: 'h2',
    document: null,
    message: 'It did.',
    firstMs: now,
    lastMs: now,
    times: 1,
    seen,
  });
  const alarm = (code: string) => ({ atMs: now, code, message: 'It did.' });

  it('[HOST-42] those that nobody has seen are one line in place of their alarms; other alarms stay', () => {
    const alarms = [alarm('FORK'), alarm('CHANGE-REFUSED'), alarm('DISK-FAILED')];
    const well = 'well: Every sale held by 2 of 2 devices';
    const disk = 'stop: It did. (DISK-FAILED, 16:00)';
    expect(
      words({ alarms, exceptions: [exception('FORK', true), exception('CHANGE-REFUSED', false)] }),
    ).toEqual([disk, 'know: 1 exception to look at (Menu, Exceptions)', well]);
    expect(
      words({ alarms, exceptions: [exception('FORK', false), exception('CHANGE-REFUSED', false)] }),
    ).toContain('know: 2 exceptions to look at (Menu, Exceptions)');
    expect(
      words({ alarms, exceptions: [exception('FORK', true), exception('CHANGE-REFUSED', true)] }),
    ).toEqual([disk, well]);
  });
});

it('[HOST-43] room on the disk is told when it gets little, and a full disk with what to do', () => {
  const MB = 1024 * 1024;
  const disk = (freeMb: number | null, state: NodeStatus['disk']['state'] = 'takes') =>
    words({ disk: { freeBytes: freeMb === null ? null : freeMb * MB, state }, links: [linked('h2')] })[0];
  const well = 'well: Every sale held by 2 of 2 devices';
  expect([disk(null), disk(1_024)]).toEqual([well, well]);
  expect(disk(1_023)).toBe('know: Little room on the disk, 1023 MB left: make room when there is time');
  expect(disk(127)).toBe(
    'stop: The disk is nearly full, 127 MB left: make room now, a full disk refuses sales',
  );
  expect(disk(0, 'full')).toMatch(/^stop: The disk is full: nothing is recorded until/);
  expect(disk(8, 'reserve-released')).toMatch(
    /^stop: The disk is full, and a reserve was given back: do again/,
  );
});

it('[HOST-71] a network on which nobody can be found by itself is told, with what follows', () => {
  const discoverySilent = 'this machine is on no network';
  const [told] = words({ discoverySilent, links: [linked('h2')] });
  expect(told).toMatch(/^know: .*this machine is on no network\. Selling is unaffected.*DISCOVERY-SILENT/);
  expect(words({ discoverySilent }, at('14:00')).join()).not.toContain('DISCOVERY-SILENT');
});

it('[HOST-62] whether it may be switched off is said in the bottom line once no shift is open', () => {
  const safe = { level: 'well', text: 'Safe to switch off: Till H2 holds everything' } as const;
  const told = { ...facts({ links: [linked('h2')] }), safe };
  expect(syncWords(told).items.map(({ id }) => id)).toEqual(['copies']);
  expect(syncWords({ ...told, isTrading: false }).items.at(-1)).toEqual({ id: 'safe', ...safe });
  expect(syncWords(told).safe).toEqual(safe);
});

it('[HOST-95] a budget that is used up is told in the bottom line, with what goes and when the rest does', () => {
  const metered = [
    {
      deviceId: 'relay',
      bytesPerDay: 30_000_000,
      spentBytes: 30_000_000,
      fromMinute: 1_385,
      toMinute: 0,
      extent: 'sales' as const,
      isInWindow: false,
    },
  ];
  const told = { ...facts({ links: [linked('h2')] }), metered };
  expect(syncWords(told).items[0]).toEqual({
    id: 'metered:relay',
    level: 'know',
    text: 'The budget of today of the link to Relay is used up: only sales and people go, the rest at 23:05. Selling is unaffected, and nothing is lost',
  });
  const within = metered.map((link) => ({ ...link, extent: 'prices' as const }));
  expect(syncWords({ ...told, metered: within }).items.map(({ id }) => id)).toEqual(['copies']);
});
