import { expect, it } from 'vitest';
import { readOrder } from './order.ts';

const DEVICES = ['H1', 'relay'];

it('[DEMO-04] a device is taken away and brought back by a typed line', () => {
  expect(readOrder('stop relay', DEVICES)).toEqual({ kind: 'stop', device: 'relay' });
  expect(readOrder('  START h1 ', DEVICES)).toEqual({ kind: 'start', device: 'H1' });
  expect(readOrder('quit', DEVICES)).toEqual({ kind: 'quit' });
});

it.each(['', 'stop', 'stop H9', 'stop H1 relay', 'quit now', 'H1'])(
  '[DEMO-04] "%s" is told what can be typed',
  (line) => {
    expect(readOrder(line, DEVICES)).toEqual({ kind: 'unknown' });
  },
);
