import type { CatalogChange, Product, ProductCore, ProductId } from '../../catalog/product.ts';
import type { Fact } from '../../fact/fact.ts';
import { MAX_LINES } from '../../money/bound.ts';
import type { PriceStep } from '../../price/price-list.ts';
import { areSameSteps } from '../../price/step.ts';
import type { TillState } from '../../state/till-state.ts';
import { rateOn } from '../../tax/rate.ts';
import type { CommandOf } from '../command.ts';
import type { Context } from '../context.ts';
import { type Decided, decided } from '../decision.ts';
import { atDesk, type Desk, stamped } from '../desk.ts';
import { type Refused, refuse } from '../rejection.ts';

type Put = CommandOf<'catalog.put'>['products'][number];
type StockLine = { readonly productId: ProductId; readonly quantityMilli: number };

const isSameCore = (a: ProductCore, b: ProductCore): boolean =>
  a.sku === b.sku &&
  a.name === b.name &&
  a.unit === b.unit &&
  a.taxClass === b.taxClass &&
  a.category === b.category &&
  a.codes.length === b.codes.length &&
  a.codes.every((code, index) => code === b.codes[index]);

type PriceOfList = { readonly priceListId: string; readonly steps: readonly PriceStep[] };

/**
 * Whole prices by list, and one price for the branch's own list: that one only where a piece costs something
 * else today, so that a plain import twice leaves later prices and those for more alone.
 */
const pricesOf = (
  { priceMinor, prices = [] }: Put,
  known: Product | null,
  ownListId: string,
): readonly PriceOfList[] => {
  const named = prices.map(({ priceListId, price }) => ({ priceListId, steps: price.steps }));
  return priceMinor === undefined || priceMinor === known?.priceMinor
    ? named
    : [...named, { priceListId: ownListId, steps: [{ fromMilli: 1, priceMinor }] }];
};

const knownSteps = (known: Product | null, priceListId: string): readonly PriceStep[] =>
  known !== null && Object.hasOwn(known.prices, priceListId) ? (known.prices[priceListId] ?? []) : [];

/** The aspects of a product that differ from what the shop knows. What is not named stays as it is. */
const changesOf = (
  put: Put,
  known: Product | null,
  { branch }: Context['till'],
): readonly CatalogChange[] => {
  const { productId, core, costMinor, openPrice, active } = put;
  const changes: CatalogChange[] = [];
  if (known === null || !isSameCore(core, known)) changes.push({ productId, aspect: 'core', core });
  for (const { priceListId, steps } of pricesOf(put, known, branch.priceListId)) {
    if (areSameSteps(steps, knownSteps(known, priceListId))) continue;
    changes.push({ productId, aspect: 'price', priceListId, price: { steps } });
  }
  if (costMinor !== undefined && costMinor !== known?.costMinor) {
    changes.push({ productId, aspect: 'cost', currency: branch.currency, cost: { costMinor } });
  }
  if (openPrice !== undefined && openPrice !== (known?.openPrice ?? false)) {
    changes.push({ productId, aspect: 'selling', selling: { openPrice } });
  }
  if (active !== undefined && active !== (known?.active ?? true)) {
    changes.push({ productId, aspect: 'status', status: { active } });
  }
  return changes;
};

/** A list is named once for a product and is known, and so is each date and quantity within it. */
const pricesFault = (puts: readonly Put[], { till, lookup }: Context): Refused | null => {
  const own = till.branch.priceListId;
  const known = new Set([own, ...lookup.priceLists().map(({ id }) => id)]);
  for (const [index, { prices = [], priceMinor }] of puts.entries()) {
    const at = `command.products[${index}].prices`;
    const named = new Set(priceMinor === undefined ? [] : [own]);
    for (const { priceListId, price } of prices) {
      if (!known.has(priceListId)) return refuse('PRICE-LIST-UNKNOWN', `${at}: ${priceListId}`);
      if (named.has(priceListId)) return refuse('PRICE-NAMED-TWICE', `${at}: ${priceListId}`);
      named.add(priceListId);
      const steps = new Set(price.steps.map(({ fromDate = '', fromMilli }) => `${fromDate}/${fromMilli}`));
      if (steps.size < price.steps.length) return refuse('PRICE-NAMED-TWICE', `${at}: ${priceListId}`);
    }
  }
  return null;
};

