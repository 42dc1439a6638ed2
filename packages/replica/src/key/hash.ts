import { hash } from 'node:crypto';
import { plainBytes } from '../cbor/bytes.ts';

/** SHA-256, 32 bytes. */
export const sha256 = (bytes: Uint8Array): Uint8Array => plainBytes(hash('sha256', bytes, 'buffer'));

/** What names a key everywhere: the first 16 bytes of its SHA-256. */
export const keyId = (key: Uint8Array): Uint8Array => sha256(key).subarray(0, 16);
