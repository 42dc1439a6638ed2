import { WebSocket } from 'ws';
import { FRAME_MAX_BYTES } from './frame.ts';
import { answerRelay, CLOSE_UNPROVEN, encodeHello, newNonce, nextFrame } from './member-proof.ts';
import type { AllowedPeer } from './peer.ts';
import type { DialOptions } from './transport.ts';

/**
 * One attempt to reach a relay behind a proxy: the proxy's certificate is checked as any web page's is, and who the
 * relay is, it signs (see `member-proof.ts`). Returns what breaks it off, after which nothing is called.
 */
export const dialUrl = (options: DialOptions): (() => void) => {
  const { address, greetingMs, member } = options;
  let over = false;
  const socket = new WebSocket(address.url ?? '', {
    perMessageDeflate: false,
    maxPayload: FRAME_MAX_BYTES,
    followRedirects: false,
    handshakeTimeout: greetingMs,
  });
  const fail = (cause: string, refusedBy: AllowedPeer | null = null): void => {
    if (over) return;
    over = true;
    clearTimeout(late);
    socket.terminate();
    options.onFailed(cause, refusedBy);
  };
  const late = setTimeout(() => fail('no answer'), greetingMs);
  socket.on('error', (error) => fail(error.message));
  socket.on('close', (code) =>
    fail(code === CLOSE_UNPROVEN ? 'turned away' : 'closed before the relay said who it is'),
  );
  if (member === undefined) {
    queueMicrotask(() => fail('this device cannot sign to a proxy'));
    return () => (over = true);
  }
  socket.once('open', () => {
    const nonce = newNonce(member);
    nextFrame(socket, (frame) => {
      if (over) return;
      const answer = answerRelay(member, nonce, frame, address.host);
      if (answer === null) {
        fail('it is no relay of the organisation');
        return;
      }
      const peer = options.admit(answer.proof);
      if (peer === null) {
        fail('not dialled further');
        return;
      }
      over = true;
      clearTimeout(late);
      socket.send(answer.frame);
      options.onOpen(socket, peer);
    });
    socket.send(encodeHello(member, nonce));
  });
  return () => {
    if (over) return;
    over = true;
    clearTimeout(late);
    socket.terminate();
  };
};
