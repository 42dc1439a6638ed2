import type { CommandBody } from '@tillmesh/model';
import type { TillNode } from '@tillmesh/replica';
import type { Chance } from '../world/chance.ts';
import { CASHIER, OWNER, type ProductPlan } from './shop-plan.ts';

export type Shop = {
  readonly products: readonly ProductPlan[];
  readonly staffId: (name: string) => string;
};

type Task = readonly CommandBody[];

const PLENTY_MINOR = 10_000_000;

/** What somebody at this till does next. */
export const nextTask = (node: TillNode, shop: Shop, chance: Chance, isClosing: boolean): Task => {
  const state = node.state();
  if (state.session === null) return signIn(shop, chance);
  if (state.basket !== null && state.basket.payments.length > 0) return finish(node, chance);
  if (state.training) return endTraining(node);
  if (state.basket !== null && state.basket.lines.length > 0 && chance.maybe(0.2)) {
    return [{ kind: 'basket.cancel', reason: 'left' }];
  }
  if (state.shift === null) return isClosing ? [] : openShift(node, chance);
  if (isClosing || chance.maybe(0.01)) return close(node, chance);
  return trade(node, shop, chance);
};

const signIn = (shop: Shop, chance: Chance): Task => {
  const person = chance.maybe(0.8) ? OWNER : CASHIER;
  const pin = chance.maybe(0.02) ? '000000' : person.pin;
  return [{ kind: 'session.sign-in', staffId: shop.staffId(person.name), pin }];
};

/** The owner in the place of whoever is signed in. */
export const ownerIn = (node: TillNode, shop: Shop): Task => {
  const staffId = shop.staffId(OWNER.name);
  if (node.state().session?.staffId === staffId) return [];
  return [{ kind: 'session.sign-in', staffId, pin: OWNER.pin }];
};

const openShift = (node: TillNode, chance: Chance): Task => {
  const [shift] = node.openShifts();
  return shift !== undefined && chance.maybe(0.4)
    ? [{ kind: 'shift.join', shiftId: shift.shiftId }]
    : [{ kind: 'shift.open', floatMinor: chance.within(0, 200) * 100 }];
};

/** Training ends only with nothing open. */
const endTraining = (node: TillNode): Task => {
  const { basket } = node.state();
  const clear: Task = basket === null ? [] : [{ kind: 'basket.cancel', reason: 'practised' }];
  return [...clear, { kind: 'training.end' }];
};

/** Money was taken for an open basket: more is taken, or it goes back. */
const finish = (node: TillNode, chance: Chance): Task => {
  const [payment] = node.state().basket?.payments ?? [];
  if (payment !== undefined && chance.maybe(0.2)) {
    return [
      { kind: 'payment.return', paymentId: payment.paymentId, reason: 'changed mind' },
      { kind: 'basket.cancel', reason: 'changed mind' },
    ];
  }
  return [{ kind: 'payment.take', tender: 'cash', tenderedMinor: PLENTY_MINOR }];
};

/** A drawer counted right, or a little off; a till that joined another's drawer leaves it. */
const close = (node: TillNode, chance: Chance): Task => {
  const { basket, shift } = node.state();
  const clear: Task = basket === null ? [] : [{ kind: 'basket.cancel', reason: 'closing' }];
  if (shift?.joined === true) return [...clear, { kind: 'shift.leave' }];
  return [...clear, { kind: 'shift.close', countedMinor: chance.within(0, 400_000) }];
};

type Way = readonly [weight: number, task: (node: TillNode, shop: Shop, chance: Chance) => Task];

const scan = (shop: Shop, chance: Chance): CommandBody => ({
  kind: 'basket.add',
  code: chance.one(shop.products).code,
  quantityMilli: chance.maybe(0.8) ? 1_000 : chance.within(1, 4_000),
});

const lines = (shop: Shop, chance: Chance): CommandBody[] =>
  Array.from({ length: chance.within(1, 4) }, () => scan(shop, chance));

const cash = (chance: Chance): CommandBody => ({
  kind: 'payment.take',
  tender: 'cash',
  tenderedMinor: chance.maybe(0.9) ? PLENTY_MINOR : chance.within(1, 2_000),
});

