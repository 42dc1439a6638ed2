/** Refusals that concern a command as such: what happened, that nothing was lost, what to do next. */
export const COMMAND_REJECTIONS = {
  'COMMAND-MALFORMED': [
    'This request could not be understood.',
    'Nothing was changed. Check the named place and send it again.',
  ],
  'COMMAND-UNKNOWN': [
    'This till does not know this request.',
    'Nothing was changed. The till may need an upgrade.',
  ],
} as const;
