import type { WebSocket } from 'ws';
import { plainBytes } from '../cbor/bytes.ts';
import type { FramedSocket } from './framed-socket.ts';
import { SMALL_FRAME_BYTES } from './message.ts';

/** How long a closing handshake may take. */
const CLOSING_MS = 2_000;

/** Frames over a WebSocket, each a binary message. */
export const framedWebSocket = (socket: WebSocket): FramedSocket => {
  let allowed = SMALL_FRAME_BYTES;
  socket.on('error', () => socket.terminate());
  return {
    send: (frame) => {
      if (socket.readyState === socket.OPEN) socket.send(frame);
    },
    allow: (bytes) => {
      allowed = bytes;
    },
    listen: (onFrame, onClose) => {
      socket.on('message', (data: Buffer, isBinary: boolean) => {
        if (isBinary && data.length <= allowed) onFrame(plainBytes(data));
        else socket.terminate();
      });
      socket.on('close', onClose);
    },
    close: () => {
      socket.close();
      setTimeout(() => socket.terminate(), CLOSING_MS).unref();
    },
  };
};
