import type { RawData } from 'ws';
import { Inbox } from './inbox.ts';
import { closeReason } from './close-reason.ts';
import type { Extent } from './extent.ts';
import { bytesOf, reasonOf } from './frame.ts';
import { type FramePart, PartJoiner, partsOf } from './frame-part.ts';
import {
  CLOSE_BROKEN,
  CLOSE_DROPPED,
  CLOSE_SILENT,
  CLOSE_VERSION,
  CLOSED_BY_PEER,
  NOT_THE_SENDER,
  type Refusal,
  UNREADABLE,
} from './link-end.ts';
import { judgeGreeting } from './greeting.ts';
import { Heartbeat } from './heartbeat.ts';
import type { LinkMessage, LinkOptions } from './link-option.ts';
import { Outbox } from './outbox.ts';
import { type Greeting, PART_PROTOCOL, type Program } from './peer-metadata.ts';
import type { LinkSocket } from './transport.ts';
import { decodeMessage, encodeError, encodeJoin, encodePart, type WireMessage } from './wire-message.ts';

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
  readonly #heartbeat: Heartbeat;
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
    // A ping is answered by itself.
    socket.on('ping', () => {
      this.#heard(2);
      this.#heartbeat.said();
    });
    socket.on('pong', (data) => this.#safely(() => this.#ponged(Buffer.from(data).toString())));
    socket.on('error', (error) => this.end(CLOSE_BROKEN, error.message));
    socket.on('close', (code) => this.end(code, CLOSED_BY_PEER.get(code) ?? 'closed by the peer'));
    this.#later(() => this.#greetingLate(), options.timing.greetingMs);
    this.#heartbeat = new Heartbeat({
      timing: options.timing,
      dialledBy: options.dialledBy,
      isMetered: () => (options.greeting.extent ?? this.#said.extent ?? null) !== null,
      isPaused: () => socket.isPaused,
      later: (run, delayMs) => this.#later(run, delayMs),
      ping: () => this.#ping(),
      onSilent: (cause) => this.end(CLOSE_SILENT, cause),
    });
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

  /** What this device said of itself on this link. */
  get greeting(): Greeting {
    return this.#options.greeting;
  }

  /** What the peer said of this link: see `Greeting`. */
  get extent(): Extent | null {
    return this.#said.extent ?? null;
  }

  /**
   * Calls back when the peer has shown that it still stands at the other end, and all that it had said until then
   * was passed on; never, if the link ends before.
   */
  echo(run: () => void): void {
    if (this.#state === 'ended') return;
    this.#echoes += 1;
    this.#echoing.set(`echo ${this.#echoes}`, run);
    this.#ping(`echo ${this.#echoes}`);
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
    if (this.#state !== 'ended') this.#heartbeat.probe();
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

  /** `signs`: so many signs of life went to and fro. */
  #heard(signs = 0): void {
    this.#heartbeat.heard();
    this.#options.meter.heard(signs);
  }

  #ping(word = ''): void {
    this.#options.meter.pinged();
    this.#socket.ping(word);
  }

  #onFrame(data: RawData, isBinary: boolean): void {
    this.#heartbeat.told();
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
    this.#heard(1);
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
    this.#heartbeat.heard();
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
    this.#heartbeat.said();
    this.#socket.send(frame, sent);
  }
}
