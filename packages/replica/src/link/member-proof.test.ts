import { expect, it } from 'vitest';
import { toHex } from '../cbor/bytes.ts';
import { createDeviceKeys, type DeviceKeys } from '../key/device-key.ts';
import { answerHello, answerRelay, encodeHello, type Member, newNonce, readHello } from './member-proof.ts';

const [relayKeys, tillKeys, otherKeys] = [createDeviceKeys(), createDeviceKeys(), createDeviceKeys()];
const member = (organisation: string, keys: DeviceKeys, listed: readonly DeviceKeys[]): Member => ({
  organisation: organisation.repeat(32),
  deviceId: keys.deviceId,
  signPrivate: keys.signPrivate,
  memberOf: (deviceId) => {
    const found = listed.find((each) => each.deviceId === deviceId);
    return found === undefined ? null : found.public;
  },
  random: (length) => Uint8Array.from({ length }, (_, index) => (index * 7 + counter++) % 256),
});
let counter = 1;

const relay = member('ab', relayKeys, [tillKeys, relayKeys]);
const till = member('ab', tillKeys, [tillKeys, relayKeys]);

const meet = (device: Member, server: Member) => {
  const nonce = newNonce(device);
  const hello = readHello(encodeHello(device, nonce));
  if (hello === null) throw new Error('no hello');
  const answer = answerHello(server, hello);
  const own = answerRelay(device, nonce, answer.frame, 'here');
  return { answer, own, proof: own === null ? null : answer.judge(own.frame, 'there') };
};

it('[PROXY-02] both ends prove the key that the registry lists, each to the other', () => {
  const { own, proof } = meet(till, relay);
  expect(own?.proof).toMatchObject({ keyHash: toHex(relayKeys.public.tlsKeyHash), from: 'here' });
  expect(proof).toMatchObject({ keyHash: toHex(tillKeys.public.tlsKeyHash), from: 'there' });
});

it('[PROXY-03] what was signed for another meeting, organisation, device or role proves nothing', () => {
  const first = meet(till, relay);
  const second = meet(till, relay);
  expect(first.answer.judge(second.own?.frame ?? new Uint8Array(0), '')).toBeNull();
  // A relay's own words given back to it.
  expect(first.answer.judge(first.answer.frame, '')).toBeNull();
  const nonce = newNonce(till);
  expect(answerRelay(till, nonce, first.answer.frame, '')).toBeNull();
  // Of another organisation with the same keys.
  expect(meet(till, member('cd', relayKeys, [tillKeys])).own).toBeNull();
  // Whom the other does not list.
  expect(meet(till, member('ab', otherKeys, [tillKeys])).own).toBeNull();
  const stranger = member('ab', otherKeys, [relayKeys]);
  expect(meet(stranger, relay).proof).toBeNull();
  for (const frame of [new Uint8Array(0), new Uint8Array(600), Uint8Array.of(0xf6)]) {
    expect(readHello(frame)).toBeNull();
    expect(first.answer.judge(frame, '')).toBeNull();
    expect(answerRelay(till, nonce, frame, '')).toBeNull();
  }
});

it('[PROXY-05] the first words of a device are these bytes, for ever', () => {
  const nonce = new Uint8Array(32).fill(3);
  const device = { ...till, deviceId: '01'.repeat(16) };
  expect(Buffer.from(encodeHello(device, nonce)).toString('hex')).toBe(
    `a4017074696c6c6d6573682d70726f6f662d31025820${'ab'.repeat(32)}0350${'01'.repeat(16)}045820${'03'.repeat(32)}`,
  );
});
