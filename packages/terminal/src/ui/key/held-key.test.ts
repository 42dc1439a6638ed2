import { describe, expect, it } from 'vitest';
import { createEchoTest, ignoreEchoes, type KeyDown } from './held-key.ts';

/** Which of these presses, given as key and moment in ms, count as an echo. */
const echoes = (...presses: readonly (readonly [key: string, timeMs: number, repeat?: boolean])[]) => {
  const isEcho = createEchoTest();
  return presses.map(([key, timeStamp, repeat = false]) => isEcho({ key, timeStamp, repeat }));
};

describe('a key that acts', () => {
  it('[SCREEN-08] acts once while it is held down', () => {
    for (const key of ['Enter', 'Escape', 'F6', 'F10', 'F12']) {
      expect(echoes([key, 0], [key, 500, true], [key, 530, true])).toEqual([false, true, true]);
    }
  });

  it('[SCREEN-08] acts once when its contact bounces, and again when a finger presses again', () => {
    expect(echoes(['Enter', 0], ['Enter', 12], ['Enter', 24], ['Enter', 150])).toEqual([
      false,
      true,
      true,
      false,
    ]);
  });

  it('[SCREEN-08] is never an echo of another scan', () => {
    const scan = (fromMs: number) =>
      ['1', '2', '3', '4', '5', '6', '7', '0', 'Enter'].map((key, place) => [key, fromMs + place] as const);
    expect(echoes(...scan(0), ...scan(9), ...scan(18)).some(Boolean)).toBe(false);
  });
});

it('[SCREEN-08] letters, digits and arrows come again as often as they are held', () => {
  for (const key of ['a', '0', 'ArrowDown', 'Backspace', 'Tab']) {
    expect(echoes([key, 0], [key, 500, true])).toEqual([false, false]);
  }
});

it('[SCREEN-08] an echo reaches no listener and does not do what the browser would', () => {
  const page = new EventTarget();
  const heard: string[] = [];
  const stop = ignoreEchoes(page);
  page.addEventListener('keydown', (event) => heard.push((event as Event & KeyDown).key));
  const press = (key: string, repeat: boolean): boolean =>
    page.dispatchEvent(Object.assign(new Event('keydown', { cancelable: true }), { key, repeat }));
  expect([press('Enter', false), press('Enter', true), press('x', true)]).toEqual([true, false, true]);
  expect(heard).toEqual(['Enter', 'x']);
  stop();
  press('Enter', true);
  expect(heard).toEqual(['Enter', 'x', 'Enter']);
});
