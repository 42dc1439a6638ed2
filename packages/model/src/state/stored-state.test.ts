import { describe, expect, it } from 'vitest';
import { GOLDEN_FACTS } from '../fact/golden/golden.fixture.ts';
import { FACTS_OF_V1 } from '../fact/version-1/golden.fixture.ts';
import { idOf } from '../fact/wire.fixture.ts';
import { evolve, initialTillState } from './evolve.ts';
import { readTillState } from './stored-state.ts';
import { expectedDrawer } from './z-totals.ts';

/** What the first version kept of a till in mid-shift, with a basket open and money on it. */
const KEPT_V1 = {
  numbers: {
    shiftCount: 7,
    lastBusinessDate: '2010-12-01',
    documentNumbers: { receipt: 17, refund: 2, z: 0 },
  },
  session: { staffId: idOf(0xa1), signedInAtMs: 5 },
  shift: {
    shiftId: idOf(1),
    number: 7,
    businessDate: '2010-12-01',
    openedAtMs: 5,
    openedBy: idOf(0xa1),
    currency: 'GBP',
    floatMinor: 10_000,
    expectedMinor: 9_500,
    totals: FACTS_OF_V1['shift.closed'].totals,
  },
  basket: {
    basketId: idOf(3),
    startedAtMs: 6,
    nextLine: 3,
    lines: [
      {
        line: 1,
        productId: idOf(0x85123a),
        sku: '85123A',
        name: 'T-LIGHT HOLDER',
        unit: 'piece',
        quantityMilli: 6_000,
        listPriceMinor: 295,
        unitPriceMinor: 255,
        overrideReason: 'old price',
        taxClass: 'standard',
        scannedAtMs: 6,
        discount: { sharePpm: 100_000, reason: 'torn' },
      },
      {
        line: 2,
        productId: idOf(0x71053),
        sku: '71053',
        name: 'LANTERN',
        unit: 'piece',
        quantityMilli: 1_000,
        unitPriceMinor: 339,
        taxClass: 'standard',
        scannedAtMs: 7,
      },
    ],
    payments: [
      {
        paymentId: idOf(2),
        basketId: idOf(3),
        tender: 'cash',
        currency: 'GBP',
        amountMinor: 500,
        tenderedMinor: 600,
        changeMinor: 100,
      },
    ],
  },
};

const NOTHING = { basket: null, session: null, shift: null, numbers: undefined };

describe('a till’s stored state', () => {
  it('[FACT-11] of the first version goes on where it was', () => {
    const state = readTillState(KEPT_V1, true);
    expect(state).toMatchObject({
      shiftCount: 7,
      lastBusinessDate: '2010-12-01',
      documentNumbers: {
        receipt: { number: 17, fiscalYear: null },
        'credit-note': { number: 2, fiscalYear: null },
      },
      training: false,
      approvalRequests: [],
      storedPayments: [],
      session: KEPT_V1.session,
      shift: {
        drawerId: idOf(1),
        joined: false,
        floats: [{ currency: 'GBP', totalMinor: 10_000 }],
        totals: { salesCount: 2, tenders: [{ tender: 'cash', kind: 'cash', currency: 'GBP' }] },
      },
      basket: {
        nextLine: 3,
        nextExtra: 1,
        channel: 'shop',
        customer: null,
        payments: [
          {
            paymentId: idOf(2),
            tender: 'cash',
            kind: 'cash',
            state: 'captured',
            amountMinor: 500,
            tenderedMinor: 600,
            changeMinor: 100,
          },
        ],
      },
    });
    expect(Object.keys(state.documentNumbers)).toEqual(['receipt', 'credit-note']);
    expect(expectedDrawer(state.shift!.totals).get('GBP')).toBe(KEPT_V1.shift.expectedMinor);
    expect(state.shift).not.toHaveProperty('floatMinor');
    expect(state.shift).not.toHaveProperty('expectedMinor');
  });

  it('[FACT-11] its lines keep their price and their branch’s way', () => {
    const lines = (includesTax: boolean) => readTillState(KEPT_V1, includesTax).basket?.lines ?? [];
    const [holder, lantern] = lines(true);
    expect(holder).toEqual({
      ...KEPT_V1.basket.lines[0],
      steps: [{ fromMilli: 1, priceMinor: 295 }],
      priceIncludesTax: true,
    });
    expect(lantern?.steps).toEqual([]);
    expect(lines(false).map(({ priceIncludesTax }) => priceIncludesTax)).toEqual([false, false]);
  });

  it('[FACT-11] sells on: a payment and the Z of the same shift count with what was there', () => {
    const { training: _training, ...taken } = GOLDEN_FACTS['payment.taken'];
    const state = evolve(readTillState(KEPT_V1, true), {
      fact: { ...taken, payment: GOLDEN_FACTS['sale.completed'].payments[5]! },
      stamp: {
        utcMs: 9,
        offsetMinutes: 0,
        businessDate: '2010-12-01',
        shiftId: idOf(1),
        staffId: null,
        approverId: null,
        commandId: idOf(9),
      },
    });
    expect(state.basket?.payments).toHaveLength(2);
    expect(state.shift?.totals.tenders).toEqual([
      { tender: 'cash', kind: 'cash', currency: 'GBP', receivedMinor: 3_100, givenBackMinor: 3_500 },
    ]);
    expect(expectedDrawer(state.shift!.totals).get('GBP')).toBe(9_600);
  });

  it('[FACT-11] of this version comes back as it was, whatever of it is there', () => {
    const state = readTillState(KEPT_V1, true);
    const { basket, session, shift, ...numbers } = state;
    const again = JSON.parse(JSON.stringify({ basket, session, shift, numbers })) as typeof NOTHING;
    expect(readTillState(again, false)).toEqual(state);
    expect(readTillState(NOTHING, true)).toEqual(initialTillState());
    const unused = { ...KEPT_V1.numbers, documentNumbers: { receipt: 0, refund: 0, z: 0 } };
    expect(readTillState({ ...NOTHING, numbers: unused }, true).documentNumbers).toEqual({});
  });
});
