import { createConnection, createServer, type Server, type Socket } from 'node:net';
import type { Chance } from './chance.ts';

/** A port of loopback, or a socket file, which is reached from another network namespace too. */
export type Place = { readonly port: number } | { readonly path: string };

/** What happens to one connection; bytes are bytes to it, so TLS passes through untouched. */
export type Disturbance =
  /** Each piece comes up to so much later, in its order; other connections have delays of their own. */
  | { readonly kind: 'delay'; readonly mostMs: number }
  /** Nothing goes either way for so long. */
  | { readonly kind: 'stall'; readonly forMs: number }
  /** One side is told that the other has said all, while the other way stays open. */
  | { readonly kind: 'half-close' }
  /** Ends after so many more bytes, wherever a frame ends. */
  | { readonly kind: 'cut'; readonly afterBytes: number }
  /** One bit of what goes by next is another. */
  | { readonly kind: 'flip' };

type Joint = {
  readonly near: Socket;
  readonly far: Socket;
  delayMs: number;
  cutAfter: number | null;
  flip: boolean;
  /** When the newest piece of each way goes out, so that none overtakes another. */
  readonly dueMs: Map<Socket, number>;
  stalledUntilMs: number;
};

export type Disturbed = {
  readonly ended: () => boolean;
  /** For whoever waits in vain. */
  readonly state: () => string;
};

export type Proxy = {
  /** Connections that stand now. */
  readonly open: () => number;
  /** Connections there ever were. */
  readonly seen: () => number;
  /** Does this to a connection that stands; null when there is none. */
  readonly disturb: (disturbance: Disturbance) => Disturbed | null;
  readonly close: () => Promise<void>;
};

const flipBit = (bytes: Buffer, chance: Chance): Buffer => {
  const at = chance.between(0, bytes.length - 1);
  bytes[at] = (bytes[at] ?? 0) ^ (1 << chance.between(0, 7));
  return bytes;
};

const pass = (joint: Joint, from: Socket, to: Socket, chance: Chance): void => {
  from.on('data', (piece) => {
    const bytes = Buffer.from(piece);
    const sent = joint.flip ? flipBit(bytes, chance) : bytes;
    joint.flip = false;
    const nowMs = performance.now();
    const wishedMs = Math.max(nowMs + chance.between(0, joint.delayMs), joint.stalledUntilMs);
    const dueMs = Math.max(wishedMs, joint.dueMs.get(to) ?? 0);
    joint.dueMs.set(to, dueMs);
    const deliver = (): void => {
      if (joint.cutAfter !== null && sent.length >= joint.cutAfter) {
        to.end(sent.subarray(0, joint.cutAfter));
        from.destroy();
        return;
      }
      if (joint.cutAfter !== null) joint.cutAfter -= sent.length;
      if (to.writable) to.write(sent);
    };
    // What is late must not let more in than a cable would hold.
    if (dueMs <= nowMs) deliver();
    else {
      from.pause();
      setTimeout(() => {
        deliver();
        from.resume();
      }, dueMs - nowMs);
    }
  });
  from.on('end', () => to.end());
  from.on('error', () => to.destroy());
  from.on('close', () => {
    if (!to.destroyed) to.end();
  });
};

const apply = (joint: Joint, disturbance: Disturbance): void => {
  switch (disturbance.kind) {
    case 'delay':
      joint.delayMs = disturbance.mostMs;
      return;
    case 'stall':
      joint.stalledUntilMs = performance.now() + disturbance.forMs;
      return;
    case 'half-close':
      joint.far.end();
      return;
    case 'cut':
      joint.cutAfter = disturbance.afterBytes;
      return;
    case 'flip':
      joint.flip = true;
  }
};

const stateOf = ({ near, far, flip, delayMs }: Joint): string =>
  JSON.stringify({
    flip,
    delayMs,
    ...Object.fromEntries(
      Object.entries({ near, far }).map(([name, socket]) => [
        name,
        [socket.readyState, socket.bytesRead, socket.bytesWritten, socket.isPaused()],
      ]),
    ),
  });

/** By number: where no interface but loopback has an address of IPv4, the name of loopback is one of IPv6. */
const numbered = (place: Place) => ('port' in place ? { ...place, host: '127.0.0.1' } : place);

const listen = (server: Server, place: Place): Promise<void> =>
  new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(numbered(place), resolve);
  });

/** Passes connections from one place on to another, and does to them what it is told. */
export const startProxy = async (at: Place, target: Place, chance: Chance): Promise<Proxy> => {
  const joints = new Set<Joint>();
  let seen = 0;
  const server = createServer({ allowHalfOpen: true }, (near) => {
    const far = createConnection({ ...numbered(target), allowHalfOpen: true });
    const joint: Joint = {
      near,
      far,
      delayMs: 0,
      cutAfter: null,
      flip: false,
      dueMs: new Map(),
      stalledUntilMs: 0,
    };
    joints.add(joint);
    seen += 1;
    pass(joint, near, far, chance);
    pass(joint, far, near, chance);
    let ends = 0;
    for (const socket of [near, far]) {
      socket.setNoDelay(true);
      socket.on('close', () => {
        ends += 1;
        if (ends === 2) joints.delete(joint);
      });
    }
  });
  await listen(server, at);
  return {
    open: () => joints.size,
    seen: () => seen,
    disturb: (disturbance) => {
      if (joints.size === 0) return null;
      const joint = chance.oneOf([...joints]);
      apply(joint, disturbance);
      return { ended: () => !joints.has(joint), state: () => stateOf(joint) };
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const { near, far } of joints) {
          near.destroy();
          far.destroy();
        }
      }),
  };
};
