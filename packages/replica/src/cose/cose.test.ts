import { Encrypt0, Sign1 } from '@auth0/cose';
import { createDecipheriv, createPrivateKey, createPublicKey, verify } from 'node:crypto';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { concatBytes, fromHex, toHex, utf8 } from '../cbor/bytes.ts';
import { encodeCanonical, type Wire } from '../cbor/canonical.ts';
import { systemRandom } from '../key/random.ts';
import { signingPublicKey } from '../key/signing-key.ts';
import { decrypt0, encrypt0, readEncrypt0 } from './encrypt0.ts';
import { MAX_OBJECT_BYTES } from './header.ts';
import { readSign1, sign1, sign1Header, verifySign1 } from './sign1.ts';

/** RFC 8032 7.1, test 1. */
const seed = fromHex('9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60');
const publicKey = fromHex('d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a');
const privateKeyObject = createPrivateKey({
  key: Buffer.concat([Buffer.from('302e020100300506032b657004220420', 'hex'), seed]),
  format: 'der',
  type: 'pkcs8',
});
const publicKeyObject = createPublicKey(privateKeyObject);

const kid = fromHex('000102030405060708090a0b0c0d0e0f');
const fields = new Map<number, Wire>([
  [-65537, [1, 1]],
  [-65539, 7],
]);
const payload = utf8('what was sold');
const header = sign1Header(kid, fields);
const signed = sign1(header, payload, seed);
const key = fromHex('000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f');
const aad = utf8('the outer header');

const wrap = (value: Wire, tag = 0xd2): Uint8Array => concatBytes(Uint8Array.of(tag), encodeCanonical(value));
const verifies = (bytes: Uint8Array): boolean => {
  const parts = readSign1(bytes);
  return parts.ok && verifySign1(parts.value, publicKey);
};
const refusal = (read: { ok: boolean; reason?: string }): string => read.reason ?? 'accepted';

describe('COSE_Sign1', () => {
  it('[OBJ-03] is the tagged structure of RFC 9052 4.2 with a signature over its Sig_structure', () => {
    expect(toHex(signingPublicKey(seed))).toBe(toHex(publicKey));
    // {1: -8, 4: kid, -65537: [1, 1], -65539: 7}, written out by hand.
    const protectedHex = `a40127 0450${toHex(kid)} 3a00010000 820101 3a00010002 07`.replaceAll(' ', '');
    expect(toHex(header)).toBe(protectedHex);
    expect(toHex(signed.subarray(0, -64))).toBe(
      `d284 5823${protectedHex} a0 4d${toHex(payload)} 5840`.replaceAll(' ', ''),
    );
    // ["Signature1", protected, external_aad, payload]
    const toBeSigned = fromHex(
      `84 6a${toHex(utf8('Signature1'))} 5823${protectedHex} 40 4d${toHex(payload)}`.replaceAll(' ', ''),
    );
    expect(verify(null, toBeSigned, publicKeyObject, signed.subarray(-64))).toBe(true);
  });

  it('[OBJ-03] is verified by an independent library, private labels included', async () => {
    const theirs = Sign1.decode(signed);
    await expect(theirs.verify(publicKeyObject)).resolves.toBeUndefined();
    expect(toHex(theirs.payload)).toBe(toHex(payload));
    expect(theirs.kid === undefined ? '' : toHex(theirs.kid)).toBe(toHex(kid));
    expect(theirs.protectedHeaders.get(-65539)).toBe(7);
    const broken = signed.slice();
    broken[broken.length - 1]! ^= 1;
    await expect(Sign1.decode(broken).verify(publicKeyObject)).rejects.toThrow(/verification failed/i);
  });

  it('[OBJ-03] accepts what an independent library signs in the same form', async () => {
    const theirs = await Sign1.sign(
      [
        [1, -8],
        [4, kid],
      ],
      [],
      payload,
      privateKeyObject,
    );
    const theirBytes = Uint8Array.from(theirs.encode());
    // That library leaves out the tag; RFC 9052 allows both, we demand it.
    const tagged = theirBytes[0] === 0xd2 ? theirBytes : concatBytes(Uint8Array.of(0xd2), theirBytes);
    expect(verifies(tagged)).toBe(true);
    expect(toHex(tagged)).toBe(toHex(sign1(sign1Header(kid, new Map()), payload, seed)));
  });

  it('[OBJ-04] notices any flipped bit', () => {
    expect(verifies(signed)).toBe(true);
    const missed: number[] = [];
    for (let bit = 0; bit < 8 * signed.length; bit += 1) {
      const flipped = signed.slice();
      flipped[bit >> 3]! ^= 1 << (bit & 7);
      if (verifies(flipped)) missed.push(bit);
    }
    expect(missed).toEqual([]);
  });

  it('[OBJ-04] refuses a second signature made from the first', () => {
    // S + L, with L the order of the group: RFC 8032 5.1.7 demands S < L.
    const order = 2n ** 252n + 27742317777372353535851937790883648493n;
    const half = signed.slice(-32).reverse();
    const sum = (BigInt(`0x${toHex(half)}`) + order).toString(16).padStart(64, '0');
    const other = concatBytes(signed.subarray(0, -32), fromHex(sum).reverse());
    expect(readSign1(other).ok).toBe(true);
    expect(verifies(other)).toBe(false);
  });

  it('[OBJ-04] refuses other shapes, algorithms and keys without throwing', () => {
    const none = new Map<number, Wire>();
    const signature = signed.slice(-64);
    expect(refusal(readSign1(signed.subarray(1)))).toContain('no tagged');
    expect(refusal(readSign1(wrap([header, none, payload, signature], 0xd1)))).toContain('no tagged');
    expect(refusal(readSign1(wrap([header, none, payload])))).toContain('four parts');
    expect(refusal(readSign1(wrap([header, new Map([[4, kid]]), payload, signature])))).toContain(
      'unprotected',
    );
    expect(refusal(readSign1(wrap([header, none, null, signature])))).toContain('payload');
    expect(refusal(readSign1(wrap([header, none, payload, signature.subarray(1)])))).toContain('signature');
    expect(refusal(readSign1(wrap([utf8('no map'), none, payload, signature])))).not.toBe('accepted');
    const es256 = encodeCanonical(
      new Map<number, Wire>([
        [1, -7],
        [4, kid],
      ]),
    );
    expect(refusal(readSign1(wrap([es256, none, payload, signature])))).toContain('EdDSA');
    const nameless = encodeCanonical(new Map<number, Wire>([[1, -8]]));
    expect(refusal(readSign1(wrap([nameless, none, payload, signature])))).toContain('key id');
    const parts = readSign1(signed);
    const withKey = (other: Uint8Array): boolean => parts.ok && verifySign1(parts.value, other);
    expect(
      [new Uint8Array(0), new Uint8Array(32), new Uint8Array(32).fill(255), new Uint8Array(33)].map(withKey),
    ).toEqual([false, false, false, false]);
    expect(refusal(readSign1(new Uint8Array(MAX_OBJECT_BYTES + 1)))).toContain('larger');
    expect(() => sign1(header, new Uint8Array(MAX_OBJECT_BYTES), seed)).toThrow(RangeError);
  });

  it('[OBJ-04] never throws on foreign bytes', () => {
    const noise = fc.property(
      fc.uint8Array({ maxLength: 200 }),
      (bytes) => !verifies(concatBytes(Uint8Array.of(0xd2), bytes)),
    );
    expect(() => fc.assert(noise)).not.toThrow();
  });
});

