/** What faults are called, on the command line and in the outcome; named apart from what they do, which loads the world. */
export const FAULT_NAMES = [
  'till-killed',
  'power-cut',
  'power-cut-in-commit',
  'replica-killed',
  'relay-down',
  'reporter-killed',
  'branch-away',
  'till-apart',
  'cut-one-way',
  'link-reset',
  'disk-full',
  'sync-failed',
  'documents-rotten',
  'documents-lost',
  'old-image',
  'clock-jump',
  'clock-set-right',
  'clone',
  'till-lost',
  'till-taken-off',
  'late-sales-admitted',
  'till-put-back',
  'admins-apart',
  'person-changed',
] as const satisfies readonly string[];

export type FaultName = (typeof FAULT_NAMES)[number];
