import type { DeviceKind } from '@tillmesh/model';
import { equalBytes } from '../cbor/bytes.ts';
import { isAgreementKey } from '../key/agreement-key.ts';
import { type DeviceKeys, deviceIdOf, type DevicePublic } from '../key/device-key.ts';
import type { RandomBytes } from '../key/random.ts';
import type { Timers } from '../link/timers.ts';
import type { EnrolChannel } from './channel.ts';
import { type Grant, sealGrant } from './grant.ts';
import {
  encodeEnrolMessage,
  ENROL_VERSION,
  type EnrolMessage,
  GRANT_BYTES,
  readEnrolMessage,
} from './message.ts';
import type { EnrolCode } from './refusal.ts';
import {
  codeOf,
  commitmentOf,
  type Half,
  NONCE_BYTES,
  provesTranscript,
  signTranscript,
  transcriptOf,
} from './transcript.ts';

/** From the connection to the proof: machines answer one another at once. */
const GREETING_MS = 5_000;

export type AdminSessionPorts = {
  readonly channel: EnrolChannel;
  readonly keys: DeviceKeys;
  readonly kind: DeviceKind;
  readonly random: RandomBytes;
  readonly timers: Pick<Timers, 'later'>;
  /** Before this device shows its keys: null to go on, else why not. Every showing is a chance for a guesser. */
  readonly mayShow: (from: string) => EnrolCode | null;
  readonly changed: () => void;
  readonly taken: () => void;
  readonly ended: () => void;
};

type Step =
  | { readonly at: 'offer' }
  | { readonly at: 'keys'; readonly commitment: Uint8Array; readonly own: Half }
  | { readonly at: 'proof'; readonly transcript: Uint8Array; readonly candidate: Half }
  | { readonly at: 'waiting'; readonly transcript: Uint8Array; readonly candidate: Half }
  | { readonly at: 'given' }
  | { readonly at: 'over' };

const publicOf = ({ signKey, agreeKey, tlsKeyHash }: Half): DevicePublic => ({
  deviceId: deviceIdOf(signKey),
  signKey,
  agreeKey,
  tlsKeyHash,
});

/** Speaks with one device that asks to join, in the fixed order of messages; whatever else comes ends it. */
export class AdminSession {
  readonly #ports: AdminSessionPorts;
  readonly #stopGreeting: () => void;
  #step: Step = { at: 'offer' };

  constructor(ports: AdminSessionPorts) {
    this.#ports = ports;
    this.#stopGreeting = ports.timers.later(() => this.#end(), GREETING_MS);
    ports.channel.listen(
      (frame) => this.#heard(frame),
      () => this.#end(),
    );
  }

  get from(): string {
    return this.#ports.channel.from;
  }

  /** Null until both sides have said everything that the code follows from. */
  waiting(): { readonly code: string; readonly device: DevicePublic } | null {
    const step = this.#step;
    return step.at === 'waiting' ? { code: codeOf(step.transcript), device: publicOf(step.candidate) } : null;
  }

  wrongCode(triesLeft: number): void {
    if (this.#step.at === 'waiting') this.#send(encodeEnrolMessage('wrong', { triesLeft }));
  }

  refuse(code: EnrolCode): void {
    if (this.#step.at === 'over') return;
    this.#send(encodeEnrolMessage('refused', { code }));
    this.#end();
  }

  /** False: it would be too large to be sent. */
  give(grant: Grant): boolean {
    if (this.#step.at !== 'waiting') return true;
    const { transcript, candidate } = this.#step;
    const sealed = sealGrant(grant, transcript, candidate.agreeKey, this.#ports.random);
    if (sealed.length > GRANT_BYTES) return false;
    this.#step = { at: 'given' };
    this.#send(encodeEnrolMessage('grant', { sealed }));
    return true;
  }

  #send(frame: Uint8Array): void {
    this.#ports.channel.send(frame);
  }

  #end(): void {
    if (this.#step.at === 'over') return;
    this.#step = { at: 'over' };
    this.#stopGreeting();
    this.#ports.channel.close();
    this.#ports.ended();
  }

  #heard(frame: Uint8Array): void {
    const step = this.#step;
    if (step.at === 'over') return;
    const message = readEnrolMessage(frame);
    if (message === 'another-version') this.refuse('ENROL-VERSION-DIFFERS');
    else if (message === 'rubbish') this.#end();
    else if (message.kind === 'offer' && step.at === 'offer') this.#offered(message.body);
    else if (message.kind === 'keys' && step.at === 'keys') this.#shown(message.body, step);
    else if (message.kind === 'proof' && step.at === 'proof') this.#proved(message.body.signature, step);
    else if (message.kind === 'taken' && step.at === 'given') {
      this.#ports.taken();
      this.#end();
    } else this.#end();
  }

  #offered({ kind, commitment }: Extract<EnrolMessage, { kind: 'offer' }>['body']): void {
    if (kind !== this.#ports.kind) {
      this.refuse('ENROL-KIND-WRONG');
      return;
    }
    const { signKey, agreeKey, tlsKeyHash } = this.#ports.keys.public;
    const own = { signKey, agreeKey, tlsKeyHash, nonce: this.#ports.random(NONCE_BYTES) };
    this.#step = { at: 'keys', commitment, own };
    const ours = commitmentOf('admin', kind, own);
    this.#send(encodeEnrolMessage('answer', { version: ENROL_VERSION, commitment: ours }));
  }

  #shown(candidate: Half, { commitment, own }: Extract<Step, { at: 'keys' }>): void {
    const { kind, channel, keys } = this.#ports;
    const isBound =
      equalBytes(commitmentOf('candidate', kind, candidate), commitment) &&
      equalBytes(candidate.tlsKeyHash, channel.peerKeyHash) &&
      isAgreementKey(candidate.agreeKey);
    const mayNot = isBound ? this.#ports.mayShow(channel.from) : 'ENROL-NOT-GENUINE';
    if (mayNot !== null) {
      this.refuse(mayNot);
      return;
    }
    const transcript = transcriptOf({
      kind,
      candidateCommitment: commitment,
      adminCommitment: commitmentOf('admin', kind, own),
      candidate,
      admin: own,
      binding: channel.binding,
    });
    this.#step = { at: 'proof', transcript, candidate };
    const signature = signTranscript('admin', transcript, keys.signPrivate);
    this.#send(encodeEnrolMessage('admin-keys', { ...own, signature }));
  }

  #proved(signature: Uint8Array, { transcript, candidate }: Extract<Step, { at: 'proof' }>): void {
    if (!provesTranscript('candidate', transcript, candidate.signKey, signature)) {
      this.refuse('ENROL-NOT-GENUINE');
      return;
    }
    this.#stopGreeting();
    this.#step = { at: 'waiting', transcript, candidate };
    this.#ports.changed();
  }
}
