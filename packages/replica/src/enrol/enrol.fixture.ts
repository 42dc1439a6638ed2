import { randomBytes } from 'node:crypto';
import { mkdtempSync } from 'node:fs';
import { join } from 'node:path';
import { connect, type TLSSocket } from 'node:tls';
import { createDeviceKeys, type DeviceKeys } from '../key/device-key.ts';
import type { PeerAddress } from '../link/peer.ts';
import { MORNING_MS, ONE_TILL, type Opened, PINS, TestChain } from '../till/chain.fixture.ts';
import type { HandCarrier } from '../node/hand-carrier.fixture.ts';
import type { EnrolmentDesk, EnrolmentPlan } from './enrolment-desk.ts';
import type { WindowState } from './enrolment-window.ts';
import { Joining, type JoiningState } from './joining.ts';
import type { DeviceKind } from '@tillmesh/model';

export const HOST = '127.0.0.1';
export const LINK_PORT = 4_181;
const freshId = (): string => randomBytes(16).toString('hex');

/** Time that a test turns, and whoever waits for something to change. */
class HandTime {
  #nowMs = MORNING_MS;
  readonly #due = new Map<() => void, number>();
  readonly #looks = new Set<() => void>();

  readonly nowMs = (): number => this.#nowMs;
  readonly later = (run: () => void, delayMs: number): (() => void) => {
    const task = (): void => run();
    this.#due.set(task, this.#nowMs + delayMs);
    return () => void this.#due.delete(task);
  };

  /** Whether something is due in exactly so many milliseconds. */
  isDueIn(ms: number): boolean {
    return [...this.#due.values()].includes(this.#nowMs + ms);
  }

  pass(ms: number): void {
    this.#nowMs += ms;
    for (const [task, atMs] of this.#due) {
      if (atMs > this.#nowMs) continue;
      this.#due.delete(task);
      task();
    }
  }

  readonly changed = (): void => {
    for (const look of this.#looks) look();
  };

  /** Resolves as soon as it holds; looks after every change. */
  until(holds: () => boolean): Promise<void> {
    return new Promise((resolve) => {
      const look = (): void => {
        if (!holds()) return;
        this.#looks.delete(look);
        resolve();
      };
      this.#looks.add(look);
      look();
    });
  }
}

/** A shop with one till, an admin device, that takes in others; its clock is the test's. */
export class AdminTill {
  readonly time = new HandTime();
  readonly announced: number[] = [];
  readonly chain: TestChain;
  till: Opened & { readonly carrier: HandCarrier };
  desk: EnrolmentDesk;

  private constructor(chain: TestChain) {
    this.chain = chain;
    this.till = this.#open();
    this.desk = this.#openDesk();
  }

  /** What every command rejects with; null: they run. */
  broken: Error | null = null;

  get carrier(): HandCarrier {
    return this.till.carrier;
  }

  /** The till ends and is started again; nobody is signed in. */
  async restart(): Promise<void> {
    await this.chain.close(this.till.node);
    this.till = this.#open();
    this.desk = this.#openDesk();
  }

  #open(): Opened & { readonly carrier: HandCarrier } {
    const till = this.chain.openByHand('H1');
    till.carrier.emit({ type: 'ready', port: LINK_PORT });
    return till;
  }

  #openDesk(): EnrolmentDesk {
    return this.till.node.enrolment({
      host: HOST,
      ports: [0],
      timers: this.time,
      execute: (commands) =>
        this.broken === null ? this.till.node.execute(commands) : Promise.reject(this.broken),
      freshId,
      listens: true,
      peers: () => [{ host: 'relay.example', port: 4_190 }],
      announce: (port) => {
        this.announced.push(port);
        return () => void this.announced.splice(this.announced.indexOf(port), 1);
      },
      changed: this.time.changed,
    });
  }

  static async make(plan: Parameters<typeof TestChain.make>[0] = ONE_TILL): Promise<AdminTill> {
    const admin = new AdminTill(await TestChain.make({ relay: false, reporter: false, ...plan }));
    const staffId = admin.chain.staffId('Amelia');
    await admin.till.done({ kind: 'session.sign-in', staffId, pin: PINS.owner });
    return admin;
  }

  /** Opens a window and gives its address. */
  async open(plan: EnrolmentPlan = { device: 'till', code: 'H2' }): Promise<PeerAddress> {
    const refusal = await this.desk.open(plan);
    if (refusal !== null) throw new Error(refusal.code);
    return { host: HOST, port: this.desk.state()?.port ?? 0 };
  }

  window(): WindowState {
    const state = this.desk.state();
    if (state === null) throw new Error('no window was opened');
    return state.window;
  }

  waiting(devices: number): Promise<void> {
    return this.time.until(() => this.waitingNow() === devices);
  }

  waitingNow(): number {
    const window = this.desk.state()?.window;
    return window?.state === 'open' ? window.waiting.length : 0;
  }

  typed = async (text: string): Promise<string> => (await this.desk.typed(text))?.code ?? 'joined';

  blank(kind: DeviceKind = 'till', folder = mkdtempSync(join(this.chain.folder, 'blank-'))): Blank {
    return new Blank(folder, kind, this);
  }

  end(): Promise<void> {
    return this.chain.end();
  }
}

/** A machine without an organisation. */
export class Blank {
  readonly folder: string;
  readonly joining: Joining;
  readonly #admin: AdminTill;

  constructor(folder: string, kind: DeviceKind, admin: AdminTill) {
    const { time } = admin;
    this.folder = folder;
    this.#admin = admin;
    this.joining = new Joining({ folder, kind, timers: time, changed: time.changed });
  }

  /** Resolves at this step, or at the beginning again with a refusal. */
  async at(step: JoiningState['step']): Promise<JoiningState> {
    const state = () => this.joining.state();
    await this.#admin.time.until(() => {
      const now = state();
      return now.step === step || (now.step === 'blank' && now.refusal !== null);
    });
    return state();
  }

  /** The code that it shows, once the admin device knows it too; or the code of its refusal. */
  async code(address: PeerAddress): Promise<string> {
    const before = this.#admin.waitingNow();
    void this.joining.begin(address);
    const state = await this.at('code');
    if (state.step !== 'code') return this.refusal();
    await this.#admin.time.until(() => this.#admin.waitingNow() > before);
    return state.code;
  }

  refusal(): string {
    const state = this.joining.state();
    return state.step === 'blank' ? (state.refusal?.code ?? 'none') : state.step;
  }
}

/** A TLS client that says what a test has it say, and keeps what it is told. */
export class Stranger {
  readonly keys: DeviceKeys = createDeviceKeys();
  readonly socket: TLSSocket;
  readonly closed: Promise<void>;
  /** Something was said to it. */
  readonly answered: Promise<void>;
  heard = Buffer.alloc(0);

  constructor({ host, port }: PeerAddress, withKey = true) {
    const { tlsPrivateKeyPem: key, tlsCertificatePem: cert } = this.keys;
    const own = withKey ? { key, cert } : {};
    this.socket = connect({ host, port, rejectUnauthorized: false, minVersion: 'TLSv1.3', ...own });
    this.socket.on('error', () => undefined);
    this.socket.on('data', (data: Buffer) => {
      this.heard = Buffer.concat([this.heard, data]);
    });
    this.answered = new Promise((resolve) => void this.socket.once('data', () => resolve()));
    this.closed = new Promise((resolve) => void this.socket.once('close', () => resolve()));
  }

  readonly frame = (bytes: Uint8Array): void => {
    const head = Buffer.alloc(4);
    head.writeUInt32BE(bytes.length);
    this.socket.write(Buffer.concat([head, bytes]));
  };
}
