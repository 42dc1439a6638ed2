/** Refusals that concern baskets and lines: what happened, that nothing was lost, what to do next. */
export const BASKET_REJECTIONS = {
  'BASKET-EMPTY': ['There is nothing in the basket.', 'Nothing was changed. Scan or choose a product.'],
  'BASKET-FULL': [
    'A basket holds at most 1,000 lines.',
    'Nothing was changed. Finish this sale and go on in a new one.',
  ],
  'LINE-UNKNOWN': ['This line is not in the basket.', 'Nothing was changed. Look at the basket again.'],
  'PRODUCT-UNKNOWN': ['No product has this code.', 'Nothing was changed. Search by name, or check the code.'],
  'CODE-MISREAD': [
    'This code was misread or mistyped: its check digit does not fit.',
    'Nothing was changed. Scan or type it again.',
  ],
  'CODE-MALFORMED': [
    'This code is not built as its standard says.',
    'Nothing was changed. Scan another code of the product, or search it by name.',
  ],
  'CODE-WITHOUT-PRODUCT': [
    'This code does not say which product it is.',
    'Nothing was changed. Scan another code of the product, or search it by name.',
  ],
  'CODE-MEASURE-UNUSED': [
    'This code carries a price or a measure that cannot be used here.',
    'Nothing was changed. Choose the product by name, and enter how much it is.',
  ],
  'CODE-SAYS-QUANTITY': [
    'This code says how much it is already.',
    'Nothing was changed. Scan each label once, without a quantity.',
  ],
  'CODE-PRICE-FIXED': [
    'This label carries a price, and the product has a price for a piece of its own.',
    'Nothing was changed. Choose the product by name; override its price if it has to be another one.',
  ],
  'PRODUCT-INACTIVE': ['This product is no longer sold.', 'Nothing was changed. Choose another product.'],
  'PRODUCT-WITHOUT-PRICE': [
    'This product has no price in this branch.',
    'Nothing was changed. Give it a price in the catalogue.',
  ],
  'PRODUCT-AMBIGUOUS': [
    'Name either a code or a product, not both or none.',
    'Nothing was changed. Send one of the two.',
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
  'BASKET-TOO-MANY-RATES': [
    'A document holds at most 64 tax rates.',
    'Nothing was changed. Finish this sale and go on in a new one.',
  ],
  'DISCOUNT-TOO-LARGE': [
    'A discount is at most what it is taken off.',
    'Nothing was changed. Enter a smaller discount.',
  ],
  'DISCOUNT-AMBIGUOUS': [
    'A discount is a share or an amount, not both.',
    'Nothing was changed. Send one of the two.',
  ],
  'DISCOUNT-TOO-MANY': [
    'A basket has at most 16 discounts.',
    'Nothing was changed. Take the discounts of the basket away and enter one for all.',
  ],
  'PRICE-NEEDED': ['This product has no price of its own.', 'Nothing was changed. Enter what it costs.'],
  'PRICE-NOT-OPEN': [
    'This product has a price.',
    'Nothing was changed. Add it without a price, then override the price.',
  ],
  'LINE-KEEPS-PRICE': [
    'There is no other price for this line: somebody gave it its own, or no list has one.',
    'Nothing was changed. Override the price if it has to be another one.',
  ],
  'EXTRA-ZERO': ['There is nothing to add.', 'Nothing was changed. Enter an amount.'],
  'EXTRA-TOO-MANY': [
    'A basket has at most 16 tips, deposits and payments to accounts.',
    'Nothing was changed. Finish this sale and go on in a new one.',
  ],
  'EXTRA-UNKNOWN': [
    'This tip, deposit or payment to an account is not in the basket.',
    'Nothing was changed. Look at the basket again.',
  ],
  'COUPON-UNKNOWN': [
    'No promotion asks for this coupon.',
    'Nothing was changed. Check the code; the promotion may have been put out of use.',
  ],
  'COUPON-TWICE': ['This coupon is in the basket already.', 'Nothing was changed. It counts once.'],
  'COUPON-TOO-MANY': [
    'A basket has at most 16 coupons.',
    'Nothing was changed. Finish this sale and go on in a new one.',
  ],
  'CUSTOMER-NEEDED': [
    'This needs to know the customer.',
    'Nothing was changed. Choose the customer, then try again.',
  ],
  'REASON-MISSING': ['This needs a reason.', 'Nothing was changed. Say why, then try again.'],
} as const;