/** A code or sku names one product: within the command, and in the shop as it will stand after it. */
const codesFault = (puts: readonly Put[], { lookup }: Context): Refused | null => {
  const ids = new Set<ProductId>();
  const owners = new Map<string, ProductId>();
  for (const [index, { productId, core }] of puts.entries()) {
    if (ids.has(productId)) return refuse('COMMAND-MALFORMED', `command.products[${index}].productId`);
    ids.add(productId);
    for (const code of [core.sku, ...core.codes]) {
      const owner = owners.get(code);
      if (owner !== undefined && owner !== productId) {
        return refuse('PRODUCT-CODE-TAKEN', `command.products[${index}].core.codes: ${code}`);
      }
      owners.set(code, productId);
    }
  }
  for (const [index, { productId, core }] of puts.entries()) {
    for (const code of [core.sku, ...core.codes]) {
      const known = lookup.productByCode(code);
      // A product of this command has only the codes that the command gives it.
      if (known !== null && known.id !== productId && !ids.has(known.id)) {
        return refuse('PRODUCT-CODE-TAKEN', `command.products[${index}].core.codes: ${code}`);
      }
    }
  }
  return null;
};

const taxFault = (puts: readonly Put[], { till }: Context, businessDate: string): Refused | null => {
  const known = new Map<string, boolean>();
  for (const [index, { core }] of puts.entries()) {
    const holds =
      known.get(core.taxClass) ?? rateOn(till.branch.taxClasses, core.taxClass, businessDate) !== null;
    known.set(core.taxClass, holds);
    if (!holds) return refuse('TAX-CLASS-UNKNOWN', `command.products[${index}].core.taxClass`);
  }
  return null;
};

const openingFacts = (lines: readonly StockLine[]): readonly Fact[] => {
  const facts: Fact[] = [];
  for (let start = 0; start < lines.length; start += MAX_LINES) {
    facts.push({
      kind: 'stock.moved',
      reason: 'opening',
      lines: lines.slice(start, start + MAX_LINES),
      note: '',
    });
  }
  return facts;
};

const put = (desk: Desk, puts: readonly Put[]): Decided => {
  const { context } = desk;
  const catalog: CatalogChange[] = [];
  const opening: StockLine[] = [];
  let written = 0;
  for (const [index, each] of puts.entries()) {
    const { productId, core, openingStockMilli = 0 } = each;
    const known = context.lookup.product(productId);
    const changes = changesOf(each, known, context.till);
    catalog.push(...changes);
    if (changes.length > 0) written += 1;
    if (known !== null || openingStockMilli === 0) continue;
    if (core.unit === 'piece' && openingStockMilli % 1_000 !== 0) {
      return refuse('QUANTITY-NOT-WHOLE', `command.products[${index}].openingStockMilli`);
    }
    opening.push({ productId, quantityMilli: openingStockMilli });
  }
  return decided({
    facts: stamped(desk, openingFacts(opening)),
    catalog,
    answer: { kind: 'catalog', written, unchanged: puts.length - written },
  });
};

/**
 * Products as they should stand: only aspects that differ are written, and an opening level counts only
 * for a product that was not there, so the same import twice changes nothing. All of it or none of it, and nothing
 * at a till from which the right was taken: no other device would count it.
 */
export const putCatalog = (
  state: TillState,
  command: CommandOf<'catalog.put'>,
  context: Context,
): Decided => {
  const at = atDesk(state, command, context, 'edit-catalog');
  if (!at.ok) return at;
  if (context.lookup.deviceStanding(context.till.deviceId)?.mayEditCatalog === false)
    return refuse('CATALOG-RIGHT-MISSING');
  const fault =
    codesFault(command.products, context) ??
    taxFault(command.products, context, at.desk.stamp.businessDate) ??
    pricesFault(command.products, context);
  return fault ?? put(at.desk, command.products);
};
