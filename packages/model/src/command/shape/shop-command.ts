import { productCore, productId, productPrice } from '../../catalog/product.ts';
import { labelFormat } from '../../code/label-format.ts';
import { STOCK_REASONS } from '../../fact/stock-fact.ts';
import { amountMinor, MAX_LINES, movementMilli } from '../../money/bound.ts';
import { tender } from '../../payment/tender.ts';
import { promotion } from '../../promotion/promotion.ts';
import { priceList } from '../../price/price-list.ts';
import { branchSettings } from '../../shop/branch-settings.ts';
import { legalEntity } from '../../shop/legal-entity.ts';
import { taxClass } from '../../tax/tax-class.ts';
import { field, list, optional, record } from '../../schema/record.ts';
import { flag, id, text, word } from '../../schema/scalar.ts';

export const SHOP_COMMANDS = {
  'stock.move': record({
    reason: field(1, word(...STOCK_REASONS)),
    lines: field(
      2,
      list(record({ productId: field(1, productId), quantityMilli: field(2, movementMilli) }), MAX_LINES),
    ),
    note: field(3, text(120)),
  }),
  /** Products as they should stand; only what differs is written. `openingStockMilli` is an opening level. */
  'catalog.put': record({
    products: field(
      1,
      list(
        record({
          productId: field(1, productId),
          core: field(2, productCore),
          /** One price in the branch's own list. */
          priceMinor: optional(3, amountMinor),
          openingStockMilli: optional(4, movementMilli),
          /** Whole prices, by list. */
          prices: optional(
            5,
            list(record({ priceListId: field(1, text(32, 1)), price: field(2, productPrice) }), 100),
          ),
          /** One unit, in the branch's currency. */
          costMinor: optional(6, amountMinor),
          openPrice: optional(7, flag),
          active: optional(8, flag),
        }),
        100_000,
      ),
    ),
  }),
  'tender.put': record({ tender: field(1, tender) }),
  'price-list.put': record({ priceList: field(1, priceList) }),
  /** How labels of the shop's own scales are read; of all branches. */
  'label-format.put': record({ labelFormat: field(1, labelFormat) }),
  /** What goods cost less together, and when; of all branches that it names. */
  'promotion.put': record({ promotion: field(1, promotion) }),
  /** Of the branch named, or of this till's; so are the next two. */
  'tax-class.put': record({ taxClass: field(1, taxClass), branchId: optional(2, id<'branch'>()) }),
  'legal-entity.put': record({ legalEntity: field(1, legalEntity), branchId: optional(2, id<'branch'>()) }),
  'branch.put': record({ settings: field(1, branchSettings), branchId: optional(2, id<'branch'>()) }),
} as const;
