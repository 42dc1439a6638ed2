import { CURRENCIES } from '../../money/currency.ts';
import type { Tender } from '../../payment/tender.ts';
import type { PriceList } from '../../price/price-list.ts';
import { calendarDate } from '../../schema/scalar.ts';
import { parse } from '../../schema/shape.ts';
import type { BranchSettings } from '../../shop/branch-settings.ts';
import { legalEntityOn } from '../../shop/legal-entity.ts';
import type { Branch, TaxClass } from '../../state/shop.ts';
import type { TillState } from '../../state/till-state.ts';
import { rateOfClass } from '../../tax/rate.ts';
import type { CommandOf } from '../command.ts';
import type { Context } from '../context.ts';
import type { Decided, ShopChange } from '../decision.ts';
import { type Desk, reasonOf } from '../desk.ts';
import { type Refused, refuse } from '../rejection.ts';
import { stateShop } from './statement.ts';

/** The tenders of payments that follow from other documents. */
const RESERVED: readonly string[] = ['deposit', 'exchange'];

const tenderFault = (tender: Tender, { lookup, till }: Context): Refused | null => {
  const { id, kind, foreign } = tender;
  if (RESERVED.includes(id)) return refuse('TENDER-RESERVED', 'command.tender.id');
  const isCash = id === 'cash';
  if ((lookup.tender(id)?.kind ?? kind) !== kind || (isCash && (kind !== 'cash' || foreign !== undefined))) {
    return refuse('TENDER-FIXED', 'command.tender');
  }
  if (foreign === undefined) return null;
  if (!CURRENCIES.has(foreign.currency)) return refuse('CURRENCY-UNKNOWN', 'command.tender.foreign.currency');
  return kind === 'cash' && foreign.currency !== till.branch.currency
    ? null
    : refuse('TENDER-NOT-FOREIGN', 'command.tender.foreign');
};

/** Payments keep the tender's name and kind: neither ever means something else. */
export const putTender = (till: TillState, command: CommandOf<'tender.put'>, context: Context): Decided =>
  stateShop(till, command, context, { kind: 'tender', tender: command.tender }, () =>
    tenderFault(command.tender, context),
  );

const priceListFault = (list: PriceList, { lookup, till }: Context): Refused | null => {
  const at = 'command.priceList';
  const { id, currency, rule } = list;
  if (!CURRENCIES.has(currency)) return refuse('CURRENCY-UNKNOWN', `${at}.currency`);
  const known = lookup.priceLists().find((each) => each.id === id);
  const isOwn = id === till.branch.priceListId;
  if ((known?.currency ?? currency) !== currency || (isOwn && currency !== till.branch.currency)) {
    return refuse('PRICE-LIST-CURRENCY', `${at}.currency`);
  }
  const { fromDate, untilDate } = rule ?? {};
  return fromDate !== undefined && untilDate !== undefined && untilDate < fromDate
    ? refuse('PRICE-LIST-NEVER', `${at}.rule`)
    : null;
};

export const putPriceList = (
  till: TillState,
  command: CommandOf<'price-list.put'>,
  context: Context,
): Decided =>
  stateShop(till, command, context, { kind: 'price-list', priceList: command.priceList }, () =>
    priceListFault(command.priceList, context),
  );

const hasTwice = (values: readonly string[]): boolean => new Set(values).size < values.length;

const taxClassFault = (taxClass: TaxClass, branch: Branch): Refused | null => {
  const at = 'command.taxClass';
  const { id, taxes, takeAwayClass } = taxClass;
  if (taxes.length === 0 || taxes.some(({ rates }) => rates.length === 0)) {
    return refuse('TAX-CLASS-EMPTY', `${at}.taxes`);
  }
  const starts = taxes.map(({ rates }) => rates.map(({ from }) => from));
  if (hasTwice(taxes.map((tax) => tax.id)) || starts.some(hasTwice)) {
    return refuse('TAX-NAMED-TWICE', `${at}.taxes`);
  }
  // Some tax has begun by each of these dates, so no rate means too high a one.
  if (starts.flat().some((from) => rateOfClass(taxClass, from) === null)) {
    return refuse('TAX-RATE-TOO-HIGH', `${at}.taxes`);
  }
  const isKnown =
    takeAwayClass === undefined ||
    takeAwayClass === id ||
    branch.taxClasses.some((each) => each.id === takeAwayClass);
  return isKnown ? null : refuse('TAX-CLASS-UNKNOWN', `${at}.takeAwayClass`);
};

type OfBranch = CommandOf<'tax-class.put' | 'legal-entity.put' | 'branch.put'>;

/** States something of the branch that a command names, or of this till's. */
const stateOf = (
  till: TillState,
  command: OfBranch,
  context: Context,
  changeOf: (branch: Branch) => ShopChange,
  faultOf: (branch: Branch, desk: Desk) => Refused | null,
): Decided => {
  const own = context.till.branch;
  const { branchId = own.id } = command;
  const branch = branchId === own.id ? own : context.lookup.branch(branchId);
  // Who may not do it at all is not told which branches there are.
  const change = changeOf(branch ?? own);
  return stateShop(till, command, context, change, (desk) =>
    branch === null ? refuse('BRANCH-NOT-FOUND', 'command.branchId') : faultOf(branch, desk),
  );
};

/** It counts from the next gesture on, by the business date. */
export const putTaxClass = (
  till: TillState,
  command: CommandOf<'tax-class.put'>,
  context: Context,
): Decided => {
  const { taxClass } = command;
  return stateOf(
    till,
    command,
    context,
    ({ id: branchId }) => ({ kind: 'tax-class', branchId, taxClass }),
    (branch) => taxClassFault(taxClass, branch),
  );
};

/**
 * From a date on. Receipts are printed with who sold on their date, so whoever takes over from somebody does
 * so on a date that has not begun: what was sold today keeps its seller.
 */
export const putLegalEntity = (
  till: TillState,
  command: CommandOf<'legal-entity.put'>,
  context: Context,
): Decided => {
  const { legalEntity } = command;
  return stateOf(
    till,
    command,
    context,
    ({ id: branchId }) => ({ kind: 'legal-entity', branchId, legalEntity }),
    ({ legalEntities }, { stamp }) => {
      if (reasonOf(legalEntity.name) === null) {
        return refuse('LEGAL-ENTITY-NAMELESS', 'command.legalEntity.name');
      }
      const isPast = legalEntity.from <= stamp.businessDate;
      return isPast && legalEntityOn(legalEntities, stamp.businessDate) !== null
        ? refuse('LEGAL-ENTITY-PAST', 'command.legalEntity.from')
        : null;
    },
  );
};

/** In a year that is no leap year: a day that some years lack begins none. */
const isDayOfEveryYear = (monthAndDay: string): boolean =>
  parse(() => calendarDate.read(`2001-${monthAndDay}`, 'day')).ok;

/** Coins and notes stand in one order, each once, however they were entered. */
const inOrder = (settings: BranchSettings): BranchSettings => ({
  ...settings,
  denominations: [...new Set(settings.denominations)].sort((a, b) => a - b),
});

export const putBranch = (till: TillState, command: CommandOf<'branch.put'>, context: Context): Decided => {
  const settings = inOrder(command.settings);
  return stateOf(
    till,
    command,
    context,
    ({ id: branchId }) => ({ kind: 'branch-settings', branchId, settings }),
    () =>
      isDayOfEveryYear(settings.numbering.yearStartsOn)
        ? null
        : refuse('YEAR-START-UNKNOWN', 'command.settings.numbering.yearStartsOn'),
  );
};
