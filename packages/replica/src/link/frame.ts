import type { RawData } from 'ws';

/** Largest frame that is sent or taken. A sync message of a document within its epoch stays below. */
export const FRAME_MAX_BYTES: number = 8 * 1024 * 1024;

/** The bytes of a frame, however the socket handed them over. */
export const bytesOf = (data: RawData): Uint8Array => {
  if (Array.isArray(data)) return Buffer.concat(data);
  return data instanceof ArrayBuffer ? new Uint8Array(data) : data;
};

/** What failed, in the words of whatever failed. */
export const reasonOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
