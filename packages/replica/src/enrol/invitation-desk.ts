import { type DeviceKind, type Invitation, invitationFault, reject } from '@tillmesh/model';
import { toHex, utf8 } from '../cbor/bytes.ts';
import type { CarrierOutput } from '../carrier/carrier-port.ts';
import { Fault } from '../fault.ts';
import type { DevicePublic } from '../key/device-key.ts';
import type { Visit } from '../link/visit.ts';
import { keptInvitations } from '../node/invitation-table.ts';
import type { NodeCore } from '../node/node-core.ts';
import { AdminSession } from './admin-session.ts';
import { addressText } from './code-text.ts';
import type { EnrolmentPorts } from './enrolment-desk.ts';
import { invitationSecret } from './invitation-key.ts';
import { addressIn, INVITATION_ADDRESSES_MAX, INVITED_KINDS, ticketText } from './invitation-text.ts';
import { makeGrant } from './make-grant.ts';
import { type EnrolRefusal, enrolRefusal, isEnrolCode } from './refusal.ts';
import { answerVisit, VisitStream } from './visit-stream.ts';

/** What a device is invited to be. `relay`: at which address it is to find the relay; left out: where it is met here. */
export type InvitationPlan = {
  readonly device: DeviceKind;
  readonly code: string;
  readonly branchId?: string;
  readonly name?: string;
  readonly hours?: number;
  readonly relay?: string;
};

export type InvitationState = {
  readonly invitation: Invitation;
  /** Nobody can use it any more who has not. */
  readonly isOver: boolean;
  /** The line to send; null: it is over, or no relay is known any more. */
  readonly text: string | null;
  /** Why a device that came with it was not taken in, the last time since the start. */
  readonly refusal: EnrolRefusal | null;
};

/** Devices that are spoken with at once, of them with one invitation, and what each may say: a few keys and signatures. */
const VISITS = 8;
const VISITS_OF_INVITATION = 2;
const BYTES_MAX = 64 * 1024;
const FRAMES_MAX = 512;
/** From the knock to TLS between the two; then the session has its own time as far as the proof. */
const HANDSHAKE_MS = 10_000;
/** From the knock to the end: a grant may be large and the way slow. */
const VISIT_MS = 300_000;

type Open = {
  readonly relayId: string;
  readonly invitation: string;
  readonly stream: VisitStream;
  bytes: number;
  frames: number;
};

const nameOf = (relayId: string, visit: number): string => `${relayId}/${visit}`;

/**
 * Invites devices that are far away, and takes in those that come by a relay: what a window is on one network, with a
 * secret in place of the code that a person compares.
 */
export class InvitationDesk {
  readonly #core: NodeCore;
  readonly #ports: EnrolmentPorts;
  readonly #visits = new Map<string, Open>();
  readonly #refusals = new Map<string, EnrolRefusal>();
  readonly #stopListening: () => void;

  constructor(core: NodeCore, ports: EnrolmentPorts) {
    this.#core = core;
    this.#ports = ports;
    this.#stopListening = core.carrier.onOutput((output) => this.#told(output));
  }

