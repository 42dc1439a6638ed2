/** Where a device may be found. A hint: the key decides who it is. */
/** `url`: of a relay behind a proxy, `wss://...`; then host and port are the proxy's. */
export type PeerAddress = { host: string; port: number; url?: string };

/** A device that may link, as the registry names it. `tlsKeyHash`: SHA-256 of its TLS public key (SPKI, DER). */
export type AllowedPeer = {
  deviceId: string;
  kind: 'till' | 'relay' | 'reporter';
  branchId: string | null;
  tlsKeyHash: Uint8Array;
};

/**
 * `linked`: the link stands. `away`: it does not, since `sinceMs` (UTC), for `cause`. `refused`: a device turned the
 * other away; one whose key nobody lists has the id `key:` and the first 16 hex digits of its key's hash.
 * `other-version`: it was reached, and the two have no version of the protocol in common.
 */
export type LinkState = {
  deviceId: string;
  state: 'linked' | 'away' | 'refused' | 'other-version';
  sinceMs: number;
  cause: string;
};

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');

const isSame = (a: AllowedPeer, b: AllowedPeer): boolean =>
  a.kind === b.kind && a.branchId === b.branchId && hex(a.tlsKeyHash) === hex(b.tlsKeyHash);

/** The devices that may link, found by id and by key. Empty until told: nobody may. */
export class PeerTable {
  #byId = new Map<string, AllowedPeer>();
  #byKey = new Map<string, AllowedPeer>();

  /** Takes the whole table anew; returns who is no longer in it, or not as before. */
  replace(allowed: readonly AllowedPeer[]): string[] {
    const before = this.#byId;
    this.#byId = new Map(allowed.map((peer) => [peer.deviceId, peer]));
    this.#byKey = new Map(allowed.map((peer) => [hex(peer.tlsKeyHash), peer]));
    return [...before.values()]
      .filter((peer) => {
        const now = this.#byId.get(peer.deviceId);
        return now === undefined || !isSame(peer, now);
      })
      .map((peer) => peer.deviceId);
  }

  byId(deviceId: string): AllowedPeer | null {
    return this.#byId.get(deviceId) ?? null;
  }

  /** `keyHash` in hex. */
  byKey(keyHash: string): AllowedPeer | null {
    return this.#byKey.get(keyHash) ?? null;
  }

  all(): AllowedPeer[] {
    return [...this.#byId.values()];
  }

  ids(): string[] {
    return [...this.#byId.keys()];
  }
}
