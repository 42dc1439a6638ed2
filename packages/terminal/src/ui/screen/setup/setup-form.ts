import type { SetupRequest } from '../../../api/setup-view.ts';
import { t } from '../../text/text.ts';

/** What is typed on the first-run page. */
type FormField = keyof SetupRequest | 'pinAgain';
export type SetupForm = Record<FormField, string>;
export type SetupFaults = Partial<Record<FormField, string>>;

/** A PIN as the till accepts it. */
export const isPin = (typed: string): boolean => /^\d{4,12}$/.test(typed);

/** What is missing or wrong, by field; empty when the form can be sent. */
export const setupFaults = (form: SetupForm): SetupFaults => {
  const faults: SetupFaults = {};
  for (const field of ['organisation', 'branch', 'tillCode', 'country', 'zone', 'ownerName'] as const) {
    if (form[field].trim() === '') faults[field] = t.setup.missing;
  }
  if (!isPin(form.ownerPin)) faults.ownerPin = t.setup.pinFault;
  else if (form.pinAgain !== form.ownerPin) faults.pinAgain = t.setup.pinAgainFault;
  return faults;
};
