/** What a till takes at most in one line (units) and in one document (lines); beyond is refused. */
export const MAX_QUANTITY = 1_000_000;
export const MAX_LINES = 1_000;
