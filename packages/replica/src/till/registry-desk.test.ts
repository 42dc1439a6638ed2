import { afterAll, beforeAll, expect, it } from 'vitest';
import { type CommandBody, DEFAULT_ROLES, type PriceList, type Tender } from '@tillmesh/model';
import { toHex } from '../cbor/bytes.ts';
import { createDeviceKeys } from '../key/device-key.ts';
import type { HandCarrier } from '../node/hand-carrier.fixture.ts';
import { readOrganisationFile } from '../setup/organisation-file.ts';
import { openRegistry } from '../statement/registry.ts';
import {
  codeOf,
  drained,
  ONE_TILL,
  type Opened,
  PINS,
  productPut,
  putProducts,
  TestChain,
} from './chain.fixture.ts';

type ByHand = Opened & { readonly carrier: HandCarrier };

let chain: TestChain;
let admin: ByHand;
let plain: ByHand;
beforeAll(async () => {
  chain = await TestChain.make({
    ...ONE_TILL,
    branches: [{ name: 'North', country: 'GB', tills: ['H1', 'H2'] }],
  });
  [admin, plain] = [chain.openByHand('H1'), chain.openByHand('H2')];
  for (const till of [admin, plain])
    await till.done({ kind: 'session.sign-in', staffId: chain.staffId('Amelia'), pin: PINS.owner });
});
afterAll(() => chain.end());

const CARD: Tender = {
  id: 'card',
  name: 'Card',
  kind: 'card',
  active: true,
  givesChange: false,
  needsReference: false,
  storedLimitMinor: 0,
};
const STAFF_LIST: PriceList = {
  id: 'Staff & friends',
  name: 'Staff',
  currency: 'GBP',
  rule: { branchIds: [], groups: ['staff'], channels: [], weekdays: [] },
  priority: 5,
};
const branchSettings = (till: Opened) => {
  const { taxRounding, roundingMode, pricesIncludeTax, cashRounding, denominations } =
    till.node.till().branch;
  const { numbering, fiscal, drawer } = till.node.till().branch;
  return {
    taxRounding,
    roundingMode,
    pricesIncludeTax,
    cashRounding,
    denominations,
    numbering,
    fiscal,
    drawer,
  };
};
const changes = (till: Opened): readonly CommandBody[] => [
  { kind: 'role.put', role: { id: 'night', name: 'Night', rights: ['sell'], limits: {} } },
  { kind: 'tender.put', tender: CARD },
  { kind: 'price-list.put', priceList: STAFF_LIST },
  {
    kind: 'tax-class.put',
    taxClass: {
      id: 'hot-food',
      name: 'Hot food',
      mark: 'H',
      taxes: [{ id: 'vat', name: 'VAT', compound: false, rates: [{ from: '2020-01-01', ratePpm: 200_000 }] }],
    },
  },
  {
    kind: 'legal-entity.put',
    legalEntity: { from: '2026-01-01', name: 'Harbour Ltd', address: ['1 Quay'], taxIds: [] },
  },
  {
    kind: 'branch.put',
    settings: { ...branchSettings(till), drawer: { blindCount: true, varianceLimitMinor: 100 } },
  },
];

it('[TILL-13] what the shop is is stated by admin devices only', async () => {
  for (const change of changes(plain)) expect(await plain.refused(change)).toBe('DEVICE-RIGHT-MISSING');
  expect(plain.node.lookup.tender('card')).toBeNull();
});

it('[TILL-13] it is known to the next command of the batch, and to other tills once they hear', async () => {
  expect(admin.node.lookup.role('cashier')).toEqual(DEFAULT_ROLES[0]);
  expect(admin.node.lookup.tender('cash')).toMatchObject({ kind: 'cash', active: true });
  const other = { kind: 'staff.put', name: 'Noor', role: 'night', pin: '864209', active: true } as const;
  await admin.done(...changes(admin), other);
  plain.carrier.deliver(await admin.carrier.everything());
  await drained(plain.node);
  for (const { node } of [admin, plain]) {
    expect(node.lookup.role('night')).toMatchObject({ name: 'Night' });
    expect(node.lookup.tender('card')).toEqual(CARD);
    expect(node.lookup.priceLists()).toContainEqual(STAFF_LIST);
    const { branch } = node.till();
    expect(branch.taxClasses.map(({ id }) => id)).toContain('hot-food');
    expect(branch.legalEntities.map(({ name }) => name)).toEqual(['Harbour Ltd']);
    expect(branch.drawer).toEqual({ blindCount: true, varianceLimitMinor: 100 });
    expect(node.shop().staff.map(({ role }) => role)).toContain('night');
    expect(node.shop().roles.map(({ id }) => id)).toEqual(['cashier', 'supervisor', 'owner', 'night']);
    expect(node.shop().tenders.map(({ id }) => id)).toEqual(['cash', 'card']);
  }
});

