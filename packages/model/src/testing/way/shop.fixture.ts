import type { COMMAND_REJECTIONS } from '../../command/refusal/command.ts';
import type { SHOP_REJECTIONS } from '../../command/refusal/shop.ts';
import { readCommand } from '../../command/command.ts';
import { rejectReading } from '../../command/rejection.ts';
import type { LabelFormat } from '../../code/label-format.ts';
import { CASH, type Tender } from '../../payment/tender.ts';
import type { PriceList } from '../../price/price-list.ts';
import type { TaxClass } from '../../state/shop.ts';
import { BRANCH, idOf, LABEL_FORMAT, PROMOTION } from '../goods.fixture.ts';
import type { TestTill } from '../shop.fixture.ts';
import { refusal, type Way } from './way.fixture.ts';

const core = {
  sku: 'S',
  name: 'N',
  codes: ['SKU-1'],
  unit: 'piece',
  taxClass: 'standard',
  category: '',
} as const;

/** Whoever sells here from the day of the test on. */
const takeOver = {
  kind: 'legal-entity.put',
  legalEntity: { from: '2010-12-01', name: 'Ada Ltd', address: [], taxIds: [] },
} as const;

const putTender = (over: Partial<Tender>): Way =>
  refusal({ kind: 'tender.put', tender: { ...CASH, id: 'dollars', ...over } });
const list: PriceList = { id: 'summer', name: 'Summer', currency: 'GBP', priority: 1 };
const putList = (over: Partial<PriceList>, prepare?: (till: TestTill) => unknown): Way =>
  refusal({ kind: 'price-list.put', priceList: { ...list, ...over } }, prepare);
const [standard] = BRANCH.taxClasses;
const putClass = (taxes: TaxClass['taxes']): Way =>
  refusal({ kind: 'tax-class.put', taxClass: { ...standard!, taxes } });
const [tax] = standard!.taxes;
const prices = (...priceListIds: readonly string[]): Way =>
  refusal({
    kind: 'catalog.put',
    products: [
      {
        productId: idOf(8),
        core: { ...core, codes: [] },
        prices: priceListIds.map((priceListId) => ({
          priceListId,
          price: { steps: [{ fromMilli: 1, priceMinor: 1 }] },
        })),
      },
    ],
  });
const putLabel = (over: Partial<LabelFormat>, prepare?: (till: TestTill) => unknown): Way =>
  refusal({ kind: 'label-format.put', labelFormat: { ...LABEL_FORMAT, ...over } }, prepare);
const { taxRounding, roundingMode, pricesIncludeTax, cashRounding } = BRANCH;
const { denominations, fiscal, drawer } = BRANCH;

/** How each refusal of what concerns the shop comes about. */
export const SHOP_WAYS: Readonly<Record<keyof typeof SHOP_REJECTIONS, Way>> = {
  'PRODUCT-CODE-TAKEN': refusal({ kind: 'catalog.put', products: [{ productId: idOf(8), core }] }),
  'PRICE-LIST-UNKNOWN': prices('winter'),
  'PRICE-NAMED-TWICE': prices('main', 'main'),
  'PRICE-LIST-NEVER': putList({
    rule: {
      branchIds: [],
      groups: [],
      channels: [],
      weekdays: [],
      fromDate: '2011-06-01',
      untilDate: '2011-05-31',
    },
  }),
  'PRICE-LIST-CURRENCY': putList({ currency: 'EUR' }, (till) =>
    till.done({ kind: 'price-list.put', priceList: list }),
  ),
  'TENDER-FIXED': putTender({ id: 'cash', kind: 'card' }),
  'TENDER-RESERVED': putTender({ id: 'exchange' }),
  'TENDER-NOT-FOREIGN': putTender({ foreign: { currency: 'GBP', ratePpb: 1 } }),
  'TAX-CLASS-EMPTY': putClass([]),
  'TAX-NAMED-TWICE': putClass([tax!, tax!]),
  'TAX-RATE-TOO-HIGH': putClass([
    { ...tax!, rates: [{ from: '2010-01-01', ratePpm: 10_000_000 }] },
    { ...tax!, id: 'more', rates: [{ from: '2010-01-01', ratePpm: 1 }] },
  ]),
  'LEGAL-ENTITY-NAMELESS': refusal({
    kind: 'legal-entity.put',
    legalEntity: { from: '2010-01-01', name: ' ', address: [], taxIds: [] },
  }),
  'BRANCH-NOT-FOUND': refusal({
    kind: 'legal-entity.put',
    branchId: idOf(0xb9),
    legalEntity: { from: '2010-01-01', name: 'Ada Ltd', address: [], taxIds: [] },
  }),
  'LEGAL-ENTITY-PAST': refusal(takeOver, (till) => till.done(takeOver)),
  'YEAR-START-UNKNOWN': refusal({
    kind: 'branch.put',
    settings: {
      taxRounding,
      roundingMode,
      pricesIncludeTax,
      cashRounding,
      denominations,
      numbering: { restart: 'fiscal-year', yearStartsOn: '02-29' },
      fiscal,
      drawer,
    },
  }),
  'LABEL-FORMAT-IMPOSSIBLE': putLabel({ prefix: '50' }),
  'LABEL-FORMAT-TAKEN': putLabel({ id: 'other', prefix: '211' }, (till) =>
    till.done({ kind: 'label-format.put', labelFormat: LABEL_FORMAT }),
  ),
  'PROMOTION-IMPOSSIBLE': refusal({ kind: 'promotion.put', promotion: { ...PROMOTION, kind: 'threshold' } }),
  'PROMOTION-NEVER': refusal({
    kind: 'promotion.put',
    promotion: {
      ...PROMOTION,
      rule: { ...PROMOTION.rule, fromDate: '2011-01-02', untilDate: '2011-01-01' },
    },
  }),
  'STOCK-MOVE-EMPTY': refusal({ kind: 'stock.move', reason: 'adjusted', lines: [], note: '' }),
};

const reading = (json: unknown): Way => {
  return () => {
    const result = readCommand(json);
    return result.ok ? 'done' : rejectReading(result.error).code;
  };
};

/** How a command fails to be read. */
export const COMMAND_WAYS: Readonly<Record<keyof typeof COMMAND_REJECTIONS, Way>> = {
  'COMMAND-MALFORMED': reading({ id: idOf(1), kind: 'basket.add', more: 1 }),
  'COMMAND-UNKNOWN': reading({ id: idOf(1), kind: 'nothing' }),
};
