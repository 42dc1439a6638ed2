import { readDeviceFolder } from '../key/device-folder.ts';
import { listen } from '../link/listener.ts';
import type { PeerAddress } from '../link/peer.ts';
import type { Listener } from '../link/transport.ts';
import type { Visit } from '../link/visit.ts';
import { InvitationDoor } from '../pool/invitation-door.ts';
import { listenBehindProxy } from '../pool/proxy-listener.ts';
import { ONE_TILL } from '../till/chain.fixture.ts';
import { AdminTill, HOST } from './enrol.fixture.ts';
import { framed } from './framed-socket.ts';
import { type Ticket, ticketIn } from './invitation-text.ts';
import type { InvitationPlan, InvitationState } from './invitation-desk.ts';

const TENANT = 'tenant';
const GREETING_MS = 10_000;

/** What becomes of something that a relay is to pass on; an honest one passes it on as it is. */
type PassOn = (visit: Visit) => readonly Visit[];
const honestly: PassOn = (visit) => [visit];

/** The door of a relay on a real port, linked to an admin device by hand. */
export class TestRelay {
  readonly admin: AdminTill;
  readonly door: InvitationDoor;
  readonly relayId: string;
  /** All that went through it, in order. */
  readonly passed: Visit[] = [];
  toAdmin = honestly;
  toVisitor = honestly;
  refused = 0;
  address: PeerAddress = { host: HOST, port: 0 };
  #listener: Listener | null = null;
  #proxy: Listener | null = null;

  constructor(admin: AdminTill) {
    this.admin = admin;
    const { chain } = admin;
    this.relayId = readDeviceFolder(chain.folderOf('relay'), { kind: 'file' }).keys.deviceId;
    this.door = new InvitationDoor({
      timers: admin.time,
      say: (_tenant, _to, visit) => {
        this.passed.push(visit);
        for (const each of this.toAdmin(visit))
          admin.carrier.emit({ type: 'visit', from: this.relayId, visit: each });
      },
      onRefused: () => {
        this.refused += 1;
      },
    });
    this.door.serve(TENANT, admin.till.node.shop().organisation.id);
    this.door.listed(TENANT, [admin.till.node.self.deviceId]);
    this.follow();
  }

  static async make(plan: Parameters<typeof AdminTill.make>[0] = ONE_TILL): Promise<TestRelay> {
    const relay = new TestRelay(await AdminTill.make({ ...plan, relay: true }));
    await relay.listen();
    relay.link(true);
    return relay;
  }

  /** Hears what the admin device says over its link; again after that was opened anew. */
  follow(): void {
    const { carrier } = this.admin;
    const send = carrier.send.bind(carrier);
    carrier.send = (input) => {
      send(input);
      if (input.type !== 'visit') return;
      this.passed.push(input.visit);
      for (const each of this.toVisitor(input.visit))
        this.door.heard(TENANT, this.admin.till.node.self.deviceId, each);
    };
  }

  link(isLinked: boolean): void {
    const { carrier, till } = this.admin;
    const state = isLinked ? 'linked' : 'away';
    carrier.emit({ type: 'links', links: [{ deviceId: this.relayId, state, sinceMs: 0, cause: '' }] });
    if (isLinked) carrier.emit({ type: 'met', deviceId: this.relayId, address: this.address });
    this.door.linked(TENANT, isLinked ? [till.node.self.deviceId] : []);
  }

  /** Makes an invitation; what it says, and its line. */
  async invite(
    plan: InvitationPlan = { device: 'till', code: 'H2' },
  ): Promise<{ readonly text: string; readonly ticket: Ticket; readonly id: string }> {
    const refusal = await this.admin.desk.invitations.make(plan);
    if (refusal !== null) throw new Error(refusal.code);
    const { text, invitation } = this.newest();
    const ticket = ticketIn(text ?? '');
    if (text === null || ticket === null) throw new Error('an invitation without its line');
    return { text, ticket, id: invitation.id };
  }

  newest(): InvitationState {
    const [newest] = this.admin.desk.invitations.list();
    if (newest === undefined) throw new Error('nobody was invited');
    return newest;
  }

  async listen(): Promise<void> {
    const { keys } = readDeviceFolder(this.admin.chain.folderOf('relay'), { kind: 'file' });
    this.#listener = await listen({
      address: this.address,
      tls: { key: keys.tlsPrivateKeyPem, cert: keys.tlsCertificatePem },
      greetingMs: GREETING_MS,
      isOpen: () => true,
      admit: () => null,
      onSocket: () => undefined,
      onTrouble: () => undefined,
      onVisitor: (socket, admitted) => this.door.enter(framed(socket), admitted),
    });
    this.address = { host: HOST, port: this.#listener.port };
  }

  /** The same door where a proxy on this machine passes on; its address. */
  async proxied(): Promise<string> {
    this.#proxy = await listenBehindProxy({
      address: { host: HOST, port: 0 },
      greetingMs: GREETING_MS,
      places: () => [],
      useToken: () => Promise.resolve(null),
      onRefused: () => undefined,
      onVisitor: (socket, admitted) => this.door.enter(socket, admitted),
    });
    return `ws://${HOST}:${this.#proxy.port}/shops/`;
  }

  async end(): Promise<void> {
    this.door.close();
    await this.#proxy?.close();
    await this.#listener?.close();
    await this.admin.end();
  }
}
