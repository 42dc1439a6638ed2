import { describe, expect, it } from 'vitest';
import { CASH, type Tender } from '../../payment/tender.ts';
import type { PriceList } from '../../price/price-list.ts';
import type { BranchSettings } from '../../shop/branch-settings.ts';
import type { Tax, TaxClass } from '../../state/shop.ts';
import { BRANCH, idOf, product, TestTill } from '../../testing/shop.fixture.ts';
import type { CommandBody } from '../command.ts';

const CARD: Tender = { ...CASH, id: 'girocard', name: 'Girocard', kind: 'card', givesChange: false };
const LIST: PriceList = { id: 'club', name: 'Club', currency: 'GBP', priority: 0 };
const tax = (id: string, ...rates: Tax['rates']): Tax => ({ id, name: id, compound: false, rates });
const CLASS: TaxClass = {
  id: 'luxury',
  name: 'Luxury',
  mark: 'L',
  taxes: [tax('vat', { from: '2010-01-01', ratePpm: 330_000 })],
};
const ENTITY = { from: '2010-01-01', name: 'Ada Ltd', address: ['1 High Street'], taxIds: [] };
const {
  taxRounding,
  roundingMode,
  pricesIncludeTax,
  cashRounding,
  denominations,
  numbering,
  fiscal,
  drawer,
} = BRANCH;
const SETTINGS: BranchSettings = {
  taxRounding,
  roundingMode,
  pricesIncludeTax,
  cashRounding,
  denominations,
  numbering,
  fiscal,
  drawer,
};

const tender = (over: Partial<Tender> = {}) =>
  ({ kind: 'tender.put', tender: { ...CARD, ...over } }) as const;
const list = (over: Partial<PriceList> = {}) =>
  ({ kind: 'price-list.put', priceList: { ...LIST, ...over } }) as const;
const taxClass = (over: Partial<TaxClass> = {}) =>
  ({ kind: 'tax-class.put', taxClass: { ...CLASS, ...over } }) as const;
const settings = (over: Partial<BranchSettings> = {}) =>
  ({ kind: 'branch.put', settings: { ...SETTINGS, ...over } }) as const;

