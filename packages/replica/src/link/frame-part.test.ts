import { EventEmitter } from 'node:events';
import { encode } from 'cborg';
import { expect, it } from 'vitest';
import { type FramePart, PartJoiner, partsOf } from './frame-part.ts';
import { Link } from './link.ts';
import type { LinkMessage } from './link-option.ts';
import { DEFAULT_TIMING, type Timers } from './timers.ts';
import { encodeJoin, encodeObjects, encodePeer } from './wire-message.ts';

const nothing = (): void => undefined;
const meterOfNothing = { heard: nothing, received: nothing, sent: nothing, pinged: nothing };
const NO_TIME: Timers = { nowMs: () => 0, later: () => () => undefined, soon: (run) => run() };
const KB = 1_024;
/** 64 kbit/s. */
const BYTES_A_SECOND = 8_000;

/** One end of a connection over which bytes go one after the other, as fast as the test lets them. */
class SlowSocket extends EventEmitter {
  readonly CLOSING = 2;
  readyState = 1;
  isPaused = false;
  bufferedAmount = 0;
  readonly #waiting: { frame: Uint8Array; sent: (() => void) | undefined }[] = [];
  other: SlowSocket | null = null;
  carried = 0;

  send(frame: Uint8Array, sent?: () => void): void {
    this.#waiting.push({ frame, sent });
    this.bufferedAmount += frame.length;
  }

  /** The next frame gets to the other end; false: there is none. */
  carry(): boolean {
    const next = this.#waiting.shift();
    if (next === undefined) return false;
    this.bufferedAmount -= next.frame.length;
    this.carried += next.frame.length;
    this.other?.emit('message', next.frame, true);
    next.sent?.();
    return true;
  }

  ping(): void {
    return undefined;
  }

  pause(): void {
    this.isPaused = true;
  }

  resume(): void {
    this.isPaused = false;
  }

  close(): void {
    this.readyState = this.CLOSING;
  }

  terminate(): void {
    this.readyState = this.CLOSING;
  }
}

/** Two linked devices, each of which says that it knows so many messages. */
const linkedWith = (protocol: number) => {
  const [near, far] = [new SlowSocket(), new SlowSocket()];
  [near.other, far.other] = [far, near];
  const heard: { message: LinkMessage; afterBytes: number }[] = [];
  const ends: string[] = [];
  const linkOf = (socket: SlowSocket, selfId: string, deviceId: string, dialledBy: 'us' | 'them') =>
    new Link(socket, {
      selfId,
      deviceId,
      dialledBy,
      greeting: { life: null, program: { version: '1', protocol } },
      timers: NO_TIME,
      timing: DEFAULT_TIMING,
      meter: meterOfNothing,
      events: {
        onGreeted: () => undefined,
        onMessage: (_link, message) => void heard.push({ message, afterBytes: near.carried }),
        onEnd: (_link, { cause }) => void ends.push(cause),
        onAlarm: () => undefined,
      },
    });
  const sender = linkOf(near, 'a', 'b', 'us');
  linkOf(far, 'b', 'a', 'them');
  const greeting = { life: null, program: { version: '1', protocol } };
  far.emit('message', encodeJoin('a', greeting), true);
  near.emit('message', encodePeer('b', 'a', greeting), true);
  near.carry();
  near.carried = 0;
  const carryAll = (): void => {
    while (near.carry()) continue;
  };
  return { sender, far, heard, ends, carryAll };
};

const catalogue = (bytes: number): Uint8Array =>
  encodeObjects('a', 'b', { documentId: 'catalogue', objects: new Uint8Array(bytes).fill(7) });
const sale = encodeObjects('a', 'b', { documentId: 'sale', objects: new Uint8Array(700) });

/** How many bytes went before the sale that was made while half a megabyte of the catalogue was on its way. */
const beforeSale = (protocol: number): number => {
  const { sender, heard, carryAll } = linkedWith(protocol);
  for (let shard = 0; shard < 4; shard += 1) sender.send(catalogue(128 * KB), 4);
  sender.send(sale, 0);
  carryAll();
  expect(heard).toHaveLength(5);
  const sizes = heard.map(({ message }) => (message.type === 'objects' ? message.objects.length : 0));
  expect(sizes.filter((size) => size === 128 * KB)).toHaveLength(4);
  return (
    heard.find(({ message }) => message.type === 'objects' && message.documentId === 'sale')?.afterBytes ?? 0
  );
};

it('[PART-01] over a link of 64 kbit/s a sale waits five seconds behind half a megabyte, in place of a minute and more', () => {
  const inPieces = beforeSale(4);
  expect(inPieces / BYTES_A_SECOND).toBeLessThan(6);
  expect(beforeSale(3) / inPieces).toBeGreaterThan(10);
});

it('[PART-02] a message in pieces comes out as it went in; a small one goes whole', () => {
  const frame = Uint8Array.from({ length: 20_000 }, (_, index) => index % 251);
  const parts = partsOf(frame, 7) ?? [];
  expect(parts.map(({ bytes, isLast }) => [bytes.length, isLast])).toEqual([
    [8_192, false],
    [8_192, false],
    [3_616, true],
  ]);
  const joiner = new PartJoiner();
  const other = partsOf(frame.slice(1), 8) ?? [];
  const out = parts.flatMap((part, index) => [joiner.take(part), joiner.take(other[index]!)]);
  expect(out.slice(0, 4)).toEqual([null, null, null, null]);
  expect(out[4]).toEqual(frame);
  expect(out[5]).toEqual(frame.slice(1));
  expect(partsOf(frame.slice(0, 8_192), 9)).toBeNull();
});

const piece = (part: number, bytes: number, isLast = false): FramePart => ({
  part,
  isLast,
  bytes: new Uint8Array(bytes),
});

it('[PART-03] who begins more messages than there are turns, or sends more than two frames hold, loses the link', () => {
  const begun = new PartJoiner();
  for (let part = 0; part < 16; part += 1) expect(begun.take(piece(part, 8 * KB))).toBeNull();
  expect(begun.take(piece(16, 8 * KB))).toBe('refused');
  const large = new PartJoiner();
  // Two of the largest, as pieces of three messages.
  for (let count = 0; count < 2_048; count += 1) expect(large.take(piece(count % 3, 8 * KB))).toBeNull();
  expect(large.take(piece(0, 8 * KB))).toBe('refused');

  const { far, ends } = linkedWith(4);
  for (let part = 0; part <= 16; part += 1) {
    const fields = {
      type: 'tillmesh-part',
      senderId: 'a',
      part,
      isLast: false,
      bytes: new Uint8Array(8 * KB),
    };
    far.emit('message', encode(fields), true);
  }
  expect(ends).toEqual(['unreadable message']);
});

it('[PART-04] a piece of another size than messages are cut into, or one more than the largest has, ends the link', () => {
  for (const odd of [piece(0, 1), piece(0, 0), piece(0, 8 * KB + 1), piece(0, 8 * KB + 1, true)])
    expect(new PartJoiner().take(odd)).toBe('refused');
  expect(new PartJoiner().take(piece(0, 8 * KB, true))).toHaveLength(8 * KB);
  const many = new PartJoiner();
  for (let count = 0; count < 1_025; count += 1) expect(many.take(piece(0, 8 * KB))).toBeNull();
  expect(many.take(piece(0, 8 * KB))).toBe('refused');

  const { far, ends } = linkedWith(4);
  const fields = { type: 'tillmesh-part', senderId: 'a', part: 0, isLast: false, bytes: new Uint8Array(1) };
  far.emit('message', encode(fields), true);
  expect(ends).toEqual(['unreadable message']);
});
