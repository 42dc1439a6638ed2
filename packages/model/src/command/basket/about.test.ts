import { describe, expect, it } from 'vitest';
import { DE } from '../../country/de.ts';
import { branchFromProfile } from '../../country/profile.ts';
import type { Branch } from '../../state/shop.ts';
import { BRANCH, idOf, product, staffIdOf, TestTill } from '../../testing/shop.fixture.ts';
import type { CommandBody } from '../command.ts';

const A = product(1);
const CUSTOMER = idOf(0xcc);
const add = (till: TestTill) => till.done({ kind: 'basket.add', productId: A.id });
const BUYER = { name: 'Ada', address: ['1 High Street'], taxIds: [] } as const;
const nobody = { kind: 'basket.set-customer', groups: [] } as const;

describe('what a basket is about', () => {
  it('[LINE-11] may be said before the first line, and counts for it', () => {
    const till = new TestTill();
    expect(till.done({ ...nobody, customerId: CUSTOMER, groups: ['club', 'club'] })).toEqual({
      kind: 'done',
    });
    const basketId = till.state.basket?.basketId;
    till.done({ kind: 'basket.set-channel', channel: 'phone' });
    till.done({ kind: 'basket.set-buyer', buyer: BUYER });
    till.done({ kind: 'basket.set-service', service: 'take-away' });
    add(till);
    expect(till.state.basket).toMatchObject({
      basketId,
      channel: 'phone',
      service: 'take-away',
      customer: { customerId: CUSTOMER, groups: ['club'] },
      buyer: BUYER,
      lines: [{ line: 1, service: 'take-away' }],
    });
  });

  it.each<CommandBody>([
    { ...nobody, groups: ['club'] },
    { kind: 'basket.set-buyer', buyer: BUYER },
    { kind: 'basket.set-channel', channel: 'online' },
    { kind: 'basket.set-service', service: 'eat-in' },
  ])('[LINE-11] $kind begins a basket, which may be cancelled', (body) => {
    const till = new TestTill();
    till.done(body);
    expect(till.refused({ kind: 'shift.close', countedMinor: 0 })).toBe('SHIFT-HAS-BASKET');
    till.done({ kind: 'basket.cancel', reason: 'left' });
    expect(till.last('basket.cancelled')).toMatchObject({ lines: [], totalMinor: 0 });
    expect(till.state.basket).toBeNull();
  });

  it('[LINE-11] where nothing is left to say there is no basket', () => {
    const till = new TestTill();
    till.done(nobody);
    expect(till.state.basket).toBeNull();
    till.done({ ...nobody, groups: ['club'] });
    till.done({ kind: 'basket.set-buyer', buyer: BUYER });
    till.done({ kind: 'basket.set-channel', channel: 'phone' });
    till.done(nobody);
    till.done({ kind: 'basket.set-buyer' });
    expect(till.state.basket).toMatchObject({ customer: null, buyer: null });
    till.done({ kind: 'basket.set-channel', channel: 'shop' });
    expect(till.state.basket).toBeNull();
    expect(till.facts().map(({ kind }) => kind)).toEqual(['shift.opened']);
  });

  it('[LINE-13] a service counts for one line, or for all and those to come; tax follows, prices stay', () => {
    const till = new TestTill({
      branch: branchFromProfile(DE, { id: BRANCH.id, name: 'Berlin', priceListId: 'main' }),
      products: [product(1, { taxClass: 'eat-in' }), product(2, { taxClass: 'eat-in' }), product(3)],
    });
    add(till);
    till.done({ kind: 'basket.add', productId: product(2).id });
    expect(till.done({ kind: 'basket.set-service', line: 2, service: 'take-away' })).toEqual({
      kind: 'line',
      line: 2,
    });
    expect(till.state.basket?.lines.map(({ service }) => service)).toEqual([undefined, 'take-away']);
    till.done({ kind: 'basket.set-service', service: 'take-away' });
    till.done({ kind: 'basket.add', productId: product(3).id });
    expect(till.state.basket?.lines.map(({ service }) => service)).toEqual([
      'take-away',
      'take-away',
      'take-away',
    ]);
    till.done({ kind: 'basket.set-service', line: 1, service: 'eat-in' });
    till.done({ kind: 'payment.take', tender: 'cash', tenderedMinor: 600 });
    expect(till.last('sale.completed').lines.map(({ taxClass, service }) => [taxClass, service])).toEqual([
      ['eat-in', 'eat-in'],
      ['reduced', 'take-away'],
      ['standard', 'take-away'],
    ]);
  });

  it('[LINE-13] a relief needs its right and what it rests on, and counts at once', () => {
    const till = new TestTill({ role: 'cashier' });
    add(till);
    const exempt = { ...nobody, relief: 'exempt', reliefEvidence: ' EX 1 ' } as const;
    expect(till.refused(exempt)).toBe('RIGHT-MISSING');
    till.done(exempt, { staffId: staffIdOf('owner'), pin: '1234' });
    expect(till.facts().at(-1)).toMatchObject({ kind: 'approval.given', right: 'exempt-tax' });
    till.signIn('supervisor');
    expect(till.refused({ ...exempt, reliefEvidence: '  ' })).toBe('REASON-MISSING');
    till.done(exempt);
    expect(till.state.basket?.customer).toEqual({ groups: [], relief: 'exempt', reliefEvidence: 'EX 1' });
    // 100 less 17.5% in it.
    till.done({ kind: 'payment.take', tender: 'cash', tenderedMinor: 85 });
    expect(till.last('sale.completed')).toMatchObject({
      totalMinor: 85,
      customer: { relief: 'exempt', reliefEvidence: 'EX 1' },
      lines: [{ reliefMinor: 15, relief: 'exempt', ratePpm: 0 }],
    });
  });

  it('[LINE-12] nothing begins one in a shift that was closed elsewhere; an open one goes on', () => {
    const first = new TestTill();
    const { shiftId } = first.state.shift!;
    const second = new TestTill({ beside: first, code: 'H2', open: false });
    second.hear(first);
    second.done({ kind: 'shift.join', shiftId });
    add(second);
    first.done({ kind: 'shift.close', countedMinor: 0 });
    second.hear(first);
    add(second);
    second.done({ kind: 'payment.take', tender: 'cash', tenderedMinor: 200 });
    const begin: readonly CommandBody[] = [
      { kind: 'basket.add', productId: A.id },
      { kind: 'basket.add-extra', extra: 'tip', amountMinor: 1 },
      { kind: 'basket.set-channel', channel: 'phone' },
    ];
    for (const body of begin) expect(second.refused(body)).toBe('SHIFT-CLOSED-ELSEWHERE');
  });

  it('[LINE-12] nor without the fiscal device, where the branch refuses then', () => {
    const strict: Branch = { ...BRANCH, fiscal: { onFailure: 'refuse' } };
    const till = new TestTill({ branch: strict });
    till.fiscalDevice = 'failed';
    expect(till.refused({ kind: 'basket.add', productId: A.id })).toBe('FISCAL-DEVICE-FAILED');
    expect(till.refused({ kind: 'basket.add-extra', extra: 'tip', amountMinor: 1 })).toBe(
      'FISCAL-DEVICE-FAILED',
    );
    till.fiscalDevice = 'ready';
    add(till);
    till.fiscalDevice = 'failed';
    add(till);
    till.branch = BRANCH;
    till.done({ kind: 'basket.cancel', reason: 'x' });
    add(till);
  });

  it('[PAY-02] nothing of it is said while there is money on it', () => {
    const till = new TestTill();
    add(till);
    till.done({ kind: 'payment.take', tender: 'cash', tenderedMinor: 1 });
    const bodies: readonly CommandBody[] = [
      nobody,
      { kind: 'basket.set-buyer' },
      { kind: 'basket.set-channel', channel: 'phone' },
      { kind: 'basket.set-service', service: 'eat-in' },
      { kind: 'basket.set-service', service: 'eat-in', line: 1 },
      { kind: 'basket.add-extra', extra: 'tip', amountMinor: 1 },
      { kind: 'basket.discount' },
      { kind: 'basket.discount', sharePpm: 1, reason: 'x' },
    ];
    for (const body of bodies)
      expect([body.kind, till.refused(body)]).toEqual([body.kind, 'BASKET-HAS-PAYMENT']);
  });
});
