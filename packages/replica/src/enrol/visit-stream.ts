import { Duplex } from 'node:stream';
import { TLSSocket, connect } from 'node:tls';
import { plainBytes } from '../cbor/bytes.ts';
import { TLS_POLICY } from '../link/pinned-tls.ts';
import type { TlsIdentity } from '../link/transport.ts';
import { VISIT_BYTES } from '../link/visit.ts';
import { channelOver, type EnrolChannel } from './channel.ts';
import { invitedBinding } from './invitation-key.ts';

export type VisitStreamPorts = {
  readonly send: (bytes: Uint8Array) => void;
  /** Nothing more is said on this side. */
  readonly ended: () => void;
};

/** What the two ends of a visit say to each other, as a stream for TLS; it goes through a relay in small frames. */
export class VisitStream extends Duplex {
  readonly #ports: VisitStreamPorts;
  #isOver = false;
  /** Nothing more is read. */
  #isRead = false;

  constructor(ports: VisitStreamPorts) {
    super({ allowHalfOpen: false });
    this.#ports = ports;
    this.on('error', () => this.destroy());
  }

  arrived(bytes: Uint8Array): void {
    if (!this.#isRead) this.push(Buffer.from(bytes));
  }

  /** The other end, or the way to it, is gone. What came before is still read. */
  over(): void {
    this.#isOver = true;
    this.#noMore();
  }

  #noMore(): void {
    if (!this.#isRead && !this.destroyed) this.push(null);
    this.#isRead = true;
  }

  override _read(): void {
    // What comes is pushed; both ends are bounded by the relay.
  }

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: (error?: Error | null) => void): void {
    for (let at = 0; at < chunk.length && !this.#isOver; at += VISIT_BYTES)
      this.#ports.send(plainBytes(chunk.subarray(at, at + VISIT_BYTES)));
    done();
  }

  override _final(done: (error?: Error | null) => void): void {
    this.#noMore();
    done();
  }

  override _destroy(_error: Error | null, done: (error?: Error | null) => void): void {
    if (!this.#isOver) this.#ports.ended();
    this.#isOver = true;
    this.#isRead = true;
    done(null);
  }
}

type Ends = { readonly stream: VisitStream; readonly tls: TlsIdentity; readonly secret: Uint8Array };
type Opened = (channel: EnrolChannel | null) => void;

const bound = (channel: EnrolChannel | null, secret: Uint8Array): EnrolChannel | null =>
  channel === null ? null : { ...channel, from: 'a relay', binding: invitedBinding(secret, channel.binding) };

const opening = (socket: TLSSocket, event: string, secret: Uint8Array, opened: Opened): void => {
  let isOpen = false;
  socket.on('error', () => socket.destroy());
  socket.once(event, () => {
    isOpen = true;
    opened(bound(channelOver(socket), secret));
  });
  socket.once('close', () => {
    if (!isOpen) opened(null);
  });
};

/** The admin device's end: TLS 1.3, any key taken, as on one network; the secret goes into the channel's binding. */
export const answerVisit = ({ stream, tls: { key, cert }, secret }: Ends, opened: Opened): void => {
  const options = { ...TLS_POLICY, isServer: true, key, cert, requestCert: true };
  opening(new TLSSocket(stream, options), 'secure', secret, opened);
};

/** The new device's end. */
export const beginVisit = ({ stream, tls: { key, cert }, secret }: Ends, opened: Opened): void =>
  opening(connect({ socket: stream, key, cert, ...TLS_POLICY }), 'secureConnect', secret, opened);
