import { expect, it } from 'vitest';
import { FloodMeter } from '../gate/flood-meter.ts';
import type { Link } from './link.ts';
import type { LinkMessage } from './link-option.ts';
import { takeOwnMessage } from './own-message.ts';

/** So many of a thousand frames of visits within one moment are heard of a device of this kind. */
const heardOf = (kind: 'relay' | 'till'): number => {
  let heard = 0;
  const meter = new FloodMeter(() => 0);
  const frame: LinkMessage = {
    type: 'visit',
    senderId: 'a',
    visit: 1,
    step: 'frame',
    bytes: new Uint8Array(1),
  };
  for (let n = 0; n < 1_000; n++) {
    const told = {
      holderOf: () => ({ kind, branchId: null }),
      onHeld: () => undefined,
      onHolding: () => undefined,
      onVisit: () => (heard += 1),
    };
    expect(takeOwnMessage({ deviceId: 'a' } as Link, frame, told, meter)).toBe(true);
  }
  return heard;
};

it('[INVITE-07] a flood of visits by a relay is not heard to its end; what a till gives through one is', () => {
  expect(heardOf('relay')).toBe(400);
  expect(heardOf('till')).toBe(1_000);
});
