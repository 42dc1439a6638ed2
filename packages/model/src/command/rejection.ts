import type { ShapeError } from '../schema/shape.ts';

/**
 * Every refusal a person can cause: a code that never changes, what happened, that nothing was
 * lost, and what to do next. Texts are English here; a screen may translate by code.
 */
export const REJECTIONS = {
  'COMMAND-MALFORMED': [
    'This request could not be understood.',
    'Nothing was changed. Check the named place and send it again.',
  ],
  'COMMAND-UNKNOWN': [
    'This till does not know this request.',
    'Nothing was changed. The till may need an upgrade.',
  ],
  'NOT-SIGNED-IN': ['Nobody is signed in at this till.', 'Nothing was changed. Sign in with your PIN.'],
  'STAFF-UNKNOWN': [
    'This person is not known or no longer works here.',
    'Nothing was changed. Choose a name from the list.',
  ],
  'PIN-WRONG': [
    'The PIN is not right.',
    'Nothing was changed. Try again; after five wrong tries the person is locked.',
  ],
  'PIN-LOCKED': [
    'This person is locked after five wrong PINs.',
    'Nothing was changed. An owner can set a new PIN.',
  ],
  'PIN-TOO-SIMPLE': ['A PIN has 4 to 12 digits.', 'Nothing was changed. Choose another PIN.'],
  'RIGHT-MISSING': ['You may not do this.', 'Nothing was changed. Ask a supervisor to sign in.'],
  'DEVICE-RIGHT-MISSING': [
    'This till may not change people.',
    'Nothing was changed. Do it at a till that the owner made an admin device.',
  ],
  'SHIFT-NOT-OPEN': ['No shift is open at this till.', 'Nothing was changed. Open a shift first.'],
  'SHIFT-ALREADY-OPEN': [
    'A shift is open already.',
    'Nothing was changed. Close it before you open another.',
  ],
  'SHIFT-HAS-BASKET': [
    'A basket is still open.',
    'Nothing was changed. Finish or cancel it, then close the shift.',
  ],
  'BASKET-EMPTY': ['There is nothing in the basket.', 'Nothing was changed. Scan or choose a product.'],
  'BASKET-FULL': [
    'A basket holds at most 1,000 lines.',
    'Nothing was changed. Finish this sale and go on in a new one.',
  ],
  'BASKET-HAS-PAYMENT': [
    'Money was already taken for this basket.',
    'Nothing was changed. Take the rest, or give the money back first.',
  ],
  'LINE-UNKNOWN': ['This line is not in the basket.', 'Nothing was changed. Look at the basket again.'],
  'PRODUCT-UNKNOWN': ['No product has this code.', 'Nothing was changed. Search by name, or check the code.'],
  'PRODUCT-INACTIVE': ['This product is no longer sold.', 'Nothing was changed. Choose another product.'],
  'PRODUCT-WITHOUT-PRICE': [
    'This product has no price in this branch.',
    'Nothing was changed. Give it a price in the catalogue.',
  ],
  'PRODUCT-AMBIGUOUS': [
    'Name either a code or a product, not both or none.',
    'Nothing was changed. Send one of the two.',
  ],
  'PRODUCT-CODE-TAKEN': [
    'Another product has this code already.',
    'Nothing was changed. Correct the code of one of the two.',
  ],
  'TAX-CLASS-UNKNOWN': [
    'This tax class has no rate here for today.',
    'Nothing was changed. Correct the product or the branch taxes.',
  ],
  'QUANTITY-OUT-OF-BOUNDS': [
    'A quantity is more than 0 and at most 1,000,000.',
    'Nothing was changed. Enter another quantity.',
  ],
  'QUANTITY-NOT-WHOLE': ['This product is sold by the piece.', 'Nothing was changed. Enter a whole number.'],
  'AMOUNT-OUT-OF-BOUNDS': [
    'This amount is too large.',
    'Nothing was changed. Enter a smaller amount or split the sale.',
  ],
  'DISCOUNT-TOO-LARGE': [
    'A discount is at most what the line costs.',
    'Nothing was changed. Enter a smaller discount.',
  ],
  'DISCOUNT-AMBIGUOUS': [
    'A discount is a share or an amount, not both.',
    'Nothing was changed. Send one of the two.',
  ],
  'REASON-MISSING': ['This needs a reason.', 'Nothing was changed. Say why, then try again.'],
  'PAYMENT-ZERO': ['There is nothing to take.', 'Nothing was changed. Enter what the customer gives.'],
  'PAYMENT-TOO-MANY': [
    'This basket was paid in too many parts.',
    'Nothing was changed. Take all that is due at once.',
  ],
  'PAYMENT-UNKNOWN': ['This payment is not on the basket.', 'Nothing was changed. Look at the basket again.'],
  'RECEIPT-UNKNOWN': [
    'This till does not hold this receipt.',
    'Nothing was changed. Search again, or refund without a receipt.',
  ],
  'RECEIPT-OTHER-CURRENCY': [
    'This receipt is in another currency.',
    'Nothing was changed. Refund it in a branch of its currency.',
  ],
  'REFUND-LINE-UNKNOWN': [
    'This line is not on the receipt.',
    'Nothing was changed. Look at the receipt again.',
  ],
  'REFUND-TOO-MUCH': [
    'More would be given back than was sold and not yet refunded.',
    'Nothing was changed. Enter a smaller quantity.',
  ],
  'REFUND-EMPTY': ['Nothing was chosen to give back.', 'Nothing was changed. Choose at least one line.'],
  'REFUND-REPEATED-LINE': ['A line is named twice.', 'Nothing was changed. Name each line once.'],
  'STOCK-MOVE-EMPTY': ['No stock would move.', 'Nothing was changed. Enter at least one quantity.'],
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