it('[ENROL-13] a device is listed with its data keys in one command, by an admin device', async () => {
  const keys = createDeviceKeys();
  const { signKey, agreeKey, tlsKeyHash } = keys.public;
  const enrol = (agree: Uint8Array): CommandBody => ({
    kind: 'device.enrol',
    device: 'till',
    code: 'H7',
    signKey: toHex(signKey),
    agreeKey: toHex(agree),
    tlsKeyHash: toHex(tlsKeyHash),
  });
  expect(await plain.refused(enrol(agreeKey))).toBe('DEVICE-RIGHT-MISSING');
  // Every shared secret with it would be zero (RFC 7748 6.1).
  expect(await admin.refused(enrol(new Uint8Array(32)))).toBe('COMMAND-MALFORMED');
  expect(admin.node.shop().devices).toHaveLength(4);
  await admin.done(enrol(agreeKey));
  const statements = (await admin.carrier.everything()).flatMap(({ ref, object }) =>
    ref.kind === 'registry' ? [object.bytes] : [],
  );
  const { id } = admin.node.shop().organisation;
  const reader = { recipient: keys.deviceId, agreePrivate: keys.agreePrivate };
  const given = readOrganisationFile(chain.folderOf('H1')).statements;
  const { state, dataKeys } = openRegistry([...given, ...statements], id, reader);
  expect(state.devices.get(keys.deviceId)).toMatchObject({
    kind: 'till',
    code: 'H7',
    branchId: admin.node.self.branchId,
  });
  expect(dataKeys.size).toBe(2);
});

it('[TILL-13] a price in a list of any name sells at every till', async () => {
  const { priceMinor: _priceMinor, ...put } = productPut(admin, 1);
  const own = admin.node.till().branch.priceListId;
  const price = (priceMinor: number) => ({ steps: [{ fromMilli: 1, priceMinor }] });
  await admin.done({
    kind: 'catalog.put',
    products: [
      {
        ...put,
        prices: [
          { priceListId: own, price: price(500) },
          { priceListId: STAFF_LIST.id, price: price(300) },
        ],
      },
    ],
  });
  plain.carrier.deliver(await admin.carrier.everything());
  await drained(plain.node);
  expect(plain.node.lookup.productByCode(codeOf(1))?.priceMinor).toBe(500);
  await plain.done(
    { kind: 'shift.open', floatMinor: 0 },
    { kind: 'basket.add', code: codeOf(1) },
    { kind: 'basket.set-customer', groups: ['staff'] },
    { kind: 'basket.reprice' },
  );
  expect(plain.node.state().basket?.lines).toMatchObject([
    { unitPriceMinor: 300, priceListId: STAFF_LIST.id },
  ]);
});

it('[TILL-14] whether the fiscal device can be reached is asked before each command', async () => {
  await chain.close(admin.node);
  let state: 'ready' | 'failed' = 'failed';
  const till = chain.open('H1', { fiscalDevice: () => state });
  await putProducts(till, productPut(till, 2));
  await till.done(
    { kind: 'branch.put', settings: { ...branchSettings(till), fiscal: { onFailure: 'refuse' } } },
    { kind: 'shift.open', floatMinor: 0 },
  );
  const scan: CommandBody = { kind: 'basket.add', code: codeOf(2) };
  expect(await till.refused(scan)).toBe('FISCAL-DEVICE-FAILED');
  state = 'ready';
  expect(await till.refused(scan)).toBe('done');
});
