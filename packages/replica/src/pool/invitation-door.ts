import { fromHex } from '../cbor/bytes.ts';
import {
  DOOR_FRAME_BYTES,
  DOOR_VERSION,
  type DoorMessage,
  encodeDoorMessage,
  readDoorMessage,
} from '../enrol/door-message.ts';
import type { FramedSocket } from '../enrol/framed-socket.ts';
import { isEnrolCode, type EnrolCode } from '../enrol/refusal.ts';
import type { Timers } from '../link/timers.ts';
import { type Visit, VISIT_BYTES } from '../link/visit.ts';

export type InvitationDoorOptions = {
  readonly timers: Pick<Timers, 'nowMs' | 'later'>;
  /** Tells a device of an organisation something of a visit, over its link. */
  readonly say: (tenant: string, to: string, visit: Visit) => void;
  readonly onRefused: () => void;
};

type Tenant = {
  readonly organisation: string;
  listed: ReadonlySet<string>;
  linked: ReadonlySet<string>;
  /** When devices were last asked for somebody, the latest last. */
  asked: readonly Asked[];
  /** Invitations with which a device was opened to once, the newest last: nobody made those up. */
  readonly known: Set<string>;
};

type Asked = { readonly atMs: number; readonly invitation: string; readonly isKnown: boolean };

/** Somebody who waits or speaks. `waiting`: the admin device is not linked. `asked`: it has not answered yet. */
type Place = {
  readonly visit: number;
  readonly socket: FramedSocket;
  readonly tenant: string;
  readonly adminId: string;
  readonly invitation: string;
  step: 'waiting' | 'asked' | 'open' | 'over';
  bytesIn: number;
  bytesOut: number;
  framesIn: number;
  framesOut: number;
  cancel: () => void;
};

/** Visitors at once: of all organisations, of one, with one invitation. */
const PLACES = 32;
const PLACES_OF_TENANT = 4;
const PLACES_OF_INVITATION = 2;
/**
 * So often an organisation's devices are asked within ten seconds: with one invitation, with all that they opened to
 * before, and with all others together, so that neither one line nor ids that are made up keep away who was let in once.
 */
const ASKED_OF_INVITATION = 5;
const ASKED_KNOWN = 20;
const ASKED_OTHERS = 20;
const ASKED_MS = 10_000;
const KNOWN_KEPT = 64;
/** A few keys and signatures; and a grant (see `GRANT_BYTES`). */
const BYTES_IN_MAX = 64 * 1024;
const BYTES_OUT_MAX = 17 * 1024 * 1024;
/** Many times what TLS and enrolment take; and twice what so many bytes take. */
const FRAMES_IN_MAX = 512;
const FRAMES_OUT_MAX = (2 * BYTES_OUT_MAX) / VISIT_BYTES;
const ANSWER_MS = 15_000;
const OPEN_MS = 300_000;
const STILL_WAITING_MS = 20_000;

const EMPTY = new Uint8Array(0);

/**
 * Where a device that nobody lists yet may stand, for one thing alone: to speak with the admin device that invited it.
 * What the two say is sealed between them. The door opens no document, and keeps nothing of anybody who has left.
 */
export class InvitationDoor {
  readonly #options: InvitationDoorOptions;
  readonly #tenants = new Map<string, Tenant>();
  readonly #places = new Map<number, Place>();
  #visits = 0;

  constructor(options: InvitationDoorOptions) {
    this.#options = options;
  }