describe('COSE_Encrypt0', () => {
  it('[OBJ-05] is the tagged structure of RFC 9052 5.2, authenticated with its Enc_structure', () => {
    const nonce = fromHex('0102030405060708090a0b0c');
    const sealed = encrypt0(payload, key, aad, () => nonce);
    expect(toHex(sealed.subarray(0, 22))).toBe(`d08343a10103a1054c${toHex(nonce)}581d`.slice(0, 44));
    const decipher = createDecipheriv('aes-256-gcm', key, nonce);
    // ["Encrypt0", protected, external_aad]
    decipher.setAAD(fromHex(`8368${toHex(utf8('Encrypt0'))}43a1010350${toHex(aad)}`));
    decipher.setAuthTag(sealed.subarray(-16));
    const plain = Buffer.concat([decipher.update(sealed.subarray(-29, -16)), decipher.final()]);
    expect(plain.toString()).toBe('what was sold');
  });

  it('[OBJ-05] is opened by an independent library, and opens what that one sealed', async () => {
    const ours = Encrypt0.decode(encrypt0(payload, key, aad, systemRandom));
    const opened = await ours.decrypt(key, { externalAAD: aad });
    expect(toHex(opened)).toBe(toHex(payload));
    const theirs = await Encrypt0.encrypt([[1, 3]], [], payload, key, aad);
    const bytes = Uint8Array.from(theirs.encode());
    const tagged = bytes[0] === 0xd0 ? bytes : concatBytes(Uint8Array.of(0xd0), bytes);
    expect(decrypt0(tagged, key, aad)).toEqual({ ok: true, value: payload });
  });

  it('[OBJ-05] opens only with its key, in its place, and unchanged', () => {
    const sealed = encrypt0(payload, key, aad, systemRandom);
    expect(decrypt0(sealed, key, aad)).toEqual({ ok: true, value: payload });
    expect(decrypt0(sealed, systemRandom(32), aad).ok).toBe(false);
    expect(decrypt0(sealed, key, utf8('another header')).ok).toBe(false);
    const missed: number[] = [];
    for (let bit = 0; bit < 8 * sealed.length; bit += 1) {
      const flipped = sealed.slice();
      flipped[bit >> 3]! ^= 1 << (bit & 7);
      if (decrypt0(flipped, key, aad).ok) missed.push(bit);
    }
    expect(missed).toEqual([]);
    expect(readEncrypt0(sealed.subarray(0, -1)).ok).toBe(false);
    const noise = fc.property(fc.uint8Array(), (bytes) => !decrypt0(bytes, key, aad).ok);
    expect(() => fc.assert(noise)).not.toThrow();
  });

  it('[OBJ-05] takes a new nonce every time', () => {
    const nonces = Array.from({ length: 200 }, () => {
      const parts = readEncrypt0(encrypt0(payload, key, aad, systemRandom));
      return parts.ok ? toHex(parts.value.nonce) : '';
    });
    expect(new Set(nonces).size).toBe(200);
  });
});
