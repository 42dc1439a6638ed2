import type { Socket } from 'node:net';
import { plainBytes } from '../cbor/bytes.ts';
import { SMALL_FRAME_BYTES } from './message.ts';

/** Frames over a stream: length (4 bytes, big-endian), bytes. */
export type FramedSocket = {
  readonly send: (frame: Uint8Array) => void;
  /** Of the next frames; one that is longer ends the stream. */
  readonly allow: (bytes: number) => void;
  readonly listen: (onFrame: (frame: Uint8Array) => void, onClose: () => void) => void;
  /** What was sent still goes out; what comes is not read any more. */
  readonly close: () => void;
};

const HEAD_BYTES = 4;
/** What was sent last has so long to leave before the connection is cut, whatever the other end does. */
const LAST_WORD_MS = 2_000;

/** Whole frames out of a stream; false when one is longer than allowed. */
class FrameReader {
  #held: Buffer[] = [];
  #size = 0;
  allowed = SMALL_FRAME_BYTES;
  #isEnded = false;

  get isEnded(): boolean {
    return this.#isEnded;
  }

  /** Takes nothing any more, nor hands out what it holds. */
  end(): void {
    this.#isEnded = true;
    this.#held = [];
    this.#size = 0;
  }

  take(chunk: Buffer, onFrame: (frame: Uint8Array) => void): boolean {
    if (this.#isEnded) return true;
    this.#held.push(chunk);
    this.#size += chunk.length;
    while (this.#size >= HEAD_BYTES) {
      if ((this.#held[0]?.length ?? 0) < HEAD_BYTES) this.#held = [Buffer.concat(this.#held)];
      const length = this.#held[0]?.readUInt32BE(0) ?? 0;
      if (length > this.allowed) return false;
      if (this.#size < HEAD_BYTES + length) return true;
      const whole = Buffer.concat(this.#held);
      this.#held = [whole.subarray(HEAD_BYTES + length)];
      this.#size -= HEAD_BYTES + length;
      onFrame(plainBytes(whole.subarray(HEAD_BYTES, HEAD_BYTES + length)));
    }
    return true;
  }
}

export const framed = (socket: Socket): FramedSocket => {
  const reader = new FrameReader();
  return {
    send: (frame) => {
      if (socket.destroyed || socket.writableEnded) return;
      const head = Buffer.alloc(HEAD_BYTES);
      head.writeUInt32BE(frame.length);
      socket.write(Buffer.concat([head, frame]));
    },
    allow: (bytes) => {
      reader.allowed = bytes;
    },
    listen: (onFrame, onClose) => {
      socket.on('data', (chunk: Buffer) => {
        if (!reader.take(chunk, onFrame)) socket.destroy();
      });
      socket.on('close', onClose);
    },
    close: () => {
      if (reader.isEnded) return;
      reader.end();
      socket.end();
      // No idle timeout: each byte of the other end would begin it anew.
      const late = setTimeout(() => socket.destroy(), LAST_WORD_MS).unref();
      socket.once('close', () => clearTimeout(late));
    },
  };
};
