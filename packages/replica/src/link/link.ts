import type { RawData } from 'ws';
import { Inbox } from './inbox.ts';
import { closeReason } from './close-reason.ts';
import { bytesOf, reasonOf } from './frame.ts';
import { type FramePart, PartJoiner, partsOf } from './frame-part.ts';
import {
  CLOSE_BROKEN,
  CLOSE_DROPPED,
  CLOSE_SILENT,
  CLOSE_VERSION,
  CLOSED_BY_PEER,
  type LinkEnd,
  NOT_THE_SENDER,
  type Refusal,
  UNREADABLE,
} from './link-end.ts';
import { judgeGreeting } from './greeting.ts';
import { Outbox } from './outbox.ts';
import { type Greeting, PART_PROTOCOL, type Program } from './peer-metadata.ts';
import type { LinkTiming, Timers } from './timers.ts';
import type { LinkMeter } from './traffic-table.ts';
import type { LinkSocket } from './transport.ts';
import { decodeMessage, encodeError, encodeJoin, encodePart, type WireMessage } from './wire-message.ts';

/** Traffic of a link whose greeting is done. */
export type LinkMessage = Exclude<WireMessage, { type: 'join' | 'peer' | 'part' }>;

export type LinkEvents = {
  /** The peer has said who it is and which protocol it speaks; nothing has been passed on yet. */
  onGreeted: (link: Link) => void;
  onMessage: (link: Link, message: LinkMessage) => void;
  /** Once, whatever the reason. */
  onEnd: (link: Link, end: LinkEnd) => void;
  onAlarm: (code: string, message: string) => void;
};

export type LinkOptions = {
  selfId: string;
  /** What this device says of itself, in this start of its links. */
  greeting: Greeting;
  /** Proven by its key before this link was made. */
  deviceId: string;
  dialledBy: 'us' | 'them';
  timers: Timers;
  timing: LinkTiming;
  events: LinkEvents;
  meter: LinkMeter;
};

/** What the socket may hold back of what was given to it; the rest waits in the outbox, where it has turns. */
const SOCKET_BYTES = 1024 * 1024;
/** The same where large messages go in pieces: over a slow link what is urgent goes between two of them. */
const PIECES_BYTES = 32 * 1024;
/** What may wait for a peer that does not read. */
const OUTBOX_BYTES = 64 * 1024 * 1024;
/** How long a closing handshake may take. */
const CLOSING_MS = 1_000;

/**
 * One WebSocket to one authenticated device: greeting, heartbeat, bounded queues. No handler throws out of it;
 * whatever goes wrong ends this link and no other.
 */
export class Link {
  readonly deviceId: string;
  readonly dialledBy: 'us' | 'them';
  readonly #socket: LinkSocket;
  readonly #options: LinkOptions;
  readonly #outbox = new Outbox();
  readonly #joiner = new PartJoiner();
  #parts = 0;
  #inPieces = false;
  readonly #inbox = new Inbox();
  #draining = false;
  #state: 'greeting' | 'up' | 'ended' = 'greeting';
  #isHeard = true;
  #quietMs = 0;
  #said: Greeting = { life: null, program: null };
  #echoes = 0;
  readonly #echoing = new Map<string, () => void>();
  readonly #cancels = new Set<() => void>();

