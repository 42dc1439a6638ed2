import { text } from '../schema/scalar.ts';

/** Why somebody did what needs a reason. */
export const reason = text(120, 1);
