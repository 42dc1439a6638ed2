import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Fact } from '../fact/fact.ts';
import { GOLDEN_FACTS } from '../fact/golden/golden.fixture.ts';
import { SHIFT_ID } from '../fact/golden/shift.fixture.ts';
import { idOf } from '../fact/wire.fixture.ts';
import { afterSaleOf } from '../sale/receipt-record.ts';
import type { Effect, Note } from './effect.ts';
import { effectsOf } from './effects.ts';
import { approvalOf, approvalRequestOf, NOTE, type Noted, sharedShiftOf } from './note.ts';
import { facts, shuffled } from './random-fact.fixture.ts';

const STAFF = { staffId: idOf(0xa1) };
const effects = (...given: readonly Fact[]): readonly Effect[] =>
  given.flatMap((fact) => effectsOf(fact, STAFF));
const stockOf = (...given: readonly Fact[]) =>
  effects(...given).flatMap((effect) =>
    effect.kind === 'stock' ? [[effect.quantityMilli, effect.place] as const] : [],
  );

/** Read models as a replica keeps them: sums, and notes of which the first stays. */
const fold = (given: readonly Fact[]) => {
  const sums = new Map<string, number[]>();
  const add = (key: string, ...amounts: readonly number[]) => {
    const old = sums.get(key) ?? amounts.map(() => 0);
    sums.set(
      key,
      amounts.map((amount, n) => (old[n] ?? 0) + amount),
    );
  };
  for (const effect of effects(...given)) {
    if (effect.kind === 'stock') add(`stock ${effect.productId} ${effect.place}`, effect.quantityMilli);
    if (effect.kind === 'sale-part') add(`${effect.saleId} ${effect.part}`, ...effect.add);
  }
  return [...sums].toSorted(([a], [b]) => (a < b ? -1 : 1));
};
const notesOf = (...given: readonly Fact[]): ReadonlyMap<string, Note> =>
  new Map(
    effects(...given).flatMap((effect) => (effect.kind === 'note' ? [[effect.key, effect.value]] : [])),
  );
const partsOf = (saleId: string, ...given: readonly Fact[]) => {
  const parts = new Map<string, number[]>();
  for (const effect of effects(...given)) {
    if (effect.kind !== 'sale-part' || effect.saleId !== saleId) continue;
    const old = parts.get(effect.part) ?? [];
    parts.set(
      effect.part,
      effect.add.map((amount, n) => (old[n] ?? 0) + amount),
    );
  }
  return afterSaleOf(parts);
};

const sale = GOLDEN_FACTS['sale.completed'];
const refund = GOLDEN_FACTS['refund.completed'];
const undone = GOLDEN_FACTS['sale.voided'];
const { training: _training, ...returned } = GOLDEN_FACTS['payment.returned'];
const taken: Fact = {
  kind: 'payment.taken',
  basketId: idOf(3),
  currency: 'GBP',
  payment: sale.payments[4]!,
};

