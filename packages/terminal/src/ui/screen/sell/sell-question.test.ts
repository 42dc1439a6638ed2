import { createRoot, createSignal } from 'solid-js';
import { describe, expect, it } from 'vitest';
import type { BasketLineView } from '../../../api/basket-view.ts';
import { createLiveStore } from '../../state/live-views.ts';
import { selectedLine } from './basket-sum.ts';
import { basketOf, lineOf } from './basket.fixture.ts';
import { createQuestioning } from './sell-question.ts';

const line = (number: number, quantityMilli = 1000): BasketLineView => lineOf(number, { quantityMilli });

/** A basket as the host shows it, with the newest line selected as the screen does. */
const createTestBasket = () =>
  createRoot(() => {
    const { views, apply } = createLiveStore();
    const show = (basketId: string | null, ...lines: readonly BasketLineView[]): void =>
      apply({ topic: 'basket', value: basketId === null ? null : basketOf(basketId, lines) });
    const [chosen, choose] = createSignal<number | null>(null);
    show('a', line(1), line(2));
    const questioning = createQuestioning(
      () => views.basket ?? null,
      () => selectedLine(views.basket?.lines ?? [], chosen()),
    );
    const about = (): number | 'basket' | null => {
      const question = questioning.question();
      if (question === null) return null;
      return question.dialog === 'cancel' ? 'basket' : question.line.line;
    };
    return { ...questioning, about, choose, show };
  });

describe('a question about a line', () => {
  it('[SCREEN-09] stays with the line that was selected, whatever is scanned or chosen meanwhile', () => {
    const { ask, about, choose, show } = createTestBasket();
    ask('void');
    expect(about()).toBe(2);
    show('a', line(1), line(2), line(3));
    expect(about()).toBe(2);
    choose(1);
    expect(about()).toBe(2);
  });

  it('[SCREEN-09] shows that line as it stands now', () => {
    const { ask, question, show } = createTestBasket();
    ask('quantity');
    show('a', line(1), line(2, 3000));
    const open = question();
    expect(open?.dialog === 'quantity' ? open.line.quantityMilli : 0).toBe(3000);
  });

  it('[SCREEN-09] ends when its line is gone, and does not come back by itself', () => {
    const { ask, about, show } = createTestBasket();
    ask('discount');
    show('a', line(1));
    expect(about()).toBe(null);
    show('a', line(1), line(2));
    expect(about()).toBe(null);
  });

  it('[SCREEN-09] ends with its basket: the next one numbers its lines anew', () => {
    const { ask, about, show } = createTestBasket();
    ask('price');
    show('b', line(1), line(2));
    expect(about()).toBe(null);
    ask('cancel');
    show(null);
    expect(about()).toBe(null);
  });

  it('[SCREEN-09] about the whole basket it does not end with a line', () => {
    const { ask, about, close, show } = createTestBasket();
    ask('cancel');
    show('a', line(1));
    expect(about()).toBe('basket');
    close();
    expect(about()).toBe(null);
  });

  it('[SCREEN-09] is not asked of an empty basket', () => {
    const { ask, about, show } = createTestBasket();
    show('a');
    ask('void');
    show('a', line(1));
    expect(about()).toBe(null);
  });
});
