import type { AtRest } from './at-rest.ts';

/** A row's value: JSON sealed under the place where it stands, so that rows cannot be swapped. */
export type SealedRow = {
  readonly seal: (place: string, value: unknown) => Uint8Array;
  readonly open: (place: string, bytes: Uint8Array) => unknown;
};

const encoder = new TextEncoder();
const decoder = new TextDecoder();

export const sealedRows = (atRest: AtRest): SealedRow => ({
  seal: (place, value) => atRest.seal(place, encoder.encode(JSON.stringify(value))),
  open: (place, bytes) => JSON.parse(decoder.decode(atRest.open(place, bytes))) as unknown,
});
