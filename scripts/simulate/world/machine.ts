import crypto from 'node:crypto';
import { syncBuiltinESMExports } from 'node:module';
import { createChance } from './chance.ts';
import type { VirtualTime } from './virtual-time.ts';

/** What of the real machine is still needed once it was replaced. */
export type RealMachine = {
  readonly turn: (run: () => void) => void;
  /** Seconds since some moment, for how long a run really took. */
  readonly seconds: () => number;
};

/** Taken before anything is replaced. */
export const realMachine = (): RealMachine => {
  const immediate = globalThis.setImmediate;
  const clock = globalThis.performance;
  const now = clock.now.bind(clock);
  return { turn: (run) => void immediate(run), seconds: () => now() / 1000 };
};

/** What a timer call gives back; the event loop of a simulated process never waits for one to end. */
class Timer {
  cancel: () => void;

  constructor(cancel: () => void) {
    this.cancel = cancel;
  }

  unref(): this {
    return this;
  }

  ref(): this {
    return this;
  }

  hasRef(): boolean {
    return true;
  }

  [Symbol.dispose](): void {
    this.cancel();
  }
}

const cancelTimer = (timer: unknown): void => {
  if (timer instanceof Timer) timer.cancel();
};

type Callback = (...args: unknown[]) => void;

const replaceTimers = (time: VirtualTime): void => {
  const once = (run: Callback, delayMs = 0, ...args: unknown[]): Timer =>
    // A real timer takes at least a millisecond.
    new Timer(time.later(() => run(...args), Math.max(1, delayMs)));
  const again = (run: Callback, everyMs = 1, ...args: unknown[]): Timer => {
    const timer = new Timer(() => undefined);
    const next = (): void => {
      timer.cancel = time.later(
        () => {
          next();
          run(...args);
        },
        Math.max(1, everyMs),
      );
    };
    next();
    return timer;
  };
  const soon = (run: Callback, ...args: unknown[]): Timer => new Timer(time.later(() => run(...args), 0));
  Object.assign(globalThis, {
    setTimeout: once,
    clearTimeout: cancelTimer,
    setInterval: again,
    clearInterval: cancelTimer,
    setImmediate: soon,
    clearImmediate: cancelTimer,
  });
};

const replaceClock = (time: VirtualTime): void => {
  const RealDate = globalThis.Date;
  const nowMs = (): number => Math.round(time.owner.nowMs());
  globalThis.Date = new Proxy(RealDate, {
    construct: (target, args: [], self) =>
      Reflect.construct(target, args.length === 0 ? [nowMs()] : args, self) as object,
    get: (target, name) => (name === 'now' ? nowMs : (Reflect.get(target, name) as unknown)),
  });
  globalThis.performance.now = () => time.glance();
};

type Argon2Parameters = Parameters<typeof crypto.argon2Sync>[1];

/** The same PIN with the same salt and cost is worked out once: each takes tens of milliseconds. */
const replaceArgon2 = (): void => {
  const known = new Map<string, Buffer>();
  const derive = crypto.argon2Sync;
  const hex = (bytes: unknown): string =>
    bytes instanceof Uint8Array ? Buffer.from(bytes).toString('hex') : String(bytes);
  crypto.argon2 = (algorithm, parameters: Argon2Parameters, callback) => {
    const name = Object.entries(parameters).map(([key, value]) => `${key}=${hex(value)}`);
    const wanted = [algorithm, ...name].join(' ');
    const key = known.get(wanted) ?? derive(algorithm, parameters);
    known.set(wanted, key);
    queueMicrotask(() => callback(null, Buffer.from(key)));
  };
};

/**
 * A signature is checked once for all devices of the world, which share a processor here: each of two hundred would
 * check the same entry twice. Who asks gets the answer that it would have worked out.
 */
const replaceVerify = (): void => {
  const known = new Map<string, boolean>();
  const names = new WeakMap<object, number>();
  let keys = 0;
  const verify = crypto.verify.bind(crypto) as (...args: unknown[]) => boolean;
  const verifyOnce = (...args: unknown[]): boolean => {
    const [, message, key, signature] = args;
    const isOurs = message instanceof Uint8Array && signature instanceof Uint8Array && args.length === 4;
    if (!isOurs || typeof key !== 'object' || key === null) return verify(...args);
    const name = names.get(key) ?? (keys += 1);
    names.set(key, name);
    const digest = crypto.hash('sha256', message, 'base64');
    const asked = `${name} ${Buffer.from(signature).toString('latin1')}${digest}`;
    const answer = known.get(asked) ?? verify(...args);
    known.set(asked, answer);
    return answer;
  };
  Object.assign(crypto, { verify: verifyOnce });
};

const replaceChance = (seed: string): void => {
  const chance = createChance(`${seed}/machine`);
  const fill = <T>(array: T): T => {
    if (ArrayBuffer.isView(array)) {
      const bytes = new Uint8Array(array.buffer, array.byteOffset, array.byteLength);
      bytes.set(chance.bytes(bytes.length));
    }
    return array;
  };
  const uuid = (): `${string}-${string}-${string}-${string}-${string}` => {
    const hex = Buffer.from(chance.bytes(16)).toString('hex');
    return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20)}`;
  };
  Math.random = chance.next;
  Object.assign(globalThis.crypto, { getRandomValues: fill, randomUUID: uuid });
  Object.assign(crypto, {
    randomBytes: (length: number) => Buffer.from(chance.bytes(length)),
    randomFillSync: fill,
    randomUUID: uuid,
  });
};

/**
 * Puts time and chance of a simulated world in the place of this process's own: timers, clocks and randomness, for
 * automerge-repo and Automerge as for our own code. Before either is imported, and for good.
 */
export const replaceMachine = (time: VirtualTime, seed: string): void => {
  replaceTimers(time);
  replaceClock(time);
  replaceArgon2();
  replaceVerify();
  replaceChance(seed);
  syncBuiltinESMExports();
};
