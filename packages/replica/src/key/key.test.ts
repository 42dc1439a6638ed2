import { createHash, createHmac, hkdfSync, X509Certificate } from 'node:crypto';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { connect, createServer, type TLSSocket } from 'node:tls';
import { describe, expect, it } from 'vitest';
import { toHex, utf8 } from '../cbor/bytes.ts';
import { LOOKUP_BYTES, lookupHash, openValue, sealValue } from './at-rest.ts';
import { createDataKey, dataKeyOf } from './data-key.ts';
import { createDeviceKeys } from './device-key.ts';
import { sha256 } from './hash.ts';
import { systemRandom } from './random.ts';
import { seededRandom } from './random.fixture.ts';
import { tlsKeyHash } from './tls-key.ts';
import { unwrapKey, wrapKey, WRAPPED_BYTES } from './wrap.ts';

const keys = createDeviceKeys(seededRandom('a till'));
const codeOf = (task: () => unknown): string => {
  try {
    task();
    return 'nothing thrown';
  } catch (error) {
    return error instanceof Error && 'code' in error ? String(error.code) : String(error);
  }
};
/** How many of all single-bit changes the reading does not notice. */
const unnoticed = (bytes: Uint8Array, accepts: (changed: Uint8Array) => boolean): number => {
  let count = 0;
  for (let bit = 0; bit < 8 * bytes.length; bit += 1) {
    const changed = bytes.slice();
    changed[bit >> 3]! ^= 1 << (bit & 7);
    if (accepts(changed)) count += 1;
  }
  return count;
};

describe('device keys', () => {
  it('[KEY-01] a device is named by the hash of its signing key', () => {
    const { deviceId, public: open } = keys;
    expect(deviceId).toBe(createHash('sha256').update(open.signKey).digest('hex').slice(0, 32));
    expect(open.deviceId).toBe(deviceId);
    expect([open.signKey, open.agreeKey, open.tlsKeyHash].map((part) => part.length)).toEqual([32, 32, 32]);
    const again = createDeviceKeys(seededRandom('a till'));
    expect(again.public).toEqual(open);
    expect(createDeviceKeys().deviceId).not.toBe(deviceId);
  });

  it('[KEY-02] the certificate is signed by itself, for all time, and its key is what is pinned', () => {
    const certificate = new X509Certificate(keys.tlsCertificatePem);
    expect(certificate.verify(certificate.publicKey)).toBe(true);
    expect(certificate.publicKey.asymmetricKeyDetails).toEqual({ namedCurve: 'prime256v1' });
    expect(certificate.subject).toBe(`CN=${keys.deviceId}`);
    expect([certificate.validFrom, certificate.validTo]).toEqual([
      'Jan  1 00:00:00 2000 GMT',
      'Dec 31 23:59:59 9999 GMT',
    ]);
    expect(certificate.ca).toBe(false);
    expect(certificate.serialNumber).toMatch(/^40[0-9A-F]{30}$/);
    expect(toHex(tlsKeyHash(certificate.raw))).toBe(toHex(keys.public.tlsKeyHash));
  });

  it('[KEY-02] serves TLS 1.3 on both sides of a link', async () => {
    const peer = createDeviceKeys();
    const own = { cert: keys.tlsCertificatePem, key: keys.tlsPrivateKeyPem };
    const theirs = { cert: peer.tlsCertificatePem, key: peer.tlsPrivateKeyPem };
    const rules = { minVersion: 'TLSv1.3', rejectUnauthorized: false } as const;
    const server = createServer({ ...own, ...rules, requestCert: true });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const accepted = once(server, 'secureConnection');
    const { port } = server.address() as AddressInfo;
    const client = connect({ ...theirs, ...rules, port, host: '127.0.0.1' });
    await once(client, 'secureConnect');
    const [socket] = (await accepted) as [TLSSocket];
    expect(toHex(tlsKeyHash(client.getPeerCertificate().raw))).toBe(toHex(keys.public.tlsKeyHash));
    expect(toHex(tlsKeyHash(socket.getPeerCertificate().raw))).toBe(toHex(peer.public.tlsKeyHash));
    const closed = once(server, 'close');
    client.destroy();
    socket.destroy();
    server.close();
    await closed;
  });
});

