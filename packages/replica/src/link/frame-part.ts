import { FRAME_MAX_BYTES } from './frame.ts';

/** What goes over a link at once: at 64 kbit/s it holds up whatever is urgent for a second. */
const PART_BYTES: number = 8 * 1024;
/** Messages of one turn go one after the other, so no more than there are turns are under way. */
const OPEN_MAX = 16;

/** A piece of a message that is too large to go at once; `part` numbers the message, on this link. */
export type FramePart = { readonly part: number; readonly isLast: boolean; readonly bytes: Uint8Array };

/** A large frame in pieces; a small one as it is (null). */
export const partsOf = (frame: Uint8Array, part: number): readonly FramePart[] | null => {
  if (frame.length <= PART_BYTES) return null;
  const count = Math.ceil(frame.length / PART_BYTES);
  return Array.from({ length: count }, (_, index) => ({
    part,
    isLast: index === count - 1,
    bytes: frame.subarray(index * PART_BYTES, (index + 1) * PART_BYTES),
  }));
};

/** Puts the pieces of a peer's messages together again. */
export class PartJoiner {
  readonly #open = new Map<number, Uint8Array[]>();
  #bytes = 0;

  /** The whole frame with its last piece; null before. `refused`: more than any sound device sends in pieces. */
  take({ part, isLast, bytes }: FramePart): Uint8Array | null | 'refused' {
    const pieces = [...(this.#open.get(part) ?? []), bytes];
    this.#bytes += bytes.length;
    this.#open.set(part, pieces);
    if (this.#open.size > OPEN_MAX || this.#bytes > 2 * FRAME_MAX_BYTES) return 'refused';
    if (!isLast) return null;
    this.#open.delete(part);
    const frame = new Uint8Array(Buffer.concat(pieces));
    this.#bytes -= frame.length;
    return frame;
  }
}
