import { bareFingerprint } from './owner-argument.ts';

/** Shows a question and gives the line that was typed; null when nothing more is typed. */
export type Ask = (question: string) => Promise<string | null>;
/** Who sits at the command line. */
export type Person = { readonly say: (line: string) => void; readonly ask: Ask };

/** Mistyping is no reason to make another sheet. */
const TRIES = 3;

/** Whether somebody types the fingerprint back from the paper: a key that is on no paper is held by nobody. */
export const isTypedBack = async (fingerprint: string, ask: Ask): Promise<boolean> => {
  let question = 'Type the fingerprint back from the paper, then Enter: ';
  for (let tries = 0; tries < TRIES; tries += 1) {
    const typed = await ask(question);
    if (typed === null) return false;
    if (bareFingerprint(typed) === bareFingerprint(fingerprint)) return true;
    question = 'That is not what stands above. Compare the paper with it, and type it again: ';
  }
  return false;
};