describe('data keys', () => {
  it('[KEY-03] is named by its hash and wrapped for one device only', () => {
    const dataKey = createDataKey(seededRandom('a data key'));
    expect(toHex(dataKey.id)).toBe(toHex(sha256(dataKey.key).subarray(0, 16)));
    const wrapped = wrapKey(dataKey, keys.public.agreeKey, systemRandom);
    expect(wrapped).toHaveLength(WRAPPED_BYTES);
    expect(toHex(wrapped)).not.toContain(toHex(dataKey.key));
    expect(unwrapKey(wrapped, keys.agreePrivate)).toEqual({ ok: true, value: dataKey });
    expect(unwrapKey(wrapped, createDeviceKeys().agreePrivate).ok).toBe(false);
    expect(toHex(wrapKey(dataKey, keys.public.agreeKey, systemRandom))).not.toBe(toHex(wrapped));
  });

  it('[KEY-03] notices any change of a wrapped key, and never throws on foreign bytes', () => {
    const wrapped = wrapKey(createDataKey(systemRandom), keys.public.agreeKey, systemRandom);
    // X25519 ignores the top bit of a public key; it is bound as associated data all the same.
    expect(unnoticed(wrapped, (changed) => unwrapKey(changed, keys.agreePrivate).ok)).toBe(0);
    const smallOrder = wrapped.slice();
    smallOrder.fill(0, 17, 49);
    const foreign = [smallOrder, new Uint8Array(0), new Uint8Array(WRAPPED_BYTES), wrapped.subarray(1)];
    expect(foreign.filter((bytes) => unwrapKey(bytes, keys.agreePrivate).ok)).toEqual([]);
    expect(() => wrapKey(createDataKey(systemRandom), new Uint8Array(32), systemRandom)).toThrow(TypeError);
    expect(() => dataKeyOf(new Uint8Array(31))).toThrow(TypeError);
  });
});

describe('values at rest', () => {
  const key = systemRandom(32);
  const value = utf8('Unmistakable Product Name 129,99');

  it('[KEY-04] opens only in its place, under its key and unchanged', () => {
    const sealed = sealValue(key, 'product/1', value);
    expect(openValue(key, 'product/1', sealed)).toEqual(value);
    expect(Buffer.from(sealed).includes('Unmistakable')).toBe(false);
    expect(codeOf(() => openValue(key, 'product/2', sealed))).toBe('SEALED-VALUE-DAMAGED');
    expect(codeOf(() => openValue(systemRandom(32), 'product/1', sealed))).toBe('SEALED-VALUE-DAMAGED');
    expect(codeOf(() => openValue(key, 'product/1', new Uint8Array(0)))).toBe('SEALED-VALUE-DAMAGED');
    expect(
      unnoticed(sealed, (changed) => codeOf(() => openValue(key, 'product/1', changed)) === 'nothing thrown'),
    ).toBe(0);
    expect(openValue(key, '', sealValue(key, '', new Uint8Array(0)))).toEqual(new Uint8Array(0));
  });

  it('[KEY-04] seals the same value differently every time', () => {
    const sealed = Array.from({ length: 100 }, () => toHex(sealValue(key, 'p', value)));
    expect(new Set(sealed).size).toBe(100);
  });

  it('[KEY-05] finds a text by a keyed hash that says nothing without the key', () => {
    const hash = lookupHash(key, '5012345678900');
    expect(hash).toHaveLength(LOOKUP_BYTES);
    expect(lookupHash(key.slice(), '5012345678900')).toEqual(hash);
    expect(lookupHash(key, '5012345678901')).not.toEqual(hash);
    expect(lookupHash(systemRandom(32), '5012345678900')).not.toEqual(hash);
    const subkey = hkdfSync('sha256', key, new Uint8Array(0), 'tillmesh/v1/at-rest/lookup', 32);
    const whole = createHmac('sha256', new Uint8Array(subkey)).update('5012345678900').digest('hex');
    expect(toHex(hash)).toBe(whole.slice(0, 32));
    expect(() => lookupHash(new Uint8Array(16), 'x')).toThrow(TypeError);
  });
});
