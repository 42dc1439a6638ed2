import { type Branch, branchFromProfile, countryProfile } from '@tillmesh/model';
import type { NodeStatus, ShopView } from '@tillmesh/replica';
import { expect, it } from 'vitest';
import type { TradeCell } from '../analytics/analytics-port.ts';
import type { BusinessDays } from './business-day.ts';
import { todayView } from './today.ts';

const NOW = Date.parse('2026-07-01T14:00:00Z');

const branch = (id: string, name: string, country: string): Branch => {
  const profile = countryProfile(country);
  if (profile === null) throw new Error('no such profile');
  return branchFromProfile(profile, { id, name, priceListId: 'standard' });
};

const HARBOUR = branch('a'.repeat(32), 'Harbour Street', 'GB');
const GINZA = branch('b'.repeat(32), 'Ginza', 'JP');
const DATES = new Map([
  [String(HARBOUR.id), '2026-07-01'],
  [String(GINZA.id), '2026-07-02'],
]);
const DAYS: BusinessDays = { today: DATES, ahead: [] };

const till = (code: string, branchId: string) => ({
  deviceId: code.toLowerCase(),
  kind: 'till' as const,
  branchId,
  code,
});

const SHOP: ShopView = {
  organisation: { id: 'c'.repeat(64), name: 'Corner', mark: 'demo' },
  branches: [HARBOUR, GINZA],
  devices: [till('H1', HARBOUR.id), till('H2', HARBOUR.id), till('G1', GINZA.id)],
  owners: [],
  staff: [],
  roles: [],
  tenders: [],
  priceLists: [],
  labelFormats: [],
};

const STATUS: NodeStatus = {
  carrier: 'running',
  port: null,
  links: [],
  discoverySilent: null,
  copies: [],
  ownSequence: 0,
  series: [],
  counts: { invalid: 0, notUnderstood: 0, unverified: 0, voided: 0, forks: 0, unweighed: 0 },
  disk: { freeBytes: null, state: 'takes' },
  forks: [],
  withheld: [],
  alarms: [],
  exceptions: [],
  quarantines: [],
};

const cell = (deviceId: string, hour: number, grossMinor: number, businessDate?: string): TradeCell => {
  const own = deviceId === 'g1' ? GINZA : HARBOUR;
  return {
    branchId: own.id,
    deviceId,
    businessDate: businessDate ?? DATES.get(own.id) ?? '',
    hour,
    currency: own.currency,
    sales: { count: 1, unitsMilli: 1_000, grossMinor },
    refunds: { count: 0, unitsMilli: 0, grossMinor: 0 },
    voids: { count: 0, unitsMilli: 0, grossMinor: 0 },
  };
};

it('[TODAY-02] shows each branch its own day, hour by hour in the order of the business day', () => {
  const cells = [
    cell('h1', 23, 100),
    cell('h2', 1, 40),
    cell('h1', 21, 7),
    cell('h1', 12, 9_999, '2026-06-30'),
  ];
  const [, harbour] = todayView(SHOP, STATUS, cells, DAYS, new Map(), NOW).branches;
  expect(harbour?.hours.map(({ hour, sales }) => [hour, sales.grossMinor])).toEqual([
    [21, 7],
    [22, 0],
    [23, 100],
    [0, 0],
    [1, 40],
  ]);
  expect(harbour?.sales).toEqual({ count: 3, unitsMilli: 3_000, grossMinor: 147 });
  expect(harbour?.tills.map(({ code, sales }) => [code, sales.grossMinor])).toEqual([
    ['H1', 107],
    ['H2', 40],
  ]);
});

it('[TODAY-03] adds the branches shown, per currency', () => {
  const cells = [
    cell('h1', 12, 100),
    cell('h2', 12, 40),
    cell('g1', 3, 5_000),
    cell('g1', 3, 1, '2026-07-01'),
  ];
  const view = todayView(SHOP, STATUS, cells, DAYS, new Map(), NOW);
  expect(view.overall.map(({ currency, exponent, sales }) => [currency, exponent, sales.grossMinor])).toEqual(
    [
      ['GBP', 2, 140],
      ['JPY', 0, 5_000],
    ],
  );
  expect(todayView(SHOP, STATUS, [], DAYS, new Map(), NOW).overall[0]?.sales.count).toBe(0);
});

const noticesOf = (status: Partial<NodeStatus>, ahead: BusinessDays['ahead'] = []) =>
  todayView(SHOP, { ...STATUS, ...status }, [], { today: DATES, ahead }, new Map(), NOW).notices;

it('[TODAY-04] says what is held and not counted, and what counts twice', () => {
  const counts = { invalid: 2, notUnderstood: 3, unverified: 4, voided: 0, forks: 1, unweighed: 0 };
  const forks = [{ seriesId: 'a', deviceId: 'h2', fromSequence: 17, places: 1 }];
  const notices = noticesOf({ carrier: 'restarting', counts, forks });
  expect(notices.map(({ id, level }) => [id, level])).toEqual([
    ['forks', 'stop'],
    ['invalid', 'stop'],
    ['newer', 'know'],
    ['unverified', 'know'],
    ['carrier', 'know'],
  ]);
  expect(notices[0]?.text).toContain('(till H2)');
  expect(notices[3]?.text).toBe('4 entries are being checked: each counts as soon as that is done');
  expect(noticesOf({})).toEqual([]);
});

it('[TODAY-06] names each till that was taken off, with what of it does not count and since when', () => {
  const series = (seriesId: string, entries: number, refundsMinor: number) => ({
    seriesId,
    deviceId: 'h2',
    branchId: String(HARBOUR.id),
    entries,
    sinceMs: Date.UTC(2026, 5, 30, 13, 2) + entries,
    salesMinor: 100_050,
    refundsMinor,
  });
  const [notice] = noticesOf({ withheld: [series('a', 3, 250), series('b', 4, 0)] });
  expect(notice).toMatchObject({ id: 'withheld:h2', level: 'know' });
  expect(notice?.text).toBe(
    'Till H2, Harbour Street, was taken off: 7 entries since 2026-06-30 14:02 do not count, sales of 2001.00 GBP, given back 2.50 GBP. A till that manages the shop can let them in',
  );
  expect(noticesOf({ counts: { ...STATUS.counts, unweighed: 1 } })).toMatchObject([
    { id: 'unweighed', level: 'know' },
  ]);
});

it('[TODAY-05] names each till whose trade is dated ahead, with the date', () => {
  const ahead = [
    { branchId: HARBOUR.id, deviceId: 'h2', businessDate: '2036-07-01' },
    { branchId: GINZA.id, deviceId: 'gone', businessDate: '2026-07-03' },
  ];
  expect(noticesOf({}, ahead)).toEqual([
    {
      id: 'ahead',
      level: 'know',
      text:
        'Dated ahead, so not in today’s figures: H2, Harbour Street (2036-07-01); gone, Ginza (2026-07-03). ' +
        'Check the clocks of these tills, and of this device',
    },
  ]);
});
