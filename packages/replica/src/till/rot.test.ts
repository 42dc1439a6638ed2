import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { byHand, drained, ONE_TILL, sell, TestChain, until } from './chain.fixture.ts';
import { type ByHand, cutPower, everyFact, fileIn, openAt, openSelling } from './damaged-till.fixture.ts';
import { codes, inDrawer } from './look.fixture.ts';

let chain: TestChain;
let till: ByHand;
beforeEach(async () => {
  chain = await TestChain.make(ONE_TILL);
  till = await openSelling(chain);
});
afterEach(() => chain.end());

it('[SALVAGE-07] a record that rotted is told, taken out, fetched again and counted once; a rotten head ends its series', async () => {
  const before = till.node.till().seriesId;
  const objects = await till.carrier.everything();
  const facts = everyFact(till);
  const levels = till.node.stockLevels();
  const image = cutPower(chain);
  const database = new DatabaseSync(fileIn(image));
  database.exec(
    `UPDATE object SET bytes = zeroblob(length(bytes)) WHERE position IN (SELECT max(position) FROM object WHERE document LIKE 'ledger/%')`,
  );
  database.close();
  const opened = await openAt(chain, image);
  expect(opened.node.till().seriesId).not.toBe(before);
  expect(codes(opened)).toEqual(expect.arrayContaining(['JOURNAL-TAIL-LOST', 'RECORDS-ROTTEN']));
  expect(opened.carrier.all('read').map(({ ref }) => ref.kind)).toContain('ledger');
  opened.carrier.deliver(objects);
  await drained(opened.node);
  expect(everyFact(opened)).toEqual(facts);
  expect(opened.node.stockLevels()).toEqual(levels);
  expect(inDrawer(opened)).toBe(10_350);
});

it('[SALVAGE-08] a record that rots while the till runs is found before anybody needs it', async () => {
  await chain.close(till.node);
  const { carrier, options } = byHand();
  till = { ...chain.open('H1', { ...options, lookForRotMs: 1 }), carrier: carrier() };
  till.carrier.ready();
  await drained(till.node);
  const database = new DatabaseSync(fileIn(chain.folderOf('H1')), { timeout: 5_000 });
  const position = "SELECT max(position) FROM object WHERE document LIKE 'catalog/%'";
  database.exec(`UPDATE object SET bytes = zeroblob(length(bytes)) WHERE position = (${position})`);
  await until(till.node, () => codes(till).includes('RECORDS-ROTTEN'));
  expect(till.carrier.all('read').at(-1)?.ref.kind).toBe('catalog');
  const left = database
    .prepare('SELECT count(*) AS n FROM object WHERE bytes = zeroblob(length(bytes))')
    .get();
  expect(left?.['n']).toBe(0);
  database.close();
});

it('[SALVAGE-07] a sealed row that rotted fails alone, is told, and the next start makes the file anew', async () => {
  const facts = everyFact(till);
  await chain.close(till.node);
  const folder = chain.folderOf('H1');
  const id = till.node.productIdOf('SKU-1');
  const database = new DatabaseSync(fileIn(folder));
  database.exec(`UPDATE level SET value = zeroblob(length(value)) WHERE product = '${id}'`);
  database.close();
  till = await openAt(chain, folder);
  expect(() => till.node.stockOf(id)).toThrow('cannot be opened');
  expect(codes(till)).toContain('ROW-DAMAGED');
  await sell(till, 2);
  await chain.close(till.node);
  till = await openAt(chain, folder);
  expect(codes(till)).toContain('TILL-SALVAGED');
  expect(till.node.stockOf(id)).toBe(9_000);
  expect(everyFact(till).length).toBeGreaterThan(facts.length);
});
