import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ShopSettingsView } from '../../api/shop-view.ts';
import { okOf, openShop, signIn } from '../process/cashier.fixture.ts';
import { CASHIER, OWNER, startTestTill, type TestTill } from '../process/till.fixture.ts';

let till: TestTill;
beforeEach(async () => {
  till = await startTestTill('demo');
  await openShop(till);
});
afterEach(() => till.remove());

const shop = async (): Promise<ShopSettingsView> =>
  (await till.ask<ShopSettingsView>('GET', '/api/shop')).body;

const CARD = {
  id: 'card',
  name: 'Card',
  kind: 'card',
  active: true,
  givesChange: false,
  needsReference: true,
  storedLimitMinor: 0,
} as const;

describe('the shop', () => {
  it('[HOST-35] what the commands change is told as they take it', async () => {
    const before = await shop();
    expect(before.tenders.map(({ id }) => id)).toEqual(['cash']);
    expect(before.roles.map(({ id }) => id)).toEqual(
      expect.arrayContaining(['cashier', 'supervisor', 'owner']),
    );
    expect(before.taxClasses.map(({ id }) => id)).toEqual(
      expect.arrayContaining(['standard', 'reduced', 'zero']),
    );
    const [list] = before.priceLists;
    const [standard] = before.taxClasses;
    const entity = { from: '2026-01-01', name: 'Harbour & Sons Ltd', address: ['12 Quay St'], taxIds: [] };
    const lead = {
      id: 'lead',
      name: 'Lead',
      rights: ['sell', 'refund'],
      limits: { refundMinor: 5_000 },
    } as const;
    okOf(
      await till.run(
        { kind: 'tender.put', tender: CARD },
        { kind: 'role.put', role: lead },
        { kind: 'price-list.put', priceList: { ...list!, name: 'Everyday' } },
        { kind: 'tax-class.put', taxClass: { ...standard!, name: 'Standard VAT' } },
        { kind: 'legal-entity.put', legalEntity: entity },
        {
          kind: 'branch.put',
          settings: { ...before.settings, drawer: { blindCount: true, varianceLimitMinor: 500 } },
        },
      ),
    );
    const after = await shop();
    expect(after.tenders).toContainEqual(CARD);
    expect(after.roles).toContainEqual(lead);
    expect(after.priceLists).toContainEqual({ ...list, name: 'Everyday' });
    expect(after.taxClasses).toContainEqual({ ...standard, name: 'Standard VAT' });
    expect(after.legalEntities).toEqual([entity]);
    expect(after.settings).toEqual({
      ...before.settings,
      drawer: { blindCount: true, varianceLimitMinor: 500 },
    });
    expect(after.branches).toEqual([expect.objectContaining({ name: 'Harbour Quay' })]);
    expect(after.staff).toContainEqual(expect.objectContaining({ name: OWNER.name, role: OWNER.role }));
    const [branch] = after.branches;
    const named = await till.ask<ShopSettingsView>('GET', `/api/shop?branch=${branch!.branchId}`);
    expect(named.body).toEqual(after);
    expect(await till.ask('GET', `/api/shop?branch=${'0'.repeat(32)}`)).toMatchObject({
      status: 404,
      body: { code: 'BRANCH-UNKNOWN' },
    });
    expect(after.rights).toContain('manage-shop');
  });

  it('[HOST-36] the screen is told tenders, coins, training and how far the person may go', async () => {
    const screen = await till.openScreen();
    const limited = {
      id: 'cashier',
      name: 'Cashier',
      rights: ['sell', 'discount', 'train'],
      limits: { discountPpm: 100_000 },
    } as const;
    okOf(
      await till.run(
        { kind: 'tender.put', tender: { ...CARD, needsReference: false } },
        { kind: 'tender.put', tender: { ...CARD, id: 'old', active: false } },
        { kind: 'role.put', role: limited },
      ),
    );
    const shown = await screen.until('till', ({ tenders }) => tenders.length === 2);
    expect(shown).toMatchObject({
      tenders: [
        { id: 'cash', kind: 'cash', currency: null },
        { id: 'card', kind: 'card', needsReference: false },
      ],
      cashRounding: { stepMinor: 1 },
      training: false,
      fiscal: { state: 'none', waiting: 0 },
    });
    expect(shown.denominations).toContain(2_000);
    expect(shown.roles).toContainEqual({ id: 'cashier', name: 'Cashier' });
    await signIn(till, CASHIER);
    expect(await screen.until('session', (session) => session?.name === CASHIER.name)).toMatchObject({
      role: 'cashier',
      rights: limited.rights,
      limits: limited.limits,
    });
    okOf(await till.run({ kind: 'training.start' }));
    await screen.until('till', ({ training }) => training);
    okOf(await till.run({ kind: 'training.end' }));
    await screen.until('till', ({ training }) => !training);
    screen.close();
  });

  it('[HOST-37] what should be in the drawer is told by currency, and hidden where the count is blind', async () => {
    const euro = {
      ...CARD,
      id: 'euro',
      name: 'Euro',
      kind: 'cash',
      givesChange: true,
      needsReference: false,
      foreign: { currency: 'EUR', ratePpb: 850_000_000 },
    } as const;
    okOf(await till.run({ kind: 'tender.put', tender: euro }, { kind: 'drawer.open', reason: 'change' }));
    okOf(
      await till.run(
        { kind: 'basket.add', code: 'A1' },
        { kind: 'payment.take', tender: 'euro', tenderedMinor: 300 },
      ),
    );
    const screen = await till.openScreen();
    expect(await screen.until('shift', (shift) => shift !== null)).toMatchObject({
      drawer: 'H1',
      joined: false,
      closedElsewhere: null,
      noSales: 1,
      figures: { salesCount: 1, salesGrossMinor: 255 },
      expected: [{ currency: 'GBP' }, { currency: 'EUR', expectedMinor: 300 }],
      tills: [{ code: 'H1', heard: true }],
    });
    const { settings, roles } = await shop();
    const cashier = roles.find(({ id }) => id === 'cashier')!;
    const rights = cashier.rights.filter((right) => right !== 'see-expected');
    okOf(
      await till.run(
        {
          kind: 'branch.put',
          settings: { ...settings, drawer: { blindCount: true, varianceLimitMinor: 500 } },
        },
        { kind: 'role.put', role: { ...cashier, rights } },
      ),
    );
    await screen.until('shift', (shift) => shift?.expected !== null);
    await signIn(till, CASHIER);
    expect(await screen.until('shift', (shift) => shift?.expected === null)).toMatchObject({ figures: null });
    await signIn(till, OWNER);
    await screen.until('shift', (shift) => shift?.expected !== null);
    screen.close();
  });

  it('[HOST-38] a line whose price changed since it was scanned is marked, until it is priced anew', async () => {
    const screen = await till.openScreen();
    okOf(await till.run({ kind: 'basket.add', code: 'A1' }, { kind: 'basket.add', code: 'A2' }));
    await screen.until('basket', (basket) => basket?.lines.length === 2);
    const product = till.node().lookup.productByCode('A1')!;
    const { sku, name, codes, unit, taxClass, category } = product;
    const core = { sku, name, codes, unit, taxClass, category };
    okOf(
      await till.run({ kind: 'catalog.put', products: [{ productId: product.id, core, priceMinor: 300 }] }),
    );
    const marked = await screen.until('basket', (basket) => basket?.lines[0]?.priceNow !== null);
    expect(marked?.lines.map(({ unitPriceMinor, priceNow }) => [unitPriceMinor, priceNow])).toEqual([
      [255, { unitPriceMinor: 300, includesTax: true }],
      [120, null],
    ]);
    expect(marked).toMatchObject({ channel: 'shop', customer: null, extras: [], cashDueMinor: 375 });
    okOf(await till.run({ kind: 'basket.reprice' }));
    expect(await screen.until('basket', (basket) => basket?.lines[0]?.priceNow === null)).toMatchObject({
      dueMinor: 420,
    });
    screen.close();
  });
});
