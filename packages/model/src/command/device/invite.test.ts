import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Invitation, withInvitation } from '../../shop/invitation.ts';
import { BRANCH, idOf, TestTill } from '../../testing/shop.fixture.ts';
import { enrol, invite, invited } from '../../testing/way/device.fixture.ts';

const HOUR_MS = 3_600_000;
const A = 'a'.repeat(32);
const uninvite = { kind: 'device.uninvite', invitation: A } as const;
const OTHER_KEY = '4'.repeat(64);

describe('an invitation', () => {
  it('[DEV-04] is made by who may manage the shop, for a till or a reporter, and is no fact', () => {
    expect(new TestTill({ role: 'supervisor' }).refused(invite('H2'))).toBe('RIGHT-MISSING');
    const till = new TestTill({ open: false });
    const result = till.run({ ...invite('H2'), hours: 2, name: 'By the door' });
    expect(result.ok && result.decision.facts).toEqual([]);
    const place = { device: 'till', code: 'H2', branchId: BRANCH.id };
    const madeMs = till.utcMs;
    const invitation = { id: A, place, name: 'By the door', madeMs, untilMs: madeMs + 2 * HOUR_MS };
    expect(result.ok && result.decision.shop).toEqual({
      kind: 'invitation',
      invitation: { ...invitation, state: 'open', signKey: null },
    });
    till.done({ ...invite('office', 'b'.repeat(32)), device: 'reporter' });
    expect(till.refused({ ...invite('relay', 'c'.repeat(32)), device: 'relay' })).toBe(
      'INVITATION-KIND-UNFIT',
    );
  });

  it('[DEV-04] names a place that there is, and a code that neither a device nor another invitation has', () => {
    const till = new TestTill();
    till.done(enrol('H2'));
    expect(till.refused(invite('H2'))).toBe('DEVICE-CODE-TAKEN');
    expect(till.refused(invite('h3'))).toBe('DEVICE-CODE-UNFIT');
    expect(till.refused({ ...invite('H3'), branchId: idOf(0xb2) })).toBe('BRANCH-NOT-FOUND');
    till.done(invite('H3'));
    expect(till.refused(invite('H3', 'b'.repeat(32)))).toBe('INVITATION-THERE');
    till.done(uninvite);
    till.done(invite('H3', 'b'.repeat(32)));
  });

  it('[DEV-05] lets one device in while nobody is signed in, and the same one again, but no other', () => {
    const till = new TestTill({ open: false });
    till.done(invite('H2'));
    till.done({ kind: 'session.sign-out' });
    expect(till.refused(enrol('H2'))).toBe('NOT-SIGNED-IN');
    till.done(invited('H2'));
    till.done(invited('H2'));
    expect(till.refused(invited('H2', OTHER_KEY))).toBe('INVITATION-USED');
    expect([...till.known.devices.values()].map(({ code }) => code)).toEqual(['H2']);
    expect([...till.known.invitations.values()]).toMatchObject([{ state: 'used', signKey: '1'.repeat(64) }]);
    till.signIn('owner');
    expect(till.refused(uninvite)).toBe('INVITATION-USED');
  });

  it('[DEV-05] counts for its own place alone, in its time, and not once it was cancelled', () => {
    const till = new TestTill();
    till.done(invite('H2'));
    expect(till.refused(invited('H3'))).toBe('INVITATION-UNKNOWN');
    expect(till.refused({ ...invited('H2'), name: 'Another' })).toBe('INVITATION-UNKNOWN');
    expect(till.refused({ ...invited('H2'), device: 'reporter' })).toBe('INVITATION-UNKNOWN');
    expect(till.refused(invited('H2', OTHER_KEY, 'f'.repeat(32)))).toBe('INVITATION-UNKNOWN');
    till.utcMs += 24 * HOUR_MS;
    expect(till.refused(invited('H2'))).toBe('INVITATION-OVER');
    till.utcMs -= 1;
    till.done(uninvite);
    expect(till.refused(invited('H2'))).toBe('INVITATION-CANCELLED');
  });

  it('[DEV-05] of all that were made the open ones and the newest others are kept', () => {
    const made = fc.array(fc.record({ n: fc.nat(90), state: fc.constantFrom('open', 'used', 'cancelled') }), {
      maxLength: 120,
    });
    fc.assert(
      fc.property(made, (all) => {
        let kept: readonly Invitation[] = [];
        for (const { n, state } of all) {
          const place = { device: 'till', code: `H${n}`, branchId: BRANCH.id } as const;
          const each = { id: String(n), place, madeMs: 0, untilMs: 2, state, signKey: null } as const;
          if (kept.filter((one) => one.state === 'open').length < 16 || state !== 'open')
            kept = withInvitation(kept, each, 1);
          expect(kept.length).toBeLessThanOrEqual(64);
          expect(new Set(kept.map(({ id }) => id)).size).toBe(kept.length);
        }
        expect(kept.filter(({ state }) => state === 'open').length).toBeLessThanOrEqual(16);
      }),
    );
  });
});
