/** Refusals that concern payments: what happened, that nothing was lost, what to do next. */
export const PAYMENT_REJECTIONS = {
  'BASKET-HAS-PAYMENT': [
    'Money was already taken for this basket.',
    'Nothing was changed. Take the rest, or give the money back first.',
  ],
  'PAYMENT-ZERO': ['There is nothing to take.', 'Nothing was changed. Enter what the customer gives.'],
  'PAYMENT-TOO-MANY': [
    'This basket was paid in too many parts.',
    'Nothing was changed. Take all that is due at once.',
  ],
  'PAYMENT-UNKNOWN': ['This payment is not on the basket.', 'Nothing was changed. Look at the basket again.'],
  'PAYMENT-UNRESOLVED': [
    'It is not known yet what became of a card payment.',
    'Nothing was changed. Look at the card terminal and say what it shows.',
  ],
  'PAYMENT-STATE': [
    'This payment cannot go that way any more.',
    'Nothing was changed. Look at where the payment stands.',
  ],
  'TENDER-UNKNOWN': [
    'This shop does not take this tender.',
    'Nothing was changed. Choose another way of paying.',
  ],
  'TENDER-NOT-CARD': [
    'Only a card payment is asked for at a terminal.',
    'Nothing was changed. Take this tender at once.',
  ],
  'CARD-OVER-DUE': ['A card pays at most what is due.', 'Nothing was changed. Enter what is due, or less.'],
  'ACCOUNT-OVER-DUE': [
    'At most what is due goes on an account.',
    'Nothing was changed. Enter what is due, or less.',
  ],
  'CARD-NUMBER': [
    'This looks like a card number, and card numbers are never kept.',
    'Nothing was changed. Enter at most the last four digits.',
  ],
  'LAST-FOUR-WRONG': [
    'The last four digits of a card are four digits.',
    'Nothing was changed. Enter them again, or leave them out.',
  ],
  'REFERENCE-MISSING': [
    'This tender needs a reference.',
    'Nothing was changed. Enter what the terminal or the voucher says.',
  ],
  'STORED-LIMIT': [
    'Too much was taken on cards that nobody has approved yet.',
    'Nothing was changed. Reverse it at the terminal and take another tender.',
  ],
  'TIP-NOT-NOW': [
    'A tip comes with a card payment that is approved.',
    'Nothing was changed. Put the tip on the basket instead.',
  ],
  'DEPOSIT-TOO-LITTLE': [
    'Less than that is left of this deposit.',
    'Nothing was changed. Use what is left, and take the rest another way.',
  ],
  'FISCAL-DEVICE-FAILED': [
    'The fiscal device does not answer, and without it nothing may be sold here.',
    'Nothing was changed. Look at the device, then try again.',
  ],
} as const;