  /** The newest first. */
  list(): readonly InvitationState[] {
    const nowMs = this.#core.nowMs();
    return keptInvitations(this.#core.store)
      .map((invitation) => {
        const isOver = invitation.state !== 'open' || nowMs >= invitation.untilMs;
        const refusal = this.#refusals.get(invitation.id) ?? null;
        return { invitation, isOver, text: isOver ? null : this.#text(invitation), refusal };
      })
      .toReversed();
  }

  /** Null: it was made, and stands first in the list. Whether the person may is judged by the command. */
  async make(plan: InvitationPlan): Promise<EnrolRefusal | null> {
    const { roster } = this.#core.registry;
    if (!roster().admins.has(this.#core.self.deviceId)) return reject('DEVICE-RIGHT-MISSING');
    if (plan.relay !== undefined && addressIn(plan.relay) === null)
      return enrolRefusal('ENROL-ADDRESS-MALFORMED');
    if (plan.device !== 'relay' && this.#way(plan.relay) === null) return enrolRefusal('ENROL-RELAY-NONE');
    return this.#run({ kind: 'device.invite', invitation: this.#ports.freshId(), ...plan });
  }

  /** Null: nobody can use it any more. */
  cancel(invitation: string): Promise<EnrolRefusal | null> {
    return this.#run({ kind: 'device.uninvite', invitation });
  }

  close(): void {
    this.#stopListening();
    for (const { stream } of this.#visits.values()) stream.destroy();
  }

  async #run(command: Readonly<Record<string, unknown>>): Promise<EnrolRefusal | null> {
    const [result] = await this.#ports.execute([{ id: this.#ports.freshId(), ...command }]);
    if (result === undefined) throw new Error('a command without a result');
    this.#ports.changed();
    return result.ok ? null : result.rejection;
  }

  /** Where relays are found and by which keys; null: none is known. */
  #way(
    named: string | undefined,
  ): { readonly addresses: readonly string[]; readonly keys: readonly Uint8Array[] } | null {
    const { registry, session } = this.#core;
    const { devices, state } = registry.roster();
    const relays = [...devices.values()]
      .filter(({ kind, deviceId }) => kind === 'relay' && !state.revoked.has(deviceId))
      .slice(0, INVITATION_ADDRESSES_MAX);
    const met = relays.flatMap(({ deviceId }) => session.addressesOf(deviceId)).map(addressText);
    // Of one behind a proxy nothing but its operator's word says where it is.
    const told = this.#ports.peers().flatMap(({ url }) => (url === undefined ? [] : [url]));
    const addresses = named === undefined ? [...told, ...met].slice(0, INVITATION_ADDRESSES_MAX) : [named];
    return relays.length === 0 || addresses.length === 0
      ? null
      : { addresses, keys: relays.map(({ tlsKeyHash }) => tlsKeyHash) };
  }

  #text({ id, place, relay }: Invitation): string | null {
    const { registry, self, device } = this.#core;
    const way = this.#way(relay);
    const kind = INVITED_KINDS.find((each) => each === place.device);
    if (way === null || kind === undefined) return null;
    return ticketText({
      organisationId: registry.roster().organisation.id,
      adminId: self.deviceId,
      admin: self.code,
      invitation: id,
      secret: invitationSecret(device.keys.signPrivate, id),
      kind,
      addresses: way.addresses,
      relayKeys: way.keys,
    });
  }

  #told(output: CarrierOutput): void {
    if (output.type === 'visit') this.#heard(output.from, output.visit);
    else if (output.type === 'links') {
      const linked = new Set(
        output.links.flatMap((link) => (link.state === 'linked' ? [link.deviceId] : [])),
      );
      this.#drop((relayId) => !linked.has(relayId));
    } else if (output.type === 'ready') this.#drop(() => true);
  }

  /** What was said through a relay that is away does not go on. */
  #drop(isGone: (relayId: string) => boolean): void {
    for (const { relayId, stream } of this.#visits.values()) if (isGone(relayId)) stream.over();
  }

  #heard(relayId: string, { visit, step, bytes }: Visit): void {
    const { devices, state } = this.#core.registry.roster();
    if (devices.get(relayId)?.kind !== 'relay' || state.revoked.has(relayId)) return;
    const open = this.#visits.get(nameOf(relayId, visit));
    if (step === 'knock' && open === undefined) this.#knocked(relayId, visit, toHex(bytes));
    else if (step === 'end') open?.stream.over();
    else if (step === 'frame' && open !== undefined) {
      open.bytes += bytes.length;
      open.frames += 1;
      if (open.bytes > BYTES_MAX || open.frames > FRAMES_MAX) open.stream.destroy();
      else open.stream.arrived(bytes);
    }
  }

  #say(relayId: string, visit: number, step: Visit['step'], bytes: Uint8Array = new Uint8Array(0)): void {
    this.#core.carrier.send({ type: 'visit', to: relayId, visit: { visit, step, bytes } });
  }

