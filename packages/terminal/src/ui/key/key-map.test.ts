import { describe, expect, it } from 'vitest';
import { type KeyPlace, sellAction } from './key-map.ts';

const press = (key: string, over: Partial<KeyPlace> = {}, modifier: { ctrlKey?: boolean } = {}) =>
  sellAction(
    { key, ctrlKey: false, altKey: false, metaKey: false, ...modifier },
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
});
