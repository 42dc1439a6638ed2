import { type Refusal, refuse } from './api-error.ts';

/** Deep enough for every command; a deeper body is a mistake or an attack on whoever walks it. */
export const MAX_DEPTH = 24;

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const OPENING = new Set([0x5b, 0x7b]);
const CLOSING = new Set([0x5d, 0x7d]);

/** Whether brackets nest deeper than `max`, found without building anything. */
const deeperThan = (bytes: Uint8Array, max: number): boolean => {
  let depth = 0;
  let inText = false;
  for (let i = 0; i < bytes.length; i += 1) {
    const byte = bytes[i] ?? 0;
    if (inText) {
      if (byte === BACKSLASH) i += 1;
      else if (byte === QUOTE) inText = false;
    } else if (byte === QUOTE) {
      inText = true;
    } else if (OPENING.has(byte)) {
      depth += 1;
      if (depth > max) return true;
    } else if (CLOSING.has(byte)) {
      depth -= 1;
    }
  }
  return false;
};

export type Read<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly refusal: Refusal };
export const gone = (refusal: Refusal): { readonly ok: false; readonly refusal: Refusal } => ({
  ok: false,
  refusal,
});

/** Whether a content type is `type` with no parameter but a UTF-8 charset. */
export const isType = (contentType: string | undefined, type: string): boolean => {
  const [name, ...parameters] = (contentType ?? '').split(';').map((part) => part.trim().toLowerCase());
  return name === type && parameters.every((part) => part === 'charset=utf-8' || part === 'charset="utf-8"');
};

/** UTF-8 strictly; null when it is not. A byte order mark is taken off. */
export const readUtf8 = (bytes: Uint8Array): string | null => {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (error) {
    if (error instanceof TypeError) return null;
    throw error;
  }
};

/** Parsed JSON of a body of any size that was let in. */
export const readJson = (bytes: Uint8Array): Read<unknown> => {
  if (deeperThan(bytes, MAX_DEPTH)) return gone(refuse('BODY-TOO-DEEP'));
  const text = readUtf8(bytes);
  if (text === null) return gone(refuse('BODY-NOT-JSON', undefined, 'The body is not UTF-8.'));
  try {
    return { ok: true, value: JSON.parse(text) };
  } catch (error) {
    if (error instanceof SyntaxError) return gone(refuse('BODY-NOT-JSON'));
    throw error;
  }
};
