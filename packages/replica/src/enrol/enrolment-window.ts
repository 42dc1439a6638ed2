import { timingSafeEqual } from 'node:crypto';
import { utf8 } from '../cbor/bytes.ts';
import type { DeviceKeys, DevicePublic } from '../key/device-key.ts';
import type { RandomBytes } from '../key/random.ts';
import type { Timers } from '../link/timers.ts';
import { AdminSession } from './admin-session.ts';
import type { EnrolChannel } from './channel.ts';
import { codeIn } from './code-text.ts';
import type { Grant } from './grant.ts';
import type { DeviceKind } from '@tillmesh/model';
import { type EnrolCode, type EnrolRefusal, enrolRefusal } from './refusal.ts';

const WINDOW_MS = 120_000;
const WINDOW_TRIES = 3;
/** Devices that wait for their code, and of them from one address: a stranger alone cannot fill the places. */
const PLACES = 4;
const PLACES_OF_ONE = 2;
/**
 * How often this device shows its keys in one window, and to one address: whoever stands between can look at each
 * code before deciding to go on, so each showing is a chance of one in a million.
 */
const SHOWINGS = 16;
const SHOWINGS_TO_ONE = 6;
const CONNECTIONS = 16;
/** After it was taken in, a device checks its papers and a person looks at them. */
const TAKING_MS = 300_000;

export type ShutBy = 'time' | 'tries' | 'knocks' | 'person' | 'refused';

export type WindowState =
  | {
      readonly state: 'open';
      readonly leftMs: number;
      readonly triesLeft: number;
      readonly waiting: readonly string[];
    }
  /** The code was right and the device is being stated. */
  | { readonly state: 'stating' }
  /** `papers`: whether it has told that all is on its disk. */
  | { readonly state: 'joined'; readonly deviceId: string; readonly papers: 'sent' | 'taken' | 'lost' }
  | { readonly state: 'shut'; readonly by: ShutBy; readonly refusal: EnrolRefusal };

/** What came of stating a device: what it is to be given, or why it was not stated. */
export type Stated =
  | { readonly ok: true; readonly grant: Grant }
  | { readonly ok: false; readonly refusal: EnrolRefusal };

export type WindowPorts = {
  readonly kind: DeviceKind;
  readonly keys: DeviceKeys;
  readonly random: RandomBytes;
  readonly timers: Pick<Timers, 'nowMs' | 'later'>;
  /** Lists the device. Rejects with what a failing disk threw: then nothing was done. */
  readonly state: (device: DevicePublic) => Promise<Stated>;
  readonly changed: () => void;
  /** Nobody is listened to any more. */
  readonly ended: () => void;
};

const SHUT_WITH: { readonly [B in Exclude<ShutBy, 'refused'>]: EnrolCode } = {
  time: 'ENROL-TIME-OVER',
  tries: 'ENROL-TRIES-OVER',
  knocks: 'ENROL-KNOCKS-OVER',
  person: 'ENROL-STOPPED',
};

const isSameCode = (one: string, other: string): boolean => timingSafeEqual(utf8(one), utf8(other));

/**
 * The time in which an admin device takes in one new device: two minutes, three codes. Whoever connects is spoken
 * with; whose code a person types is taken in. Nothing of the shop is said to anybody before that.
 */
export class EnrolmentWindow {
  readonly #ports: WindowPorts;
  readonly #sessions = new Set<AdminSession>();
  readonly #showings = new Map<string, number>();
  readonly #endsAtMs: number;
  #stopTimer: () => void;
  #shown = 0;
  #triesLeft = WINDOW_TRIES;
  #state: 'open' | Exclude<WindowState, { state: 'open' }> = 'open';

  constructor(ports: WindowPorts) {
    this.#ports = ports;
    this.#endsAtMs = ports.timers.nowMs() + WINDOW_MS;
    this.#stopTimer = ports.timers.later(() => this.#shut('time'), WINDOW_MS);
  }

