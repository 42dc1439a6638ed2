import type { LinkState } from './peer.ts';

/** So many keys that nobody lists are shown; the oldest make room. */
const STRANGERS_MAX = 8;

/** Cause of a link that did not stand since this device started. */
export const NEVER_MET = 'not met since the start';

/** How each allowed device stands, and who was refused: what people are shown. */
export class LinkBoard {
  readonly #selfId: string;
  readonly #nowMs: () => number;
  readonly #onChange: () => void;
  #states = new Map<string, LinkState>();
  readonly #strangers = new Map<string, LinkState & { times: number }>();

  constructor(selfId: string, nowMs: () => number, onChange: () => void) {
    this.#selfId = selfId;
    this.#nowMs = nowMs;
    this.#onChange = onChange;
  }

  /** Keeps what is known of those who stay; who is new has not been met. */
  setAllowed(deviceIds: readonly string[]): void {
    const fresh = (deviceId: string): LinkState => this.#state(deviceId, 'away', NEVER_MET);
    const others = deviceIds.filter((deviceId) => deviceId !== this.#selfId);
    this.#states = new Map(others.map((id) => [id, this.#states.get(id) ?? fresh(id)]));
    this.#onChange();
  }

  linked(deviceId: string): void {
    this.#set(deviceId, 'linked', '');
  }

  away(deviceId: string, cause: string): void {
    this.#set(deviceId, 'away', cause);
  }

  refused(deviceId: string, cause: string): void {
    this.#set(deviceId, 'refused', cause);
  }

  otherVersion(deviceId: string, cause: string): void {
    this.#set(deviceId, 'other-version', cause);
  }

  /** Somebody whose key (SHA-256, hex) nobody lists tried to link. Returns how often by now. */
  stranger(keyHash: string, cause: string): number {
    const deviceId = `key:${keyHash.slice(0, 16)}`;
    const times = (this.#strangers.get(deviceId)?.times ?? 0) + 1;
    this.#strangers.delete(deviceId);
    const told = times === 1 ? cause : `${cause} (${times} times)`;
    this.#strangers.set(deviceId, { ...this.#state(deviceId, 'refused', told), times });
    const [oldest] = this.#strangers.keys();
    if (this.#strangers.size > STRANGERS_MAX && oldest !== undefined) this.#strangers.delete(oldest);
    this.#onChange();
    return times;
  }

  list(): LinkState[] {
    const strangers = [...this.#strangers.values()].map(({ times: _times, ...state }) => state);
    return [...this.#states.values(), ...strangers];
  }

  #state(deviceId: string, state: LinkState['state'], cause: string): LinkState {
    return { deviceId, state, sinceMs: this.#nowMs(), cause };
  }

  #set(deviceId: string, state: LinkState['state'], cause: string): void {
    const before = this.#states.get(deviceId);
    // Since when it is away counts from the loss, however often dialling fails afterwards.
    if (before === undefined || (before.state === state && before.cause === cause)) return;
    const now = this.#state(deviceId, state, cause);
    const sinceMs = before.state === state ? before.sinceMs : now.sinceMs;
    this.#states.set(deviceId, { ...now, sinceMs });
    this.#onChange();
  }
}
