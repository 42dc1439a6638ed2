import type { DeviceKeys } from '../key/device-key.ts';
import type { RandomBytes } from '../key/random.ts';
import type { PeerAddress } from '../link/peer.ts';
import type { Timers } from '../link/timers.ts';
import { addressIn, type Ticket } from './invitation-text.ts';
import type { EnrolCode } from './refusal.ts';
import { type Visited, Visitor } from './visitor.ts';

export type InvitedPorts = {
  readonly ticket: Ticket;
  readonly keys: DeviceKeys;
  readonly random: RandomBytes;
  readonly timers: Pick<Timers, 'later'>;
  /** Whom it asks, and whether the relay said that the admin device is not there yet. */
  readonly told: (address: PeerAddress, step: 'dialling' | 'waiting') => void;
};

export type InvitedEnd =
  | Extract<Visited, { readonly ok: true }>
  | { readonly ok: false; readonly code: EnrolCode };

const FIRST_PAUSE_MS = 1_000;
const LONGEST_PAUSE_MS = 30_000;
/** Refusals of one relay, while another may be the right one. */
const OF_ONE_RELAY: ReadonlySet<EnrolCode> = new Set<EnrolCode>([
  'ENROL-RELAY-OTHER',
  'ENROL-RELAY-OLD',
  'ENROL-RELAY-UNKNOWN',
  'ENROL-RELAY-CROWDED',
]);

/** Asks at the relays of an invitation, and again when the way there broke, until it is in or was refused. */
export class Invited {
  readonly ended: Promise<InvitedEnd>;
  readonly #ports: InvitedPorts;
  #visitor: Visitor | null = null;
  #isStopped = false;
  #endPause: () => void = () => undefined;
  /** That the relay is asked again, after the way to it broke. */
  #tellAgain: () => void = () => undefined;

  constructor(ports: InvitedPorts) {
    this.#ports = ports;
    this.ended = this.#run();
  }

  stop(): void {
    this.#isStopped = true;
    this.#visitor?.stop();
    this.#endPause();
  }

  async #run(): Promise<InvitedEnd> {
    let isReached = false;
    for (let pauseMs = FIRST_PAUSE_MS; !this.#isStopped; pauseMs = Math.min(2 * pauseMs, LONGEST_PAUSE_MS)) {
      const round = await this.#round();
      if (round.ok || round.code !== null) return round;
      isReached ||= round.isReached;
      if (!isReached) return { ok: false, code: 'ENROL-RELAY-UNREACHABLE' };
      const pause = this.#pause(pauseMs);
      this.#tellAgain();
      await pause;
    }
    return { ok: false, code: 'ENROL-STOPPED' };
  }

  /** Each address once. */
  async #round(): Promise<Visited> {
    let refused: EnrolCode | null = null;
    let isReached = false;
    for (const text of this.#ports.ticket.addresses) {
      const address = addressIn(text);
      if (address === null || this.#isStopped) continue;
      const visited = await this.#visit(address);
      if (visited.ok) return visited;
      if (visited.code === null) isReached ||= visited.isReached;
      else if (OF_ONE_RELAY.has(visited.code)) refused = visited.code;
      else return visited;
    }
    return refused === null || isReached
      ? { ok: false, code: null, isReached }
      : { ok: false, code: refused };
  }

  #visit(address: PeerAddress): Promise<Visited> {
    const { told, ...ports } = this.#ports;
    this.#tellAgain = () => told(address, 'dialling');
    this.#tellAgain();
    this.#visitor = new Visitor({
      ...ports,
      address,
      onWaiting: () => told(address, 'waiting'),
      onOpen: () => told(address, 'dialling'),
    });
    return this.#visitor.visited;
  }

  #pause(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const cancel = this.#ports.timers.later(resolve, ms);
      this.#endPause = () => {
        cancel();
        resolve();
      };
    });
  }
}
