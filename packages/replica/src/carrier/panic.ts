/** An error out of the compiled part of Automerge: what it holds in memory is in doubt. */
export const isPanic = (error: unknown): boolean =>
  error instanceof Error &&
  (error.name === 'RuntimeError' ||
    /unreachable|recursive use of an object|null pointer|Module terminated/.test(error.message));

/** Follows a panic that was told elsewhere, or nowhere: whose message meets it says nothing. */
export const isAftermath = (error: unknown): boolean =>
  error instanceof Error && error.message.includes('Module terminated');
