import type { Response } from 'express';
import type { ErrorReply } from '../api/error.ts';

/** Every refusal of this server: its HTTP status, what happened and what to do next. */
const REFUSALS = {
  'REQUEST-MALFORMED': [
    400,
    'This is not a request the reporter understands.',
    'Send it as HTTP/1.1 with a path.',
  ],
  'HOST-REFUSED': [
    403,
    'The reporter does not answer under this name.',
    'Open the address it printed when it started.',
  ],
  'ORIGIN-REFUSED': [403, 'This request came from another page.', 'Use the page of the reporter itself.'],
  'SIGN-IN-NEEDED': [401, 'Nobody is signed in here.', 'Sign in with the password.'],
  'PASSWORD-WRONG': [401, 'The password is not right.', 'Try again.'],
  'PASSWORD-NOT-SET': [
    409,
    'No password was set yet.',
    'Set one with: node packages/reports/src/main.ts --data DIR --set-password',
  ],
  'TOO-MANY-TRIES': [
    429,
    'Too many wrong passwords came from here.',
    'Wait a quarter of an hour, then try again.',
  ],
  'CONTENT-TYPE-REFUSED': [415, 'The body is not of a type this address takes.', 'Send application/json.'],
  'BODY-MALFORMED': [400, 'The body is not what this address takes.', 'Correct it and send it again.'],
  'BODY-TOO-LARGE': [413, 'The body is too large.', 'Send less.'],
  'FILTER-MALFORMED': [
    400,
    'A part of the filter is not understood.',
    'Correct the named part and try again.',
  ],
  'NOT-FOUND': [404, 'There is nothing at this address.', 'Check the address.'],
  'TOO-MANY-PAGES': [503, 'Too many pages are open.', 'Close one and load this page again.'],
  'PAGE-NOT-BUILT': [503, 'The page has not been built.', 'Build it with: npm run build'],
  INTERNAL: [500, 'The reporter made a mistake.', 'Nothing was changed. Try again; if it stays, restart it.'],
} as const satisfies Readonly<Record<string, readonly [number, string, string]>>;

export type RefusalCode = keyof typeof REFUSALS;

const refusalReply = (code: RefusalCode, at?: string): ErrorReply => {
  const [, message, nextStep] = REFUSALS[code];
  return at === undefined ? { code, message, nextStep } : { code, message, nextStep, at };
};

export const refuse = (response: Response, code: RefusalCode, at?: string): void => {
  response.status(REFUSALS[code][0]).json(refusalReply(code, at));
};
