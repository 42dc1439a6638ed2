import { CloneTable } from './clone-table.ts';
import { type Link } from './link.ts';
import { CLOSE_DROPPED, CLOSE_DUPLICATE, CLOSE_SELF } from './link-end.ts';
import type { Greeting } from './peer-metadata.ts';
import type { LinkTiming, Timers } from './timers.ts';
import { encodePeer } from './wire-message.ts';

export type StandingLinksOptions = {
  selfId: string;
  /** What this device says of itself. Its life is drawn anew at each start: it tells two machines with one key apart. */
  greeting: Greeting;
  timers: Timers;
  timing: LinkTiming;
  /** Two machines at once prove the key of this device, or, if it is our own, another one beside this. */
  onCloned: (deviceId: string) => void;
};

/** What an earlier version says of its life means nothing. */
const isOtherLife = (a: Link, b: Link): boolean => a.life !== null && b.life !== null && a.life !== b.life;

/** The one link of each device that counts, and which of two that is. */
export class StandingLinks {
  readonly #options: StandingLinksOptions;
  readonly #links = new Map<string, Link>();
  readonly #clones: CloneTable;

  constructor(options: StandingLinksOptions) {
    this.#options = options;
    this.#clones = new CloneTable(options.timers, options.timing);
  }

  of(deviceId: string): Link | undefined {
    return this.#links.get(deviceId);
  }

  /** Null: all. */
  probe(deviceId: string | null): void {
    const asked = deviceId === null ? this.#links.values() : [this.#links.get(deviceId)];
    for (const link of asked) link?.probe();
  }

  get count(): number {
    return this.#links.size;
  }

  /** The links of devices that know so many of our own messages. */
  knowing(protocol: number): readonly Link[] {
    return [...this.#links.values()].filter(({ program }) => (program?.protocol ?? 0) >= protocol);
  }

  isStanding(link: Link): boolean {
    return this.#links.get(link.deviceId) === link;
  }

  /** A link has greeted. `refused`: it was ended, another one counts; `replaced`: the one before counts no more. */
  greeted(link: Link): 'refused' | 'first' | 'replaced' {
    const { deviceId } = link;
    if (deviceId === this.#options.selfId) {
      this.#greetedSelf(link);
      return 'refused';
    }
    const existing = this.#links.get(deviceId);
    if (existing !== undefined && this.#loses(link, existing)) {
      link.end(CLOSE_DUPLICATE, 'duplicate');
      existing.probe();
      return 'refused';
    }
    this.#links.set(deviceId, link);
    this.#clones.stands(deviceId);
    if (existing === undefined) return 'first';
    this.#replace(existing, link);
    return 'replaced';
  }

  /** Whether the link that ended was the one that counts. */
  ended(link: Link): boolean {
    return this.isStanding(link) && this.#links.delete(link.deviceId);
  }

  /** Nobody waits for a turn any more. */
  stop(): void {
    this.#clones.end();
  }

  /**
   * Of two links to one device both sides keep the same: the one that the device with the lower id dialled. Dialled
   * twice by the same side, it is the newer: who dials again has lost the older. So has who was started again; but
   * two machines that live at once take turns.
   */
  #loses(link: Link, existing: Link): boolean {
    const { selfId } = this.#options;
    if (isOtherLife(link, existing)) return this.#clones.isInTurn(link.deviceId);
    if (link.dialledBy === existing.dialledBy) return false;
    const dialler = link.dialledBy === 'us' ? selfId : link.deviceId;
    return dialler !== (selfId < link.deviceId ? selfId : link.deviceId);
  }

  #replace(existing: Link, by: Link): void {
    if (!isOtherLife(existing, by)) {
      existing.end(CLOSE_DUPLICATE, 'duplicate');
      return;
    }
    // It was started again, and this link ends by itself; or two machines have its key.
    existing.echo(() => {
      if (this.#clones.found(existing.deviceId)) this.#options.onCloned(existing.deviceId);
      existing.end(CLOSE_DUPLICATE, 'duplicate');
    });
    existing.probe();
  }

  /** Our own key at the other end: this device dialled itself, or another machine runs with its keys. */
  #greetedSelf(link: Link): void {
    const { selfId, greeting, onCloned } = this.#options;
    if (link.dialledBy === 'them') link.send(encodePeer(selfId, selfId, greeting), 0);
    if (link.life === greeting.life) link.end(CLOSE_SELF, 'this device itself');
    else {
      onCloned(selfId);
      link.end(CLOSE_DROPPED, 'another machine runs with the keys of this device');
    }
  }
}
