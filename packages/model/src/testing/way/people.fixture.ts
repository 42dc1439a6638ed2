import type { PEOPLE_REJECTIONS } from '../../command/refusal/people.ts';
import type { ApprovalAsk, CommandBody } from '../../command/command.ts';
import { DEFAULT_ROLES } from '../../people/role.ts';
import { idOf, staffIdOf } from '../goods.fixture.ts';
import { type Options, TestTill } from '../shop.fixture.ts';
import { reason, refusal, type Way } from './way.fixture.ts';

/** What only a till's host can know: whether the device itself may do a thing, and whether it holds what it takes. */
export type EdgeCode = 'DEVICE-RIGHT-MISSING' | 'DEVICE-KEYS-MISSING' | 'CATALOG-NOT-HELD';

const cashier: Options = { role: 'cashier' };
const adjust: CommandBody = { kind: 'stock.move', reason: 'adjusted', lines: [], note: '' };
const by = (staffId: string): ApprovalAsk => ({ staffId, pin: '1' });

const signIn = (staffId: string, pin: 'right' | 'wrong' | 'locked'): Way =>
  refusal({ kind: 'session.sign-in', staffId, pin: '1234' }, (till) => {
    till.pin = pin;
  });

/** A cashier has asked to adjust stock; `answered` is what came of it. */
const request = (answered: boolean | null): Way => {
  return () => {
    const till = new TestTill(cashier);
    till.done({ kind: 'approval.request', right: 'move-stock', detail: 'broken' });
    const { requestId } = till.last('approval.requested');
    if (answered !== null) {
      till.signIn('owner');
      till.done({ kind: 'approval.answer', requestId, granted: answered });
      till.signIn('cashier');
    }
    return till.refused(adjust, { requestId });
  };
};

/** How each refusal that concerns people comes about. */
export const PEOPLE_WAYS: Readonly<Record<Exclude<keyof typeof PEOPLE_REJECTIONS, EdgeCode>, Way>> = {
  'NOT-SIGNED-IN': refusal({ kind: 'basket.cancel', reason }, (till) =>
    till.done({ kind: 'session.sign-out' }),
  ),
  'STAFF-UNKNOWN': signIn(idOf(9), 'right'),
  'PIN-WRONG': signIn(staffIdOf('cashier'), 'wrong'),
  'PIN-LOCKED': signIn(staffIdOf('cashier'), 'locked'),
  'PIN-TOO-SIMPLE': refusal({ kind: 'staff.put', name: 'A', role: 'cashier', pin: 'abcd', active: true }),
  'ROLE-UNKNOWN': refusal({ kind: 'staff.put', name: 'A', role: 'other', pin: '1234', active: true }),
  'RIGHT-MISSING': refusal(adjust, undefined, cashier),
  'LIMIT-EXCEEDED': refusal(
    { kind: 'drawer.open', reason },
    (till) => till.known.roles.set('cashier', { ...DEFAULT_ROLES[0]!, limits: { noSales: 0 } }),
    cashier,
  ),
  'APPROVER-SAME': refusal(adjust, undefined, cashier, by(staffIdOf('cashier'))),
  'APPROVER-RIGHT-MISSING': refusal(
    { kind: 'catalog.put', products: [] },
    (till) => till.known.roles.set('supervisor', { ...DEFAULT_ROLES[0]!, id: 'supervisor' }),
    cashier,
    by(staffIdOf('supervisor')),
  ),
  'APPROVAL-UNKNOWN': refusal(adjust, undefined, cashier, { requestId: idOf(9) }),
  'APPROVAL-PENDING': request(null),
  'APPROVAL-REFUSED': request(false),
  'TRAINING-MODE': refusal({ kind: 'shift.close', countedMinor: 0 }, (till) =>
    till.done({ kind: 'training.start' }),
  ),
  'TRAINING-NOT-STARTED': refusal({ kind: 'training.end' }),
};
