/** A device as the registry lists it, and what is held here of it. */
export type DeviceStanding = {
  /** `suspended`: whether it is off is for the owner to decide; until then it is treated so. */
  readonly state: 'listed' | 'suspended' | 'revoked';
  /** This till is part of the shop only because that device is. */
  readonly isAbove: boolean;
  /** A till that recorded at another branch, of which nothing is held here. */
  readonly isElsewhere: boolean;
  /** It may edit products and prices: nobody took that from it. */
  readonly mayEditCatalog: boolean;
  /** Its series, each with the highest sequence held here, 0 for none. */
  readonly series: ReadonlyMap<string, number>;
};
