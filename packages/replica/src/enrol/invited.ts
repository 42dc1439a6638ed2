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
  /**
   * Whom it asks, and whether it waits there: for the admin device to be linked, or for what refused it to pass, which
   * is named then.
   */
  readonly told: (address: PeerAddress, step: 'dialling' | 'waiting', passing: EnrolCode | null) => void;
};

export type InvitedEnd =
  | Extract<Visited, { readonly ok: true }>
  | { readonly ok: false; readonly code: EnrolCode };

const FIRST_PAUSE_MS = 1_000;
const LONGEST_PAUSE_MS = 30_000;
/** No invitation lives longer; how long this one does, only the admin device knows. */
const LONGEST_LIFE_MS = 168 * 3_600_000;
/** Refusals of one relay, while another may be the right one. */
const OF_ONE_RELAY: ReadonlySet<EnrolCode> = new Set<EnrolCode>(['ENROL-RELAY-OTHER', 'ENROL-RELAY-OLD']);
/** Refusals that pass: places get free, the relay hears of the admin device, that one answers again. */
const PASSING: ReadonlySet<EnrolCode> = new Set<EnrolCode>([
  'ENROL-RELAY-UNKNOWN',
  'ENROL-RELAY-CROWDED',
  'ENROL-UNANSWERED',
  'ENROL-BUSY',
]);

/** What came of asking at every address: `passing` is what kept it out for now; null: the way there broke. */
type Round =
  | InvitedEnd
  | {
      readonly ok: false;
      readonly code: null;
      readonly isReached: boolean;
      readonly passing: { readonly address: PeerAddress; readonly code: EnrolCode } | null;
    };

/**
 * Asks at the relays of an invitation, and again when the way there broke or what refused it may pass, until it is in,
 * was refused for good, or no invitation could still be open.
 */
export class Invited {
  readonly ended: Promise<InvitedEnd>;
  readonly #ports: InvitedPorts;
  #visitor: Visitor | null = null;
  #isStopped = false;
  #endPause: () => void = () => undefined;
  /** That the relay is asked again, after the way to it broke. */
  #tellAgain: () => void = () => undefined;
  #isTooLate = false;

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
    const inTime = this.#ports.timers.later(() => {
      this.#isTooLate = true;
      this.#endPause();
    }, LONGEST_LIFE_MS);
    try {
      return await this.#ask();
    } finally {
      inTime();
    }
  }

  async #ask(): Promise<InvitedEnd> {
    let isReached = false;
    for (let pauseMs = FIRST_PAUSE_MS; !this.#isStopped; pauseMs = Math.min(2 * pauseMs, LONGEST_PAUSE_MS)) {
      const round = await this.#round();
      if (round.ok || round.code !== null) return round;
      const { passing } = round;
      isReached ||= round.isReached;
      if (!isReached) return { ok: false, code: 'ENROL-RELAY-UNREACHABLE' };
      if (this.#isTooLate) return { ok: false, code: passing?.code ?? 'ENROL-CONNECTION-LOST' };
      const pause = this.#pause(pauseMs);
      if (passing === null) this.#tellAgain();
      else this.#ports.told(passing.address, 'waiting', passing.code);
      await pause;
    }
    return { ok: false, code: 'ENROL-STOPPED' };
  }

  /** Each address once. */
  async #round(): Promise<Round> {
    let refused: EnrolCode | null = null;
    let passing: { readonly address: PeerAddress; readonly code: EnrolCode } | null = null;
    let isReached = false;
    for (const text of this.#ports.ticket.addresses) {
      const address = addressIn(text);
      if (address === null || this.#isStopped) continue;
      const visited = await this.#visit(address);
      if (visited.ok) return visited;
      if (visited.code === null) isReached ||= visited.isReached;
      else if (PASSING.has(visited.code)) passing = { address, code: visited.code };
      else if (OF_ONE_RELAY.has(visited.code)) refused = visited.code;
      else return visited;
    }
    isReached ||= passing !== null;
    return refused === null || isReached
      ? { ok: false, code: null, isReached, passing }
      : { ok: false, code: refused };
  }

  #visit(address: PeerAddress): Promise<Visited> {
    const { told, ...ports } = this.#ports;
    this.#tellAgain = () => told(address, 'dialling', null);
    this.#tellAgain();
    this.#visitor = new Visitor({
      ...ports,
      address,
      onWaiting: () => told(address, 'waiting', null),
      onOpen: () => told(address, 'dialling', null),
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
