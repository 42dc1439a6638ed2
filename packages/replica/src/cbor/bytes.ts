/** A plain copy of what Node returns as a Buffer, so that equality and encoding see one type only. */
export const plainBytes = (bytes: Uint8Array): Uint8Array => Uint8Array.from(bytes);

/** The same memory as a plain Uint8Array. */
export const plainView = (bytes: Uint8Array): Uint8Array =>
  bytes.constructor === Uint8Array ? bytes : new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength);

export const isBytes = (value: unknown): value is Uint8Array => value instanceof Uint8Array;

export const toHex = (bytes: Uint8Array): string =>
  Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('hex');

const HEX = /^(?:[0-9a-f]{2})*$/;

/** Lower-case hexadecimal of whole bytes; anything else is a bug of the caller (assertion). */
export const fromHex = (hex: string): Uint8Array => {
  if (!HEX.test(hex)) throw new TypeError('not lower-case hexadecimal');
  return Uint8Array.from(Buffer.from(hex, 'hex'));
};

/** Bytewise order, a shorter prefix first. */
export const compareBytes = (a: Uint8Array, b: Uint8Array): number => Buffer.compare(a, b);

export const equalBytes = (a: Uint8Array, b: Uint8Array): boolean =>
  a.length === b.length && Buffer.compare(a, b) === 0;

export const concatBytes = (...parts: readonly Uint8Array[]): Uint8Array => {
  const whole = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
};

const encoder = new TextEncoder();
/** UTF-8. Text with a lone surrogate has none and is a bug of the caller (assertion). */
export const utf8 = (text: string): Uint8Array => {
  if (!text.isWellFormed()) throw new TypeError('text with a lone surrogate');
  return encoder.encode(text);
};
