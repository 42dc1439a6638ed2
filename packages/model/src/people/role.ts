import { amountMinor, sharePpm } from '../money/bound.ts';
import { field, list, optional, record } from '../schema/record.ts';
import { integer, text, word } from '../schema/scalar.ts';
import type { ShapeOf } from '../schema/shape.ts';
import { RIGHTS, type Right } from './right.ts';

/** How far some rights go; above that somebody else has to approve. Absent: as far as it likes. */
export const roleLimits = record({
  /** Largest discount of a line or basket, as a share of what it costs. */
  discountPpm: optional(1, sharePpm),
  /** How far below the list's price an override may go, as a share of it. */
  overridePpm: optional(2, sharePpm),
  /** Largest refund with a receipt, minor units. */
  refundMinor: optional(3, amountMinor),
  /** Largest refund without one, minor units. */
  openRefundMinor: optional(4, amountMinor),
  /** Drawer openings without a sale, in one shift at one till. */
  noSales: optional(5, integer(0, 1_000)),
  /** Largest amount put in, taken out or dropped at once, minor units. */
  cashMoveMinor: optional(6, amountMinor),
});
export type RoleLimits = ShapeOf<typeof roleLimits>;

/** A set of rights with limits. */
export const role = record({
  id: field(1, text(32, 1)),
  name: field(2, text(80, 1)),
  rights: field(3, list(word(...RIGHTS), RIGHTS.length)),
  limits: field(4, roleLimits),
});
export type Role = ShapeOf<typeof role>;

const CASHIER: readonly Right[] = [
  'sell',
  'discount',
  'void-line',
  'void-sale',
  'refund',
  'open-shift',
  'close-shift',
  'move-cash',
  'no-sale',
  'reprint',
  'train',
];
const SUPERVISOR: readonly Right[] = [
  ...CASHIER,
  'see-expected',
  'override-price',
  'refund-without-receipt',
  'refund-other-tender',
  'accept-variance',
  'exempt-tax',
  'override-clock',
  'move-stock',
  'edit-catalog',
];

/** The roles that every shop begins with; a shop may state them otherwise, and others beside. */
export const DEFAULT_ROLES: readonly Role[] = [
  { id: 'cashier', name: 'Cashier', rights: CASHIER, limits: {} },
  { id: 'supervisor', name: 'Supervisor', rights: SUPERVISOR, limits: {} },
  { id: 'owner', name: 'Owner', rights: RIGHTS, limits: {} },
];

/** The role of that id: as the shop stated it, or as every shop has it; null when there is none. */
export const roleOf = (stated: ReadonlyMap<string, Role>, id: string): Role | null =>
  stated.get(id) ?? DEFAULT_ROLES.find((each) => each.id === id) ?? null;
