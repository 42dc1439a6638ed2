import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { CommandBody } from '@tillmesh/model';
import { readOrganisationFile, writeOrganisationFile } from '../setup/organisation-file.ts';
import { openRegistry } from '../statement/registry.ts';
import {
  byHand,
  ONE_TILL,
  PINS,
  TestChain,
  codeOf,
  freshId,
  type Opened,
  productPut,
  putProducts,
  sell,
  until,
} from './chain.fixture.ts';

const CASH = { kind: 'payment.take', tender: 'cash', tenderedMinor: 1_000_000 } as const;
const scan = (n: number): CommandBody => ({ kind: 'basket.add', code: codeOf(n) });

/** Holds no key to anything. */
const NOBODY = { recipient: 'nobody', agreePrivate: new Uint8Array(32).fill(1) };

let chain: TestChain;
let till: Opened;
beforeAll(async () => {
  chain = await TestChain.make(ONE_TILL);
});
afterAll(() => chain.end());

const factsOf = ({ node }: Opened) => node.facts(0, 100_000).map(({ fact }) => fact);
const sequencesOf = (opened: Opened): number[] => factsOf(opened).map(({ sequence }) => sequence);
const upTo = (n: number): number[] => Array.from({ length: n }, (_, index) => index + 1);

/** All that a person could see of a till. */
const seen = ({ node }: Opened) => ({
  state: node.state(),
  facts: factsOf({ node } as Opened),
  stock: node.stockLevels(),
  receipts: node.receipts(1_000),
  products: node.productCount(),
  sequence: node.status().ownSequence,
});

