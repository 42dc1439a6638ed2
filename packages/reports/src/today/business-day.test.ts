import { type Branch, branchFromProfile, countryProfile } from '@tillmesh/model';
import type { ShopView } from '@tillmesh/replica';
import { expect, it } from 'vitest';
import type { TillDate } from '../analytics/analytics-port.ts';
import { businessDays } from './business-day.ts';

const branch = (id: string, name: string, country: string): Branch => {
  const profile = countryProfile(country);
  if (profile === null) throw new Error('no such profile');
  return branchFromProfile(profile, { id, name, priceListId: 'standard' });
};

const HARBOUR = branch('a'.repeat(32), 'Harbour Street', 'GB');
const GINZA = branch('b'.repeat(32), 'Ginza', 'JP');

const shop = (mark: ShopView['organisation']['mark']): ShopView => ({
  organisation: { id: 'c'.repeat(64), name: 'Corner', mark },
  branches: [HARBOUR, GINZA],
  devices: [],
  owners: [],
  staff: [],
  roles: [],
  tenders: [],
  priceLists: [],
  labelFormats: [],
});

/** In London, where a business day begins at 4. */
const at = (clock: string): number => Date.parse(`2026-07-01T${clock}:00+01:00`);

const traded = (deviceId: string, businessDate: string): TillDate => ({
  branchId: HARBOUR.id,
  deviceId,
  businessDate,
});

const harbour = (nowMs: number, heard: readonly TillDate[], mark: 'real' | 'replay' = 'real') => {
  const { today, ahead } = businessDays(shop(mark), heard, nowMs);
  return { today: today.get(HARBOUR.id), ahead: ahead.map((till) => till.deviceId) };
};

it('[TODAY-01] is the business date of each branch’s own clock', () => {
  const { today } = businessDays(shop('real'), [], at('02:30'));
  expect([today.get(HARBOUR.id), today.get(GINZA.id)]).toEqual(['2026-06-30', '2026-07-01']);
  expect(harbour(at('04:00'), [])).toEqual({ today: '2026-07-01', ahead: [] });
  expect(harbour(at('15:00'), [traded('h1', '2010-12-23')])).toEqual({ today: '2026-07-01', ahead: [] });
});

it('[TODAY-01] [TODAY-05] stands when a till’s clock is a day or ten years ahead, and tells that till', () => {
  const h1 = traded('h1', '2026-07-01');
  for (const date of ['2026-07-02', '2026-07-03', '2036-07-01']) {
    expect(harbour(at('15:00'), [h1, traded('h2', date)])).toEqual({ today: '2026-07-01', ahead: ['h2'] });
  }
});

it('[TODAY-01] is the next one when a till opened on it within ten minutes before the cut-off', () => {
  const [h1, h2] = [traded('h1', '2026-06-30'), traded('h2', '2026-07-01')];
  expect(harbour(at('03:49'), [h1, h2])).toEqual({ today: '2026-06-30', ahead: ['h2'] });
  expect(harbour(at('03:50'), [h1, h2])).toEqual({ today: '2026-07-01', ahead: [] });
  expect(harbour(at('03:50'), [h1])).toEqual({ today: '2026-06-30', ahead: [] });
  const far = traded('h3', '2036-07-01');
  expect(harbour(at('03:50'), [h1, far])).toEqual({ today: '2026-06-30', ahead: ['h3'] });
  expect(harbour(at('03:50'), [h1, far, h2])).toEqual({ today: '2026-07-01', ahead: ['h3'] });
});

it('[TODAY-01] is the newest date heard of in a replay', () => {
  const heard = [traded('h1', '2010-12-22'), traded('h2', '2010-12-23')];
  expect(harbour(at('15:00'), heard, 'replay')).toEqual({ today: '2010-12-23', ahead: [] });
  expect(harbour(at('15:00'), [traded('h1', '2036-07-01')], 'replay').today).toBe('2036-07-01');
  expect(harbour(at('15:00'), [], 'replay').today).toBe('2026-07-01');
});

it('[TODAY-05] a branch that the registry no longer names tells nothing', () => {
  const gone = { branchId: 'd'.repeat(32), deviceId: 'x1', businessDate: '2036-07-01' };
  expect(businessDays(shop('real'), [gone], at('15:00')).ahead).toEqual([]);
});
