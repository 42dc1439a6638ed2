import { expect, it } from 'vitest';
import { axisTop, barShare } from './bar-scale.ts';

it('[UI-06] ends the axis on a round figure above the highest bar', () => {
  expect(axisTop([])).toBe(1);
  expect(axisTop([0, -5])).toBe(1);
  expect(axisTop([7])).toBe(10);
  expect(axisTop([180, 12])).toBe(200);
  expect(axisTop([201])).toBe(250);
  expect(axisTop([100_000])).toBe(100_000);
});

it('[UI-06] gives a bar its share, and none below zero', () => {
  expect(barShare(50, 200)).toBe(0.25);
  expect(barShare(-50, 200)).toBe(0);
  expect(barShare(900, 200)).toBe(1);
});
