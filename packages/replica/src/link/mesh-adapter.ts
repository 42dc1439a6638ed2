import { NetworkAdapter, type Message, type PeerId } from '@automerge/automerge-repo';
import { mayHold } from '../document/access.ts';
import { FRAME_MAX_BYTES } from './frame.ts';
import { MuteTable, type Muted } from '../gate/mute-table.ts';
import { HeldTable } from './held-table.ts';
import { Link } from './link.ts';
import type { LinkMessage } from './link-option.ts';
import type { MeteredLink } from './extent.ts';
import { CLOSE_BROKEN, CLOSE_DROPPED, CLOSE_VERSION, type LinkEnd } from './link-end.ts';
import { isRepoMessage, type LinkFollower, type MeshOptions, outgoing } from './mesh-option.ts';
import { MeteredLinks } from './metered-links.ts';
import { takeOwnMessage } from './own-message.ts';
import { FRESH_PROTOCOL, HOLDING_PROTOCOL, VISIT_PROTOCOL } from './peer-metadata.ts';
import { Reception } from './reception.ts';
import { StandingLinks } from './standing-link.ts';
import type { LinkSocket } from './transport.ts';
import type { Visit } from './visit.ts';
import {
  encodeFresh,
  encodeHeld,
  encodeHolding,
  encodeObjects,
  encodePeer,
  encodeRepoMessage,
  encodeVisit,
  type Held,
  type PackedObjects,
} from './wire-message.ts';

/** People read it; see the words for causes at the terminal. */
const METERED_ANEW = 'the link is metered otherwise from now on';

/** Confirmations and new entries go before everything else: they are small, and people see them. */
const HELD_TURN = 0;
/** Beside the registry: after what people at other tills wait for. */
const VISIT_TURN = 1;

/**
 * Shows the Repo exactly one link to each device, whichever side dialled, as one network adapter: a candidate when
 * the device is linked, disconnected on every loss, and a candidate again on return. That order is what makes
 * automerge-repo take up again where it was.
 */
export class MeshAdapter extends NetworkAdapter {
  readonly #options: MeshOptions;
  /** The one link of each device that the Repo sees. */
  readonly #links: StandingLinks;
  /** Every link there is, greeting ones and such that lost to another included. */
  readonly #all = new Map<Link, LinkFollower>();
  readonly #mutes: MuteTable;
  readonly metered: MeteredLinks;
  readonly #reception: Reception;
  readonly #held = new HeldTable();
  /** By peer: documents of which objects are exchanged and no changes. */
  readonly #parted = new Map<string, Set<string>>();
  /** Links that are up, and whose peer may still have something to say at once. */
  readonly #telling = new Set<Link>();

