import { sum } from '../../money/sum.ts';
import type { CashCount, DrawerCount } from '../../drawer/cash-count.ts';
import { expectedDrawer } from '../../state/z-totals.ts';
import type { FactOf } from '../fact.ts';
import type { ShiftPart, ZTotals } from '../shift-fact.ts';
import { currencyFault, type Fault, first, unless } from './fault.ts';
import { grossOfRates, ratesFault } from './tax.ts';

const each = <T>(items: readonly T[], faultIn: (item: T) => Fault): Fault => {
  for (const item of items) {
    const fault = faultIn(item);
    if (fault !== null) return fault;
  }
  return null;
};

const distinct = (keys: readonly string[]): boolean => new Set(keys).size === keys.length;

const denominationsFault = (denominations: CashCount['denominations'], totalMinor: number): Fault =>
  denominations === undefined
    ? null
    : first(
        () =>
          unless(
            distinct(denominations.map(({ valueMinor }) => valueMinor.toString())),
            'a denomination is named twice',
          ),
        () =>
          unless(
            sum(denominations.map(({ valueMinor, count }) => valueMinor * count)) === totalMinor,
            'the denominations do not add up to the sum',
          ),
      );

export const countFault = ({ currency, totalMinor, denominations }: CashCount): Fault =>
  first(
    () => currencyFault(currency),
    () => denominationsFault(denominations, totalMinor),
  );

const onePerCurrency = (counts: readonly { readonly currency: string }[]): Fault =>
  unless(distinct(counts.map(({ currency }) => currency)), 'a currency is counted twice');

const drawerFault = (drawer: readonly DrawerCount[]): Fault =>
  first(
    () => onePerCurrency(drawer),
    () =>
      each(drawer, ({ currency, expectedMinor, countedMinor, varianceMinor, denominations }) =>
        first(
          () => currencyFault(currency),
          () =>
            unless(
              countedMinor - expectedMinor === varianceMinor,
              'counted less expected is not the variance',
            ),
          () => denominationsFault(denominations, countedMinor),
        ),
      ),
  );

/** A shift has a float in its base currency at least, and that one first. */
export const openedFault = ({ currency, floats }: FactOf<'shift.opened'>): Fault =>
  first(
    () => currencyFault(currency),
    () => unless(floats[0]?.currency === currency, 'the first float is not of the base currency'),
    () => onePerCurrency(floats),
    () => each(floats, countFault),
  );

export const handedOverFault = ({ drawer }: FactOf<'shift.handed-over'>): Fault => drawerFault(drawer);

const totalsFault = (totals: ZTotals): Fault =>
  first(
    () => ratesFault(totals.rates, true),
    () =>
      unless(
        grossOfRates(totals.rates) ===
          totals.salesGrossMinor - totals.refundsGrossMinor - totals.voidsGrossMinor,
        'the rates are not sales less refunds and voids',
      ),
    () =>
      unless(
        distinct(totals.tenders.map(({ tender, kind, currency }) => `${tender}\0${kind}\0${currency}`)),
        'a tender is named twice',
      ),
    () => each(totals.tenders, ({ currency }) => currencyFault(currency)),
    () => unless(distinct(totals.extras.map(({ kind }) => kind)), 'a kind of extra is named twice'),
    () => onePerCurrency(totals.drawer),
    () => each(totals.drawer, ({ currency }) => currencyFault(currency)),
  );

const partsFault = (parts: readonly ShiftPart[]): Fault =>
  first(
    () => unless(distinct(parts.map(({ seriesId }) => seriesId)), 'a series is counted twice'),
    () =>
      unless(
        parts.every(({ after, through }) => after <= through),
        'a part ends before it begins',
      ),
  );

/** I8: what the totals expect of each currency is what the drawer was counted against. */
const countedFault = ({ totals, drawer }: FactOf<'shift.closed'>): Fault => {
  const expected = expectedDrawer(totals);
  const floats = new Map(totals.drawer.map(({ currency, floatMinor }) => [currency, floatMinor]));
  const counted = new Set(drawer.map(({ currency }) => currency));
  return first(
    () =>
      unless(
        drawer.every(
          ({ currency, expectedMinor, floatMinor }) =>
            (expected.get(currency) ?? 0) === expectedMinor && (floats.get(currency) ?? 0) === floatMinor,
        ),
        'float and sums are not the expected drawer',
      ),
    () =>
      unless(
        [...expected].every(([currency, minor]) => minor === 0 || counted.has(currency)),
        'a currency is not counted',
      ),
  );
};

export const closedFault = (fact: FactOf<'shift.closed'>): Fault =>
  first(
    () => currencyFault(fact.currency),
    () => unless(fact.document.kind === 'z', 'a closed shift is documented by a Z'),
    () => totalsFault(fact.totals),
    () => drawerFault(fact.drawer),
    () => countedFault(fact),
    () => partsFault(fact.parts),
  );

export const supplementedFault = (fact: FactOf<'shift.supplemented'>): Fault =>
  first(
    () => currencyFault(fact.currency),
    () => unless(fact.document.kind === 'supplement', 'a supplement is documented by a supplement'),
    () => totalsFault(fact.totals),
    () => unless(fact.parts.length > 0, 'a supplement counts nothing'),
    () => partsFault(fact.parts),
  );
