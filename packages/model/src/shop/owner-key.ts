/** A key that somebody would name as the owner's, as the registry knows it. */
export type OwnerKeyStanding = {
  /** `unfit`: it is a device's, or the one with which the organisation began. `off`: it was taken off. */
  readonly state: 'free' | 'unfit' | 'off';
  /** This till has named it, and nothing else since; to do so again would add nothing. */
  readonly isNamedHere: boolean;
};
