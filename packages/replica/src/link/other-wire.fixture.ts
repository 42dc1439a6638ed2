import { decode, encode } from 'cborg';
import type { LinkSocket, Transport } from './transport.ts';

type Fields = Map<unknown, unknown>;
/** A frame as another version would have it; null: that version knows no such message. */
export type Frames = {
  readonly out: (message: Fields) => Fields | null;
  readonly in: (message: Fields) => Fields | null;
  /** What it says besides, once its greeting has gone out. */
  readonly besides?: (greeting: Fields) => readonly Fields[];
};

const STOCK_TYPES: ReadonlySet<unknown> = new Set([
  'join',
  'peer',
  'error',
  'sync',
  'request',
  'doc-unavailable',
]);
const STOCK_METADATA: readonly string[] = ['isEphemeral', 'storageId'];
const GREETINGS: ReadonlySet<unknown> = new Set(['join', 'peer']);

/** Its first version knew the messages and fields of automerge-repo and nothing else. */
const firstOf = (message: Fields): Fields | null => {
  if (!STOCK_TYPES.has(message.get('type'))) return null;
  const metadata = message.get('peerMetadata');
  if (!(metadata instanceof Map)) return message;
  const kept = [...(metadata as Fields)].filter(([name]) => STOCK_METADATA.includes(String(name)));
  return new Map([...message, ['peerMetadata', new Map(kept)]]);
};
export const FIRST_WIRE: Frames = { out: firstOf, in: firstOf };

/** A version to come: another version of the protocol beside this one, fields and messages nobody knows yet. */
export const NEXT_WIRE: Frames = {
  in: (message) => message,
  out: (message) => {
    if (message.get('type') !== 'join') return message;
    const metadata = new Map([
      ...(message.get('peerMetadata') as Fields),
      ['tillmesh-next', new Uint8Array(9)],
    ]);
    return new Map([...message, ['supportedProtocolVersions', ['2', '1']], ['peerMetadata', metadata]]);
  },
  besides: (greeting) => {
    const named = [
      ['senderId', greeting.get('senderId')],
      ['targetId', greeting.get('targetId')],
    ] as const;
    return [
      new Map<unknown, unknown>([['type', 'tillmesh-next'], ...named, ['what', new Map([['ever', 1]])]]),
      // A document of a kind that nobody knows yet.
      new Map<unknown, unknown>([
        ['type', 'request'],
        ...named,
        ['documentId', '2Uw3kLhTqBpS9ZCnVfJdXyMa7rGe'],
        ['data', new Uint8Array([0x42, 0, 0, 0, 0])],
      ]),
    ];
  },
};

const withVersion = (message: Fields, version: string): Fields => {
  if (message.get('type') === 'join') return new Map([...message, ['supportedProtocolVersions', [version]]]);
  return message.get('type') === 'peer'
    ? new Map([...message, ['selectedProtocolVersion', version]])
    : message;
};

/** A version to come that speaks this version's protocol no more: its own is the second, and ours is none of its. */
export const STRANGE_WIRE: Frames = {
  in: (message) => withVersion(message, 'old'),
  out: (message) => withVersion(message, '2'),
};

const socketOver = (socket: LinkSocket, frames: Frames): LinkSocket => {
  const read = (bytes: Uint8Array): Fields => decode(new Uint8Array(bytes), { useMaps: true }) as Fields;
  const over: Partial<LinkSocket> = {
    send: (frame, sent) => {
      const message = read(frame);
      const other = frames.out(message);
      if (other === null) {
        queueMicrotask(() => sent?.());
        return;
      }
      socket.send(encode(other), sent);
      if (GREETINGS.has(message.get('type')))
        for (const one of frames.besides?.(message) ?? []) socket.send(encode(one));
    },
    on: (event: string, listener: (...args: never[]) => void) => {
      if (event !== 'message') return socket.on(event as 'error', listener as (error: Error) => void);
      const heard = listener as (data: unknown, isBinary: boolean) => void;
      return socket.on('message', (data, isBinary) => {
        const message = frames.in(read(data as Uint8Array));
        if (message !== null) heard(encode(message), isBinary);
      });
    },
  };
  return new Proxy(socket, {
    get: (target, name) => {
      if (name in over) return over[name as keyof LinkSocket];
      const value: unknown = Reflect.get(target, name, target);
      return typeof value === 'function' ? (value.bind(target) as unknown) : value;
    },
  });
};

/** Real links, over which a device speaks as another version of it did or will. */
export const transportOf = (frames: Frames, real: Transport): Transport => ({
  dial: (options) =>
    real.dial({ ...options, onOpen: (socket, peer) => options.onOpen(socketOver(socket, frames), peer) }),
  listen: (options) =>
    real.listen({
      ...options,
      onSocket: (socket, peer) => options.onSocket(socketOver(socket, frames), peer),
    }),
});