describe('effects', () => {
  it('[FACT-06] add up the same in any order', () => {
    fc.assert(
      fc.property(
        fc.array(facts, { maxLength: 25 }).chain((given) => fc.tuple(fc.constant(given), shuffled(given))),
        ([given, other]) => {
          expect(fold(other)).toEqual(fold(given));
        },
      ),
      { numRuns: 200 },
    );
  });

  it('[FACT-06] goods go out of the shop and come back where it was said', () => {
    expect(stockOf(sale)).toEqual([
      [-6_000, 'shop'],
      [-375, 'shop'],
    ]);
    expect(stockOf(refund)).toEqual([[375, 'damaged']]);
    expect(stockOf(undone)).toEqual([
      [6_000, 'shop'],
      [375, 'damaged'],
    ]);
    expect(stockOf(GOLDEN_FACTS['stock.moved'])).toEqual([[-3_000, 'shop']]);
  });

  it('[FACT-06] what was given back of each line, tax and payment is noted with the sale', () => {
    expect(partsOf(sale.saleId, refund)).toEqual({
      refundedLines: new Map([
        [
          1,
          {
            quantityMilli: 3_000,
            netMinor: 650,
            taxMinor: 43,
            taxes: new Map([
              ['state', 26],
              ['city', 17],
            ]),
          },
        ],
        [3, { quantityMilli: 375, netMinor: 583, taxMinor: 0, taxes: new Map() }],
      ]),
      refundedPayments: new Map([
        [idOf(0x23), 400],
        [idOf(0x24), 120],
        [idOf(0x21), 700],
        [idOf(0x26), 75],
      ]),
      voided: false,
      invoiced: false,
      depositUsedMinor: 20,
    });
  });

  it('[FACT-06] a void gives everything back', () => {
    const after = partsOf(sale.saleId, undone);
    expect(after.voided).toBe(true);
    expect([...after.refundedPayments.values()]).toEqual(sale.payments.map(({ amountMinor }) => amountMinor));
    expect([...after.refundedLines.values()].map(({ quantityMilli }) => quantityMilli)).toEqual([6_000, 375]);
  });

  it('[FACT-06] a deposit is used from when it pays, and free again when it is given back', () => {
    const origin = idOf(0x44);
    expect(partsOf(origin, taken).depositUsedMinor).toBe(100);
    expect(partsOf(origin, taken, returned).depositUsedMinor).toBe(0);
    expect(partsOf(origin, taken, undone).depositUsedMinor).toBe(0);
    expect(effects({ ...taken, training: true }, { ...returned, training: true })).toEqual([]);
  });

  it('[FACT-06] a stored payment that came to nothing has nothing left to give back', () => {
    const { training: _trained, ...changed } = GOLDEN_FACTS['payment.changed'];
    const ended = (state: 'captured' | 'declined' | 'expired' | 'reversed'): Fact => ({
      ...changed,
      payment: { ...changed.payment, state },
    });
    const back = (fact: Fact) => [...partsOf(sale.saleId, fact).refundedPayments.values()];
    expect(back(ended('captured'))).toEqual([]);
    for (const state of ['declined', 'expired', 'reversed'] as const)
      expect(back(ended(state))).toEqual([400]);
    const { saleId: _saleId, ...open } = changed;
    expect(effects({ ...open, payment: { ...changed.payment, state: 'declined' } })).toEqual([]);
  });

  it('[FACT-06] an invoice is noted with its sale', () => {
    expect(partsOf(sale.saleId, GOLDEN_FACTS['invoice.issued']).invoiced).toBe(true);
  });

  it('[FACT-06] a training sale moves nothing', () => {
    const document = { kind: 'training-receipt', number: 1, label: 'H1-7KQ2-T-1' } as const;
    expect(effects({ ...sale, document })).toEqual([]);
  });
});

describe('notes', () => {
  const noted = (notes: ReadonlyMap<string, Note>, key: string): Noted | null => {
    const value = notes.get(key);
    return value === undefined ? null : { value, deviceId: 'h1' };
  };

  it('[FACT-10] a shift and its Z are known to every till of the branch', () => {
    const open = notesOf(GOLDEN_FACTS['shift.opened']);
    const all = notesOf(
      GOLDEN_FACTS['shift.opened'],
      GOLDEN_FACTS['shift.closed'],
      GOLDEN_FACTS['shift.supplemented'],
    );
    const supplements = [...all.keys()].filter((key) => key.startsWith(NOTE.supplements(SHIFT_ID))).length;
    const shiftOf = (notes: ReadonlyMap<string, Note>, count: number) =>
      sharedShiftOf(SHIFT_ID, noted(notes, NOTE.shift(SHIFT_ID)), noted(notes, NOTE.z(SHIFT_ID)), count);
    expect(shiftOf(open, 0)).toEqual({
      shiftId: SHIFT_ID,
      drawerId: idOf(0xd1),
      businessDate: '2010-12-01',
      currency: 'GBP',
      number: 7,
      deviceId: 'h1',
      z: null,
      supplements: 0,
    });
    expect(shiftOf(all, supplements)).toMatchObject({
      z: { label: 'H1-7KQ2-Z-2010-7', deviceId: 'h1' },
      supplements: 1,
    });
    expect(shiftOf(new Map(), 0)).toBeNull();
  });

  it('[FACT-10] what was asked and answered is known; a refusal counts before any consent', () => {
    const given = GOLDEN_FACTS['approval.given'];
    const { requestId: _requestId, ...here } = given;
    const notes = notesOf(GOLDEN_FACTS['approval.requested'], given, { ...given, granted: false });
    const [asked, granted, refused] = [NOTE.asked, NOTE.granted, NOTE.refused].map(
      (key) => notes.get(key(idOf(11))) ?? null,
    );
    expect(approvalRequestOf(asked ?? null)).toEqual({
      right: 'discount',
      amountMinor: 153,
      sharePpm: 100_000,
      staffId: STAFF.staffId,
      detail: '10% off line 1',
    });
    const answer = { right: 'discount', amountMinor: 153, sharePpm: 100_000, approverId: idOf(0xa2) };
    expect(approvalOf(granted ?? null, null)).toEqual({ ...answer, granted: true });
    expect(approvalOf(granted ?? null, refused ?? null)).toEqual({ ...answer, granted: false });
    expect(approvalOf(null, null)).toBeNull();
    expect(approvalRequestOf(null)).toBeNull();
    expect(effects(here)).toEqual([]);
  });
});