describe('settings of the shop', () => {
  const bodies: readonly CommandBody[] = [
    tender(),
    list(),
    taxClass(),
    { kind: 'legal-entity.put', legalEntity: ENTITY },
    settings({ pricesIncludeTax: false }),
  ];

  it.each(bodies)('[SHOP-01] $kind needs the right to manage the shop, and writes no fact', (body) => {
    expect(new TestTill({ role: 'supervisor' }).refused(body)).toBe('RIGHT-MISSING');
    const till = new TestTill({ open: false });
    const result = till.run(body);
    expect(result.ok && result.decision.facts).toEqual([]);
    expect(result.ok && result.decision.answer).toEqual({ kind: 'done' });
    const { kind: _kind, ...named } = body;
    expect(result.ok && result.decision.shop).toMatchObject(named);
  });

  it('[SHOP-01] they count from the next gesture on; documents keep what they say', () => {
    const till = new TestTill();
    till.done({ kind: 'basket.add', productId: product(1).id });
    till.done({ kind: 'payment.take', tender: 'cash', tenderedMinor: 100 });
    const [vat] = BRANCH.taxClasses[0]!.taxes;
    const raised = [...vat!.rates, { from: '2010-11-30', ratePpm: 330_000 }];
    till.done(taxClass({ id: 'standard', taxes: [{ ...vat!, rates: raised }] }));
    till.done(settings({ pricesIncludeTax: false, taxRounding: 'line' }));
    expect(till.last('sale.completed').lines).toMatchObject([{ ratePpm: 175_000, taxMinor: 15 }]);
    till.done({ kind: 'basket.add', productId: product(1).id });
    till.done({ kind: 'payment.take', tender: 'cash', tenderedMinor: 200 });
    expect(till.last('sale.completed').lines).toMatchObject([
      { ratePpm: 330_000, netMinor: 100, taxMinor: 33 },
    ]);
  });

  it('[SHOP-02] a tender keeps its kind, and cash stays cash', () => {
    const till = new TestTill();
    till.done(tender());
    till.done(tender({ name: 'Debit card', storedLimitMinor: 5_000 }));
    expect(till.known.tenders.get('girocard')).toMatchObject({ name: 'Debit card', storedLimitMinor: 5_000 });
    expect(till.refused(tender({ kind: 'voucher' }))).toBe('TENDER-FIXED');
    const foreign = { currency: 'EUR', ratePpb: 850_000_000 };
    expect(till.refused(tender({ id: 'cash', kind: 'card' }))).toBe('TENDER-FIXED');
    expect(till.refused({ kind: 'tender.put', tender: { ...CASH, foreign } })).toBe('TENDER-FIXED');
    till.known.tenders.delete('cash');
    expect(till.refused(tender({ id: 'cash', kind: 'card' }))).toBe('TENDER-FIXED');
    till.done({ kind: 'tender.put', tender: { ...CASH, name: 'Coins and notes' } });
    for (const id of ['deposit', 'exchange']) expect(till.refused(tender({ id }))).toBe('TENDER-RESERVED');
  });

  it('[SHOP-02] only cash is foreign, and in another currency', () => {
    const till = new TestTill();
    const francs = (currency: string, kind: Tender['kind'] = 'cash') =>
      tender({ id: 'francs', kind, foreign: { currency, ratePpb: 900_000_000 } });
    expect(till.refused(francs('XXX'))).toBe('CURRENCY-UNKNOWN');
    expect(till.refused(francs('GBP'))).toBe('TENDER-NOT-FOREIGN');
    expect(till.refused(francs('CHF', 'card'))).toBe('TENDER-NOT-FOREIGN');
    expect(till.refused(francs('CHF'))).toBe('done');
  });

  it("[SHOP-03] a price list keeps its currency, and the branch's own has the branch's", () => {
    const till = new TestTill();
    expect(till.refused(list({ currency: 'XXX' }))).toBe('CURRENCY-UNKNOWN');
    till.done(list({ currency: 'EUR' }));
    expect(till.refused(list())).toBe('PRICE-LIST-CURRENCY');
    expect(till.refused(list({ id: 'main', currency: 'EUR' }))).toBe('PRICE-LIST-CURRENCY');
    till.done(list({ id: 'main', includesTax: false }));
    const rule = { branchIds: [], groups: [], channels: [], weekdays: [] };
    const dates = { fromDate: '2010-12-02', untilDate: '2010-12-01' };
    expect(till.refused(list({ currency: 'EUR', rule: { ...rule, ...dates } }))).toBe('PRICE-LIST-NEVER');
    till.done(list({ currency: 'EUR', rule: { ...rule, ...dates, fromDate: '2010-12-01' } }));
  });

  it('[SHOP-04] a tax class is whole, names nothing twice and leads to a class that there is', () => {
    const till = new TestTill();
    const since = { from: '2010-01-01', ratePpm: 50_000 };
    expect(till.refused(taxClass({ taxes: [] }))).toBe('TAX-CLASS-EMPTY');
    expect(till.refused(taxClass({ taxes: [tax('a', since), tax('b')] }))).toBe('TAX-CLASS-EMPTY');
    expect(till.refused(taxClass({ taxes: [tax('a', since), tax('a', since)] }))).toBe('TAX-NAMED-TWICE');
    expect(till.refused(taxClass({ taxes: [tax('a', since, { ...since, ratePpm: 1 })] }))).toBe(
      'TAX-NAMED-TWICE',
    );
    expect(till.refused(taxClass({ takeAwayClass: 'gone' }))).toBe('TAX-CLASS-UNKNOWN');
    till.done(taxClass({ takeAwayClass: 'zero' }));
    till.done(taxClass({ takeAwayClass: 'luxury' }));
  });

  it('[TAX-12] its taxes come to at most 1000%, on every date', () => {
    const till = new TestTill();
    const high = (from: string) => tax('b', { from: '2010-01-01', ratePpm: 0 }, { from, ratePpm: 9_700_001 });
    const both = (from: string) => taxClass({ taxes: [...CLASS.taxes, high(from)] });
    expect(till.refused(both('2026-01-01'))).toBe('TAX-RATE-TOO-HIGH');
    till.done(taxClass({ taxes: [...CLASS.taxes, tax('b', { from: '2026-01-01', ratePpm: 9_670_000 })] }));
  });

  it('[SHOP-06] of another branch, where one is named; of none that there is not', () => {
    const till = new TestTill();
    const other = { ...BRANCH, id: idOf(0xb2), name: 'Harbour' };
    till.known.branches.set(other.id, other);
    till.done({ kind: 'legal-entity.put', legalEntity: ENTITY, branchId: other.id });
    expect(till.known.branches.get(other.id)?.legalEntities).toEqual([ENTITY]);
    expect(till.branch.legalEntities).toEqual([]);
    for (const body of [taxClass(), settings({})]) {
      expect(till.refused({ ...body, branchId: idOf(0xb9) })).toBe('BRANCH-NOT-FOUND');
      till.done({ ...body, branchId: other.id });
    }
    expect(till.branch).toEqual(BRANCH);
  });

  it('[SHOP-07] who takes over from somebody does so on a date that has not begun', () => {
    const till = new TestTill();
    const from = (date: string) =>
      till.refused({ kind: 'legal-entity.put', legalEntity: { ...ENTITY, from: date } });
    expect(from('2011-02-01')).toBe('done');
    // Nobody sells here yet: receipts of today name nobody else.
    expect(from('2010-12-01')).toBe('done');
    expect(from('2010-12-01')).toBe('LEGAL-ENTITY-PAST');
    expect(from('2010-11-30')).toBe('LEGAL-ENTITY-PAST');
    expect(from('2010-12-02')).toBe('done');
  });

  it('[SHOP-05] a legal entity has a name, coins stand in order, and a year begins on a day of every year', () => {
    const till = new TestTill();
    const entity = (name: string) =>
      ({ kind: 'legal-entity.put', legalEntity: { ...ENTITY, name } }) as const;
    expect(till.refused(entity('  '))).toBe('LEGAL-ENTITY-NAMELESS');
    till.done(entity('Ada Ltd'));
    expect(till.branch.legalEntities).toEqual([ENTITY]);
    till.done(settings({ denominations: [500, 1, 100, 1] }));
    expect(till.branch.denominations).toEqual([1, 100, 500]);
    const starts = (yearStartsOn: string) =>
      till.refused(settings({ numbering: { restart: 'fiscal-year', yearStartsOn } }));
    expect(['02-29', '13-01', '4-1', '00-00', '04-31'].map(starts)).toEqual(
      Array.from({ length: 5 }, () => 'YEAR-START-UNKNOWN'),
    );
    expect(['01-01', '04-06', '02-28', '12-31'].map(starts)).toEqual(Array.from({ length: 4 }, () => 'done'));
  });
});
