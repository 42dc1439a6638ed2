import type { DrawerCount } from '../../drawer/cash-count.ts';
import type { FactOf } from '../fact.ts';
import type { ShiftPart, ZTotals } from '../shift-fact.ts';
import { idOf } from '../wire.fixture.ts';

export const SHIFT_ID = idOf(1);
const DRAWER_ID = idOf(0xd1);

const TOTALS: ZTotals = {
  salesCount: 2,
  salesGrossMinor: 3_000,
  refundsCount: 1,
  refundsGrossMinor: 3_500,
  rates: [
    {
      taxClass: 'goods',
      ratePpm: 66_000,
      netMinor: -563,
      taxMinor: -37,
      grossMinor: -600,
      taxes: [
        { tax: 'city', ratePpm: 25_000, baseMinor: -585, taxMinor: -14 },
        { tax: 'state', ratePpm: 40_000, baseMinor: -563, taxMinor: -23 },
      ],
    },
    {
      taxClass: 'standard',
      ratePpm: 0,
      netMinor: 100,
      taxMinor: 0,
      grossMinor: 100,
      relief: 'reverse-charge',
    },
  ],
  tenders: [
    { tender: 'card', kind: 'card', currency: 'GBP', receivedMinor: 900, givenBackMinor: 0, lostMinor: 40 },
    { tender: 'cash', kind: 'cash', currency: 'GBP', receivedMinor: 1_500, givenBackMinor: 3_500 },
    { tender: 'euro', kind: 'cash', currency: 'EUR', receivedMinor: 700, givenBackMinor: 0 },
  ],
  voidedLinesCount: 3,
  cancelledBasketsCount: 4,
  voidsCount: 0,
  voidsGrossMinor: 0,
  discountsMinor: 150,
  discountsCount: 2,
  overridesCount: 1,
  noSalesCount: 5,
  reprintsCount: 6,
  trainingCount: 7,
  cashRoundingMinor: -2,
  extras: [{ kind: 'tip', amountMinor: 100 }],
  drawer: [
    {
      currency: 'EUR',
      floatMinor: 0,
      receivedMinor: 700,
      changeMinor: 0,
      givenBackMinor: 0,
      paidInMinor: 0,
      paidOutMinor: 0,
      droppedMinor: 700,
    },
    {
      currency: 'GBP',
      floatMinor: 10_000,
      receivedMinor: 1_600,
      changeMinor: 100,
      givenBackMinor: 3_500,
      paidInMinor: 500,
      paidOutMinor: 200,
      droppedMinor: 1_000,
    },
  ],
};

const COUNTED: DrawerCount = {
  currency: 'GBP',
  floatMinor: 10_000,
  expectedMinor: 7_300,
  countedMinor: 7_250,
  varianceMinor: -50,
  denominations: [
    { valueMinor: 50, count: 5 },
    { valueMinor: 1_000, count: 7 },
  ],
};

const PART: ShiftPart = {
  seriesId: '0123456789abcdef',
  deviceId: DRAWER_ID,
  tillCode: 'H1',
  after: 120,
  through: 151,
  head: 'ab'.repeat(32),
  strays: ['cd'.repeat(32)],
  entries: 29,
  heard: true,
  grandSalesMinor: 123_456_789,
  grandRefundsMinor: 3_500,
};

export const SHIFT_FACTS = {
  'shift.opened': {
    kind: 'shift.opened',
    shiftId: SHIFT_ID,
    number: 7,
    businessDate: '2010-12-01',
    currency: 'GBP',
    floats: [
      { currency: 'GBP', totalMinor: 10_000, denominations: [{ valueMinor: 2_000, count: 5 }] },
      { currency: 'EUR', totalMinor: 0 },
    ],
    drawerId: DRAWER_ID,
  },
  'shift.joined': {
    kind: 'shift.joined',
    shiftId: SHIFT_ID,
    drawerId: DRAWER_ID,
    businessDate: '2010-12-01',
    currency: 'GBP',
  },
  'shift.left': { kind: 'shift.left', shiftId: SHIFT_ID },
  'shift.handed-over': {
    kind: 'shift.handed-over',
    shiftId: SHIFT_ID,
    toStaffId: idOf(0xa2),
    drawer: [COUNTED],
    blind: true,
  },
  'shift.closed': {
    kind: 'shift.closed',
    shiftId: SHIFT_ID,
    document: { kind: 'z', number: 7, label: 'H1-7KQ2-Z-2010-7', fiscalYear: 2010 },
    currency: 'GBP',
    totals: TOTALS,
    drawer: [COUNTED],
    blind: true,
    parts: [PART],
  },
  'shift.supplemented': {
    kind: 'shift.supplemented',
    supplementId: idOf(8),
    shiftId: SHIFT_ID,
    document: { kind: 'supplement', number: 1, label: 'H1-7KQ2-S-2010-1', fiscalYear: 2010 },
    z: 'H1-7KQ2-Z-2010-7',
    currency: 'GBP',
    totals: TOTALS,
    parts: [{ ...PART, after: 151, through: 160, entries: 9, strays: [], heard: false }],
  },
  'drawer.moved': {
    kind: 'drawer.moved',
    move: 'drop',
    count: { currency: 'EUR', totalMinor: 700, denominations: [{ valueMinor: 100, count: 7 }] },
    reason: 'into the safe',
  },
  'drawer.opened': { kind: 'drawer.opened', reason: 'change for a note' },
  'clock.overridden': {
    kind: 'clock.overridden',
    shiftId: SHIFT_ID,
    clockDate: '2010-12-02',
    statedDate: '2010-12-01',
    reason: 'opened late',
  },
} as const satisfies { readonly [K in FactOf<ShiftKind>['kind']]: FactOf<K> };

type ShiftKind =
  | 'shift.opened'
  | 'shift.joined'
  | 'shift.left'
  | 'shift.handed-over'
  | 'shift.closed'
  | 'shift.supplemented'
  | 'drawer.moved'
  | 'drawer.opened'
  | 'clock.overridden';
