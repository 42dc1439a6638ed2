import { expect, it } from 'vitest';
import { formatRate } from './format-rate.ts';
import { type SetupForm, setupFaults } from './setup-form.ts';

const FORM: SetupForm = {
  organisation: 'Lind & Co',
  branch: 'Harbour Street',
  tillCode: 'H1',
  country: 'GB',
  zone: 'Europe/London',
  ownerName: 'Amina',
  ownerPin: '4711',
  pinAgain: '4711',
};

it('[SCREEN-10] sends a whole form only, and names each field at fault', () => {
  expect(setupFaults(FORM)).toEqual({});
  expect(Object.keys(setupFaults({ ...FORM, organisation: ' ', ownerName: '' }))).toEqual([
    'organisation',
    'ownerName',
  ]);
  for (const ownerPin of ['', '123', '12a4', '1234567890123', '１２３４']) {
    expect(Object.keys(setupFaults({ ...FORM, ownerPin, pinAgain: ownerPin }))).toEqual(['ownerPin']);
  }
  expect(Object.keys(setupFaults({ ...FORM, pinAgain: '4712' }))).toEqual(['pinAgain']);
});

it('[SCREEN-10] writes rates as percentages without idle digits', () => {
  expect(formatRate(175_000)).toBe('17.5%');
  expect(formatRate(200_000)).toBe('20%');
  expect(formatRate(0)).toBe('0%');
});
