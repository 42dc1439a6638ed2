import { createEffect, createRoot } from 'solid-js';
import { describe, expect, it } from 'vitest';
import { basketOf as basket, lineOf } from '../screen/sell/basket.fixture.ts';
import { createLiveStore } from './live-views.ts';

const line = (number: number, quantityMilli = 1000) =>
  lineOf(number, { quantityMilli, totalMinor: quantityMilli / 10 });

describe('what the host said last', () => {
  it('[SCREEN-23] is all the screen knows, topic by topic', () => {
    const { views, apply } = createLiveStore();
    expect(views.session).toBeUndefined();
    apply({ topic: 'session', value: null });
    apply({ topic: 'basket', value: basket('a', [line(1)]) });
    expect(views.session).toBeNull();
    expect(views.basket?.lines).toHaveLength(1);
    apply({ topic: 'basket', value: null });
    expect(views.basket).toBeNull();
    apply({ topic: 'basket', value: basket('b', [line(1), line(2)]) });
    expect(views.basket).toEqual(basket('b', [line(1), line(2)]));
  });

  it('[SCREEN-23] keeps a line of the basket that did not change, so that only others are drawn anew', () => {
    const { views, apply } = createLiveStore();
    apply({ topic: 'basket', value: basket('a', [line(1), line(2), line(3)]) });
    const [first, , third] = views.basket?.lines ?? [];
    apply({ topic: 'basket', value: basket('a', [line(1), line(3, 2000), line(4)]) });
    expect(views.basket?.lines[0]).toBe(first);
    expect(views.basket?.lines[1]).toBe(third);
    expect(views.basket?.lines.map((item) => [item.line, item.quantityMilli])).toEqual([
      [1, 1000],
      [3, 2000],
      [4, 1000],
    ]);
  });

  it('[SCREEN-23] loses a part that the newer value no longer has', () => {
    const { views, apply } = createLiveStore();
    const discount = { amountMinor: 10, reason: 'Damaged' };
    apply({ topic: 'basket', value: basket('a', [{ ...line(1), discount }]) });
    apply({ topic: 'basket', value: basket('a', [line(1)]) });
    expect(views.basket?.lines[0]?.discount).toBeUndefined();
  });

  it('[SCREEN-23] tells those who look at a topic, and nobody else', async () => {
    const { views, apply } = createLiveStore();
    const seen: (string | null | undefined)[] = [];
    const dispose = createRoot((end) => {
      createEffect(() => seen.push(views.session === null ? null : views.session?.name));
      return end;
    });
    await Promise.resolve();
    apply({ topic: 'catalog', value: { revision: 1 } });
    apply({
      topic: 'session',
      value: { staffId: '0'.repeat(32), name: 'Amina', role: 'owner', rights: ['sell'], limits: {} },
    });
    dispose();
    expect(seen).toEqual([undefined, 'Amina']);
  });
});
