/** What a person may do. A role is a set of rights; limits by role come with a later issue. */
export const RIGHTS = [
  'sell',
  'discount',
  'override-price',
  'void-line',
  'refund',
  'refund-without-receipt',
  'open-shift',
  'close-shift',
  'move-stock',
  'edit-catalog',
  'manage-staff',
] as const;
export type Right = (typeof RIGHTS)[number];

export const ROLES = ['cashier', 'supervisor', 'owner'] as const;
export type Role = (typeof ROLES)[number];

const CASHIER: readonly Right[] = ['sell', 'discount', 'void-line', 'refund', 'open-shift', 'close-shift'];
const SUPERVISOR: readonly Right[] = [
  ...CASHIER,
  'override-price',
  'refund-without-receipt',
  'move-stock',
  'edit-catalog',
];

export const RIGHTS_OF_ROLE: Readonly<Record<Role, ReadonlySet<Right>>> = {
  cashier: new Set(CASHIER),
  supervisor: new Set(SUPERVISOR),
  owner: new Set(RIGHTS),
};
