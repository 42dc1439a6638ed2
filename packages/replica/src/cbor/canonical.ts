import type { Wire } from '@tillmesh/model';
import { decode, encode, type Token, Tokenizer, Type } from 'cborg';
import { equalBytes, plainBytes, plainView } from './bytes.ts';

/**
 * The only values that go into signed bytes: safe integers, text, flags, null, byte strings, lists,
 * and maps with integer keys. No floats: a float would make two encodings of one amount possible.
 */
export type { Wire };

/** Lists and maps within one another. Ours need 8; a hostile nest must not reach the stack's end. */
export const MAX_DEPTH = 32;

const isInteger = (value: number): boolean => Number.isSafeInteger(value) && !Object.is(value, -0);

const assertWire = (value: Wire, depth: number): void => {
  if (depth > MAX_DEPTH) throw new TypeError(`a value nested deeper than ${MAX_DEPTH}`);
  if (typeof value === 'number') {
    if (!isInteger(value)) throw new TypeError(`not a safe integer: ${value}`);
  } else if (typeof value === 'string') {
    if (!value.isWellFormed()) throw new TypeError('text with a lone surrogate');
  } else if (value instanceof Map) {
    for (const [key, part] of value as ReadonlyMap<number, Wire>) {
      if (typeof key !== 'number' || !isInteger(key)) throw new TypeError('a map key that is no integer');
      assertWire(part, depth + 1);
    }
  } else if (Array.isArray(value)) {
    for (const part of value as readonly Wire[]) assertWire(part, depth + 1);
  } else if (typeof value !== 'boolean' && value !== null && !(value instanceof Uint8Array)) {
    throw new TypeError(`a value that cannot be signed: ${typeof value}`);
  }
};

/**
 * Deterministic CBOR (RFC 8949 4.2.1): shortest heads, definite lengths, keys sorted bytewise.
 * Throws a TypeError for what `Wire` forbids: the caller made it, so that is a bug.
 */
export const encodeCanonical = (value: Wire): Uint8Array => {
  assertWire(value, 0);
  // cborg's default order of keys (major type, then value) is RFC 8949's for integer keys, at half the cost.
  return plainBytes(encode(value));
};

type Decoded = { readonly ok: true; readonly value: Wire } | { readonly ok: false; readonly reason: string };

/** Stops at the first token that `Wire` has no place for, and before a nest grows too deep to walk. */
class WireTokenizer extends Tokenizer {
  /** Items still to come in every list or map around the present one. */
  readonly #outer: number[] = [];
  /** Items still to come in the present one; the whole is one item. */
  #left = 1;

  override next(): Token {
    const token = super.next();
    const { type } = token;
    if (type.major === Type.tag.major) throw new Error('a tag');
    if (Type.equals(type, Type.float)) throw new Error('a float');
    if (Type.equals(type, Type.undefined)) throw new Error('undefined');
    this.#left -= 1;
    if (type.major === Type.array.major || type.major === Type.map.major) {
      if (this.#outer.length === MAX_DEPTH) throw new Error(`nested deeper than ${MAX_DEPTH}`);
      this.#outer.push(this.#left);
      this.#left = type.major === Type.map.major ? 2 * Number(token.value) : Number(token.value);
    }
    while (this.#left === 0 && this.#outer.length > 0) this.#left = this.#outer.pop() ?? 0;
    return token;
  }
}

const STRICT = {
  strict: true,
  useMaps: true,
  rejectDuplicateMapKeys: true,
  allowIndefinite: false,
  allowUndefined: false,
  allowInfinity: false,
  allowNaN: false,
  allowBigInt: false,
} as const;

/** Reads bytes from anywhere: `ok` only for the one encoding that `encodeCanonical` gives. Never throws. */
export const decodeCanonical = (bytes: Uint8Array): Decoded => {
  let value: Wire;
  let again: Uint8Array;
  try {
    value = decode(bytes, { ...STRICT, tokenizer: new WireTokenizer(plainView(bytes), STRICT) }) as Wire;
    again = encodeCanonical(value);
  } catch (error) {
    return { ok: false, reason: error instanceof Error ? error.message : 'not CBOR' };
  }
  return equalBytes(bytes, again) ? { ok: true, value } : { ok: false, reason: 'not the canonical encoding' };
};
