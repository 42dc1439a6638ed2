import { expect, it } from 'vitest';
import { markSigns } from './mark-sign.ts';

it('[SCREEN-13] training is said over every screen, beside the mark of the shop, and nothing where all is real', () => {
  const namesOf = (...args: Parameters<typeof markSigns>) => markSigns(...args).map(({ name }) => name);
  expect(namesOf({ mark: 'real', training: false })).toEqual([]);
  expect(namesOf({ mark: 'real', training: true })).toEqual(['TRAINING']);
  expect(namesOf({ mark: 'demo', training: false })).toEqual(['DEMO']);
  expect(namesOf({ mark: 'replay', training: true })).toEqual(['TRAINING', 'REPLAY']);
  expect(namesOf(undefined)).toEqual([]);
});
