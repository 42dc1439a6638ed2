import { createRoot } from 'solid-js';
import { describe, expect, it } from 'vitest';
import { answered, createTestHost, DONE } from '../../link/host.fixture.ts';
import { createFinder } from './finder.ts';

const createTestFinder = () =>
  createRoot((end) => {
    const host = createTestHost();
    const refused: string[] = [];
    const finder = createFinder(
      { sendQuietly: host.send, refuse: ({ code }) => refused.push(code) },
      () => undefined,
    );
    const codes = () =>
      host.commands().map((command) => (command.kind === 'basket.add' ? command.code : undefined));
    return { host, finder, codes, end };
  });

describe('adding to the basket', () => {
  it('[SCREEN-08] every scan is an item, also the same code again while the host works', async () => {
    const { host, finder, codes, end } = createTestFinder();
    for (const code of ['5012345678900', '5012345678900', '9521000000084']) {
      finder.type(code);
      void finder.take(code);
      expect(finder.text()).toBe('');
    }
    await host.answer(answered(DONE));
    await host.answer(answered(DONE, DONE));
    expect(codes()).toEqual(['5012345678900', '5012345678900', '9521000000084']);
    end();
  });

  it('[SCREEN-08] Enter on a typed code is one item, however often it comes before the answer', async () => {
    const { host, finder, codes, end } = createTestFinder();
    finder.type('HONEY');
    void finder.take(null);
    void finder.take(null);
    await host.answer(answered(DONE));
    expect(codes()).toEqual(['HONEY']);
    expect(finder.text()).toBe('');
    finder.type('HONEY');
    void finder.take(null);
    expect(codes()).toEqual(['HONEY', 'HONEY']);
    end();
  });
});