  constructor(socket: LinkSocket, options: LinkOptions) {
    this.#socket = socket;
    this.#options = options;
    this.deviceId = options.deviceId;
    this.dialledBy = options.dialledBy;
    socket.on('message', (data, isBinary) => this.#safely(() => this.#onFrame(data, isBinary)));
    socket.on('ping', () => this.#heard());
    socket.on('pong', (data) => this.#safely(() => this.#ponged(Buffer.from(data).toString())));
    socket.on('error', (error) => this.end(CLOSE_BROKEN, error.message));
    socket.on('close', (code) => this.end(code, CLOSED_BY_PEER.get(code) ?? 'closed by the peer'));
    this.#later(() => this.#greetingLate(), options.timing.greetingMs);
    this.#beatLater();
    if (options.dialledBy === 'us') this.#send(encodeJoin(options.selfId, options.greeting));
  }

  /** Which start of the peer's links is at the other end, as it said; null before, and of those that do not say. */
  get life(): string | null {
    return this.#said.life;
  }

  /** What runs at the other end, as it said; null before, and of those that do not say. */
  get program(): Program | null {
    return this.#said.program;
  }

  /**
   * Calls back when the peer has shown that it still stands at the other end, and all that it had said until then
   * was passed on; never, if the link ends before.
   */
  echo(run: () => void): void {
    if (this.#state === 'ended') return;
    this.#echoes += 1;
    this.#echoing.set(`echo ${this.#echoes}`, run);
    this.#socket.ping(`echo ${this.#echoes}`);
  }

  /** Sends after what has an earlier turn, and after what was given before with the same turn. */
  send(frame: Uint8Array, turn: number): void {
    if (this.#state === 'ended') return;
    const pieces = this.#inPieces ? partsOf(frame, this.#parts++) : null;
    if (pieces === null) this.#outbox.push(frame, turn);
    else
      for (const piece of pieces)
        this.#outbox.push(encodePart(this.#options.selfId, this.deviceId, piece), turn);
    if (this.#outbox.bytes > OUTBOX_BYTES) this.end(CLOSE_DROPPED, 'the peer does not read what it is sent');
    else this.#pump();
  }

  /** Asks the peer to show that it still stands at the other end, and ends the link if it does not. */
  probe(): void {
    if (this.#state === 'ended') return;
    this.#isHeard = false;
    this.#socket.ping();
    this.#later(() => {
      if (!this.#isHeard && !this.#socket.isPaused) this.end(CLOSE_SILENT, 'no answer');
    }, this.#options.timing.probeMs);
  }

  end(code: number, cause: string): void {
    if (this.#state === 'ended') return;
    this.#state = 'ended';
    for (const cancel of this.#cancels) cancel();
    this.#inbox.clear();
    try {
      this.#close(code >= 4000 ? code : CLOSE_DROPPED, cause);
    } catch (error) {
      const reason = reasonOf(error);
      this.#options.events.onAlarm('LINK-BROKEN', `A link could not be closed and was cut: ${reason}.`);
      this.#socket.terminate();
    } finally {
      this.#options.events.onEnd(this, { cause, code });
    }
  }

  #close(code: number, cause: string): void {
    const socket = this.#socket;
    if (socket.isPaused) socket.resume();
    if (socket.readyState >= socket.CLOSING) return;
    socket.once(
      'close',
      this.#options.timers.later(() => socket.terminate(), CLOSING_MS),
    );
    socket.close(code, closeReason(cause));
  }

  #later(run: () => void, delayMs: number): void {
    const cancel = this.#options.timers.later(() => {
      this.#cancels.delete(cancel);
      this.#safely(run);
    }, delayMs);
    this.#cancels.add(cancel);
  }

  #safely(run: () => void): void {
    if (this.#state === 'ended') return;
    try {
      run();
    } catch (error) {
      const reason = reasonOf(error);
      this.#options.events.onAlarm('LINK-BROKEN', `A link failed and was ended: ${reason}.`);
      this.end(CLOSE_BROKEN, reason);
    }
  }

  #greetingLate(): void {
    if (this.#state === 'greeting') this.end(CLOSE_SILENT, 'no greeting');
  }

  #beatLater(): void {
    const { heartbeatMs } = this.#options.timing;
    this.#later(() => this.#beat(heartbeatMs), heartbeatMs);
  }

  #beat(heartbeatMs: number): void {
    // Counted in beats, not by the clock, which people and time servers move.
    this.#quietMs = this.#isHeard || this.#socket.isPaused ? 0 : this.#quietMs + heartbeatMs;
    this.#isHeard = false;
    if (this.#quietMs >= this.#options.timing.silenceMs) {
      this.end(CLOSE_SILENT, 'silent');
      return;
    }
    this.#socket.ping();
    this.#beatLater();
  }

  #heard(): void {
    this.#isHeard = true;
    this.#options.meter.heard();
  }

  #onFrame(data: RawData, isBinary: boolean): void {
    this.#heard();
    const bytes = bytesOf(data);
    this.#options.meter.received(bytes.length);
    this.#onMessage(isBinary ? decodeMessage(bytes) : null, bytes.length);
  }

  #onMessage(message: WireMessage | null, size: number): void {
    if (message === null) this.#refuse(UNREADABLE);
    else if (message.senderId !== this.deviceId) this.#refuse(NOT_THE_SENDER);
    else if (this.#state === 'greeting') this.#greet(message);
    else if (message.type === 'part') this.#join(message);
    else if (message.type !== 'join' && message.type !== 'peer') this.#take(message, size);
  }

  #refuse({ code, what, cause }: Refusal): void {
    this.#options.events.onAlarm(code, `A device sent ${what}; its link was ended.`);
    this.end(CLOSE_BROKEN, cause);
  }

  #join(piece: FramePart): void {
    const frame = this.#joiner.take(piece);
    if (frame === null) return;
    const message = frame === 'refused' ? null : decodeMessage(frame);
    this.#onMessage(message?.type === 'part' ? null : message, frame.length);
  }

  #greet(message: WireMessage): void {
    const greeted = judgeGreeting(message, this.dialledBy);
    if (!greeted.ok) {
      const { answer, cause, isOtherVersion } = greeted;
      if (answer !== undefined) this.#send(encodeError(this.#options.selfId, this.deviceId, answer));
      this.end(isOtherVersion ? CLOSE_VERSION : CLOSE_BROKEN, cause);
      return;
    }
    this.#state = 'up';
    this.#said = greeted.said;
    this.#inPieces = (greeted.said.program?.protocol ?? 0) >= PART_PROTOCOL;
    this.#options.events.onGreeted(this);
  }

  #ponged(echo: string): void {
    this.#heard();
    const run = this.#echoing.get(echo);
    if (run === undefined || !this.#echoing.delete(echo)) return;
    this.#inbox.push(run, 0);
    this.#drainSoon();
  }

  #take(message: LinkMessage, size: number): void {
    this.#inbox.push(() => this.#options.events.onMessage(this, message), size);
    if (this.#inbox.isFull) this.#socket.pause();
    this.#drainSoon();
  }

  /** One message a turn: each may cost the Repo tens of milliseconds, and others wait too. */
  #drainSoon(): void {
    if (this.#draining) return;
    this.#draining = true;
    this.#options.timers.soon(() => {
      this.#draining = false;
      this.#safely(() => this.#drain());
    });
  }

  #drain(): void {
    const next = this.#inbox.shift();
    if (next === undefined) return;
    // Nothing is heard while reading is paused; that is not the peer's silence.
    this.#isHeard = true;
    if (this.#socket.isPaused && this.#inbox.isRoomy) this.#socket.resume();
    if (!this.#inbox.isEmpty) this.#drainSoon();
    next();
  }

  #pump(): void {
    const most = this.#inPieces ? PIECES_BYTES : SOCKET_BYTES;
    while (this.#state !== 'ended' && this.#socket.bufferedAmount < most) {
      const frame = this.#outbox.shift();
      if (frame === undefined) return;
      this.#send(frame, () => this.#safely(() => this.#pump()));
    }
  }

  #send(frame: Uint8Array, sent?: () => void): void {
    this.#options.meter.sent(frame.length);
    this.#socket.send(frame, sent);
  }
}
