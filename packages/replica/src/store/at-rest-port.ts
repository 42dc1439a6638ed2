/** How values are sealed on this device's disk. The one implementation for use is `deviceAtRest`. */
export type AtRest = {
  /** `place` is bound to the sealed bytes: they open nowhere else. */
  readonly seal: (place: string, plaintext: Uint8Array) => Uint8Array;
  /** Throws a Fault when the bytes were altered or moved. */
  readonly open: (place: string, sealed: Uint8Array) => Uint8Array;
  /** Keyed hash under which something is found without being readable. */
  readonly lookup: (text: string) => Uint8Array;
};