describe('a till on its own', () => {
  beforeAll(async () => {
    till = chain.open('H1');
    await chain.openShop(till);
    await putProducts(till, productPut(till, 1), productPut(till, 2));
  });

  it('[TILL-01] I1: what was answered is on the disk with all its effects, in the image of a power cut', async () => {
    const before = till.node.stockOf(till.node.productIdOf('SKU-1'));
    const saleId = await sell(till, 1, 1, 2);
    const image = chain.open(chain.image('H1'));
    expect(image.node.receipt(saleId)?.sale.lines).toHaveLength(2);
    expect(image.node.stockOf(till.node.productIdOf('SKU-1'))).toBe(before - 2_000);
    expect(seen(image)).toEqual(seen(till));
    await chain.close(image.node);
  });

  it('[TILL-01] an open basket, the shift and who is signed in are there again after a power cut', async () => {
    await till.done(scan(1), scan(2));
    const image = chain.open(chain.image('H1'));
    expect(image.node.state()).toEqual(till.node.state());
    expect(image.node.state().basket?.lines).toHaveLength(2);
    await image.done(CASH);
    await chain.close(image.node);
    await till.done({ kind: 'basket.cancel', reason: 'customer left' });
  });

  it('[TILL-02] I2: a command asked again gives the same answer and has one effect', async () => {
    const commands = [scan(1), CASH].map((body) => ({ ...body, id: freshId() }));
    const first = await till.node.execute(commands);
    const after = seen(till);
    expect(await till.node.execute(commands)).toEqual(first);
    expect(await till.node.execute([...commands, ...commands])).toEqual([...first, ...first]);
    expect(seen(till)).toEqual(after);
    const image = chain.open(chain.image('H1'));
    expect(await image.node.execute(commands)).toEqual(first);
    expect(seen(image)).toEqual(after);
    await chain.close(image.node);
  });

  it('[TILL-02] I2: a refused command asked again is refused again, though it could be done by now', async () => {
    const [first, second] = [CASH, scan(1)].map((body) => ({ ...body, id: freshId() }));
    const results = await till.node.execute([first, second]);
    expect(results).toMatchObject([{ ok: false, rejection: { code: 'BASKET-EMPTY' } }, { ok: true }]);
    const after = seen(till);
    expect(await till.node.execute([first, second])).toEqual(results);
    expect(seen(till)).toEqual(after);
    const image = chain.open(chain.image('H1'));
    expect(await image.node.execute([first])).toEqual(results.slice(0, 1));
    expect(seen(image)).toEqual(after);
    await chain.close(image.node);
  });

  it('[TILL-02] I2: the same command twice in one batch is one effect', async () => {
    const { sequence } = seen(till);
    const add = { ...scan(2), id: freshId() };
    const pay = { ...CASH, id: freshId() };
    const results = await till.node.execute([add, add, pay, pay]);
    expect(results[0]).toEqual(results[1]);
    expect(results[2]).toEqual(results[3]);
    expect(seen(till).sequence).toBe(sequence + 2);
    const image = { products: [productPut(till, 3)], kind: 'catalog.put', id: freshId() } as const;
    const [put, again] = await till.node.execute([image, image]);
    expect(again).toEqual(put);
    expect(put).toMatchObject({ answer: { written: 1, unchanged: 0 } });
  });

  it('[TILL-02] I2: commands asked at the same time run once each, in the order of asking', async () => {
    const commands = [scan(1), scan(2), CASH].map((body) => [{ ...body, id: freshId() }]);
    const results = await Promise.all([...commands, ...commands].map((batch) => till.node.execute(batch)));
    expect(results.flat().map(({ ok }) => ok)).toEqual([true, true, true, true, true, true]);
    expect(results.slice(3)).toEqual(results.slice(0, 3));
    expect(factsOf(till).at(-1)?.fact).toMatchObject({ lines: [{ line: 1 }, { line: 2 }] });
  });

  it('[TILL-03] I3: sequences and document numbers are 1..n over refusals, restarts and repeated answers', async () => {
    for (const [at, code] of [1, 999, 2, 999, 1].entries()) {
      await till.run(scan(code), CASH);
      if (at % 2 === 0) {
        await chain.close(till.node);
        till = chain.open('H1');
      }
    }
    expect(await till.refused({ kind: 'payment.take', tender: 'cash', tenderedMinor: 1 })).not.toBe('done');
    expect(await till.refused(scan(999))).toBe('PRODUCT-UNKNOWN');
    const facts = factsOf(till);
    expect(sequencesOf(till)).toEqual(upTo(facts.length));
    const labels = facts.flatMap(({ fact }) =>
      fact.kind === 'sale.completed' ? [fact.document.number] : [],
    );
    expect(labels).toEqual(upTo(labels.length));
    expect(till.node.status().ownSequence).toBe(facts.length);
  });

  it('[TILL-04] a refused command changes nothing, and the rest of its batch goes on', async () => {
    const before = seen(till);
    const results = await till.run(scan(1), scan(999), { kind: 'shift.open', floatMinor: 1 }, CASH);
    expect(results.map(({ ok }) => ok)).toEqual([true, false, false, true]);
    expect(seen(till).sequence).toBe(before.sequence + 2);
    const raw = await till.node.execute([
      { kind: 'basket.add' },
      { kind: 'no.such', id: freshId() },
      null,
      7,
    ]);
    expect(raw.map((result) => (result.ok ? 'done' : result.rejection.code))).toEqual([
      'COMMAND-MALFORMED',
      'COMMAND-UNKNOWN',
      'COMMAND-MALFORMED',
      'COMMAND-MALFORMED',
    ]);
    expect(seen(till).sequence).toBe(before.sequence + 2);
  });
});

