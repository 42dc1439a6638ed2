import { type DeviceKind, placeFault, reject } from '@tillmesh/model';
import { toHex } from '../cbor/bytes.ts';
import type { DevicePublic } from '../key/device-key.ts';
import type { PeerAddress } from '../link/peer.ts';
import type { Timers } from '../link/timers.ts';
import type { NodeCore } from '../node/node-core.ts';
import type { TillNode } from '../node/node-port.ts';
import type { Roster } from '../node/roster.ts';
import { keysFault } from '../till/new-device.ts';
import type { EnrolListener } from './enrol-port.ts';
import { listenForEnrolment } from './enrol-port.ts';
import { EnrolmentWindow, type Stated, type WindowState } from './enrolment-window.ts';
import type { Grant } from './grant.ts';
import { InvitationDesk } from './invitation-desk.ts';
import { makeGrant } from './make-grant.ts';
import { type EnrolRefusal, enrolRefusal } from './refusal.ts';

/** A till that begins to take links when there is another device has its port by then, or is found without. */
const LINK_PORT_MS = 2_000;

/** What the next device is to be. `branchId` of a till, default this one's. */
export type EnrolmentPlan = {
  readonly device: DeviceKind;
  readonly code: string;
  readonly branchId?: string;
  readonly name?: string;
};

export type EnrolmentPorts = {
  /** Where to listen while a window is open: addresses as of the links, and ports in the order they are tried. */
  readonly host: string;
  readonly ports: readonly number[];
  readonly timers: Pick<Timers, 'nowMs' | 'later'>;
  /** Runs the command that lists the device, as everything else that a person asks for. */
  readonly execute: TillNode['execute'];
  readonly freshId: () => string;
  /** Whether this device takes links, now or once there are others. */
  readonly listens: boolean;
  /** Where other devices take links. */
  readonly peers: () => readonly PeerAddress[];
  /** Lets machines on this network see that a window is open; returns what ends it. */
  readonly announce: (port: number, kind: DeviceKind) => () => void;
  readonly changed: () => void;
};

export type EnrolmentState = {
  readonly plan: EnrolmentPlan;
  /** Where the new device reaches this one while the window is open. */
  readonly port: number;
  readonly window: WindowState;
};

type Open = {
  readonly plan: EnrolmentPlan;
  readonly window: EnrolmentWindow;
  readonly listener: EnrolListener;
};

/** Takes in devices at an admin device of the organisation, one window after the other. */
export class EnrolmentDesk {
  /** Of devices that come through a relay, beside whatever window is open. */
  readonly invitations: InvitationDesk;
  readonly #core: NodeCore;
  readonly #lookup: TillNode['lookup'];
  readonly #ownBranchId: string;
  readonly #ports: EnrolmentPorts;
  #open: Open | null = null;
  #isOpening = false;

  constructor(core: NodeCore, lookup: TillNode['lookup'], ownBranchId: string, ports: EnrolmentPorts) {
    this.#core = core;
    this.#lookup = lookup;
    this.#ownBranchId = ownBranchId;
    this.#ports = ports;
    this.invitations = new InvitationDesk(core, ports);
  }

