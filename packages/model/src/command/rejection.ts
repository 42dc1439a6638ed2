import type { ShapeError } from '../schema/shape.ts';
import { BASKET_REJECTIONS } from './refusal/basket.ts';
import { COMMAND_REJECTIONS } from './refusal/command.ts';
import { DEVICE_REJECTIONS } from './refusal/device.ts';
import { PAYMENT_REJECTIONS } from './refusal/payment.ts';
import { PEOPLE_REJECTIONS } from './refusal/people.ts';
import { SALE_REJECTIONS } from './refusal/sale.ts';
import { SHIFT_REJECTIONS } from './refusal/shift.ts';
import { SHOP_REJECTIONS } from './refusal/shop.ts';

/**
 * Every refusal a person can cause: a code that never changes, what happened, that nothing was
 * lost, and what to do next. Texts are English here; a screen may translate by code.
 */
export const REJECTIONS = {
  ...COMMAND_REJECTIONS,
  ...PEOPLE_REJECTIONS,
  ...SHIFT_REJECTIONS,
  ...PAYMENT_REJECTIONS,
  ...SALE_REJECTIONS,
  ...SHOP_REJECTIONS,
  ...DEVICE_REJECTIONS,
  ...BASKET_REJECTIONS,
} as const;

export type RejectionCode = keyof typeof REJECTIONS;

export type Rejection = {
  readonly code: RejectionCode;
  readonly message: string;
  readonly nextStep: string;
  /** The place or value at fault, where there is one, such as `command.lines[3]`. */
  readonly at?: string;
};

export const reject = (code: RejectionCode, at?: string): Rejection => {
  const [message, nextStep] = REJECTIONS[code];
  return at === undefined ? { code, message, nextStep } : { code, message, nextStep, at };
};

export type Refused = { readonly ok: false; readonly rejection: Rejection };
export const refuse = (code: RejectionCode, at?: string): Refused => ({
  ok: false,
  rejection: reject(code, at),
});

/** The refusal of a command that could not be read, from what `readCommand` says. */
export const rejectReading = (error: ShapeError): Rejection =>
  reject(error.at === 'command.kind' ? 'COMMAND-UNKNOWN' : 'COMMAND-MALFORMED', error.message);
