import type { ErrorReply, ImportRefusal } from '../../api/view.ts';

/**
 * Refusals of the local API itself; a command's own refusals are the model's rejections. A code never
 * changes. Each has the HTTP status it is sent with, what happened and what to do next.
 */
export const API_ERRORS = {
  'REQUEST-MALFORMED': [
    400,
    'This is not a request the till understands.',
    'Nothing was changed. Send it as HTTP/1.1 with a path.',
  ],
  'HOST-REFUSED': [
    403,
    'The till answers only under its own loopback address.',
    'Nothing was changed. Open the address the till printed when it started.',
  ],
  'ORIGIN-REFUSED': [
    403,
    'This request came from another page.',
    "Nothing was changed. Use the till's own page.",
  ],
  'TOKEN-MISSING': [
    401,
    'This request carries no token.',
    "Nothing was changed. Load the till's page again.",
  ],
  'TOKEN-WRONG': [
    401,
    "This request's token is not of this start of the till.",
    "Nothing was changed. Load the till's page again.",
  ],
  'CONTENT-TYPE-REFUSED': [
    415,
    'The body is not of a type this address takes.',
    'Nothing was changed. Send application/json.',
  ],
  'CONTENT-ENCODING-REFUSED': [
    415,
    'A compressed body is not taken.',
    'Nothing was changed. Send it as it is.',
  ],
  'BODY-TOO-LARGE': [413, 'The body is too large.', 'Nothing was changed. Send it in smaller parts.'],
  'BODY-NOT-JSON': [400, 'The body is not JSON.', 'Nothing was changed. Check the body and send it again.'],
  'BODY-TOO-DEEP': [
    400,
    'The body is nested too deeply.',
    'Nothing was changed. Check the body and send it again.',
  ],
  'BODY-UNEXPECTED': [
    400,
    'The body is not what this address takes.',
    'Nothing was changed. Correct the named place and send it again.',
  ],
  'COMMANDS-TOO-MANY': [
    400,
    'At most 200 commands are taken at once.',
    'Nothing was changed. Send them in smaller parts.',
  ],
  'SHEET-GONE': [
    409,
    'This till holds no new recovery sheet: it was kept already or is another one, its maker signed out, some minutes went by, or the till was started again.',
    'Nothing was changed. If no key was named, destroy what was printed and make a new sheet.',
  ],
  'SHEET-HELD-ALREADY': [
    409,
    'Another page or command of this till is making a new recovery sheet.',
    'Nothing was changed. Go on there, or leave that sheet first.',
  ],
  'QUERY-UNEXPECTED': [
    400,
    'A part of the address is not understood.',
    'Nothing was changed. Correct the named part and try again.',
  ],
  'NOT-FOUND': [404, 'There is nothing at this address.', 'Nothing was changed. Check the address.'],
  'METHOD-REFUSED': [
    405,
    'This address does not take this method.',
    'Nothing was changed. Check the request.',
  ],
  'METER-DEVICE-UNKNOWN': [
    404,
    'The shop has no such device besides this till.',
    'Nothing was changed, and selling is unaffected. Look at the devices again.',
  ],
  'METER-PLAN-REFUSED': [
    422,
    'This is no budget for a link: it takes 5 MB a day or more, and hours such as 23:00 to 06:00.',
    'Nothing was changed, and selling is unaffected. Correct it and try again.',
  ],
  'RECEIPT-UNKNOWN': [
    404,
    'This till does not hold this receipt.',
    'Search again, or refund without a receipt.',
  ],
  'BRANCH-UNKNOWN': [404, 'There is no such branch.', 'Look at the branches again.'],
  'DOCUMENT-UNKNOWN': [404, 'This till does not hold this document.', 'Check its number and try again.'],
  'NOT-SET-UP': [409, 'This till is not set up yet.', 'Nothing was changed. Finish the first-run page.'],
  'ALREADY-SET-UP': [409, 'This till is set up already.', "Nothing was changed. Load the till's page again."],
  'SETUP-REFUSED': [
    422,
    'The shop could not be made from this.',
    'Nothing was changed. Correct the named field.',
  ],
  'RIGHT-MISSING': [403, 'You may not do this.', 'Nothing was changed. Ask an owner to sign in.'],
  'CLOCK-NOT-INJECTED': [
    403,
    "The clock of this till is the machine's own.",
    'Nothing was changed. Only a replay may set a clock.',
  ],
  'STATEMENTS-REFUSED': [
    422,
    'These statements are not the owner’s, or do not count with what is held here.',
    'Nothing was changed. State it again at this till, with the recovery sheet of this shop.',
  ],
  'BACKUP-NO-FOLDER': [
    409,
    'This till was not told where backups go.',
    'Nothing was written. Start it with --backup-to and a folder, such as that of a USB stick.',
  ],
  'IMPORT-UNREADABLE': [
    422,
    'The list could not be read.',
    'Nothing was imported. Correct it as said and import it again.',
  ],
  'IMPORT-ROWS-REFUSED': [
    422,
    'The list has rows that cannot be imported.',
    'Nothing was imported. Correct the named rows and import it again.',
  ],
  'SCREEN-NOT-BUILT': [503, "The till's screen has not been built.", 'Build it with: npm run build'],
  'TOO-MANY-SCREENS': [503, 'Too many screens are open at this till.', 'Close one and load the page again.'],
  INTERNAL: [
    500,
    'The till made a mistake.',
    'What was answered before is safe. Try again; if it stays, restart the till.',
  ],
} as const satisfies Record<string, readonly [number, string, string]>;

export type ApiErrorCode = keyof typeof API_ERRORS;

/** An answer that is not a success: the status and what is sent as JSON. A value, never thrown. */
export type Refusal = { readonly status: number; readonly reply: ErrorReply | ImportRefusal };

/** `at` names the place at fault, such as `commands[3]`; `message` replaces the general one where more is known. */
export const refuse = (code: ApiErrorCode, at?: string, message?: string): Refusal => {
  const [status, general, nextStep] = API_ERRORS[code];
  const reply = { code, message: message ?? general, nextStep };
  return { status, reply: at === undefined ? reply : { ...reply, at } };
};

/** A rejection of the model, for the addresses that answer one thing only. */
export const refuseBy = (rejection: ErrorReply): Refusal => ({
  status: rejection.code === 'RIGHT-MISSING' || rejection.code === 'NOT-SIGNED-IN' ? 403 : 422,
  reply: rejection,
});
