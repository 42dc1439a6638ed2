import type { Wire } from '../cbor/canonical.ts';

/** Labels of RFC 9052 3.1 that we use. */
export const COSE_HEADER = { alg: 1, kid: 4, iv: 5 } as const;

export type CoseHeader = ReadonlyMap<number, Wire>;

/**
 * No entry, statement or value is larger: a document of 1,000 lines takes about a third of it, and a
 * hostile one must not be able to fill the memory.
 */
export const MAX_OBJECT_BYTES = 1_048_576;

/** The outcome of reading foreign bytes: a value, or why not. */
export type Read<T> = { readonly ok: true; readonly value: T } | Refusal;
export type Refusal = { readonly ok: false; readonly reason: string };

export const refuse = (reason: string): Refusal => ({ ok: false, reason });
