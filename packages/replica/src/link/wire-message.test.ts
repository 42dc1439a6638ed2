import { decode, encode } from 'cborg';
import { expect, it } from 'vitest';
import { toHex } from '../cbor/bytes.ts';
import { sha256 } from '../key/hash.ts';
import {
  decodeMessage,
  encodeFresh,
  encodeHeld,
  encodeHolding,
  encodeJoin,
  encodeObjects,
  encodePart,
  encodePeer,
  encodeVisit,
} from './wire-message.ts';

const GREETING = { life: 'a-b-c-d', program: { version: '0.1.0', protocol: 1 } };
const hashOf = (bytes: Uint8Array): string => toHex(sha256(bytes)).slice(0, 16);

it('[WIRE-01] what our own messages look like stands for ever', () => {
  const held = { series: 's', sequence: 3, hash: new Uint8Array(32).fill(7) };
  expect({
    join: hashOf(encodeJoin('aa')),
    joinWithLife: hashOf(encodeJoin('aa', { life: 'a-b-c-d' })),
    joinWithAll: hashOf(encodeJoin('aa', GREETING)),
    peerWithAll: hashOf(encodePeer('aa', 'bb', GREETING)),
    held: hashOf(encodeHeld('aa', 'bb', held)),
    fresh: hashOf(encodeFresh('aa', 'bb', { documentId: 'd', objects: new Uint8Array(3) })),
    holding: hashOf(encodeHolding('aa', 'bb', new Uint8Array(5))),
    visit: hashOf(encodeVisit('aa', 'bb', { visit: 3, step: 'frame', bytes: new Uint8Array(4) })),
    part: hashOf(encodePart('aa', 'bb', { part: 3, isLast: true, bytes: new Uint8Array(4) })),
    objects: hashOf(encodeObjects('aa', 'bb', { documentId: 'd', objects: new Uint8Array(3) })),
  }).toMatchInlineSnapshot(`
    {
      "fresh": "333f4220221ab997",
      "held": "7100a6b7f065131d",
      "holding": "ae0c05441d5718e5",
      "join": "c2fb6b07f0c6aedb",
      "joinWithAll": "355f54be635efc76",
      "joinWithLife": "d6739565288b3e2c",
      "objects": "6fb36e6b2ea7781a",
      "part": "b1e3f8db42da5399",
      "peerWithAll": "67f853dd95e9d26a",
      "visit": "bf43829a4c3581d3",
    }
  `);
});

it('[WIRE-02] a greeting names the program; who does not name one, or in no form of ours, says none', () => {
  expect(decodeMessage(encodeJoin('aa', GREETING))).toMatchObject({ type: 'join', ...GREETING });
  expect(decodeMessage(encodePeer('aa', 'bb', GREETING))).toMatchObject({ type: 'peer', ...GREETING });
  expect(decodeMessage(encodeJoin('aa'))).toMatchObject({ life: null, program: null });
  const odd: readonly unknown[] = [
    { 'tillmesh-version': '0.1.0' },
    { 'tillmesh-version': 'no <b>version</b>', 'tillmesh-protocol': 1 },
    { 'tillmesh-version': '0.1.0', 'tillmesh-protocol': -1 },
    { 'tillmesh-version': '0.1.0', 'tillmesh-protocol': 1.5 },
    { 'tillmesh-version': 7, 'tillmesh-protocol': 1 },
    'nothing',
  ];
  for (const peerMetadata of odd) {
    const frame = encode({ type: 'join', senderId: 'aa', supportedProtocolVersions: ['1'], peerMetadata });
    expect(decodeMessage(frame)).toMatchObject({ type: 'join', senderId: 'aa', program: null });
  }
});

it('[WIRE-02] an older device reads the greeting as it always did: what it knows stands where it stood', () => {
  const fields = decode(encodeJoin('aa', GREETING), { useMaps: true }) as Map<string, unknown>;
  const metadata = fields.get('peerMetadata') as Map<string, unknown>;
  expect(metadata.get('tillmesh-life')).toBe(GREETING.life);
  expect(metadata.get('isEphemeral')).toBe(true);
  expect(fields.get('supportedProtocolVersions')).toEqual(['1']);
  // As the version before this one wrote it.
  const older = encode({
    type: 'peer',
    senderId: 'aa',
    peerMetadata: { isEphemeral: true, 'tillmesh-life': 'a-b-c-d' },
    selectedProtocolVersion: '1',
    targetId: 'bb',
  });
  expect(decodeMessage(older)).toMatchObject({ type: 'peer', version: '1', life: 'a-b-c-d', program: null });
  expect(toHex(encodePeer('aa', 'bb', { life: 'a-b-c-d' }))).toBe(toHex(older));
});
