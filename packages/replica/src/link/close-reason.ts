/** What a close frame has room for beside its code (RFC 6455, 5.5). */
const REASON_BYTES = 123;

/** As much of a cause as fits; a peer may have worded it, in any script. No character is cut in two. */
export const closeReason = (cause: string): string => {
  const { read } = new TextEncoder().encodeInto(cause, new Uint8Array(REASON_BYTES));
  return cause.slice(0, read);
};
