import { describe, expect, it } from 'vitest';
import { TestTill } from '../../testing/shop.fixture.ts';
import { DEVICE, stands } from '../../testing/way/device.fixture.ts';
import type { CommandBody } from '../command.ts';

const SERIES = '0123456789abcdef';
const revoke = { kind: 'device.revoke', deviceId: DEVICE, reason: 'Stolen' } as const;
const admit = (over: Omit<Extract<CommandBody, { kind: 'device.admit' }>, 'kind' | 'deviceId'> = {}) =>
  ({ kind: 'device.admit', deviceId: DEVICE, ...over }) as const;

describe('devices that are taken off', () => {
  it('[SHOP-20] who may manage the shop takes a device off with a reason, also one that is suspended', () => {
    for (const state of ['listed', 'suspended'] as const) {
      const till = new TestTill({ open: false });
      stands({ state })(till);
      const result = till.run(revoke);
      expect(result.ok && result.decision).toMatchObject({
        facts: [],
        shop: { kind: 'device-off', deviceId: DEVICE, reason: 'Stolen' },
        answer: { kind: 'done' },
      });
      expect(till.refused(revoke)).toBe('DEVICE-OFF-ALREADY');
    }
    const till = new TestTill();
    stands({ isElsewhere: true })(till);
    expect(till.refused(revoke)).toBe('DEVICE-ELSEWHERE');
    expect(till.refused({ ...revoke, setAside: true })).toBe('done');
    stands()(till);
    expect(till.refused({ ...revoke, reason: ' ' })).toBe('REASON-MISSING');
  });

  it('[SHOP-21] the cut of a device that is off moves to all that is held, or to a record that is', () => {
    const till = new TestTill();
    stands({ state: 'revoked' })(till);
    const changeOf = (body: CommandBody): unknown => {
      const result = till.run(body);
      return result.ok ? result.decision.shop : result.rejection.code;
    };
    const change = { kind: 'device-cut', deviceId: DEVICE };
    expect(changeOf(admit())).toEqual({ ...change, upTo: null });
    const at = (sequence: number) => ({ seriesId: SERIES, sequence });
    expect(changeOf(admit(at(9)))).toEqual({ ...change, upTo: at(9) });
    expect(changeOf(admit(at(10)))).toBe('RECORD-NOT-HELD');
    expect(changeOf(admit({ seriesId: 'f'.repeat(16), sequence: 1 }))).toBe('RECORD-NOT-HELD');
    expect(changeOf(admit({ seriesId: SERIES }))).toBe('COMMAND-MALFORMED');
    expect(changeOf(admit({ sequence: 1 }))).toBe('COMMAND-MALFORMED');
    stands({ state: 'suspended' })(till);
    expect(changeOf(admit())).toBe('DEVICE-NOT-OFF');
  });
});
