import type { DeviceKeys } from '../key/device-key.ts';
import type { RandomBytes } from '../key/random.ts';
import type { PeerAddress } from '../link/peer.ts';
import type { Timers } from '../link/timers.ts';
import { Candidate, type Joined } from './candidate.ts';
import { dialDoor } from './dial-door.ts';
import {
  DOOR_FRAME_BYTES,
  DOOR_VERSION,
  type DoorMessage,
  encodeDoorMessage,
  readDoorMessage,
} from './door-message.ts';
import type { FramedSocket } from './framed-socket.ts';
import type { Ticket } from './invitation-text.ts';
import { type EnrolCode, isEnrolCode } from './refusal.ts';
import { beginVisit, VisitStream } from './visit-stream.ts';

export type VisitorPorts = {
  readonly address: PeerAddress;
  readonly ticket: Ticket;
  readonly keys: DeviceKeys;
  readonly random: RandomBytes;
  readonly timers: Pick<Timers, 'later'>;
  /** The admin device is not there yet: it is waited for. */
  readonly onWaiting: () => void;
  /** It is there. */
  readonly onOpen: () => void;
};

/** What came of one visit. `lost`: the way there broke, and may stand again later; `isReached`: the relay was there. */
export type Visited =
  | {
      readonly ok: true;
      readonly candidate: Candidate;
      readonly grant: Extract<Joined, { ok: true }>['grant'];
    }
  | { readonly ok: false; readonly code: EnrolCode }
  | { readonly ok: false; readonly code: null; readonly isReached: boolean };

const HANDSHAKE_MS = 10_000;
/** A relay says three times as often that it still waits. */
const SILENCE_MS = 65_000;

/** A device that nobody lists yet is at a relay, and asks there for the admin device that invited it. */
export class Visitor {
  /** Resolves once. */
  readonly visited: Promise<Visited>;
  readonly #ports: VisitorPorts;
  readonly #resolve: (visited: Visited) => void;
  readonly #cut: () => void;
  #door: FramedSocket | null = null;
  #stream: VisitStream | null = null;
  #candidate: Candidate | null = null;
  #isOver = false;
  #stopTimer: () => void = () => undefined;

  constructor(ports: VisitorPorts) {
    this.#ports = ports;
    const { promise, resolve } = Promise.withResolvers<Visited>();
    this.visited = promise;
    this.#resolve = resolve;
    this.#cut = dialDoor(ports.address, ports.ticket.relayKeys, {
      arrived: (door) => this.#arrived(door),
      refused: (code) => this.#fail(code),
      closed: () => this.#lost(),
    });
    this.#wait(HANDSHAKE_MS);
  }

  stop(): void {
    this.#candidate?.stop();
    this.#end({ ok: false, code: 'ENROL-STOPPED' });
    this.#cut();
  }

  #end(visited: Visited): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#stopTimer();
    this.#resolve(visited);
    // Whoever was granted something still says that it has it.
    if (!visited.ok) this.#door?.close();
  }

  #fail(code: EnrolCode): void {
    this.#end({ ok: false, code });
  }

  /** The relay is gone. What was said before counts: it may have been the grant, or why there is none. */
  #lost(): void {
    if (this.#stream === null) this.#giveUp();
    else this.#stream.over();
  }

  #giveUp(): void {
    this.#end({ ok: false, code: null, isReached: this.#door !== null });
    this.#cut();
  }

  #wait(ms: number): void {
    this.#stopTimer();
    this.#stopTimer = this.#ports.timers.later(() => this.#cut(), ms);
  }

  #arrived(door: FramedSocket): void {
    const { ticket } = this.#ports;
    this.#door = door;
    door.allow(DOOR_FRAME_BYTES);
    door.listen(
      (frame) => this.#heard(readDoorMessage(frame)),
      () => undefined,
    );
    const { organisationId, adminId, invitation } = ticket;
    door.send(encodeDoorMessage('knock', { version: DOOR_VERSION, organisationId, adminId, invitation }));
    this.#wait(SILENCE_MS);
  }

  #heard(message: DoorMessage | null): void {
    if (this.#isOver && message?.kind !== 'frame') return;
    if (message?.kind === 'waiting' && this.#stream === null) {
      this.#wait(SILENCE_MS);
      this.#ports.onWaiting();
    } else if (message?.kind === 'open' && this.#stream === null) this.#begin();
    else if (message?.kind === 'frame') this.#stream?.arrived(message.body.bytes);
    else if (message?.kind === 'refused') {
      // A code of a later version: that it was refused is all that can be said here.
      this.#fail(isEnrolCode(message.body.code) ? message.body.code : 'ENROL-NOT-STATED');
    } else this.#fail('ENROL-NOT-GENUINE');
  }

  #begin(): void {
    const { ticket, keys, onOpen } = this.#ports;
    this.#wait(HANDSHAKE_MS);
    onOpen();
    const stream = new VisitStream({
      send: (bytes) => this.#door?.send(encodeDoorMessage('frame', { bytes })),
      ended: () => this.#door?.close(),
    });
    this.#stream = stream;
    const tls = { key: keys.tlsPrivateKeyPem, cert: keys.tlsCertificatePem };
    beginVisit({ stream, tls, secret: ticket.secret }, (channel) => {
      this.#stopTimer();
      if (channel === null) {
        this.#giveUp();
        return;
      }
      const { random, timers } = this.#ports;
      const ignore = (): void => undefined;
      const candidate = new Candidate({
        channel,
        keys,
        kind: ticket.kind,
        random,
        timers,
        // The secret stands for the code: nobody has to type one.
        onCode: ignore,
        onWrong: ignore,
      });
      this.#candidate = candidate;
      void candidate.joined.then((joined) => this.#joined(candidate, joined));
    });
  }

  #joined(candidate: Candidate, joined: Joined): void {
    if (joined.ok) {
      const isSame = joined.grant.organisationId === this.#ports.ticket.organisationId;
      if (isSame) this.#end({ ok: true, candidate, grant: joined.grant });
      else this.#fail('ENROL-GRANT-WRONG');
      return;
    }
    const { code } = joined.refusal;
    if (code === 'ENROL-CONNECTION-LOST' || !isEnrolCode(code)) this.#giveUp();
    else this.#fail(code);
  }
}
