import { describe, expect, it } from 'vitest';
import { type KeyPlace, type KeyPress, sellAction } from './key-map.ts';

const press = (key: string, over: Partial<KeyPlace> = {}, more: Partial<KeyPress> = {}) =>
  sellAction(
    { key, ctrlKey: false, altKey: false, metaKey: false, repeat: false, ...more },
    { searchEmpty: true, free: true, ...over },
  );

describe('keys of the selling screen', () => {
  it('[SCREEN-01] act by the printed key', () => {
    expect(press('/')).toEqual({ kind: 'search' });
    expect(press('Enter')).toEqual({ kind: 'enter' });
    expect(press('F12')).toEqual({ kind: 'pay' });
    expect(press('F6')).toEqual({ kind: 'returns' });
    expect(press('F10')).toEqual({ kind: 'menu' });
    expect(press('Escape')).toEqual({ kind: 'back' });
    expect(press('+')).toEqual({ kind: 'quantity-by', milli: 1000 });
    expect(press('-')).toEqual({ kind: 'quantity-by', milli: -1000 });
    expect(press('Delete')).toEqual({ kind: 'void' });
    expect(press('ArrowUp')).toEqual({ kind: 'move', by: -1 });
    expect(press('ArrowDown')).toEqual({ kind: 'move', by: 1 });
  });

  it('[SCREEN-01] leave to a text what belongs to a text', () => {
    expect(press('-', { searchEmpty: false })).toEqual({ kind: 'type' });
    expect(press('/', { searchEmpty: false })).toEqual({ kind: 'type' });
    expect(press('Delete', { searchEmpty: false })).toBeNull();
    expect(press('5')).toEqual({ kind: 'type' });
    expect(press('Tab')).toBeNull();
  });

  it('[SCREEN-01] leave another field alone, but for function keys and Escape', () => {
    expect(press('Enter', { free: false })).toBeNull();
    expect(press('5', { free: false })).toBeNull();
    expect(press('+', { free: false })).toBeNull();
    expect(press('F10', { free: false })).toEqual({ kind: 'menu' });
    expect(press('Escape', { free: false })).toEqual({ kind: 'back' });
  });

  it('[SCREEN-01] leave the combinations of the browser to it', () => {
    expect(press('+', {}, { ctrlKey: true })).toBeNull();
    expect(press('F12', {}, { ctrlKey: true })).toBeNull();
  });

  it('[SCREEN-08] held down act once, and type or move on', () => {
    for (const key of ['+', '-', 'Delete', '/', 'Enter', 'Escape', 'F6', 'F10', 'F12']) {
      expect(press(key, {}, { repeat: true })).toEqual({ kind: 'held' });
    }
    expect(press('ArrowUp', {}, { repeat: true })).toEqual({ kind: 'move', by: -1 });
    expect(press('a', {}, { repeat: true })).toEqual({ kind: 'type' });
    // In a text they belong to the text.
    expect(press('-', { searchEmpty: false }, { repeat: true })).toEqual({ kind: 'type' });
    expect(press('Delete', { searchEmpty: false }, { repeat: true })).toBeNull();
  });
});
