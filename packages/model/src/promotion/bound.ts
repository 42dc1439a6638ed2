/** The most promotions that count at a branch at a time, and so in a document. */
export const MAX_PROMOTIONS = 64;
/** Promotions of one priority that compete for the same goods are tried in every order up to so many. */
export const MAX_TRIED = 8;
/** Largest number of coupons in one basket. */
export const MAX_COUPONS = 16;
