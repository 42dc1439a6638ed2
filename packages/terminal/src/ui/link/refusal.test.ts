import { expect, it } from 'vitest';
import { readRefusal } from './refusal.ts';

it('[SCREEN-22] shows what the host says of a refusal, and guesses nothing from anything else', () => {
  const refusal = { code: 'SHIFT-NOT-OPEN', message: 'No shift is open.', nextStep: 'Open one.' };
  expect(readRefusal({ ...refusal, more: 1 })).toEqual(refusal);
  expect(readRefusal({ ...refusal, at: 'command.line' })).toEqual({ ...refusal, at: 'command.line' });
  for (const other of [null, 'no', 502, {}, { code: 'X' }, { ...refusal, message: 7 }]) {
    expect(readRefusal(other)).toBeNull();
  }
});
