import { hash } from 'node:crypto';
import { expect, it } from 'vitest';
import { toHex } from '../cbor/bytes.ts';
import { createDeviceKeys, type DeviceKeys, type DevicePublic } from '../key/device-key.ts';
import { seededRandom } from '../key/random.fixture.ts';
import { NORTH } from '../statement/chain-of-shops.fixture.ts';
import { addDevice } from '../statement/organisation.ts';
import { as, asDevice, organisationId, shops, whole } from '../statement/registry.fixture.ts';
import { ORGANISATION } from '../statement/registry-state.ts';
import { type Grant, grantFault, openGrant, sealGrant } from './grant.ts';
import { encodeEnrolMessage, readEnrolMessage } from './message.ts';
import {
  codeOf,
  commitmentOf,
  type Half,
  provesTranscript,
  signTranscript,
  transcriptOf,
} from './transcript.ts';

const keysOf = (seed: string): DeviceKeys => createDeviceKeys(seededRandom(seed));
const halfOf = ({ signKey, agreeKey, tlsKeyHash }: DevicePublic, nonce: number): Half => ({
  signKey,
  agreeKey,
  tlsKeyHash,
  nonce: new Uint8Array(32).fill(nonce),
});
const candidate = keysOf('candidate');
const sender = shops.devices.till;
const [candidateHalf, adminHalf] = [halfOf(candidate.public, 1), halfOf(sender.public, 2)];
const said = {
  kind: 'till',
  candidateCommitment: commitmentOf('candidate', 'till', candidateHalf),
  adminCommitment: commitmentOf('admin', 'till', adminHalf),
  candidate: candidateHalf,
  admin: adminHalf,
  binding: new Uint8Array(32).fill(3),
} as const;
const transcript = transcriptOf(said);

it('[ENROL-01] messages, commitments, transcript and code have these bytes for ever', () => {
  const fixed: Half = {
    signKey: new Uint8Array(32).fill(4),
    agreeKey: new Uint8Array(32).fill(5),
    tlsKeyHash: new Uint8Array(32).fill(6),
    nonce: new Uint8Array(32).fill(7),
  };
  const commitment = commitmentOf('candidate', 'relay', fixed);
  const signature = new Uint8Array(64).fill(8);
  const messages = [
    encodeEnrolMessage('offer', { version: 1, kind: 'relay', commitment }),
    encodeEnrolMessage('answer', { version: 1, commitment }),
    encodeEnrolMessage('keys', fixed),
    encodeEnrolMessage('admin-keys', { ...fixed, signature }),
    encodeEnrolMessage('proof', { signature }),
    encodeEnrolMessage('wrong', { triesLeft: 2 }),
    encodeEnrolMessage('refused', { code: 'ENROL-TIME-OVER' }),
    encodeEnrolMessage('grant', { sealed: new Uint8Array(3) }),
    encodeEnrolMessage('taken', {}),
  ];
  const parts = {
    ...said,
    kind: 'relay',
    candidate: fixed,
    admin: fixed,
    candidateCommitment: commitment,
  } as const;
  const one = transcriptOf({ ...parts, adminCommitment: commitment });
  expect(toHex(commitment)).toBe('a495a3a21d5aa64a20f61256f4aa23d233a80c08effb97861583c1720feedf8f');
  expect(toHex(one)).toBe('31c08bf9487e0686188f450666de29fdfc8d1670dbbe9244dd9777af5e4a4953');
  expect(codeOf(one)).toBe('185810');
  expect(hash('sha256', Buffer.concat(messages), 'hex')).toBe(
    '8506da4b1c642ccd26a00328bbf64a6ef9d4ab1f02d80f330e230ecd8d7fd7e1',
  );
  for (const message of messages) expect(typeof readEnrolMessage(message)).toBe('object');
});

