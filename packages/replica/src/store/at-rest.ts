import { lookupHash, openValue, sealValue } from '../key/at-rest.ts';

/** How values are sealed on this device's disk. */
export type AtRest = {
  /** `place` is bound to the sealed bytes: they open nowhere else. */
  readonly seal: (place: string, plaintext: Uint8Array) => Uint8Array;
  /** Throws a Fault when the bytes were altered or moved. */
  readonly open: (place: string, sealed: Uint8Array) => Uint8Array;
  /** Keyed hash under which something is found without being readable. */
  readonly lookup: (text: string) => Uint8Array;
};

/** Under the device's storage key (32 bytes, from the device folder). */
export const deviceAtRest = (storageKey: Uint8Array): AtRest => ({
  seal: (place, plaintext) => sealValue(storageKey, place, plaintext),
  open: (place, sealed) => openValue(storageKey, place, sealed),
  lookup: (text) => lookupHash(storageKey, text),
});
