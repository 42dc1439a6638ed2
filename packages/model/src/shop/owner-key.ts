/** What is public of a recovery sheet, in hexadecimal digits. */
export type OwnerKey = {
  /** Ed25519 */
  readonly ownerKey: string;
  /** X25519 */
  readonly recoveryKey: string;
  /** By that key, for this till to name it; left out where another one has named it. */
  readonly proof?: string;
};

/** A key that somebody would name as the owner's, as the registry knows it. */
export type OwnerKeyStanding = {
  /**
   * `unfit`: it is a device's, or the one with which the organisation began. `off`: it was taken off. `unproven`: nobody
   * has shown that he holds it.
   */
  readonly state: 'free' | 'unfit' | 'off' | 'unproven';
  /** This till has named it, and nothing else since; to do so again would add nothing. */
  readonly isNamedHere: boolean;
};
