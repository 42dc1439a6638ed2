/** Refusals that concern shifts and drawers: what happened, that nothing was lost, what to do next. */
export const SHIFT_REJECTIONS = {
  'SHIFT-NOT-OPEN': ['No shift is open at this till.', 'Nothing was changed. Open a shift first.'],
  'SHIFT-ALREADY-OPEN': [
    'A shift is open already.',
    'Nothing was changed. Close it, or leave it, before you open or join another.',
  ],
  'SHIFT-HAS-BASKET': ['A basket is still open.', 'Nothing was changed. Finish or cancel it first.'],
  'SHIFT-UNKNOWN': [
    'This till does not know this shift.',
    'Nothing was changed. Wait until the other till is heard, or open a shift here.',
  ],
  'SHIFT-OF-ANOTHER-TILL': [
    'Another till opened this shift and closes it.',
    'Nothing was changed. Close it there; here you can leave it.',
  ],
  'SHIFT-CLOSED-ELSEWHERE': [
    'The till that opened this shift has closed it.',
    'Nothing was changed. Leave it, then open or join another.',
  ],
  'SHIFT-NOT-JOINED': [
    'This till opened the shift itself.',
    'Nothing was changed. Close the shift instead of leaving it.',
  ],
  'SHIFT-NOT-CLOSED': [
    'This shift is not closed yet.',
    'Nothing was changed. What comes meanwhile goes into its Z.',
  ],
  'SHIFT-OTHER-CURRENCY': [
    'This shift is in another currency.',
    'Nothing was changed. Open a shift of your own.',
  ],
  'SUPPLEMENT-EMPTY': [
    'All that came of this shift is counted already.',
    'Nothing was changed. There is nothing to do until more comes.',
  ],
  'BUSINESS-DATE-BEFORE': [
    'This till has traded on a later date already.',
    'Nothing was changed. Choose that date or a later one.',
  ],
  'BUSINESS-DATE-FAR': [
    "This date is more than a year from the clock's and from the last one here.",
    'Nothing was changed. Check the year, or set the clock of this till.',
  ],
  'COUNT-AMBIGUOUS': [
    'Count one sum or each currency, not both or none.',
    'Nothing was changed. Send one of the two.',
  ],
  'COUNT-MISSING': [
    'Some of the money is not counted.',
    'Nothing was changed. Count each currency that is in the drawer.',
  ],
  'COUNT-MISMATCH': [
    'Coins and notes do not come to the sum.',
    'Nothing was changed. Count again, or leave the sum out.',
  ],
  'COUNT-REPEATED': [
    'A currency, coin or note is counted twice.',
    'Nothing was changed. Put its counts together.',
  ],
  'CURRENCY-UNKNOWN': ['There is no such currency.', 'Nothing was changed. Use its code of three letters.'],
  'CURRENCY-TOO-MANY': [
    'A drawer holds at most 16 currencies.',
    'Nothing was changed. Keep the others elsewhere.',
  ],
  'DENOMINATION-UNKNOWN': [
    'There is no coin or note of this value here.',
    'Nothing was changed. Correct the value, or count a sum.',
  ],
  'VARIANCE-TOO-LARGE': [
    'The count is further from what is expected than you may accept.',
    'Nothing was changed. Count again, or ask somebody who may accept it to approve it.',
  ],
  'DRAWER-MOVE-EMPTY': ['No money would move.', 'Nothing was changed. Enter an amount.'],
  'DRAWER-TOO-LITTLE': [
    'There is less than that in the drawer.',
    'Nothing was changed. Enter a smaller amount, or count the drawer.',
  ],
} as const;
