import { describe, expect, it } from 'vitest';
import { type Right, RIGHTS } from '../../people/right.ts';
import { TestTill } from '../../testing/shop.fixture.ts';
import { WANTED } from '../../testing/way/wanted.fixture.ts';

/** What happens when somebody with exactly these rights asks for it. */
const withRights = (kind: keyof typeof WANTED, rights: readonly Right[]): string => {
  const till = new TestTill();
  const body = WANTED[kind][1](till);
  till.known.roles.set('cashier', { id: 'cashier', name: 'Cashier', rights, limits: {} });
  till.signIn('cashier');
  return till.refused(body);
};
const KINDS = Object.keys(WANTED) as readonly (keyof typeof WANTED)[];

describe('rights', () => {
  it.each(KINDS)('[STAFF-02] %s wants its rights, and no more', (kind) => {
    const [wanted] = WANTED[kind];
    expect(withRights(kind, wanted)).toBe('done');
    for (const right of wanted) {
      const code = withRights(
        kind,
        RIGHTS.filter((each) => each !== right),
      );
      expect([right, code]).toEqual([
        right,
        kind === 'approval.answer' ? 'APPROVER-RIGHT-MISSING' : 'RIGHT-MISSING',
      ]);
    }
  });

  it.each(KINDS)('[STAFF-02] %s wants somebody signed in', (kind) => {
    const till = new TestTill();
    const body = WANTED[kind][1](till);
    till.done({ kind: 'session.sign-out' });
    expect(till.refused(body)).toBe(kind.startsWith('fiscal.') ? 'done' : 'NOT-SIGNED-IN');
  });
});
