import { afterEach, beforeEach, expect, it } from 'vitest';
import { createCarrier } from '../carrier/carrier.ts';
import type { CarrierConfig, CarrierPort } from '../carrier/carrier-port.ts';
import { processPorts } from '../carrier/carrier-ports.ts';
import { noteJoined } from '../enrol/note-joined.ts';
import { idOf } from '../node/catalog-right.fixture.ts';
import { administer, grantAdmin } from '../statement/organisation.ts';
import { readRecoverySheet } from '../statement/recovery-sheet.ts';
import { openRegistry } from '../statement/registry.ts';
import { RECOVERY } from '../statement/registry-state.ts';
import { readOrganisationFile } from '../setup/organisation-file.ts';
import { codeOf, LOOPBACK, MORNING_MS, productPut, putProducts, TestChain, until } from './chain.fixture.ts';

let chain: TestChain;
beforeEach(async () => {
  chain = await TestChain.make({ branches: [{ name: 'North', country: 'GB', tills: ['H1', 'H2', 'H3'] }] });
});
afterEach(() => chain.end());

/** Tells of traffic soon. */
const carrier = (config: CarrierConfig): CarrierPort => {
  const ports = processPorts();
  const later: typeof ports.timers.later = (run, delayMs) =>
    ports.timers.later(run, delayMs === 5_000 ? 200 : delayMs);
  return createCarrier(config, { ...ports, timers: { ...ports.timers, later } });
};

const grant = (): readonly Uint8Array[] => {
  const { organisationId, statements } = readOrganisationFile(chain.folderOf('H1'));
  const root = readRecoverySheet(chain.chain.recoverySheet);
  if (!root.ok) throw new Error(root.reason);
  const owner = { recipient: RECOVERY, agreePrivate: root.value.recoveryPrivate };
  const { state, dataKeys } = openRegistry(statements, organisationId, owner);
  const signer = { kind: 'root', root: root.value } as const;
  const by = administer(state, dataKeys, { signer, nowMs: MORNING_MS })!;
  grantAdmin(by, idOf(chain, 'H3'));
  return by.writer.statements;
};

it('[CATR-15] over a real link a till that joined gets the catalogue, and then takes the right without a loss', async () => {
  const stolen = chain.openByHand('H2');
  await chain.openShop(stolen);
  await putProducts(stolen, ...Array.from({ length: 30 }, (_, n) => productPut(stolen, n + 1)));
  const catalog = (await stolen.carrier.everything()).filter(({ ref }) => ref.kind === 'catalog');
  const seeded = chain.openByHand('H1');
  seeded.carrier.deliver(catalog);
  await until(seeded.node, () => seeded.node.productCount() === 30);
  await chain.close(seeded.node);
  const holder = chain.open('H1', { carrier, listen: LOOPBACK });
  expect(holder.node.takeOwnerStatements(grant())).toBe(true);
  await until(holder.node, () => holder.node.status().port !== null);
  noteJoined(chain.folderOf('H3'), { peers: [], products: 30 });
  const port = holder.node.status().port ?? 0;
  const fresh = chain.open('H3', { carrier, dial: [{ ...LOOPBACK, port }] });
  expect(fresh.node.takeOwnerStatements(grant())).toBe(true);
  await chain.openShop(fresh);
  const takes = { kind: 'catalog-right.put', deviceId: idOf(chain, 'H2'), mayEdit: false } as const;
  expect(await fresh.refused(takes)).toBe('CATALOG-NOT-HELD');
  await until(fresh.node, () => fresh.node.productCount() === 30);
  // Told anew of what the other holds, it takes the next command.
  for (let looks = 0; (await fresh.refused(takes)) !== 'done'; looks = 0)
    await until(fresh.node, () => (looks += 1) > 1);
  const isBarred = (): boolean =>
    holder.node.shop().devices.some(({ code, catalogBar }) => code === 'H2' && catalogBar !== undefined);
  await until(holder.node, isBarred);
  for (const { node } of [holder, fresh]) {
    await until(node, () => node.status().counts.unweighed === 0);
    expect(node.productCount()).toBe(30);
    expect(node.lookup.productByCode(codeOf(30))?.name).toBe('Product 30');
  }
});
