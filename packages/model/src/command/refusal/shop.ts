/** Refusals that concern catalogue, stock and settings: what happened, that nothing was lost, what to do next. */
export const SHOP_REJECTIONS = {
  'PRODUCT-CODE-TAKEN': [
    'Another product has this code already.',
    'Nothing was changed. Correct the code of one of the two.',
  ],
  'PRICE-LIST-UNKNOWN': [
    'There is no such price list.',
    'Nothing was changed. Make the price list first, or correct its name.',
  ],
  'PRICE-NAMED-TWICE': [
    'A price is named twice for one product.',
    'Nothing was changed. Name each list, and within it each date and quantity, once.',
  ],
  'PRICE-LIST-NEVER': [
    'This price list would never count: it ends before it begins.',
    'Nothing was changed. Correct its dates.',
  ],
  'PRICE-LIST-CURRENCY': [
    'The prices of this list are in another currency.',
    'Nothing was changed. Keep its currency, or make another list.',
  ],
  'TENDER-FIXED': [
    'A tender keeps its kind, and cash stays cash of the branch’s own currency.',
    'Nothing was changed. Make another tender beside it.',
  ],
  'TENDER-RESERVED': [
    'Deposits and exchanges follow from other documents: no tender has their name.',
    'Nothing was changed. Choose another name.',
  ],
  'TENDER-NOT-FOREIGN': [
    'Only cash of another currency has a rate.',
    'Nothing was changed. Leave the rate out, or name another currency.',
  ],
  'TAX-CLASS-EMPTY': [
    'A tax class needs a tax, and each of its taxes a rate.',
    'Nothing was changed. Add what is missing; where nothing is charged the rate is 0.',
  ],
  'TAX-NAMED-TWICE': ['A tax, or a date of one, is named twice.', 'Nothing was changed. Name each once.'],
  'TAX-RATE-TOO-HIGH': [
    'The taxes of a class come to at most 1000%.',
    'Nothing was changed. Correct the rates.',
  ],
  'BRANCH-NOT-FOUND': ['There is no such branch.', 'Nothing was changed. Look at the branches again.'],
  'LEGAL-ENTITY-PAST': [
    'Somebody else sells here on this date, and receipts name them.',
    'Nothing was changed. Choose a date from tomorrow on.',
  ],
  'LEGAL-ENTITY-NAMELESS': [
    'Whoever sells has a name.',
    'Nothing was changed. Enter the name of the business.',
  ],
  'YEAR-START-UNKNOWN': [
    'A fiscal year begins on a month and day that every year has, such as 04-01.',
    'Nothing was changed. Enter another day.',
  ],
  'LABEL-FORMAT-IMPOSSIBLE': [
    'Labels cannot be built so, or such codes may belong to articles of others.',
    'Nothing was changed. A code has 8, 12 or 13 digits and begins as codes for use within a shop do (13: 02, 04 or 20 to 29); a verified measure has 4 or 5 digits, a weight at most 3 decimals, a count none.',
  ],
  'LABEL-FORMAT-TAKEN': [
    'Another label format in use has codes that begin so.',
    'Nothing was changed. Choose another prefix, or put the other format out of use.',
  ],
  'PROMOTION-IMPOSSIBLE': [
    'A promotion of this kind has other parts, steps or rewards.',
    'Nothing was changed. Each reward is a share, an amount or a price, one of the three; steps ascend; a threshold has no price.',
  ],
  'PROMOTION-NEVER': [
    'This promotion would never count: it ends before it begins.',
    'Nothing was changed. Correct its dates.',
  ],
  'STOCK-MOVE-EMPTY': ['No stock would move.', 'Nothing was changed. Enter at least one quantity.'],
} as const;
