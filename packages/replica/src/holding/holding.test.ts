import { Sign1 } from '@auth0/cose';
import { createPublicKey } from 'node:crypto';
import { expect, it } from 'vitest';
import { toHex } from '../cbor/bytes.ts';
import { readEntryHeader } from '../entry/entry.ts';
import { createDeviceKeys } from '../key/device-key.ts';
import { sha256 } from '../key/hash.ts';
import { seededRandom } from '../key/random.fixture.ts';
import { readHolding, signHolding, verifyHolding } from './holding.ts';

const keys = createDeviceKeys(seededRandom('till'));
const { signKey } = keys.public;
const held = {
  series: 'ab'.repeat(8),
  sequence: 7,
  hash: new Uint8Array(32).fill(9),
  atMs: 1_767_225_600_000,
};
const bytes = signHolding(held, keys);

it('[HOLD-01] the bytes of format 1 stand for ever, and an independent library verifies them', async () => {
  expect(bytes).toHaveLength(170);
  expect(toHex(sha256(bytes)).slice(0, 16)).toMatchInlineSnapshot(`"b82938815891ae6b"`);
  expect(verifyHolding(bytes, signKey)).toEqual({ ok: true, value: { deviceId: keys.deviceId, ...held } });
  const jwk = { kty: 'OKP', crv: 'Ed25519', x: Buffer.from(signKey).toString('base64url') };
  await expect(
    Sign1.decode(bytes).verify(createPublicKey({ key: jwk, format: 'jwk' })),
  ).resolves.toBeUndefined();
});

it('[HOLD-02] a flipped bit, another key, another object and what is too large are no holding', () => {
  for (let bit = 0; bit < 8 * bytes.length; bit += 7) {
    const flipped = bytes.slice();
    flipped[bit >> 3]! ^= 1 << (bit & 7);
    expect(verifyHolding(flipped, signKey).ok).toBe(false);
  }
  const other = createDeviceKeys(seededRandom('other'));
  expect(verifyHolding(bytes, other.public.signKey).ok).toBe(false);
  expect(verifyHolding(new Uint8Array(513), signKey)).toMatchObject({ verdict: 'invalid' });
  expect(readHolding(new Uint8Array(0)).ok).toBe(false);
  expect(readHolding(signHolding({ ...held, hash: new Uint8Array(31) }, keys)).ok).toBe(false);
  expect(readHolding(signHolding({ ...held, sequence: 0 }, keys)).ok).toBe(false);
  // An entry is no holding, and the other way round.
  expect(readEntryHeader(bytes).ok).toBe(false);
});
