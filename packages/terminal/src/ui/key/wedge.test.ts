import { describe, expect, it } from 'vitest';
import { createWedge } from './wedge.ts';

const keysOf = (text: string): readonly string[] => text.split('');

const type = (keys: readonly string[], gapMs: number): string | null => {
  const wedge = createWedge();
  let code: string | null = null;
  keys.forEach((key, index) => {
    code = wedge.press(key, 1_000 + index * gapMs);
  });
  return code;
};

describe('the scanner that types', () => {
  it('[SCREEN-03] is known by its speed and its Enter', () => {
    expect(type([...keysOf('5012345678900'), 'Enter'], 4)).toBe('5012345678900');
    expect(type([...keysOf('12345670'), 'Enter'], 50)).toBe('12345670');
    expect(type(['Shift', 'A', 'Shift', 'B', ...keysOf('1234567'), 'Enter'], 3)).toBe('AB1234567');
  });

  it('[SCREEN-03] is not a person who types an amount or a name', () => {
    expect(type([...keysOf('5012345678900'), 'Enter'], 80)).toBeNull();
    expect(type([...keysOf('20.00'), 'Enter'], 5)).toBeNull();
    expect(type(['Enter'], 5)).toBeNull();
    expect(type([...keysOf('5012345678900')], 4)).toBeNull();
  });

  it('[SCREEN-03] begins anew after a pause and after each Enter', () => {
    const wedge = createWedge();
    wedge.press('9', 0);
    let code: string | null = null;
    [...keysOf('12345670'), 'Enter'].forEach((key, index) => {
      code = wedge.press(key, 1_000 + index);
    });
    expect(code).toBe('12345670');
    expect(wedge.press('Enter', 1_020)).toBeNull();
  });
});
