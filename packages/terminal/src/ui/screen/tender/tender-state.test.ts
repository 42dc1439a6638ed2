import { createRoot, createSignal } from 'solid-js';
import { describe, expect, it } from 'vitest';
import type { BasketView } from '../../../api/basket-view.ts';
import type { CommandReply } from '../../../api/view.ts';
import { answered, createTestHost, REFUSAL } from '../../link/host.fixture.ts';
import type { Note } from '../../state/desk.ts';
import { t } from '../../text/text.ts';
import { basketOf as basketWith } from '../sell/basket.fixture.ts';
import { createTender } from './tender-state.ts';

const basketOf = (cashDueMinor: number, paidMinor = 0, basketId = 'a'): BasketView =>
  basketWith(basketId, [], {
    totalMinor: cashDueMinor + paidMinor + 2,
    paidMinor,
    // What is due in coins is what counts here.
    dueMinor: cashDueMinor + 2,
    cashDueMinor,
    payments:
      paidMinor === 0
        ? []
        : [
            {
              paymentId: 'p',
              tender: 'cash',
              kind: 'cash',
              state: 'captured',
              amountMinor: paidMinor,
              tenderedMinor: paidMinor,
              changeMinor: 0,
            },
          ],
  });
const paid = (dueMinor: number): CommandReply => ({
  ok: true,
  answer: { kind: 'paid', paymentId: null, changeMinor: 0, dueMinor, saleId: null, label: null },
});

/** Taking 12.00 at a host whose answers and views come when the test says so. */
const createTestTender = () =>
  createRoot(() => {
    const host = createTestHost();
    const [basket, show] = createSignal<BasketView | null>(basketOf(1200));
    const notes: (Note | null)[] = [];
    const desk = {
      send: host.send,
      tell: (note: Note | null) => notes.push(note),
      format: () => ({ currency: 'GBP', exponent: 2, locale: 'en-GB' }),
      money: (minor: number) => `£${minor}`,
    };
    const tender = createTender(desk, basket);
    const taken = () =>
      host.commands().map((command) => (command.kind === 'payment.take' ? command.tenderedMinor : -1));
    return { host, tender, show, notes, taken };
  });

describe('taking cash', () => {
  it('[SCREEN-05] Enter with nothing typed takes exactly what is due', () => {
    const { tender, taken } = createTestTender();
    expect(tender.outlook()).toBe(t.tender.exactHint);
    void tender.takeTyped();
    expect(taken()).toEqual([1200]);
  });

  it('[SCREEN-05] after a part, Enter with nothing typed takes nothing: before and after its view came', async () => {
    const { host, tender, show, taken } = createTestTender();
    tender.type('5.00');
    void tender.takeTyped();
    // The key bounces while the host works,
    void tender.takeTyped();
    await host.answer(answered(paid(700)));
    expect(tender.typed()).toBe('');
    // when it has answered,
    void tender.takeTyped();
    // and when the screen shows what is left.
    show(basketOf(700, 500));
    void tender.takeTyped();
    expect(tender.outlook()).toBe(t.tender.restHint);
    expect(taken()).toEqual([500]);
    // The button for the exact rest says its amount and goes on working.
    void tender.take(700);
    expect(taken()).toEqual([500, 700]);
  });

  it('[SCREEN-05] money that was taken before a reload counts as a part', () => {
    const { tender, show, taken } = createTestTender();
    show(basketOf(700, 500));
    void tender.takeTyped();
    expect(taken()).toEqual([]);
  });

  it('[SCREEN-05] paying that is begun again may be exact by Enter again', async () => {
    const { host, tender, show, taken } = createTestTender();
    tender.type('5');
    void tender.takeTyped();
    await host.answer(answered(paid(700)));
    show(basketOf(700, 500));
    show(basketOf(1200));
    tender.begin();
    void tender.takeTyped();
    expect(taken()).toEqual([500, 1200]);
  });

  it('[SCREEN-08] one payment is under way at a time, by whatever way it was asked', async () => {
    const { host, tender, taken } = createTestTender();
    void tender.take(2000);
    void tender.take(2000);
    void tender.take(1200);
    void tender.takeTyped();
    expect(taken()).toEqual([2000]);
    expect(tender.busy()).toBe(true);
    // A slow host is still asked one thing only.
    await host.answer({ status: 'unanswered' });
    void tender.take(2000);
    await host.time.pass(150);
    await host.answer(answered(paid(0)));
    expect(new Set(host.commands().map(({ id }) => id)).size).toBe(1);
    expect(tender.busy()).toBe(false);
  });

  it('[SCREEN-22] a refused amount stays as it was typed', async () => {
    const { host, tender } = createTestTender();
    tender.type('5.00');
    void tender.takeTyped();
    await host.answer(answered({ ok: false, rejection: REFUSAL }));
    expect([tender.typed(), tender.busy()]).toEqual(['5.00', false]);
  });

  it('[SCREEN-08] an answer that comes late touches nothing that is typed for the next basket', async () => {
    const { host, tender, show, taken } = createTestTender();
    void tender.takeTyped();
    show(null);
    show(basketOf(300, 0, 'b'));
    tender.begin();
    tender.type('4');
    await host.answer(answered(paid(0)));
    expect(tender.typed()).toBe('4');
    tender.type('');
    void tender.takeTyped();
    expect(taken()).toEqual([1200, 300]);
  });

  it('[SCREEN-05] what is no amount is said, and a barcode is no cash', () => {
    const { tender, notes, taken } = createTestTender();
    tender.type('5..0');
    expect(tender.fault()).toBe(undefined);
    void tender.takeTyped();
    expect(tender.fault()).toBe(t.common.amountFault);
    tender.type('5012345678900');
    void tender.takeTyped();
    expect([tender.typed(), notes.at(-1)?.message, taken()]).toEqual([
      '',
      t.tender.scanned('5012345678900'),
      [],
    ]);
  });
});