  /** Null before the first window. */
  state(): EnrolmentState | null {
    if (this.#open === null) return null;
    const { plan, listener, window } = this.#open;
    return { plan, port: listener.port, window: window.view() };
  }

  /** Null: it is open. Whether the person may is judged again when the device is listed. */
  async open(plan: EnrolmentPlan): Promise<EnrolRefusal | null> {
    const now = this.#open?.window.view().state;
    if (this.#isOpening || now === 'open' || now === 'stating') return enrolRefusal('ENROL-WINDOW-OPEN');
    const refusal = this.#fault(plan);
    if (refusal !== null) return refusal;
    this.#isOpening = true;
    try {
      this.#open?.window.close();
      return await this.#listen(plan);
    } finally {
      this.#isOpening = false;
    }
  }

  /** The code as it was typed or scanned. Null: the device joined. Rejects with what a failing disk threw. */
  typed(text: string): Promise<EnrolRefusal | null> {
    return this.#open?.window.typed(text) ?? Promise.resolve(enrolRefusal('ENROL-WINDOW-SHUT'));
  }

  stop(): void {
    this.#open?.window.stop();
  }

  close(): void {
    this.invitations.close();
    this.#open?.window.close();
  }

  #branchOf({ device, branchId }: EnrolmentPlan): string | null {
    return branchId ?? (device === 'till' ? this.#ownBranchId : null);
  }

  #fault(plan: EnrolmentPlan): EnrolRefusal | null {
    const { registry, self } = this.#core;
    const { listens } = this.#ports;
    const roster = registry.roster();
    const branchId = this.#branchOf(plan);
    if (!roster.admins.has(self.deviceId)) return reject('DEVICE-RIGHT-MISSING');
    if (!listens) return enrolRefusal('ENROL-NOT-LISTENING');
    const unfit = placeFault({ ...plan, branchId }, null, this.#lookup);
    if (unfit !== null) return unfit.rejection;
    return isTaken(roster, plan) ? reject('DEVICE-CODE-TAKEN') : keysFault(roster, plan.device, branchId);
  }

  async #listen(plan: EnrolmentPlan): Promise<EnrolRefusal | null> {
    const { timers, host, ports, announce, changed } = this.#ports;
    const { keys } = this.#core.device;
    const listener = await listenForEnrolment({
      host,
      ports,
      tls: { key: keys.tlsPrivateKeyPem, cert: keys.tlsCertificatePem },
      timers,
      onChannel: (channel) => window.take(channel),
    });
    if (listener === null) return enrolRefusal('ENROL-PORT-TAKEN');
    const unannounce = announce(listener.port, plan.device);
    const window = new EnrolmentWindow({
      kind: plan.device,
      keys,
      random: this.#core.random,
      timers,
      state: (device) => this.#state(plan, device),
      changed,
      ended: () => {
        unannounce();
        listener.close();
      },
    });
    this.#open = { plan, window, listener };
    changed();
    return null;
  }

  async #state(plan: EnrolmentPlan, { signKey, agreeKey, tlsKeyHash }: DevicePublic): Promise<Stated> {
    const [result] = await this.#ports.execute([
      {
        id: this.#ports.freshId(),
        kind: 'device.enrol',
        ...plan,
        signKey: toHex(signKey),
        agreeKey: toHex(agreeKey),
        tlsKeyHash: toHex(tlsKeyHash),
      },
    ]);
    if (result === undefined) throw new Error('a command without a result');
    return result.ok
      ? { ok: true, grant: await this.#grant(plan) }
      : { ok: false, refusal: result.rejection };
  }

  /** Now that there is another device: where it links to this one. */
  #linkPort(): Promise<number | null> {
    const { session, listeners } = this.#core;
    const port = () => session.status().port;
    return new Promise((resolve) => {
      const look = (): void => {
        if (port() !== null) done();
      };
      const done = (): void => {
        stop();
        cancel();
        resolve(port());
      };
      const stop = listeners.add(look);
      const cancel = this.#ports.timers.later(done, LINK_PORT_MS);
      look();
    });
  }

  async #grant(plan: EnrolmentPlan): Promise<Grant> {
    const linkPort = await this.#linkPort();
    const place = { device: plan.device, code: plan.code, branchId: this.#branchOf(plan) };
    return makeGrant(this.#core, place, { linkPort, peers: this.#ports.peers() });
  }
}

/** One that never began a series may have lost its connection while it joined: it may come again under its code. */
const isTaken = ({ devices, series, state }: Roster, { device, code }: EnrolmentPlan): boolean => {
  const began = new Set([...series.values()].map(({ deviceId }) => deviceId));
  return [...devices.values()].some(
    (each) =>
      each.code === code &&
      !state.revoked.has(each.deviceId) &&
      (each.kind !== device || began.has(each.deviceId)),
  );
};