  serve(tenant: string, organisation: string): void {
    this.#tenants.set(tenant, {
      organisation,
      listed: new Set(),
      linked: new Set(),
      asked: [],
      known: new Set(),
    });
  }

  /** The organisation is not served any more. */
  gone(tenant: string): void {
    this.#tenants.delete(tenant);
    for (const place of this.#placesOf(tenant)) this.#leave(place);
  }

  listed(tenant: string, deviceIds: readonly string[]): void {
    const found = this.#tenants.get(tenant);
    if (found === undefined) return;
    found.listed = new Set(deviceIds);
    for (const place of this.#placesOf(tenant))
      if (!found.listed.has(place.adminId)) this.#turnAway(place, 'ENROL-RELAY-UNKNOWN');
  }

  /** Whose links stand, all of them. */
  linked(tenant: string, deviceIds: readonly string[]): void {
    const found = this.#tenants.get(tenant);
    if (found === undefined) return;
    found.linked = new Set(deviceIds);
    for (const place of this.#placesOf(tenant)) {
      const isLinked = found.linked.has(place.adminId);
      if (isLinked && place.step === 'waiting') this.#ask(place, found);
      // Whoever was at the other end has forgotten it: it comes again.
      else if (!isLinked && place.step !== 'waiting') this.#leave(place);
    }
  }

  /** Somebody asked for this door; `admitted` tells that it may stay longer than strangers may. */
  enter(socket: FramedSocket, admitted: () => void): void {
    let place: Place | null = null;
    let isRefused = false;
    socket.allow(DOOR_FRAME_BYTES);
    socket.listen(
      (frame) => {
        if (isRefused) return;
        const message = readDoorMessage(frame);
        if (place !== null) this.#heardFrom(place, message);
        else {
          place = message?.kind === 'knock' ? this.#knocked(socket, message.body) : null;
          isRefused = place === null;
          if (isRefused) socket.close();
          else admitted();
        }
      },
      () => {
        if (place !== null) this.#leave(place);
      },
    );
  }

  /** What an admin device says of a visit. */
  heard(tenant: string, from: string, { visit, step, bytes }: Visit): void {
    const place = this.#places.get(visit);
    if (place?.tenant !== tenant || place.adminId !== from) return;
    if (step === 'open' && place.step === 'asked') {
      place.step = 'open';
      this.#opened(place);
      place.socket.send(encodeDoorMessage('open', {}));
      this.#later(place, () => this.#leave(place), OPEN_MS);
    } else if (step === 'frame' && place.step === 'open' && bytes.length > 0) {
      place.bytesOut += bytes.length;
      place.framesOut += 1;
      if (place.bytesOut > BYTES_OUT_MAX || place.framesOut > FRAMES_OUT_MAX) this.#leave(place);
      else place.socket.send(encodeDoorMessage('frame', { bytes }));
    } else if (step === 'end') {
      place.cancel();
      this.#places.delete(visit);
      const code = Buffer.from(bytes).toString();
      if (isEnrolCode(code)) this.#refuse(place.socket, code);
      place.step = 'over';
      place.socket.close();
    }
  }

  close(): void {
    for (const place of this.#places.values()) this.#leave(place);
  }

  #placesOf(tenant: string): readonly Place[] {
    return [...this.#places.values()].filter((place) => place.tenant === tenant);
  }

  #knocked(
    socket: FramedSocket,
    { version, organisationId, adminId, invitation }: Extract<DoorMessage, { kind: 'knock' }>['body'],
  ): Place | null {
    const found = [...this.#tenants].find(([, { organisation }]) => organisation === organisationId);
    const mayNot = this.#mayNot(version, found, adminId, invitation);
    if (mayNot !== null || found === undefined) {
      this.#refuse(socket, mayNot ?? 'ENROL-RELAY-UNKNOWN');
      return null;
    }
    const [tenant, place] = found;
    const visit = (this.#visits += 1);
    const made: Place = {
      visit,
      socket,
      tenant,
      adminId,
      invitation,
      step: 'waiting',
      bytesIn: 0,
      bytesOut: 0,
      framesIn: 0,
      framesOut: 0,
      cancel: () => undefined,
    };
    this.#places.set(visit, made);
    if (place.linked.has(adminId)) this.#ask(made, place);
    else this.#wait(made);
    return made;
  }

  #mayNot(
    version: number,
    found: readonly [string, Tenant] | undefined,
    adminId: string,
    invitation: string,
  ): EnrolCode | null {
    if (version !== DOOR_VERSION) return 'ENROL-VERSION-DIFFERS';
    // Nobody learns which organisations there are but those who were invited.
    if (found === undefined || !found[1].listed.has(adminId)) return 'ENROL-RELAY-UNKNOWN';
    const ofTenant = this.#placesOf(found[0]);
    const isCrowded =
      this.#places.size >= PLACES ||
      ofTenant.length >= PLACES_OF_TENANT ||
      ofTenant.filter((place) => place.invitation === invitation).length >= PLACES_OF_INVITATION;
    return isCrowded ? 'ENROL-RELAY-CROWDED' : null;
  }

  #wait(place: Place): void {
    place.socket.send(encodeDoorMessage('waiting', {}));
    this.#later(place, () => this.#wait(place), STILL_WAITING_MS);
  }

  #ask(place: Place, tenant: Tenant): void {
    const { invitation } = place;
    const isKnown = tenant.known.has(invitation);
    const atMs = this.#options.timers.nowMs();
    tenant.asked = tenant.asked.filter((each) => each.atMs <= atMs && atMs - each.atMs < ASKED_MS);
    const [alike, same] = [
      tenant.asked.filter((each) => each.isKnown === isKnown),
      tenant.asked.filter((each) => each.invitation === invitation),
    ];
    if (alike.length >= (isKnown ? ASKED_KNOWN : ASKED_OTHERS) || same.length >= ASKED_OF_INVITATION) {
      this.#turnAway(place, 'ENROL-RELAY-CROWDED');
      return;
    }
    tenant.asked = [...tenant.asked, { atMs, invitation, isKnown }];
    place.step = 'asked';
    this.#say(place, 'knock', fromHex(place.invitation));
    this.#later(place, () => this.#turnAway(place, 'ENROL-UNANSWERED'), ANSWER_MS);
  }

  #opened({ tenant, invitation }: Place): void {
    const known = this.#tenants.get(tenant)?.known;
    if (known === undefined) return;
    // Put in anew: the latest stands last.
    known.delete(invitation);
    known.add(invitation);
    const [oldest] = known;
    if (known.size > KNOWN_KEPT && oldest !== undefined) known.delete(oldest);
  }

  #heardFrom(place: Place, message: DoorMessage | null): void {
    if (place.step === 'over') return;
    if (message?.kind !== 'frame' || place.step !== 'open') {
      this.#leave(place);
      return;
    }
    place.bytesIn += message.body.bytes.length;
    place.framesIn += 1;
    if (place.bytesIn > BYTES_IN_MAX || place.framesIn > FRAMES_IN_MAX) this.#leave(place);
    else this.#say(place, 'frame', message.body.bytes);
  }

  #later(place: Place, run: () => void, delayMs: number): void {
    place.cancel();
    place.cancel = this.#options.timers.later(run, delayMs);
  }

  #say({ tenant, adminId, visit }: Place, step: Visit['step'], bytes: Uint8Array): void {
    this.#options.say(tenant, adminId, { visit, step, bytes });
  }

  #refuse(socket: FramedSocket, code: EnrolCode): void {
    this.#options.onRefused();
    socket.send(encodeDoorMessage('refused', { code }));
  }

  #turnAway(place: Place, code: EnrolCode): void {
    this.#refuse(place.socket, code);
    this.#leave(place);
  }

  #leave(place: Place): void {
    if (place.step === 'over') return;
    if (place.step !== 'waiting') this.#say(place, 'end', EMPTY);
    place.step = 'over';
    place.cancel();
    this.#places.delete(place.visit);
    place.socket.close();
  }
}
