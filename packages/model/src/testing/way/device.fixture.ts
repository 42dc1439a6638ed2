import type { DEVICE_REJECTIONS } from '../../command/refusal/device.ts';
import type { DeviceStanding } from '../../shop/device-standing.ts';
import { idOf } from '../goods.fixture.ts';
import { TestTill } from '../shop.fixture.ts';
import { reason, refusal, type Way } from './way.fixture.ts';

export const DEVICE = idOf(0xde);
const SERIES = '0123456789abcdef';

/** Another device that this till knows. */
export const stands =
  (over: Partial<DeviceStanding> = {}, deviceId: string = DEVICE) =>
  (till: TestTill): void =>
    void till.known.standings.set(deviceId, {
      state: 'listed',
      isAbove: false,
      isElsewhere: false,
      series: new Map([[SERIES, 9]]),
      ...over,
    });

const revoke = (over: Partial<DeviceStanding>): Way =>
  refusal({ kind: 'device.revoke', deviceId: DEVICE, reason }, stands(over));

/** How each refusal that concerns devices comes about. */
export const DEVICE_WAYS: Readonly<Record<keyof typeof DEVICE_REJECTIONS, Way>> = {
  'DEVICE-UNKNOWN': refusal({ kind: 'device.revoke', deviceId: idOf(1), reason }),
  'DEVICE-OWN': () => {
    const till = new TestTill();
    const { deviceId } = till.till;
    stands({}, deviceId)(till);
    return till.refused({ kind: 'device.revoke', deviceId, reason });
  },
  'DEVICE-ELSEWHERE': revoke({ isElsewhere: true }),
  'DEVICE-ABOVE': revoke({ isAbove: true }),
  'DEVICE-OFF-ALREADY': revoke({ state: 'revoked' }),
  'DEVICE-NOT-OFF': refusal({ kind: 'device.admit', deviceId: DEVICE }, stands()),
  'RECORD-NOT-HELD': refusal(
    { kind: 'device.admit', deviceId: DEVICE, seriesId: SERIES, sequence: 10 },
    stands({ state: 'revoked' }),
  ),
};
