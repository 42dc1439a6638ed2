import { EventEmitter } from 'node:events';
import type { LinkSocket } from '@tillmesh/replica/port';
import type { Owner, VirtualTime } from './virtual-time.ts';

/** One direction between two machines, as TCP makes it: what is sent arrives in order, late, or never. */
export type Path = {
  readonly latencyMs: () => number;
  /** Nothing gets through; what was sent waits to be sent again. */
  readonly isCut: () => boolean;
};

/** `sent`: told once nothing of it waits here any more. */
type Frame = { readonly size: number; readonly deliver: () => void; readonly sent: (() => void) | undefined };

const CLOSED = 3;
const OPEN = 1;
/** Closed without a closing handshake (RFC 6455, 7.4.1). */
const ABNORMAL = 1006;
/** How often what is cut off is tried again. */
const AGAIN_MS = 500;

/** One end of a connection. What it does to the other end happens there, in a turn of that machine's own. */
export class SimSocket extends EventEmitter implements LinkSocket {
  readonly CLOSING = 2;
  readyState = OPEN;
  isPaused = false;
  readonly #time: VirtualTime;
  readonly #owner: Owner;
  readonly #path: Path;
  readonly #onFrame: (frame: Uint8Array, from: SimSocket) => void;
  #peer: SimSocket | null = null;
  #queue: Frame[] = [];
  #sending = false;
  #queued = 0;
  #held: (() => void)[] = [];

  constructor(
    time: VirtualTime,
    owner: Owner,
    path: Path,
    onFrame: (frame: Uint8Array, from: SimSocket) => void,
  ) {
    super();
    this.#time = time;
    this.#owner = owner;
    this.#path = path;
    this.#onFrame = onFrame;
  }

  get owner(): Owner {
    return this.#owner;
  }

  get bufferedAmount(): number {
    return this.#queued;
  }

  join(peer: SimSocket): void {
    this.#peer = peer;
  }

  send(frame: Uint8Array, sent?: () => void): void {
    if (this.readyState !== OPEN || !this.#owner.alive) return;
    const copy = Uint8Array.from(frame);
    this.#onFrame(copy, this);
    this.#pass(copy.length, (peer) => peer.#take(() => peer.emit('message', Buffer.from(copy), true)), sent);
  }

  ping(data = ''): void {
    this.#pass(0, (peer) => {
      peer.emit('ping', Buffer.from(data));
      peer.#pass(0, (back) => back.emit('pong', Buffer.from(data)));
    });
  }

  pause(): void {
    this.isPaused = true;
  }

  resume(): void {
    this.isPaused = false;
    this.#time.later(() => this.#takeHeld(), 0, this.#owner);
  }

  close(code: number, _reason: string): void {
    if (this.readyState !== OPEN) return;
    this.readyState = this.CLOSING;
    this.#pass(0, (peer) => {
      peer.#end(code);
      peer.#pass(0, (back) => back.#end(code));
    });
  }

  terminate(): void {
    this.#pass(0, (peer) => peer.#end(ABNORMAL));
    this.#end(ABNORMAL);
  }

  /** The machine is gone: with its process ended the other end hears of it, without power it does not. */
  vanish(isTold: boolean): void {
    if (isTold) this.#pass(0, (peer) => peer.#end(ABNORMAL));
    this.readyState = CLOSED;
    this.#queue = isTold ? this.#queue : [];
  }

  #end(code: number): void {
    if (this.readyState === CLOSED) return;
    this.readyState = CLOSED;
    this.#time.later(() => this.emit('close', code, Buffer.alloc(0)), 0, this.#owner);
  }

  /** In the order in which it came, whatever was held back before. */
  #take(run: () => void): void {
    this.#held.push(run);
    this.#takeHeld();
  }

  #takeHeld(): void {
    while (!this.isPaused && this.readyState < CLOSED) {
      const run = this.#held.shift();
      if (run === undefined) return;
      run();
    }
  }

  /** Does something at the other end, after everything that was sent before. */
  #pass(size: number, deliver: (peer: SimSocket) => void, sent?: () => void): void {
    this.#queued += size;
    this.#queue.push({
      size,
      sent,
      deliver: () => {
        const peer = this.#peer;
        if (peer !== null && peer.readyState < CLOSED) deliver(peer);
      },
    });
    if (!this.#sending) this.#pump();
  }

  #pump(): void {
    const frame = this.#queue[0];
    const peer = this.#peer;
    this.#sending = frame !== undefined && peer !== null;
    if (frame === undefined || peer === null) return;
    if (this.#path.isCut() && this.readyState !== OPEN) {
      // Nobody waits for it any more.
      this.#queue = [];
      this.#sending = false;
      this.#end(ABNORMAL);
      return;
    }
    if (this.#path.isCut()) {
      // Sent by the machine, not by the process: the line may outlive it.
      this.#time.later(() => this.#pump(), AGAIN_MS, peer.#owner);
      return;
    }
    this.#queue.shift();
    this.#time.later(
      () => {
        this.#queued -= frame.size;
        if (frame.sent !== undefined) this.#time.later(frame.sent, 0, this.#owner);
        frame.deliver();
        this.#pump();
      },
      this.#path.latencyMs(),
      peer.#owner,
    );
  }
}
