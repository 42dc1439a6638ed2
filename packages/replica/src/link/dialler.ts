import { CLOSE_SELF } from './link.ts';
import type { MeshAdapter } from './mesh-adapter.ts';
import type { AllowedPeer, PeerAddress } from './peer.ts';
import { backOffMs, type LinkTiming, type Timers } from './timers.ts';
import type { LinkSocket, PeerProof, TlsIdentity, Transport } from './transport.ts';

export type DiallerOptions = {
  selfId: string;
  tls: TlsIdentity;
  dial: Transport['dial'];
  timers: Timers;
  timing: LinkTiming;
  /** From 0 up to 1. */
  random: () => number;
  mesh: MeshAdapter;
  /** Tells of a stranger, and gives null for one. */
  admit: (proof: PeerProof) => AllowedPeer | null;
  onRefused: (deviceId: string, cause: string) => void;
  onUnreachable: (deviceId: string, cause: string) => void;
  /** An address was tried for the first time: its device is linked, or could not be. */
  onTried: () => void;
};

type Target = {
  address: PeerAddress;
  attempt: number;
  /** Who answered there last. */
  device: string | null;
  /** Whom this attempt holds among the greeting devices; null: nobody. */
  greeting: string | null;
  busy: boolean;
  cancel: (() => void) | null;
  /** It is this device's own address. */
  isSelf: boolean;
  /** A first attempt has ended, or led to a link. */
  isTried: boolean;
  /** Why the last attempt failed; null: it did not. */
  cause: string | null;
  /** When it is tried again, UTC milliseconds; null: it is being tried, or need not be. */
  nextMs: number | null;
};

/** An address that is tried again and again. `deviceId`: who answered there last; null: nobody yet. */
export type DialState = {
  readonly address: string;
  readonly deviceId: string | null;
  readonly cause: string | null;
  readonly nextMs: number | null;
};

/** So many are told; a shop has fewer. */
const TOLD_MAX = 64;

/** A link that stood so long was a sound one: the next attempt begins with the shortest wait. */
const SOUND_MS = 5_000;

const nameOf = ({ host, port }: PeerAddress): string => `${host}:${port}`;

const restingAt = (address: PeerAddress): Target => ({
  address,
  attempt: 0,
  device: null,
  greeting: null,
  busy: false,
  cancel: null,
  isSelf: false,
  isTried: false,
  cause: null,
  nextMs: null,
});

/**
 * Keeps dialling every address, with growing and jittered pauses, as long as the device that answers there is not
 * linked. Which device that is, its key says.
 */
export class Dialler {
  readonly #options: DiallerOptions;
  #targets = new Map<string, Target>();
  /** Devices that a link of ours is on its way to; a second one would only be closed again. */
  readonly #greeting = new Set<string>();
  #on = true;

  constructor(options: DiallerOptions) {
    this.#options = options;
  }

  setAddresses(addresses: readonly PeerAddress[]): void {
    const before = this.#targets;
    this.#targets = new Map(
      addresses.map((address) => [nameOf(address), before.get(nameOf(address)) ?? restingAt(address)]),
    );
    for (const [name, target] of before) if (!this.#targets.has(name)) this.#rest(target);
    this.wake();
  }