  constructor(options: MeshOptions) {
    super();
    this.#options = options;
    this.#mutes = new MuteTable(options.timers.nowMs);
    this.metered = new MeteredLinks(options.extentOfDocument);
    this.#reception = new Reception({
      mesh: options,
      isShut: (...pair) => this.#isShut(...pair),
      isParted: (deviceId, documentId) => this.#parted.get(deviceId)?.has(documentId) === true,
      mute: (...muted) => this.mute(...muted),
      pass: (message) => this.emit('message', message),
    });
    this.#links = new StandingLinks(options);
  }

  /** Takes over an open socket to a device that has proven its key. */
  attach(socket: LinkSocket, deviceId: string, dialledBy: 'us' | 'them', follower: LinkFollower = {}): Link {
    const { selfId, greeting, timers, timing, traffic } = this.#options;
    const events = {
      onGreeted: (greeted: Link) => this.#greeted(greeted),
      onMessage: (from: Link, message: LinkMessage) => this.#received(from, message),
      onEnd: (ended: Link, end: LinkEnd) => this.#ended(ended, end),
      onAlarm: (code: string, message: string) => this.#options.onAlarm({ code, message, peer: deviceId }),
    };
    const meter = traffic.meterOf(deviceId);
    const said = { ...greeting, extent: this.metered.ownOf(deviceId) };
    const options = { selfId, greeting: said, deviceId, dialledBy, timers, timing, events, meter };
    const link = new Link(socket, options);
    this.#all.set(link, follower);
    return link;
  }

  get linkCount(): number {
    return this.#links.count;
  }

  /** Whether any of them is metered. */
  get isMetered(): boolean {
    return this.metered.isAny;
  }

  /** Marks links as metered, the whole list; those that change are made anew, since both ends keep to what they said. */
  setMetered(links: readonly MeteredLink[]): void {
    for (const deviceId of this.metered.replace(links)) this.drop(deviceId, METERED_ANEW);
  }

  hasLink(deviceId: string): boolean {
    return this.#links.of(deviceId) !== undefined;
  }

  /** Asks a device that is linked, or all, to show that it still stands at the other end. */
  readonly probe = (deviceId: string | null = null): void => this.#links.probe(deviceId);

  /** Whether every device that is linked has said what it had to say at once. */
  readonly isTold = (): boolean => this.#telling.size === 0;

  /** Ends every link of a device. */
  drop(deviceId: string, cause: string, code: number = CLOSE_DROPPED): void {
    for (const link of this.#all.keys()) if (link.deviceId === deviceId) link.end(code, cause);
  }

  dropAll(cause: string): void {
    for (const link of this.#all.keys()) link.end(CLOSE_DROPPED, cause);
  }

  /** Refuses a document between this device and a peer, in both directions; see `MuteTable` for how long. */
  mute(deviceId: string, documentId: string, code: string, message: string): void {
    if (this.#mutes.isMuted(deviceId, documentId)) return;
    this.#mutes.mute(deviceId, documentId);
    this.#options.onAlarm({ code, message, peer: deviceId, documentId });
  }

  /** Ends the exchange of changes of a document with a peer, in both directions and over all links. */
  part(deviceId: string, documentId: string): void {
    const documents = this.#parted.get(deviceId) ?? new Set();
    this.#parted.set(deviceId, documents.add(documentId));
  }

  /** Sends objects, if the device is linked and the document is not muted between the two. */
  sendObjects(deviceId: string, packed: PackedObjects): void {
    const link = this.#links.of(deviceId);
    if (link === undefined || this.#isShut(deviceId, packed.documentId)) return;
    const frame = encodeObjects(this.#options.selfId, deviceId, packed);
    link.send(frame, this.#options.turnOfDocument(packed.documentId));
  }

  /** Gives entries just written to everybody but `from` who is linked, may hold them, and knows such a message. */
  sendFresh(packed: PackedObjects, from: string | null): void {
    const { selfId, holderOf, documentOf } = this.#options;
    const document = documentOf(packed.documentId);
    if (document === null) return;
    for (const link of this.#links.knowing(FRESH_PROTOCOL)) {
      const { deviceId } = link;
      const holder = holderOf(deviceId);
      // Where each byte costs they go once, with their document.
      if (deviceId === from || holder === null || this.metered.isMetered(deviceId)) continue;
      if (this.#isShut(deviceId, packed.documentId)) continue;
      if (mayHold(holder, document.kind, document.branchId))
        link.send(encodeFresh(selfId, deviceId, packed), HELD_TURN);
    }
  }

  /**
   * What is under quarantine, the whole list: muted whatever links come and go. Who is on it no longer is linked anew,
   * since the two would not take up where they were.
   */
  setQuarantine(muted: readonly Muted[]): void {
    for (const { peer } of this.#mutes.replace(muted)) {
      if (peer === null) this.dropAll('a quarantine was lifted');
      else this.drop(peer, 'a quarantine was lifted');
    }
  }

  /**
   * Sends now, and whenever the device greets again: it may have been restarted, or the link may have died with it.
   * Then only the highest sequence of each series.
   */
  confirm(deviceId: string, held: Held): void {
    this.#held.keep(deviceId, held);
    const link = this.#links.of(deviceId);
    if (link !== undefined) this.#sendHeld(link, held);
  }

  /** Who is linked and passes on what holders signed. */
  holdingPeers(): string[] {
    return this.#links.knowing(HOLDING_PROTOCOL).map(({ deviceId }) => deviceId);
  }

  sendHolding(deviceId: string, holding: Uint8Array): void {
    this.#links.of(deviceId)?.send(encodeHolding(this.#options.selfId, deviceId, holding), HELD_TURN);
  }

  /** Of a visit at a relay; nothing to a device that knows no such messages. */
  sendVisit(deviceId: string, visit: Visit): void {
    const link = this.#links.of(deviceId);
    if ((link?.program?.protocol ?? 0) >= VISIT_PROTOCOL)
      link?.send(encodeVisit(this.#options.selfId, deviceId, visit), VISIT_TURN);
  }

  // What the Repo calls.

  /** At once: a `find` waits for it, and a till alone must not. */
  isReady(): boolean {
    return true;
  }

  whenReady(): Promise<void> {
    return Promise.resolve();
  }

  connect(peerId: PeerId): void {
    this.peerId = peerId;
  }

  disconnect(): void {
    this.#links.stop();
    this.dropAll('this device stops');
  }

  send(message: Message): void {
    const link = this.#links.of(message.targetId);
    if (link === undefined || !isRepoMessage(message)) return;
    if (this.#isShut(link.deviceId, message.documentId)) return;
    if (this.#parted.get(link.deviceId)?.has(message.documentId) === true) return;
    const frame = encodeRepoMessage(outgoing(message));
    if (frame.length > FRAME_MAX_BYTES) {
      const text = `A document needs a frame of ${frame.length} bytes; ${FRAME_MAX_BYTES} are allowed.`;
      this.mute(link.deviceId, message.documentId, 'FRAME-TOO-LARGE', text);
      return;
    }
    link.send(frame, this.#options.turnOfDocument(message.documentId));
  }

  /** Nothing of the document goes between the two. */
  #isShut(deviceId: string, documentId: string): boolean {
    return this.#mutes.isMuted(deviceId, documentId) || !this.metered.lets(deviceId, documentId);
  }

  // What the links call.

  #greeted(link: Link): void {
    const { selfId, traffic } = this.#options;
    const place = this.#links.greeted(link);
    if (place === 'refused') return;
    if (place === 'replaced') this.#tellLost(link.deviceId);
    if (link.dialledBy === 'them') link.send(encodePeer(selfId, link.deviceId, link.greeting), 0);
    this.metered.began(link.deviceId, link.extent);
    traffic.greeted(link.deviceId, link.program);
    this.#telling.add(link);
    link.echo(() => this.#told(link));
    this.#all.get(link)?.onUp?.();
    this.emit('peer-candidate', {
      peerId: link.deviceId as PeerId,
      peerMetadata: { isEphemeral: true },
    });
    this.#options.onUp(link.deviceId);
    for (const held of this.#held.of(link.deviceId)) this.#sendHeld(link, held);
  }

  #sendHeld(link: Link, held: Held): void {
    link.send(encodeHeld(this.#options.selfId, link.deviceId, held), HELD_TURN);
  }

  #told(link: Link): void {
    if (this.#telling.delete(link)) this.#options.onTold();
  }

  #ended(link: Link, end: LinkEnd): void {
    const follower = this.#all.get(link);
    this.#all.delete(link);
    if (this.#links.ended(link)) {
      this.#tellLost(link.deviceId);
      this.#options.onDown(link.deviceId, end.cause);
    } else if (end.code === CLOSE_VERSION) this.#options.onOtherVersion(link.deviceId, end.cause);
    follower?.onEnd?.(end);
    this.#told(link);
  }

  #tellLost(deviceId: string): void {
    this.#mutes.linkLost(deviceId);
    this.metered.ended(deviceId);
    this.emit('peer-disconnected', { peerId: deviceId as PeerId });
  }

  #received(link: Link, message: LinkMessage): void {
    // Late words of a link that lost to another one.
    if (!this.#links.isStanding(link)) return;
    if (takeOwnMessage(link, message, this.#options, this.#reception)) return;
    if (message.type === 'error') link.end(CLOSE_BROKEN, `the peer reports: ${message.reason}`);
    else if (message.type === 'objects' || message.type === 'fresh')
      this.#reception.takeObjects(link, message);
    else if (isRepoMessage(message)) this.#reception.toRepo(link, message);
  }
}
