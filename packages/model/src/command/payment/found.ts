import { hidesCardNumber } from '../../payment/card-number.ts';
import type { Payment } from '../../payment/payment.ts';
import type { Command } from '../command.ts';
import { reasonOf } from '../desk.ts';
import { type Refused, refuse } from '../rejection.ts';

/** Where people type what they like. What a fiscal authority numbers is no card's, however long it is. */
const FREE_TEXTS = ['reason', 'note', 'detail', 'reference', 'brand', 'lastFour'] as const;

/** The place of a command where a card number stands (I14); null: nowhere. */
export const cardNumberPlace = (command: Command): string | null => {
  if (command.kind === 'fiscal.signed' || command.kind === 'fiscal.delivered') return null;
  const texts: Readonly<Record<string, unknown>> = { ...command };
  const place = FREE_TEXTS.find((name) => {
    const text = texts[name];
    return typeof text === 'string' && hidesCardNumber(text);
  });
  return place === undefined ? null : `command.${place}`;
};

/** What a command says to find a payment again. */
type Asked = { readonly reference?: string; readonly brand?: string; readonly lastFour?: string };
type Found = Pick<Payment, 'reference' | 'brand' | 'lastFour'>;

/** What is kept of it; blanks are nothing. */
export const foundOf = (asked: Asked): { readonly ok: true; readonly found: Found } | Refused => {
  const found: { -readonly [K in keyof Found]: string } = {};
  for (const place of ['reference', 'brand', 'lastFour'] as const) {
    const said = reasonOf(asked[place]);
    if (said !== null) found[place] = said;
  }
  return found.lastFour === undefined || /^[0-9]{4}$/.test(found.lastFour)
    ? { ok: true, found }
    : refuse('LAST-FOUR-WRONG', 'command.lastFour');
};
