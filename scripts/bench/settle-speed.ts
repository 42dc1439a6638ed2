import {
  type Basket,
  type Branch,
  branchFromProfile,
  countryProfile,
  type Promotion,
  settle,
} from '@tillmesh/model';
import { type Statistic, statisticOf } from './statistic.ts';

/** How long settling takes, in milliseconds: it is done at every scan, and again by the screen. */
const RUNS = 500;
const GOODS: NonNullable<Promotion['parts'][number]['goods']> = {
  productIds: [],
  categories: [],
  exceptProductIds: [],
  exceptCategories: [],
};

const idOf = (n: number): string => n.toString(16).padStart(32, '0');

const lineOf = (n: number): Basket['lines'][number] => ({
  line: n + 1,
  productId: idOf(n % 40),
  sku: `S${n}`,
  name: `Product ${n}`,
  unit: 'piece',
  quantityMilli: 1_000 * (1 + (n % 3)),
  unitPriceMinor: 100 + ((n * 37) % 900),
  taxClass: 'standard',
  priceIncludesTax: true,
  steps: [],
  scannedAtMs: Date.UTC(2026, 10, 20, 9, n % 60),
  category: `category-${n % 8}`,
});

const basketOf = (lines: number): Basket => ({
  basketId: idOf(1),
  startedAtMs: 0,
  nextLine: lines + 1,
  lines: Array.from({ length: lines }, (_, n) => lineOf(n)),
  discounts: [],
  nextExtra: 1,
  extras: [],
  channel: 'shop',
  service: null,
  customer: null,
  buyer: null,
  payments: [],
});

const promotion = (n: number, over: Partial<Promotion>): Promotion => ({
  id: `p${String(n).padStart(2, '0')}`,
  name: `Promotion ${n}`,
  active: true,
  currency: 'GBP',
  priority: n % 4,
  rule: { branchIds: [], groups: [], channels: [], weekdays: [] },
  kind: 'reduction',
  parts: [{ goods: { ...GOODS, categories: [`category-${n % 8}`] }, pieces: 1 }],
  steps: [{ from: 0, reward: { sharePpm: 100_000 } }],
  ...over,
});

/** Twenty of every kind, as a supermarket runs them: five of a priority, some for the same goods, some by the hour. */
const twenty = (): readonly Promotion[] =>
  Array.from({ length: 20 }, (_, n): Promotion => {
    const goods = { ...GOODS, categories: [`category-${n % 8}`] };
    const others = { ...GOODS, categories: [`category-${(n + 1) % 8}`] };
    const free = [{ from: 0, reward: { sharePpm: 1_000_000 } }];
    const kinds: readonly Partial<Promotion>[] = [
      { rule: { ...promotion(n, {}).rule, fromMinute: 540, untilMinute: 570 } },
      { kind: 'buy-get', parts: [{ goods, pieces: 2 }, { pieces: 1 }], steps: free },
      { kind: 'bundle', parts: [{ goods, pieces: 3 }], steps: [{ from: 0, reward: { priceMinor: 500 } }] },
      {
        kind: 'bundle',
        parts: [
          { goods, pieces: 1 },
          { goods: others, pieces: 1 },
        ],
        steps: [{ from: 0, reward: { sharePpm: 200_000 } }],
      },
      {
        kind: 'threshold',
        parts: [{ goods: GOODS, pieces: 1 }],
        steps: [{ from: 5_000, reward: { amountMinor: 500 } }],
      },
    ];
    return promotion(n, kinds[n % kinds.length] ?? {});
  });

/** Eight of one priority that all want the same goods, each once: every order has to be tried. */
const eight = (): readonly Promotion[] =>
  Array.from({ length: 8 }, (_, n) =>
    promotion(n, {
      priority: 1,
      kind: 'bundle',
      maxTimes: 1,
      parts: [{ goods: GOODS, pieces: 2 + (n % 3) }],
      steps: [{ from: 0, reward: { priceMinor: 200 + 10 * n } }],
    }),
  );

const timed = (basket: Basket, branch: Branch): Statistic => {
  const samples: number[] = [];
  for (let run = 0; run < RUNS; run += 1) {
    const startMs = performance.now();
    const settlement = settle(basket, branch, '2026-11-20');
    samples.push(performance.now() - startMs);
    if (!settlement.ok) throw new Error(settlement.rejection.code);
  }
  return statisticOf(samples);
};

/** Settles made-up baskets, and prints one JSON. */
export const measureSettle = (): void => {
  const profile = countryProfile('GB');
  if (profile === null) throw new Error('there is no profile of GB');
  const branch = branchFromProfile(profile, { id: idOf(2), name: 'Branch', priceListId: 'main' });
  const promoted = { ...branch, promotions: twenty() };
  // Once before it counts, so that what is compiled is.
  timed(basketOf(50), promoted);
  console.log(
    JSON.stringify({
      'lines 50, promotions 20': timed(basketOf(50), promoted),
      'lines 200, promotions 20': timed(basketOf(200), promoted),
      'lines 50, no promotion': timed(basketOf(50), branch),
      'lines 1000, no promotion': timed(basketOf(1_000), branch),
      'lines 12, eight that compete': timed(basketOf(12), { ...branch, promotions: eight() }),
    }),
  );
};