it('[ENROL-01] the code follows from every part of the transcript', () => {
  const other = { ...adminHalf, nonce: new Uint8Array(32).fill(9) };
  const changes: readonly Partial<Parameters<typeof transcriptOf>[0]>[] = [
    { kind: 'relay' },
    { candidateCommitment: said.adminCommitment },
    { adminCommitment: said.candidateCommitment },
    { candidate: other },
    { admin: other },
    { binding: new Uint8Array(32) },
    ...(['signKey', 'agreeKey', 'tlsKeyHash'] as const).flatMap((key) => [
      { candidate: { ...candidateHalf, [key]: new Uint8Array(32) } },
      { admin: { ...adminHalf, [key]: new Uint8Array(32) } },
    ]),
  ];
  const all = [transcript, ...changes.map((change) => transcriptOf({ ...said, ...change }))];
  expect(new Set(all.map(toHex)).size).toBe(all.length);
  expect(new Set(all.map(codeOf)).size).toBe(all.length);
  const signature = signTranscript('candidate', transcript, candidate.signPrivate);
  expect(provesTranscript('candidate', transcript, candidate.public.signKey, signature)).toBe(true);
  expect(provesTranscript('admin', transcript, candidate.public.signKey, signature)).toBe(false);
});

const northKey = shops.branchKeys[NORTH]!;

/** The shop with the candidate listed as a till of the north. */
const grant = (
  over: { code?: string; branchId?: string; keys?: DevicePublic; held?: boolean } = {},
): Grant => {
  const by = as(asDevice(sender));
  const { code = 'N3', branchId = NORTH, keys = candidate.public, held = true } = over;
  addDevice(
    by,
    { keys, kind: 'till', branchId, code },
    held
      ? [
          { purpose: ORGANISATION, dataKey: shops.organisation.organisationKey },
          { purpose: NORTH, dataKey: northKey },
        ]
      : [],
  );
  return {
    organisationId,
    shop: whole.settings?.name ?? '',
    kind: 'till',
    branchId: NORTH,
    branch: whole.branches.get(NORTH)?.name ?? '',
    code: 'N3',
    statements: [...shops.statements, ...by.writer.statements],
    peers: [{ host: 'relay.example', port: 4190 }],
    linkPort: 4181,
    products: 20_000,
  };
};

it('[ENROL-07] a grant opens for its device within its transcript, and any change is noticed', () => {
  const sealed = sealGrant(grant(), transcript, candidate.public.agreeKey, seededRandom('grant'));
  expect(openGrant(sealed, transcript, candidate.agreePrivate)).toMatchObject({
    ok: true,
    value: { code: 'N3' },
  });
  const another = transcriptOf({ ...said, binding: new Uint8Array(32) });
  expect(openGrant(sealed, another, candidate.agreePrivate).ok).toBe(false);
  expect(openGrant(sealed, transcript, keysOf('else').agreePrivate).ok).toBe(false);
  for (const at of [0, 31, 32, sealed.length - 1]) {
    const flipped = sealed.map((byte, index) => (index === at ? byte ^ 1 : byte));
    expect(openGrant(flipped, transcript, candidate.agreePrivate).ok).toBe(false);
  }
  expect(openGrant(new Uint8Array(0), transcript, candidate.agreePrivate).ok).toBe(false);
});

it('[ENROL-09] a grant counts only if its statements make this device what it promises', () => {
  const faultOf = (one: Grant, admin = adminHalf, kind: Grant['kind'] = 'till') =>
    grantFault(one, candidate, admin, kind);
  expect(faultOf(grant())).toBeNull();
  expect(faultOf({ ...grant(), organisationId: 'ab'.repeat(32) })).toBe('no organisation');
  expect(faultOf({ ...grant(), statements: [] })).toBe('no organisation');
  expect(faultOf({ ...grant(), statements: [Uint8Array.of(1)] })).toBe('no organisation');
  expect(faultOf({ ...grant(), statements: shops.statements })).toBe('this device is not listed');
  expect(faultOf(grant({ keys: { ...candidate.public, agreeKey: keysOf('else').public.agreeKey } }))).toBe(
    'this device is not listed',
  );
  expect(faultOf(grant(), adminHalf, 'relay')).toBe('listed as another kind');
  expect(faultOf(grant({ code: 'N4' }))).toBe('listed in another place');
  expect(faultOf({ ...grant(), branchId: null })).toBe('listed in another place');
  expect(faultOf(grant(), halfOf(shops.devices.other.public, 2))).toBe('the sender is no admin device');
  expect(faultOf(grant(), { ...adminHalf, tlsKeyHash: new Uint8Array(32) })).toBe(
    'the sender is no admin device',
  );
  expect(faultOf(grant({ held: false }))).toBe('a data key is missing');
  expect(faultOf({ ...grant(), shop: 'Other & Sons' })).toBe('another name of the shop');
  expect(faultOf({ ...grant(), branch: 'Elsewhere' })).toBe('another name of the branch');
});
