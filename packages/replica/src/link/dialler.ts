import { CLOSE_SELF } from './link-end.ts';
import type { Member } from './member-proof.ts';
import type { MeshAdapter } from './mesh-adapter.ts';
import { nameOf, restingAt, type Target } from './dial-target.ts';
import type { AllowedPeer, PeerAddress } from './peer.ts';
import { backOffMs, hintBackOffMs, type LinkTiming, type Timers } from './timers.ts';
import type { LinkSocket, PeerProof, TlsIdentity, Transport } from './transport.ts';

export type DiallerOptions = {
  selfId: string;
  tls: TlsIdentity;
  /** See `DialOptions`. */
  member?: Member | undefined;
  dial: Transport['dial'];
  timers: Timers;
  timing: LinkTiming;
  /** From 0 up to 1. */
  random: () => number;
  mesh: MeshAdapter;
  /** Gives null for a stranger, and tells of one where it was not expected: `isHint` as in `Target`. */
  admit: (proof: PeerProof, isHint: boolean) => AllowedPeer | null;
  /** A listed device proved its key at this address, which was dialled. */
  onMet: (deviceId: string, address: PeerAddress) => void;
  onRefused: (deviceId: string, cause: string) => void;
  onUnreachable: (deviceId: string, cause: string) => void;
  /** An address was tried for the first time: its device is linked, or could not be. */
  onTried: () => void;
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

/** Hints are bounded: those at which nobody was met make room first. */
const HINTS_MAX = 128;

/** However often an address is heard of, it is dialled for that reason at most so often. */
const HEARD_GAP_MS = 1_000;

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

  /** The configured addresses, the whole list. Hints stay. */
  setAddresses(addresses: readonly PeerAddress[]): void {
    const before = this.#targets;
    this.#targets = new Map(
      addresses.map((address) => [nameOf(address), before.get(nameOf(address)) ?? restingAt(address, false)]),
    );
    for (const target of this.#targets.values()) target.isHint = false;
    for (const [name, target] of before) {
      if (this.#targets.has(name)) continue;
      if (target.isHint) this.#targets.set(name, target);
      else this.#rest(target);
    }
    this.wake();
  }

  /** Addresses at which devices were met in an earlier life; they are dialled beside the configured ones. */
  addHints(addresses: readonly PeerAddress[]): void {
    for (const address of addresses) this.#hint(address);
    this.wake();
  }

  /** Somebody is heard of at this address: if nobody is linked there it is dialled, without a wait. */
  heardOf(address: PeerAddress): void {
    const target = this.#hint(address);
    if (target === null || target.busy || target.isDialling || this.#isLinked(target)) return;
    if (this.#options.timers.nowMs() - target.dialledMs < HEARD_GAP_MS) return;
    this.#rest(target);
    this.#dial(target);
  }

  /** The network is another one: whatever waits is tried anew. */
  startOver(): void {
    for (const target of this.#targets.values()) {
      if (target.busy || this.#isLinked(target)) continue;
      this.#rest(target);
      this.#dial(target);
    }
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

  /** Null: there is no room. */
  #hint(address: PeerAddress): Target | null {
    const known = this.#targets.get(nameOf(address));
    if (known !== undefined) return known;
    const hints = [...this.#targets.values()].filter(({ isHint }) => isHint);
    if (hints.length >= HINTS_MAX) {
      const idle = hints.find(({ device, greeting }) => device === null && greeting === null);
      if (idle === undefined) return null;
      this.#targets.delete(nameOf(idle.address));
      this.#rest(idle);
    }
    const target = restingAt(address, true);
    this.#targets.set(nameOf(address), target);
    return target;
  }

  #isLinked({ device }: Target): boolean {
    return device !== null && this.#options.mesh.hasLink(device);
  }

  #rest(target: Target): void {
    target.cancel?.();
    target.cancel = null;
    target.attempt = 0;
    target.nextMs = null;
  }

  #again(target: Target): void {
    if (!this.#on || this.#targets.get(nameOf(target.address)) !== target) return;
    const { timing, random } = this.#options;
    const delayMs = (target.isHint ? hintBackOffMs : backOffMs)(timing, target.attempt, random);
    target.attempt += 1;
    target.nextMs = this.#options.timers.nowMs() + delayMs;
    target.cancel = this.#options.timers.later(() => {
      target.cancel = null;
      this.#dial(target);
    }, delayMs);
  }

  #dial(target: Target): void {
    const { tls, dial, timing, timers } = this.#options;
    target.nextMs = null;
    const isDone = target.isSelf || this.#isLinked(target);
    if (isDone) this.#tried(target);
    if (!this.#on || isDone) return;
    target.dialledMs = timers.nowMs();
    target.isDialling = true;
    const cancel = dial({
      address: target.address,
      tls,
      member: this.#options.member,
      greetingMs: timing.greetingMs,
      admit: (proof) => this.#admit(target, proof),
      onOpen: (socket, peer) => this.#opened(target, socket, peer),
      onFailed: (cause, refusedBy) => this.#failed(target, cause, refusedBy),
    });
    target.cancel = () => {
      cancel();
      target.isDialling = false;
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
    const { admit, mesh, selfId, onMet } = this.#options;
    const peer = admit(proof, target.isHint);
    // Not the same device any more, or not one of ours: what was known of the address does not hold.
    const before = target.device;
    target.device = null;
    if (peer === null) return null;
    if (peer.deviceId !== selfId && target.address.url === undefined) onMet(peer.deviceId, target.address);
    // A device that has another address now may have left the one at which it is linked.
    if (before !== peer.deviceId) mesh.probe(peer.deviceId);
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
    target.isDialling = false;
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
    target.isDialling = false;
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
