/** Refusals that concern what comes after a sale: what happened, that nothing was lost, what to do next. */
export const SALE_REJECTIONS = {
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
  'REFUND-REPEATED-LINE': ['A line is named twice.', 'Nothing was changed. Name each line once.'],
  'REFUND-TOO-MUCH': [
    'More would be given back than was sold and not yet refunded.',
    'Nothing was changed. Enter a smaller quantity.',
  ],
  'REFUND-EMPTY': ['Nothing was chosen to give back.', 'Nothing was changed. Choose at least one line.'],
  'REFUND-TOO-MANY-PAYOUTS': [
    'This would go back to too many payments at once.',
    'Nothing was changed. Give back fewer lines at a time.',
  ],
  'TENDER-FOREIGN': [
    'Money goes back in the currency of the shop.',
    'Nothing was changed. Choose another way of giving it back.',
  ],
  'SALE-VOIDED': [
    'This sale was voided: nothing of it is left.',
    'Nothing was changed. Look at the receipt again.',
  ],
  'SALE-NOT-VOIDABLE': [
    'A sale is voided whole, at its own till and in its own shift, before any of it was given back or used.',
    'Nothing was changed. Refund it instead.',
  ],
  'INVOICE-EXISTS': [
    'There is an invoice for this receipt already.',
    'Nothing was changed. Print that one again.',
  ],
  'QUOTE-DATE-PASSED': [
    'A quote is good until today at the earliest.',
    'Nothing was changed. Enter a later date.',
  ],
  'QUOTE-WITH-EXTRA': [
    'A quote is for goods alone.',
    'Nothing was changed. Take tips and deposits off the basket first.',
  ],
  'GIFT-RECEIPT-EMPTY': [
    'No line was chosen for the gift receipt.',
    'Nothing was changed. Choose at least one line.',
  ],
  'DOCUMENT-UNKNOWN': [
    'This till does not hold this document.',
    'Nothing was changed. Search again, or print it at the till that made it.',
  ],
} as const;
