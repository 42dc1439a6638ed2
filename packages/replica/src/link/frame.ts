/** Largest frame that is sent or taken. A sync message of a document within its epoch stays below. */
export const FRAME_MAX_BYTES: number = 8 * 1024 * 1024;
