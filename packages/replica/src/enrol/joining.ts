import {
  createStorageKey,
  finishDevice,
  hasDevice,
  readStagedDevice,
  stageDevice,
} from '../key/device-folder.ts';
import { createDeviceKeys, type DeviceKeys } from '../key/device-key.ts';
import { type RandomBytes, systemRandom } from '../key/random.ts';
import type { PeerAddress } from '../link/peer.ts';
import type { Timers } from '../link/timers.ts';
import { writeOrganisationFile } from '../setup/organisation-file.ts';
import { foreignFile } from './blank-folder.ts';
import { Candidate } from './candidate.ts';
import { addressText } from './code-text.ts';
import { addressIn, type Ticket } from './invitation-text.ts';
import { Invited } from './invited.ts';
import { dialEnrolment } from './enrol-port.ts';
import { noteJoined } from './note-joined.ts';
import type { Grant } from './grant.ts';
import type { DeviceKind } from '@tillmesh/model';
import { type EnrolRefusal, enrolRefusal } from './refusal.ts';

/** How far a blank machine has come; a refusal leads back to the beginning. */
export type JoiningState =
  | { readonly step: 'blank'; readonly refusal: EnrolRefusal | null }
  | { readonly step: 'dialling'; readonly address: string }
  /**
   * By an invitation: the relay is reached, and the admin device of this code is not linked to it yet; or something
   * else is in the way that may pass, and it is asked again by itself.
   */
  | {
      readonly step: 'waiting';
      readonly address: string;
      readonly admin: string;
      readonly passing: EnrolRefusal | null;
    }
  /** `triesLeft`: after a wrong one was typed. */
  | {
      readonly step: 'code';
      readonly address: string;
      readonly code: string;
      readonly triesLeft: number | null;
    }
  /** To be confirmed by a person: the other device must say that this one joined. */
  | { readonly step: 'found'; readonly place: JoinedPlace }
  | { readonly step: 'joined'; readonly place: JoinedPlace };

export type JoinedPlace = Pick<Grant, 'shop' | 'branch' | 'code' | 'kind'>;

/** What a device that has just joined needs to know besides its folder. */
export type JoinedDevice = {
  readonly place: JoinedPlace;
  /** Whom to dial. */
  readonly peers: readonly PeerAddress[];
  /** How many products the shop has, as the admin device said. */
  readonly products: number;
};

export type JoiningPorts = {
  readonly folder: string;
  readonly kind: DeviceKind;
  readonly timers: Pick<Timers, 'later'>;
  readonly random?: RandomBytes;
  readonly changed: () => void;
};

const SECRET = { kind: 'file' } as const;

/** Keys of an attempt that was begun here before, so that it is the same device; or fresh ones, kept for the next. */
const stagedKeys = (folder: string, random: RandomBytes): DeviceKeys => {
  const staged = readStagedDevice(folder, SECRET);
  if (staged !== null) return staged.keys;
  const keys = createDeviceKeys(random);
  stageDevice(folder, { keys, storageKey: createStorageKey(random) }, SECRET, random);
  return keys;
};

/** `dialled`: where the admin device was reached; or relays, at which it will be met. */
type Found = {
  readonly candidate: Candidate;
  readonly grant: Grant;
  readonly dialled: readonly PeerAddress[];
  readonly isInvited: boolean;
};

const placeOf = ({ shop, branch, code, kind }: JoinedPlace): JoinedPlace => ({ shop, branch, code, kind });

/** Writes what was granted; of files `device.json` last, so that a crash leaves a blank machine or a whole device. */
const writeGrant = (folder: string, { grant, dialled, isInvited }: Found): JoinedDevice => {
  const { organisationId, statements, linkPort, peers, products } = grant;
  writeOrganisationFile(folder, { organisationId, statements });
  finishDevice(folder);
  const admin = linkPort === null ? [] : dialled.map(({ host }) => ({ host, port: linkPort }));
  const known = isInvited ? dialled : admin;
  const others = peers.filter((peer) =>
    known.every(({ host, port }) => host !== peer.host || port !== peer.port),
  );
  const joined = { place: placeOf(grant), peers: [...known, ...others], products };
  // A relay keeps no till.db.
  if (grant.kind !== 'relay') noteJoined(folder, joined);
  return joined;
};

/** A blank folder on its way to a device of an organisation. */
export class Joining {
  readonly #ports: JoiningPorts;
  readonly #random: RandomBytes;
  #state: JoiningState = { step: 'blank', refusal: null };
  #candidate: Pick<Candidate, 'stop'> | null = null;
  #found: Found | null = null;
  /** Grows with each attempt: what comes of an earlier one is nobody's concern any more. */
  #attempt = 0;

