import type { DeviceKind } from '@tillmesh/model';
import { equalBytes } from '../cbor/bytes.ts';
import type { DeviceKeys } from '../key/device-key.ts';
import type { RandomBytes } from '../key/random.ts';
import type { Timers } from '../link/timers.ts';
import type { EnrolChannel } from './channel.ts';
import { type Grant, grantFault, openGrant } from './grant.ts';
import { encodeEnrolMessage, ENROL_VERSION, GRANT_FRAME_BYTES, readEnrolMessage } from './message.ts';
import { type EnrolRefusal, enrolRefusal, isEnrolCode, type EnrolCode } from './refusal.ts';
import {
  codeOf,
  commitmentOf,
  type Half,
  NONCE_BYTES,
  provesTranscript,
  signTranscript,
  transcriptOf,
} from './transcript.ts';

const ANSWER_MS = 10_000;
/** A little longer than a window: then it is the other device that says so. */
const CODE_MS = 180_000;

export type CandidatePorts = {
  readonly channel: EnrolChannel;
  readonly keys: DeviceKeys;
  readonly kind: DeviceKind;
  readonly random: RandomBytes;
  readonly timers: Pick<Timers, 'later'>;
  /** To be shown to a person, who types it on the other device. */
  readonly onCode: (code: string) => void;
  readonly onWrong: (triesLeft: number) => void;
};

export type Joined =
  | { readonly ok: true; readonly grant: Grant }
  | { readonly ok: false; readonly refusal: EnrolRefusal };

type Step =
  | { readonly at: 'answer'; readonly own: Half; readonly commitment: Uint8Array }
  | {
      readonly at: 'keys';
      readonly own: Half;
      readonly commitment: Uint8Array;
      readonly adminCommitment: Uint8Array;
    }
  | { readonly at: 'code'; readonly transcript: Uint8Array; readonly admin: Half }
  | { readonly at: 'over' };

/** A device without an organisation asks to join one, over a channel to whoever is at its other end. */
export class Candidate {
  /** Resolves once. A grant was opened and checked; nothing of it is on the disk yet. */
  readonly joined: Promise<Joined>;
  readonly #ports: CandidatePorts;
  readonly #resolve: (joined: Joined) => void;
  #step: Step;
  #stopTimer: () => void = () => undefined;

  constructor(ports: CandidatePorts) {
    this.#ports = ports;
    const { promise, resolve } = Promise.withResolvers<Joined>();
    this.joined = promise;
    this.#resolve = resolve;
    const { channel, kind } = ports;
    const { signKey, agreeKey, tlsKeyHash } = ports.keys.public;
    const own: Half = { signKey, agreeKey, tlsKeyHash, nonce: ports.random(NONCE_BYTES) };
    const commitment = commitmentOf('candidate', kind, own);
    this.#step = { at: 'answer', own, commitment };
    channel.listen(
      (frame) => this.#heard(frame),
      () => this.#fail('ENROL-CONNECTION-LOST'),
    );
    channel.send(encodeEnrolMessage('offer', { version: ENROL_VERSION, kind, commitment }));
    this.#wait(ANSWER_MS);
  }

  /** Tells the admin device that the folder is written. */
  taken(): void {
    this.#ports.channel.send(encodeEnrolMessage('taken', {}));
    this.#ports.channel.close();
  }

  stop(): void {
    this.#fail('ENROL-STOPPED');
    this.#ports.channel.close();
  }

  #fail(code: EnrolCode): void {
    if (this.#step.at === 'over') return;
    this.#step = { at: 'over' };
    this.#stopTimer();
    this.#ports.channel.close();
    this.#resolve({ ok: false, refusal: enrolRefusal(code) });
  }

  #wait(ms: number): void {
    this.#stopTimer();
    this.#stopTimer = this.#ports.timers.later(() => this.#fail('ENROL-CONNECTION-LOST'), ms);
  }

  #heard(frame: Uint8Array): void {
    const step = this.#step;
    if (step.at === 'over') return;
    const message = readEnrolMessage(frame);
    if (message === 'another-version') this.#fail('ENROL-VERSION-DIFFERS');
    else if (message === 'rubbish') this.#fail('ENROL-NOT-GENUINE');
    else if (message.kind === 'refused') {
      // A code of a later version: that it was refused is all that can be said here.
      this.#fail(isEnrolCode(message.body.code) ? message.body.code : 'ENROL-NOT-STATED');
    } else if (message.kind === 'answer' && step.at === 'answer') {
      this.#step = { ...step, at: 'keys', adminCommitment: message.body.commitment };
      this.#ports.channel.send(encodeEnrolMessage('keys', step.own));
    } else if (message.kind === 'admin-keys' && step.at === 'keys') this.#shown(message.body, step);
    else if (message.kind === 'wrong' && step.at === 'code') this.#ports.onWrong(message.body.triesLeft);
    else if (message.kind === 'grant' && step.at === 'code') this.#given(message.body.sealed, step);
    else this.#fail('ENROL-NOT-GENUINE');
  }

  #shown(body: Half & { readonly signature: Uint8Array }, step: Extract<Step, { at: 'keys' }>): void {
    const { kind, channel, keys } = this.#ports;
    const { signature, ...admin } = body;
    const transcript = transcriptOf({
      kind,
      candidateCommitment: step.commitment,
      adminCommitment: step.adminCommitment,
      candidate: step.own,
      admin,
      binding: channel.binding,
    });
    const isBound =
      equalBytes(commitmentOf('admin', kind, admin), step.adminCommitment) &&
      equalBytes(admin.tlsKeyHash, channel.peerKeyHash) &&
      provesTranscript('admin', transcript, admin.signKey, signature);
    if (!isBound) {
      this.#fail('ENROL-NOT-GENUINE');
      return;
    }
    this.#step = { at: 'code', transcript, admin };
    channel.allow(GRANT_FRAME_BYTES);
    const proof = signTranscript('candidate', transcript, keys.signPrivate);
    channel.send(encodeEnrolMessage('proof', { signature: proof }));
    this.#wait(CODE_MS);
    this.#ports.onCode(codeOf(transcript));
  }

  #given(sealed: Uint8Array, { transcript, admin }: Extract<Step, { at: 'code' }>): void {
    const { keys, kind } = this.#ports;
    const grant = openGrant(sealed, transcript, keys.agreePrivate);
    if (!grant.ok || grantFault(grant.value, keys, admin, kind) !== null) {
      this.#fail('ENROL-GRANT-WRONG');
      return;
    }
    this.#step = { at: 'over' };
    this.#stopTimer();
    this.#resolve({ ok: true, grant: grant.value });
  }
}
