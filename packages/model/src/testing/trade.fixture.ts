import * as fc from 'fast-check';
import type { ApprovalAsk, CommandBody } from '../command/command.ts';
import type { Decided } from '../command/decision.ts';
import type { Basket } from '../state/till-state.ts';
import { product, staffIdOf } from './goods.fixture.ts';
import type { TestTill } from './shop.fixture.ts';

type Try = (till: TestTill, amount: number) => CommandBody | null;

const pick = <T>(items: readonly T[], amount: number): T | null => items[amount % items.length] ?? null;
const reason = 'x';
const productOf = (amount: number): string => product(1 + (amount % 3)).id;
const quantityOf = (amount: number): number => (1 + (amount % 5)) * 1_000;

const onLine =
  (of: (line: number, amount: number) => CommandBody): Try =>
  ({ state }, amount) => {
    const found = pick(state.basket?.lines ?? [], amount);
    return found === null ? null : of(found.line, amount);
  };

const onPayment =
  (of: (payment: Basket['payments'][number], amount: number) => CommandBody): Try =>
  ({ state }, amount) => {
    const stored = state.storedPayments.map(({ payment }) => payment);
    const found = pick([...(state.basket?.payments ?? []), ...stored], amount);
    return found === null ? null : of(found, amount);
  };

const onSale =
  (of: (saleId: string, lines: readonly { line: number; quantityMilli: number }[]) => CommandBody): Try =>
  ({ known }, amount) => {
    const found = pick([...known.receipts.values()], amount);
    if (found === null) return null;
    const lines = found.sale.lines
      .slice(amount % 2)
      .map(({ line, quantityMilli }) => ({ line, quantityMilli: Math.min(quantityMilli, 1_000) }));
    return of(found.sale.saleId, lines);
  };

const TENDER_IDS = ['cash', 'cash', 'cash', 'card', 'voucher', 'voucher-change', 'account', 'euro', 'yen'];
const STATES = [
  'approved',
  'stored',
  'approved',
  'captured',
  'unknown',
  'reversed',
  'declined',
  'expired',
] as const;
const CUSTOMER = 'c'.repeat(32);

/** Everything that a cashier may try in the middle of a day, sensible there or not. */
const TRIES = {
  add: (_, amount) => ({
    kind: 'basket.add',
    productId: productOf(amount),
    quantityMilli: quantityOf(amount),
  }),
  pay: (_, amount) => ({
    kind: 'payment.take',
    tender: pick(TENDER_IDS, amount) ?? 'cash',
    tenderedMinor: 1 + (amount % 150),
    customerId: CUSTOMER,
  }),
  payAll: () => ({ kind: 'payment.take', tender: 'cash', tenderedMinor: 1_000_000 }),
  request: (_, amount) => ({ kind: 'payment.request', tender: 'card', amountMinor: 1 + (amount % 150) }),
  change: onPayment(({ paymentId }, amount) => ({
    kind: 'payment.change',
    paymentId,
    state: pick(STATES, amount) ?? 'unknown',
    ...(amount % 7 === 0 ? { tipMinor: amount } : {}),
  })),
  give: onPayment(({ paymentId }) => ({ kind: 'payment.return', paymentId, reason })),
  void: onLine((line) => ({ kind: 'basket.void-line', line, reason })),
  cancel: () => ({ kind: 'basket.cancel', reason }),
  discount: onLine((line, amount) => ({ kind: 'basket.discount', line, amountMinor: amount, reason })),
  discountAll: (_, amount) => ({ kind: 'basket.discount', sharePpm: amount * 1_000, reason }),
  override: onLine((line, amount) => ({
    kind: 'basket.override-price',
    line,
    unitPriceMinor: amount,
    reason,
  })),
  extra: (_, amount) => ({
    kind: 'basket.add-extra',
    extra: pick(['tip', 'deposit', 'account-payment'] as const, amount) ?? 'tip',
    amountMinor: amount,
    customerId: CUSTOMER,
  }),
  refund: onSale((saleId, lines) => ({
    kind: 'refund.with-receipt',
    saleId,
    lines,
    restock: 'shop',
    reason,
  })),
  exchange: onSale((saleId, lines) => ({ kind: 'refund.exchange', saleId, lines, restock: 'none', reason })),
  refundOpen: (_, amount) => ({
    kind: 'refund.without-receipt',
    lines: [{ productId: productOf(amount), quantityMilli: quantityOf(amount), unitPriceMinor: amount }],
    restock: amount % 2 === 0 ? 'shop' : 'damaged',
    reason,
  }),
  refundDeposit: onSale((saleId) => ({ kind: 'refund.deposit', saleId, reason })),
  undo: onSale((saleId) => ({ kind: 'sale.void', saleId, reason })),
  reprint: onSale((saleId) => ({ kind: 'document.reprint', documentId: saleId })),
  move: (_, amount) => ({
    kind: 'drawer.move',
    move: pick(['paid-in', 'paid-out', 'drop'] as const, amount) ?? 'drop',
    count: { currency: amount % 5 === 0 ? 'EUR' : 'GBP', totalMinor: amount },
    reason,
  }),
  noSale: () => ({ kind: 'drawer.open', reason }),
  handOver: (_, amount) => ({
    kind: 'shift.hand-over',
    toStaffId: staffIdOf('owner'),
    counts: ['GBP', 'EUR', 'JPY'].map((currency) => ({ currency, totalMinor: amount })),
  }),
  train: ({ state }) => ({ kind: state.training ? 'training.end' : 'training.start' }),
} satisfies Record<string, Try>;

export type Trade = { readonly what: keyof typeof TRIES; readonly amount: number };
const NAMES = Object.keys(TRIES) as readonly (keyof typeof TRIES)[];

/** Sales come up more often than the rest, so that there is something to undo. */
export const trade: fc.Arbitrary<Trade> = fc.record({
  what: fc.oneof(
    { weight: 2, arbitrary: fc.constantFrom('add', 'add', 'payAll') },
    { weight: 2, arbitrary: fc.constantFrom('pay', 'request', 'change', 'change') },
    { weight: 4, arbitrary: fc.constantFrom(...NAMES) },
  ),
  amount: fc.integer({ min: 0, max: 400 }),
});

/** Tries it; what is refused changes nothing. Whoever handed over comes back. */
export const attempt = (till: TestTill, { what, amount }: Trade, approval?: ApprovalAsk): Decided | null => {
  const propose: Try = TRIES[what];
  const body = propose(till, amount);
  if (body === null) return null;
  const result = till.run(body, approval);
  if (till.state.session === null) till.signIn('owner');
  return result;
};

/** Takes an open basket and training to an end, so that the shift can be closed or left. */
export const clear = (till: TestTill): void => {
  for (const { paymentId, state } of till.state.basket?.payments ?? []) {
    if (state === 'requested' || state === 'unknown' || state === 'stored') {
      till.done({ kind: 'payment.change', paymentId, state: 'declined' });
    } else {
      till.done({ kind: 'payment.return', paymentId, reason });
    }
  }
  if (till.state.basket !== null) till.done({ kind: 'basket.cancel', reason });
  if (till.state.training) till.done({ kind: 'training.end' });
};

/** The drawer counted to the last coin of every currency that tests know. */
export const counted = (amountMinor: number) =>
  ['GBP', 'EUR', 'JPY', 'KWD'].map((currency) => ({ currency, totalMinor: amountMinor }));