  constructor(ports: JoiningPorts) {
    this.#ports = ports;
    this.#random = ports.random ?? systemRandom;
  }

  state(): JoiningState {
    return this.#state;
  }

  /**
   * Dials an admin device; resolves when it came to an end or to a person. While one attempt is under way another
   * changes nothing. Rejects with a Fault of the folder.
   */
  async begin(address: PeerAddress): Promise<void> {
    if (this.#state.step !== 'blank') return;
    const keys = this.#keys();
    if (keys === null) return;
    this.#become({ step: 'dialling', address: addressText(address) });
    await this.#speak(address, keys, this.#attempt);
  }

  /**
   * Asks by an invitation, through a relay; resolves when it was refused or stopped, or may be confirmed: the secret
   * says that the other device is the right one, so that no person has to. Waits as long as the admin device is away.
   */
  async beginInvited(ticket: Ticket): Promise<void> {
    if (this.#state.step !== 'blank') return;
    if (ticket.kind !== this.#ports.kind) {
      this.#refused(enrolRefusal('ENROL-INVITATION-KIND'));
      return;
    }
    const keys = this.#keys();
    if (keys === null) return;
    const attempt = this.#attempt;
    const invited = new Invited({
      ticket,
      keys,
      random: this.#random,
      timers: this.#ports.timers,
      told: (at, step, code) => {
        if (this.#attempt !== attempt) return;
        const address = addressText(at);
        const passing = code === null ? null : enrolRefusal(code);
        this.#become(
          step === 'waiting' ? { step, address, admin: ticket.admin, passing } : { step, address },
        );
      },
    });
    this.#candidate = invited;
    const end = await invited.ended;
    if (this.#attempt !== attempt) return;
    if (!end.ok) {
      this.#refused(enrolRefusal(end.code));
      return;
    }
    const dialled = ticket.addresses.map(addressIn).filter((each) => each !== null);
    this.#found = { candidate: end.candidate, grant: end.grant, dialled, isInvited: true };
    this.#become({ step: 'found', place: placeOf(end.grant) });
  }

  /** For a new attempt; null: the folder is no place for one, which is told. */
  #keys(): DeviceKeys | null {
    const { folder } = this.#ports;
    this.#attempt += 1;
    if (!hasDevice(folder) && foreignFile(folder) === null) return stagedKeys(folder, this.#random);
    this.#refused(enrolRefusal('ENROL-FOLDER-TAKEN'));
    return null;
  }

  stop(): void {
    if (this.#state.step === 'blank' || this.#state.step === 'joined') return;
    this.#attempt += 1;
    this.#candidate?.stop();
    this.#refused(null);
  }

  /**
   * A person said that the other device says so too: the folder is that device from now on. Null when nothing was
   * found. Throws a Fault of the folder; then it can be confirmed again.
   */
  confirm(): JoinedDevice | null {
    if (this.#found === null) return null;
    const written = writeGrant(this.#ports.folder, this.#found);
    this.#found.candidate.taken();
    this.#found = null;
    this.#become({ step: 'joined', place: written.place });
    return written;
  }

  #become(next: JoiningState): void {
    this.#state = next;
    this.#ports.changed();
  }

  #refused(refusal: EnrolRefusal | null): void {
    this.#candidate = null;
    this.#found = null;
    this.#become({ step: 'blank', refusal });
  }

  async #speak(address: PeerAddress, keys: DeviceKeys, attempt: number): Promise<void> {
    const channel = await dialEnrolment(address, {
      key: keys.tlsPrivateKeyPem,
      cert: keys.tlsCertificatePem,
    });
    if (this.#attempt !== attempt) {
      channel?.close();
      return;
    }
    if (channel === null) {
      this.#refused(enrolRefusal('ENROL-UNREACHABLE'));
      return;
    }
    const shown = addressText(address);
    const candidate = new Candidate({
      channel,
      keys,
      kind: this.#ports.kind,
      random: this.#random,
      timers: this.#ports.timers,
      onCode: (code) => this.#become({ step: 'code', address: shown, code, triesLeft: null }),
      onWrong: (triesLeft) => {
        if (this.#state.step === 'code') this.#become({ ...this.#state, triesLeft });
      },
    });
    this.#candidate = candidate;
    const joined = await candidate.joined;
    if (this.#attempt !== attempt) return;
    if (!joined.ok) {
      this.#refused(joined.refusal);
      return;
    }
    this.#found = { candidate, grant: joined.grant, dialled: [address], isInvited: false };
    this.#become({ step: 'found', place: placeOf(joined.grant) });
  }
}