  /** Off: nothing is dialled until on again. */
  switch(on: boolean): void {
    this.#on = on;
    if (on) this.wake();
    else for (const target of this.#targets.values()) this.#rest(target);
  }

  /** Whether nobody is left of whom it is not known yet if they can be reached. */
  get isTried(): boolean {
    return !this.#on || [...this.#targets.values()].every(({ isTried }) => isTried);
  }

  /** The addresses at which nobody is linked. */
  waiting(): DialState[] {
    return [...this.#targets.values()]
      .filter(({ isSelf, device }) => !isSelf && (device === null || !this.#options.mesh.hasLink(device)))
      .slice(0, TOLD_MAX)
      .map(({ address, device, cause, nextMs }) => ({
        address: nameOf(address),
        deviceId: device === this.#options.selfId ? null : device,
        cause,
        nextMs,
      }));
  }

  /** Dials every address that rests, at once. */
  wake(): void {
    for (const target of this.#targets.values())
      if (target.cancel === null && !target.busy) this.#dial(target);
  }

  /** A device was lost: the addresses at which it was found are dialled again. */
  lost(deviceId: string): void {
    for (const target of this.#targets.values()) {
      if (target.device === deviceId && target.cancel === null && !target.busy) this.#again(target);
    }
  }

  #rest(target: Target): void {
    target.cancel?.();
    target.cancel = null;
    target.attempt = 0;
    target.nextMs = null;
  }

  #again(target: Target): void {
    if (!this.#on || this.#targets.get(nameOf(target.address)) !== target) return;
    const delayMs = backOffMs(this.#options.timing, target.attempt, this.#options.random);
    target.attempt += 1;
    target.nextMs = this.#options.timers.nowMs() + delayMs;
    target.cancel = this.#options.timers.later(() => {
      target.cancel = null;
      this.#dial(target);
    }, delayMs);
  }

  #dial(target: Target): void {
    const { tls, dial, timing, mesh } = this.#options;
    target.nextMs = null;
    const isDone = target.isSelf || (target.device !== null && mesh.hasLink(target.device));
    if (isDone) this.#tried(target);
    if (!this.#on || isDone) return;
    const cancel = dial({
      address: target.address,
      tls,
      greetingMs: timing.greetingMs,
      admit: (proof) => this.#admit(target, proof),
      onOpen: (socket, peer) => this.#opened(target, socket, peer),
      onFailed: (cause, refusedBy) => this.#failed(target, cause, refusedBy),
    });
    target.cancel = () => {
      cancel();
      this.#release(target);
    };
  }

  #tried(target: Target): void {
    if (target.isTried) return;
    target.isTried = true;
    this.#options.onTried();
  }

  /** However an attempt ends, the device it was on its way to may be dialled again. */
  #release(target: Target): void {
    if (target.greeting !== null) this.#greeting.delete(target.greeting);
    target.greeting = null;
  }

  #admit(target: Target, proof: PeerProof): AllowedPeer | null {
    const { admit, mesh } = this.#options;
    const peer = admit(proof);
    // Not the same device any more, or not one of ours: what was known of the address does not hold.
    target.device = null;
    if (peer === null) return null;
    const isTaken = mesh.hasLink(peer.deviceId) || this.#greeting.has(peer.deviceId);
    target.device = peer.deviceId;
    if (isTaken) return null;
    this.#greeting.add(peer.deviceId);
    target.greeting = peer.deviceId;
    return peer;
  }

  #opened(target: Target, socket: LinkSocket, peer: AllowedPeer): void {
    const { mesh, timers } = this.#options;
    let upMs: number | null = null;
    target.cancel = null;
    if (mesh.hasLink(peer.deviceId)) {
      // It dialled us meanwhile. Nothing was said on this one yet, so nobody misses it.
      this.#release(target);
      socket.terminate();
      this.#tried(target);
      this.#again(target);
      return;
    }
    target.busy = true;
    mesh.attach(socket, peer.deviceId, 'us', {
      onUp: () => {
        upMs = timers.nowMs();
        target.cause = null;
        this.#release(target);
        this.#tried(target);
      },
      onEnd: ({ code }) => {
        target.busy = false;
        target.isSelf = code === CLOSE_SELF;
        this.#release(target);
        this.#tried(target);
        if (upMs !== null && timers.nowMs() - upMs >= SOUND_MS) target.attempt = 0;
        this.#again(target);
      },
    });
  }

  #failed(target: Target, cause: string, refusedBy: AllowedPeer | null): void {
    const { onRefused, onUnreachable, mesh, selfId } = this.#options;
    target.cancel = null;
    target.cause = cause;
    this.#release(target);
    if (refusedBy !== null) {
      onRefused(refusedBy.deviceId, cause);
    } else if (target.device !== null && target.device !== selfId && !mesh.hasLink(target.device)) {
      onUnreachable(target.device, cause);
    }
    this.#tried(target);
    this.#again(target);
  }
}
