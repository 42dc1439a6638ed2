/** Where the devices of a chain lie on this machine, as its set-up made them. Holds no secret. */
export type ChainPlace = {
  readonly tills: readonly TillPlace[];
  readonly relayFolder: string;
  readonly reporterFolder: string;
  readonly staff: readonly { readonly id: string; readonly name: string }[];
};
export type TillPlace = {
  readonly code: string;
  readonly branch: string;
  readonly folder: string;
  readonly deviceId: string;
};