  view(): WindowState {
    if (this.#state !== 'open') return this.#state;
    const leftMs = Math.min(WINDOW_MS, Math.max(0, this.#endsAtMs - this.#ports.timers.nowMs()));
    const waiting = this.#waiting().map(({ from }) => from);
    return { state: 'open', leftMs, triesLeft: this.#triesLeft, waiting };
  }

  /** Somebody connected. */
  take(channel: EnrolChannel): void {
    if (this.#state !== 'open' || this.#sessions.size >= CONNECTIONS) {
      channel.close();
      return;
    }
    const session: AdminSession = new AdminSession({
      channel,
      ...this.#ports,
      mayShow: (from) => this.#mayShow(from),
      changed: this.#ports.changed,
      taken: () => this.#told('taken'),
      ended: () => {
        this.#sessions.delete(session);
        if (this.#state === 'open') this.#ports.changed();
        else this.#told('lost');
      },
    });
    this.#sessions.add(session);
  }

  /** A person typed the code that the new device shows; what it came to, null where it joined. */
  async typed(text: string): Promise<EnrolRefusal | null> {
    if (this.#state !== 'open')
      return this.#state.state === 'shut' ? this.#state.refusal : enrolRefusal('ENROL-BUSY');
    const code = codeIn(text);
    if (code === null) return enrolRefusal('ENROL-CODE-MALFORMED');
    const waiting = this.#waiting();
    if (waiting.length === 0) return enrolRefusal('ENROL-NOBODY');
    const found = waiting.find((session) => isSameCode(session.waiting()?.code ?? '', code));
    const device = found?.waiting()?.device;
    if (found !== undefined && device !== undefined) return this.#join(found, device);
    this.#triesLeft -= 1;
    for (const session of waiting) session.wrongCode(this.#triesLeft);
    if (this.#triesLeft === 0) return this.#shut('tries');
    this.#ports.changed();
    return enrolRefusal('ENROL-CODE-WRONG');
  }

  /** A person stopped it; one that took somebody in stays as it is. */
  stop(): void {
    this.#shut('person');
  }

  /** Whatever it is at: nobody is listened to any more. */
  close(): void {
    this.#shut('person');
    this.#told('lost');
  }

  #waiting(): AdminSession[] {
    return [...this.#sessions].filter((session) => session.waiting() !== null);
  }

  #mayShow(from: string): EnrolCode | null {
    const waiting = this.#waiting();
    const ofOne = waiting.filter((session) => session.from === from).length;
    const shownToOne = this.#showings.get(from) ?? 0;
    const isFull = waiting.length >= PLACES || ofOne >= PLACES_OF_ONE || shownToOne >= SHOWINGS_TO_ONE;
    if (isFull) return 'ENROL-BUSY';
    if (this.#shown >= SHOWINGS) {
      this.#shut('knocks');
      return 'ENROL-KNOCKS-OVER';
    }
    this.#showings.set(from, shownToOne + 1);
    this.#shown += 1;
    return null;
  }

  async #join(session: AdminSession, device: DevicePublic): Promise<EnrolRefusal | null> {
    this.#stopTimer();
    this.#state = { state: 'stating' };
    this.#refuseOthers(session, 'ENROL-BUSY');
    this.#ports.changed();
    let stated: Stated;
    try {
      stated = await this.#ports.state(device);
    } catch (error) {
      this.#end('refused', enrolRefusal('ENROL-NOT-STATED'));
      throw error;
    }
    if (!stated.ok) return this.#end('refused', stated.refusal);
    this.#state = { state: 'joined', deviceId: device.deviceId, papers: 'sent' };
    this.#stopTimer = this.#ports.timers.later(() => this.#told('lost'), TAKING_MS);
    if (!session.give(stated.grant)) session.refuse('ENROL-GRANT-TOO-LARGE');
    else if (!this.#sessions.has(session)) this.#told('lost');
    this.#ports.changed();
    return null;
  }

  /** What became of the papers that were sent; what is known does not change any more. */
  #told(papers: 'taken' | 'lost'): void {
    if (typeof this.#state === 'string' || this.#state.state !== 'joined' || this.#state.papers !== 'sent')
      return;
    this.#state = { ...this.#state, papers };
    this.#stopTimer();
    this.#refuseOthers(null, 'ENROL-CONNECTION-LOST');
    this.#ports.changed();
    this.#ports.ended();
  }

  #refuseOthers(but: AdminSession | null, code: EnrolCode): void {
    for (const session of this.#sessions) if (session !== but) session.refuse(code);
  }

  #shut(by: Exclude<ShutBy, 'refused'>): EnrolRefusal {
    if (this.#state !== 'open') return enrolRefusal('ENROL-WINDOW-SHUT');
    return this.#end(by, enrolRefusal(SHUT_WITH[by]));
  }

  #end(by: ShutBy, refusal: EnrolRefusal): EnrolRefusal {
    this.#stopTimer();
    this.#state = { state: 'shut', by, refusal };
    this.#refuseOthers(null, by === 'refused' ? 'ENROL-NOT-STATED' : SHUT_WITH[by]);
    this.#ports.changed();
    this.#ports.ended();
    return refusal;
  }
}