  #knocked(relayId: string, visit: number, id: string): void {
    const invitation = keptInvitations(this.#core.store).find((each) => each.id === id);
    const fault =
      invitation === undefined
        ? 'INVITATION-UNKNOWN'
        : (invitationFault(invitation, this.#core.nowMs(), null) ?? (this.#isBusy(id) ? 'ENROL-BUSY' : null));
    if (fault !== null || invitation === undefined) {
      this.#say(relayId, visit, 'end', utf8(fault ?? 'INVITATION-UNKNOWN'));
      return;
    }
    const stream = new VisitStream({
      send: (bytes) => this.#say(relayId, visit, 'frame', bytes),
      ended: () => this.#say(relayId, visit, 'end'),
    });
    this.#visits.set(nameOf(relayId, visit), { relayId, invitation: id, stream, bytes: 0, frames: 0 });
    const inTime = this.#ports.timers.later(() => stream.destroy(), VISIT_MS);
    stream.once('close', () => {
      inTime();
      this.#visits.delete(nameOf(relayId, visit));
    });
    this.#answer(stream, invitation);
    this.#say(relayId, visit, 'open');
  }

  #isBusy(id: string): boolean {
    const same = [...this.#visits.values()].filter(({ invitation }) => invitation === id);
    return this.#visits.size >= VISITS || same.length >= VISITS_OF_INVITATION;
  }

  #answer(stream: VisitStream, invitation: Invitation): void {
    const { device, random } = this.#core;
    const { keys } = device;
    const tls = { key: keys.tlsPrivateKeyPem, cert: keys.tlsCertificatePem };
    const secret = invitationSecret(keys.signPrivate, invitation.id);
    const inTime = this.#ports.timers.later(() => stream.destroy(), HANDSHAKE_MS);
    answerVisit({ stream, tls, secret }, (channel) => {
      inTime();
      if (channel === null) return;
      const session: AdminSession = new AdminSession({
        channel,
        keys,
        kind: invitation.place.device,
        random,
        timers: this.#ports.timers,
        // Nothing can be guessed of a secret of 128 bits, however often these keys are shown.
        mayShow: () => null,
        changed: () => this.#takeIn(session, invitation),
        taken: this.#ports.changed,
        ended: this.#ports.changed,
      });
    });
  }

  /** Whatever is wrong with a device that comes, this till sells on. */
  #takeIn(session: AdminSession, invitation: Invitation): void {
    this.#proved(session, invitation).catch((error: unknown) => {
      session.refuse('ENROL-NOT-STATED');
      const what = `A device that came with an invitation could not be taken in: ${String(error)}.`;
      this.#core.alarms.raise('ENROL-FAILED', `${what} Selling is unaffected; call your installer.`);
    });
  }

  /** Its signature stands over a transcript that only who holds the secret could work out. */
  async #proved(session: AdminSession, invitation: Invitation): Promise<void> {
    const device = session.waiting()?.device;
    if (device === undefined) return;
    const refusal = await this.#state(invitation, device);
    if (refusal === null) {
      this.#refusals.delete(invitation.id);
      const grant = makeGrant(this.#core, invitation.place, { linkPort: null, peers: this.#ports.peers() });
      if (!session.give(grant)) session.refuse('ENROL-GRANT-TOO-LARGE');
    } else {
      this.#refusals.set(invitation.id, refusal);
      session.refuse(isEnrolCode(refusal.code) ? refusal.code : 'ENROL-NOT-STATED');
    }
    this.#ports.changed();
  }

  /** Null: it is listed. */
  async #state({ id, place, name }: Invitation, device: DevicePublic): Promise<EnrolRefusal | null> {
    const { branchId, ...rest } = place;
    try {
      return await this.#run({
        kind: 'device.enrol',
        ...rest,
        ...(branchId === null ? {} : { branchId }),
        ...(name === undefined ? {} : { name }),
        signKey: toHex(device.signKey),
        agreeKey: toHex(device.agreeKey),
        tlsKeyHash: toHex(device.tlsKeyHash),
        invitation: id,
      });
    } catch (error) {
      // Whoever runs the till's commands has been told of its disk; nobody waits here but the new device.
      if (!(error instanceof Fault)) throw error;
      return { code: error.code, message: error.message, nextStep: error.nextStep };
    }
  }
}
