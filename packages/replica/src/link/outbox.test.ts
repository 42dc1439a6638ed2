import { expect, it } from 'vitest';
import { Outbox } from './outbox.ts';

it('[LINK-13] frames go by their turn, and within a turn in their order', () => {
  const outbox = new Outbox();
  const push = (value: number, turn: number): void => outbox.push(Uint8Array.of(value), turn);
  push(1, 4);
  push(2, 2);
  push(3, 4);
  push(4, 0);
  push(5, 2);
  push(6, 99);
  expect(outbox.bytes).toBe(6);
  const order = [1, 2, 3, 4, 5, 6].map(() => outbox.shift()?.[0]);
  expect(order).toEqual([4, 2, 5, 1, 3, 6]);
  expect([outbox.shift(), outbox.bytes]).toEqual([undefined, 0]);
});
