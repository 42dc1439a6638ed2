import { en, type Text } from './en.ts';

/** The texts in use. One language exists so far; a second is chosen here and nowhere else. */
export const t: Text = en;
