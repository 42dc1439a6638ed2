/** What foreign bytes do wrong. Thrown within the parser only; whoever calls it gives a verdict. */
export class Malformed extends Error {
  override readonly name = 'Malformed';
}

const GROUP_BITS = 7;
const GROUP = 0x80;
/** Groups of seven bits up to 2^53. */
const GROUPS_MAX = 8;

/**
 * Reads foreign bytes from the front. Nothing is copied, nothing is read past the end, no count is believed before
 * what it counts is there, and a number has one encoding: the shortest.
 */
export class ByteReader {
  readonly #bytes: Uint8Array;
  #at: number;
  readonly #end: number;

  constructor(bytes: Uint8Array, start = 0, end = bytes.length) {
    this.#bytes = bytes;
    this.#at = start;
    this.#end = end;
  }

  get at(): number {
    return this.#at;
  }

  get left(): number {
    return this.#end - this.#at;
  }

  byte(): number {
    const byte = this.#at < this.#end ? this.#bytes[this.#at] : undefined;
    if (byte === undefined) throw new Malformed('it ends too early');
    this.#at += 1;
    return byte;
  }

  take(length: number): Uint8Array {
    if (length > this.left) throw new Malformed('a length beyond its end');
    const taken = this.#bytes.subarray(this.#at, this.#at + length);
    this.#at += length;
    return taken;
  }

  /** Unsigned LEB128 from 0 to `max`. */
  unsigned(max: number = Number.MAX_SAFE_INTEGER): number {
    let value = 0;
    let scale = 1;
    for (let group = 0; group < GROUPS_MAX; group += 1) {
      const byte = this.byte();
      value += (byte & (GROUP - 1)) * scale;
      scale *= GROUP;
      if (byte >= GROUP) continue;
      if (byte === 0 && group > 0) throw new Malformed('a number that is not written shortest');
      if (value > max) throw new Malformed(`a number above ${max}`);
      return value;
    }
    throw new Malformed('a number that is too large');
  }

  /** Signed LEB128 within ±2^53. */
  signed(): number {
    const start = this.#at;
    let value = 0;
    let scale = 1;
    for (let group = 0; group < GROUPS_MAX; group += 1) {
      const byte = this.byte();
      value += (byte & (GROUP - 1)) * scale;
      scale *= GROUP;
      if (byte >= GROUP) continue;
      const signed = (byte & (GROUP >> 1)) === 0 ? value : value - scale;
      if (!Number.isSafeInteger(signed) || signedSize(signed) !== this.#at - start) {
        throw new Malformed('a number that is not written shortest');
      }
      return signed;
    }
    throw new Malformed('a number that is too large');
  }

  /** A count of things that take at least `size` bytes each, all of which must still be there. */
  count(size: number, max: number): number {
    const count = this.unsigned(max);
    if (count * size > this.left) throw new Malformed('a count beyond its end');
    return count;
  }

  end(): void {
    if (this.left > 0) throw new Malformed('bytes beyond its end');
  }
}

const signedSize = (value: number): number => {
  let size = 1;
  let rest = Math.floor(value / 2 ** (GROUP_BITS - 1));
  while (rest !== 0 && rest !== -1) {
    rest = Math.floor(rest / GROUP);
    size += 1;
  }
  return size;
};