describe('a transaction that fails', () => {
  const withDatabase = (work: (database: DatabaseSync) => void): void => {
    const database = new DatabaseSync(join(chain.folderOf('H1'), 'till.db'), { timeout: 5_000 });
    work(database);
    database.close();
  };
  const fail = (on: string): void =>
    withDatabase((database) =>
      database.exec(`CREATE TRIGGER planted BEFORE ${on} BEGIN SELECT RAISE(ABORT, 'planted'); END`),
    );
  const heal = (): void => withDatabase((database) => database.exec('DROP TRIGGER IF EXISTS planted'));

  beforeEach(heal);

  it.each([
    'INSERT ON command',
    'INSERT ON document',
    'INSERT ON slot',
    'INSERT ON local',
    'INSERT ON entry',
  ])('[TILL-05] I3: %s fails: memory and disk stay as they were, and the till sells on', async (on) => {
    await till.done(scan(1));
    const before = seen(till);
    fail(on);
    await expect(till.run(scan(2), CASH)).rejects.toThrow('planted');
    expect(seen(till)).toEqual(before);
    const image = chain.image('H1');
    heal();
    const later = chain.open(image);
    expect(seen(later)).toEqual(before);
    await chain.close(later.node);
    await till.done(CASH);
    expect(sequencesOf(till)).toEqual(upTo(before.sequence + 2));
  });

  it('[TILL-05] products and people of a failed transaction are not there, and can be put again', async () => {
    const staff = { kind: 'staff.put', name: 'Robin', role: 'cashier', pin: '2468', active: true } as const;
    const products = { kind: 'catalog.put', products: [productPut(till, 70)] } as const;
    const before = seen(till);
    fail('INSERT ON command');
    await expect(till.run(products)).rejects.toThrow('planted');
    await expect(till.run(staff)).rejects.toThrow('planted');
    expect(seen(till)).toEqual(before);
    expect(till.node.lookup.productByCode(codeOf(70))).toBeNull();
    expect(till.node.shop().staff).toHaveLength(2);
    heal();
    expect(await till.done(products, staff)).toMatchObject([{ written: 1 }, { kind: 'staff' }]);
    expect(till.node.shop().staff.map(({ name }) => name)).toContain('Robin');
    await until(till.node, () => till.node.search('product 70', 1).length === 1);
  });
});

describe('one folder, one till', () => {
  it('[TILL-07] a folder is run by one process at a time, and free again when that has ended', async () => {
    expect(() => chain.open('H1')).toThrow(expect.objectContaining({ code: 'DEVICE-IN-USE' }));
    await chain.close(till.node);
    till = chain.open('H1');
    expect(till.node.self.code).toBe('H1');
  });

  it('[TILL-08] the folder of another kind of device is refused, and nothing is left running', () => {
    expect(() => chain.open('reporter')).toThrow(expect.objectContaining({ code: 'DEVICE-NOT-A-TILL' }));
    const reporter = chain.openReporter();
    expect(reporter.self.kind).toBe('reporter');
  });

  it('[TILL-08] a till that was not given its keys is refused, and nothing is left running', async () => {
    const folder = chain.image('H1');
    const { organisationId, statements } = readOrganisationFile(folder);
    // What was stated up to the till itself, and nothing after.
    const named = statements.findIndex((_, index) => {
      const { state } = openRegistry(statements.slice(0, index + 1), organisationId, NOBODY);
      return state.devices.size > 0;
    });
    rmSync(join(folder, 'till.db'));
    writeOrganisationFile(folder, { organisationId, statements: statements.slice(0, named + 1) });
    const { carrier, options } = byHand();
    expect(() => chain.open(folder, options)).toThrow(expect.objectContaining({ code: 'DATA-KEY-MISSING' }));
    expect(carrier().closed).toBe(true);
    await new Promise((resolve) => void setImmediate(resolve));
    writeOrganisationFile(folder, { organisationId, statements });
    const whole = chain.open(folder);
    expect(whole.node.self.code).toBe('H1');
  });

  it('[TILL-09] closing waits for what was asked', async () => {
    const last = till.done({ kind: 'session.sign-in', staffId: chain.staffId('Sam'), pin: PINS.cashier });
    await chain.close(till.node);
    await expect(last).resolves.toHaveLength(1);
    till = chain.open('H1');
    expect(till.node.state().session?.staffId).toBe(chain.staffId('Sam'));
  });
});