const recentSale = (node: TillNode, chance: Chance): string | null => {
  const receipts = node.receipts(12);
  return receipts.length === 0 ? null : chance.one(receipts).saleId;
};

const refund = (node: TillNode, _shop: Shop, chance: Chance): Task => {
  const saleId = recentSale(node, chance);
  if (saleId === null) return [];
  const [line] = node.receipt(saleId)?.sale.lines ?? [];
  if (line === undefined) return [];
  const quantityMilli = chance.maybe(0.6) ? line.quantityMilli : chance.within(1, line.quantityMilli);
  const restock = chance.one(['shop', 'damaged', 'none'] as const);
  return [
    {
      kind: 'refund.with-receipt',
      saleId,
      lines: [{ line: line.line, quantityMilli }],
      restock,
      reason: 'not wanted',
    },
  ];
};

const move = (chance: Chance): CommandBody => ({
  kind: 'drawer.move',
  move: chance.one(['paid-in', 'paid-out', 'drop'] as const),
  count: { currency: 'GBP', totalMinor: chance.within(1, 5_000) },
  reason: 'change',
});

const price = (node: TillNode, shop: Shop, chance: Chance): Task => {
  const product = chance.one(shop.products);
  const known = node.lookup.productByCode(product.code);
  if (known === null) return [];
  const { id, sku, name, codes, unit, taxClass, category } = known;
  const core = { sku, name, codes: [...codes], unit, taxClass, category };
  const products = [{ productId: id, core, priceMinor: chance.within(1, 5_000) }];
  return [{ kind: 'catalog.put', products }];
};

const stock = (node: TillNode, shop: Shop, chance: Chance): Task => {
  const known = node.lookup.productByCode(chance.one(shop.products).code);
  if (known === null) return [];
  const quantityMilli = chance.within(-5, 20) * 1_000 || 1_000;
  return [
    {
      kind: 'stock.move',
      reason: 'adjusted',
      lines: [{ productId: known.id, quantityMilli }],
      note: 'found',
    },
  ];
};

const supplement = (node: TillNode): Task => {
  const [waiting] = node.waitingShifts();
  return waiting === undefined ? [] : [{ kind: 'shift.supplement', shiftId: waiting.shift.shiftId }];
};

const sale: Way[1] = (_node, shop, chance) => [...lines(shop, chance), cash(chance)];

const discounted: Way[1] = (_node, shop, chance) => [
  ...lines(shop, chance),
  { kind: 'basket.discount', sharePpm: chance.within(1, 300_000), reason: 'regular' },
  cash(chance),
];

/** What happens at a till, and how often compared with a plain sale. */
const WAYS: readonly Way[] = [
  [60, sale],
  [8, discounted],
  [4, (_node, shop, chance) => lines(shop, chance)],
  [3, (_node, shop, chance) => [scan(shop, chance), { kind: 'basket.void-line', line: 1, reason: 'wrong' }]],
  [9, refund],
  [
    2,
    (node, _shop, chance) => {
      const saleId = recentSale(node, chance);
      return saleId === null ? [] : [{ kind: 'sale.void', saleId, reason: 'mistake' }];
    },
  ],
  [3, (_node, _shop, chance) => [move(chance)]],
  [2, () => [{ kind: 'drawer.open', reason: 'change' }]],
  [
    3,
    (_node, shop, chance) => [
      { kind: 'training.start' },
      scan(shop, chance),
      cash(chance),
      { kind: 'training.end' },
    ],
  ],
  [3, price],
  [3, stock],
  [3, supplement],
  [1, () => [{ kind: 'session.sign-out' }]],
  [1, (_node, shop, chance) => [scan(shop, chance), { kind: 'quote.issue', validUntil: '2027-12-31' }]],
  [
    1,
    (node, _shop, chance) => {
      const saleId = recentSale(node, chance);
      return saleId === null ? [] : [{ kind: 'document.reprint', documentId: saleId }];
    },
  ],
];

const TOTAL = WAYS.reduce((sum, [weight]) => sum + weight, 0);

const trade = (node: TillNode, shop: Shop, chance: Chance): Task => {
  let at = chance.within(0, TOTAL - 1);
  for (const [weight, task] of WAYS) {
    at -= weight;
    if (at < 0) return task(node, shop, chance);
  }
  return [];
};
