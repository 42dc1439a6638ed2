import { backup } from './en/backup.ts';
import { backOffice } from './en/back-office.ts';
import { device } from './en/device.ts';
import { enrol } from './en/enrol.ts';
import { exception } from './en/exception.ts';
import { firstRun } from './en/first-run.ts';
import { frame } from './en/frame.ts';
import { selling } from './en/selling.ts';
import { shift } from './en/shift.ts';

/**
 * Every text of the till's screen, in English: one table, in parts by where the texts stand. Another
 * language is another table of the same type (`Text`). Codes of refusals keep their own texts, which
 * come from the model.
 */
export const en = {
  language: 'en',
  locale: 'en-GB',
  product: 'Tillmesh',
  ...frame,
  ...firstRun,
  ...shift,
  ...selling,
  ...backOffice,
  ...device,
  ...exception,
  ...backup,
  ...enrol,
};

export type Text = typeof en;
