import type { DEVICE_REJECTIONS } from '../../command/refusal/device.ts';
import type { DeviceStanding } from '../../shop/device-standing.ts';
import type { OwnerKeyStanding } from '../../shop/owner-key.ts';
import { idOf } from '../goods.fixture.ts';
import { BRANCH, TestTill } from '../shop.fixture.ts';
import type { EdgeCode } from './people.fixture.ts';
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
      mayEditCatalog: true,
      series: new Map([[SERIES, 9]]),
      ...over,
    });

const revoke = (over: Partial<DeviceStanding>): Way =>
  refusal({ kind: 'device.revoke', deviceId: DEVICE, reason }, stands(over));

/** Lists a till of this branch. */
export const enrol = (code: string, signKey = '1'.repeat(64)) =>
  ({
    kind: 'device.enrol',
    device: 'till',
    code,
    signKey,
    agreeKey: '2'.repeat(64),
    tlsKeyHash: '3'.repeat(64),
  }) as const;

/** Invites a till of this branch. */
export const invite = (code: string, invitation = 'a'.repeat(32)) =>
  ({ kind: 'device.invite', device: 'till', code, invitation }) as const;

/** A device that comes with the invitation of `invite`. */
export const invited = (code: string, signKey?: string, invitation = 'a'.repeat(32)) =>
  ({ ...enrol(code, signKey), branchId: BRANCH.id, invitation }) as const;

const DAY_MS = 86_400_000;
/** Names an owner key. */
export const nameKey = {
  kind: 'owner-key.name',
  ownerKey: '7'.repeat(64),
  recoveryKey: '8'.repeat(64),
} as const;

const known =
  (over: Partial<OwnerKeyStanding>) =>
  (till: TestTill): void =>
    void till.known.ownerKeys.set(nameKey.ownerKey, { state: 'free', isNamedHere: false, ...over });

/** How each refusal that concerns devices comes about. */
export const DEVICE_WAYS: Readonly<Record<Exclude<keyof typeof DEVICE_REJECTIONS, EdgeCode>, Way>> = {
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
  'DEVICE-STILL-OFF': refusal(
    { kind: 'catalog-right.put', deviceId: DEVICE, mayEdit: true },
    stands({ state: 'revoked', mayEditCatalog: false }),
  ),
  'CATALOG-RIGHT-SO-ALREADY': refusal(
    { kind: 'catalog-right.put', deviceId: DEVICE, mayEdit: true },
    stands(),
  ),
  'CATALOG-RIGHT-MISSING': () => {
    const till = new TestTill();
    stands({ mayEditCatalog: false }, till.till.deviceId)(till);
    return till.refused({ kind: 'catalog.put', products: [] });
  },
  'DEVICE-CODE-TAKEN': refusal(enrol('H2'), (till) => till.done(enrol('H2', '4'.repeat(64)))),
  'DEVICE-CODE-UNFIT': refusal(enrol('h2')),
  'DEVICE-PLACE-UNFIT': refusal({ ...enrol('H2'), device: 'relay', branchId: BRANCH.id }),
  'DEVICE-TAKEN-OFF': refusal(enrol('H2'), (till) => {
    const { signKey } = enrol('H2');
    till.known.devices.set(signKey, { kind: 'till', branchId: BRANCH.id, code: 'H2', signKey, isOff: true });
  }),
  'INVITATION-KIND-UNFIT': refusal({ ...invite('relay'), device: 'relay' }),
  'INVITATION-THERE': refusal(invite('H2', 'b'.repeat(32)), (till) => till.done(invite('H2'))),
  'INVITATIONS-MANY': refusal(invite('H20'), (till) => {
    for (let n = 0; n < 16; n++) till.done(invite(`H${n + 2}`, n.toString(16).padStart(32, '0')));
  }),
  'INVITATION-UNKNOWN': refusal(invited('H2')),
  'INVITATION-USED': refusal(invited('H2', '4'.repeat(64)), (till) => {
    till.done(invite('H2'));
    till.done(invited('H2'));
  }),
  'INVITATION-CANCELLED': refusal(invited('H2'), (till) => {
    till.done(invite('H2'));
    till.done({ kind: 'device.uninvite', invitation: 'a'.repeat(32) });
  }),
  'INVITATION-OVER': refusal(invited('H2'), (till) => {
    till.done(invite('H2'));
    till.utcMs += DAY_MS;
  }),
  'OWNER-KEY-UNFIT': refusal(nameKey, known({ state: 'unfit' })),
  'OWNER-KEY-TAKEN-OFF': refusal(nameKey, known({ state: 'off' })),
  'OWNER-KEY-UNPROVEN': refusal(nameKey, known({ state: 'unproven' })),
  'OWNER-KEY-NAMED-ALREADY': refusal(nameKey, (till) => till.done(nameKey)),
  'DEVICE-LISTED-ELSEWHERE': refusal({ ...enrol('H2'), device: 'relay' }, (till) => till.done(enrol('H2'))),
};
