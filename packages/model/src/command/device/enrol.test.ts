import { describe, expect, it } from 'vitest';
import type { DeviceKind } from '../../shop/device.ts';
import { BRANCH, idOf, TestTill } from '../../testing/shop.fixture.ts';
import { type CommandOf, readCommand } from '../command.ts';

const keysOf = (n: number) => ({
  signKey: n.toString(16).padStart(64, '0'),
  agreeKey: 'a'.repeat(64),
  tlsKeyHash: 'b'.repeat(64),
});
type Over = Partial<Omit<CommandOf<'device.enrol'>, 'kind' | 'id'>>;
const enrol = (n: number, device: DeviceKind, code: string, over: Over = {}) =>
  ({ kind: 'device.enrol', device, code, ...keysOf(n), ...over }) as const;

describe('a new device', () => {
  it('[DEV-01] is listed by who may manage the shop, and writes no fact', () => {
    expect(new TestTill({ role: 'supervisor' }).refused(enrol(1, 'till', 'H2'))).toBe('RIGHT-MISSING');
    const till = new TestTill({ open: false });
    const result = till.run(enrol(1, 'till', 'H2', { name: 'By the door' }));
    expect(result.ok && result.decision.facts).toEqual([]);
    expect(result.ok && result.decision.answer).toEqual({ kind: 'done' });
    expect(result.ok && result.decision.shop).toEqual({
      kind: 'device',
      place: { device: 'till', code: 'H2', branchId: BRANCH.id },
      keys: keysOf(1),
      name: 'By the door',
    });
  });

  it('[DEV-02] has a code that no other device has, the same again being no other', () => {
    const till = new TestTill();
    till.done(enrol(1, 'till', 'H2'));
    expect(till.refused(enrol(2, 'till', 'H2'))).toBe('DEVICE-CODE-TAKEN');
    expect(till.refused(enrol(2, 'relay', 'H2'))).toBe('DEVICE-CODE-TAKEN');
    till.done(enrol(1, 'till', 'H2'));
    till.done(enrol(1, 'till', 'H3'));
    till.done(enrol(2, 'till', 'H2'));
    expect([...till.known.devices.values()].map(({ code }) => code)).toEqual(['H3', 'H2']);
  });

  it.each([
    ['till', ['h2', 'H2-A', '2H', 'HHHHHHH', 'Ä1']],
    ['relay', ['in out', 'a/b', 'é!']],
    ['reporter', [' x', '.']],
  ] as const)('[DEV-02] a %s takes no code that cannot stand where it is printed', (kind, codes) => {
    const till = new TestTill();
    for (const code of codes) expect(till.refused(enrol(1, kind, code))).toBe('DEVICE-CODE-UNFIT');
  });

  it('[DEV-03] a till stands in a branch that there is, others in none', () => {
    const till = new TestTill();
    const other = { ...BRANCH, id: idOf(0xb2), name: 'Harbour' };
    expect(till.refused(enrol(1, 'till', 'H2', { branchId: other.id }))).toBe('BRANCH-NOT-FOUND');
    till.known.branches.set(other.id, other);
    till.done(enrol(1, 'till', 'H2', { branchId: other.id }));
    expect(till.refused(enrol(2, 'relay', 'relay', { branchId: other.id }))).toBe('DEVICE-PLACE-UNFIT');
    till.done(enrol(2, 'relay', 'relay'));
    till.done(enrol(3, 'reporter', 'büro_2'));
    expect([...till.known.devices.values()].map(({ branchId }) => branchId)).toEqual([other.id, null, null]);
  });

  it('[DEV-02] that was taken off leaves its code to others, and does not come back', () => {
    const till = new TestTill();
    till.done(enrol(1, 'till', 'H2'));
    const off = till.known.devices.get(keysOf(1).signKey)!;
    till.known.devices.set(off.signKey, { ...off, isOff: true });
    expect(till.refused(enrol(1, 'till', 'H2'))).toBe('DEVICE-TAKEN-OFF');
    till.done(enrol(2, 'till', 'H2'));
  });

  it('[DEV-03] that is listed stays what and where it is', () => {
    const till = new TestTill();
    till.done(enrol(1, 'till', 'H2'));
    expect(till.refused(enrol(1, 'relay', 'H2'))).toBe('DEVICE-LISTED-ELSEWHERE');
    const other = { ...BRANCH, id: idOf(0xb2) };
    till.known.branches.set(other.id, other);
    expect(till.refused(enrol(1, 'till', 'H2', { branchId: other.id }))).toBe('DEVICE-LISTED-ELSEWHERE');
  });

  it.each(['signKey', 'agreeKey', 'tlsKeyHash'])('[DEV-01] a %s that is none is no command', (key) => {
    for (const wrong of ['', 'a'.repeat(63), 'A'.repeat(64), 'g'.repeat(64), 7]) {
      const body = { ...enrol(1, 'till', 'H2'), id: idOf(1), [key]: wrong };
      expect(readCommand(body).ok).toBe(false);
    }
  });
});
