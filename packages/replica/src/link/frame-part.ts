import { FRAME_MAX_BYTES } from './frame.ts';

/** What goes over a link at once: at 64 kbit/s it holds up whatever is urgent for a second. */
const PART_BYTES: number = 8 * 1024;
/** Messages of one turn go one after the other, so no more than there are turns are under way. */
const OPEN_MAX = 16;
/** More than that no frame is cut into. */
const PIECES_MAX = FRAME_MAX_BYTES / PART_BYTES + 1;

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
    const isWhole = bytes.length === PART_BYTES || (isLast && bytes.length < PART_BYTES);
    if (!isWhole) return 'refused';
    const pieces = this.#open.get(part) ?? [];
    pieces.push(bytes);
    this.#bytes += bytes.length;
    this.#open.set(part, pieces);
    if (this.#open.size > OPEN_MAX || this.#bytes > 2 * FRAME_MAX_BYTES) return 'refused';
    if (pieces.length > PIECES_MAX) return 'refused';
    if (!isLast) return null;
    this.#open.delete(part);
    const frame = new Uint8Array(Buffer.concat(pieces));
    this.#bytes -= frame.length;
    return frame;
  }
}
