import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createDeviceKeys } from '../key/device-key.ts';
import { Author, flipped, moved } from '../till/author.fixture.ts';
import {
  drained,
  type Opened,
  productPut,
  putProducts,
  sell,
  TestChain,
  until,
} from '../till/chain.fixture.ts';
import { directoryRef } from './document-map.ts';
import type { Carried, HandCarrier } from './hand-carrier.fixture.ts';

const MILK = 'aa'.repeat(16);
const BRANCHES = [{ name: 'North', country: 'GB', tills: ['H1', 'H2', 'H3'] }] as const;
type ByHand = Opened & { readonly carrier: HandCarrier };

let chain: TestChain;
let peer: Author;
let till: ByHand;
beforeEach(async () => {
  chain = await TestChain.make({ branches: BRANCHES });
  peer = new Author(chain, 'H2');
  till = chain.openByHand('H1');
});
afterEach(() => chain.end());

const settled = async ({ node }: Opened): Promise<void> => {
  await new Promise((resolve) => void setImmediate(resolve));
  await drained(node);
};
const told = async (...objects: readonly Carried[]): Promise<void> => {
  till.carrier.deliver(objects);
  await settled(till);
};
const counts = ({ node }: Opened = till) => node.status().counts;
const alarms = ({ node }: Opened = till): string[] => node.status().alarms.map(({ code }) => code);
const stock = ({ node }: Opened = till): number => node.stockOf(MILK);
const restart = async (): Promise<void> => {
  await chain.close(till.node);
  till = chain.openByHand('H1');
};
const nothing = new Uint8Array(0);

const withDatabase = <T>(work: (database: DatabaseSync) => T): T => {
  const database = new DatabaseSync(join(chain.folderOf('H1'), 'till.db'), { timeout: 5_000 });
  try {
    return work(database);
  } finally {
    database.close();
  }
};
const heldEntries = (): number =>
  withDatabase((database) =>
    Number(database.prepare("SELECT count(*) AS n FROM object WHERE document LIKE 'ledger/%'").get()?.['n']),
  );

describe('entries', () => {
  it('[INGEST-03] one of an unknown series waits, over a restart too, and counts once the registry has come', async () => {
    const entries = peer.entries(3, MILK);
    till.carrier.deliver(entries);
    await until(till.node, () => heldEntries() === 3);
    expect(stock()).toBe(0);
    await restart();
    expect(counts().unverified).toBe(3);
    await told(peer.seriesStatement());
    expect(counts().unverified).toBe(0);
    expect(stock()).toBe(3_000);
    await told(...entries, peer.seriesStatement());
    expect(stock()).toBe(3_000);
  });

  it('[INGEST-03] what was left unjudged by an end of the process is judged at the next start', async () => {
    const entries = peer.entries(2, MILK);
    till.carrier.deliver(entries);
    await until(till.node, () => heldEntries() === 2);
    // The statement came, and the process ended before the entries were tried again.
    till.carrier.deliver([peer.seriesStatement()]);
    await until(till.node, () => till.node.status().series.length === 2);
    const image = chain.open(chain.image('H1'));
    await until(image.node, () => image.node.stockOf(MILK) === 2_000);
    expect(counts(image).unverified).toBe(0);
  });

  it('[INGEST-04] I4: a flipped bit and a foreign signature are kept as invalid, count nowhere and raise an alarm', async () => {
    const [first, second, third] = peer.entries(3, MILK);
    const stranger = createDeviceKeys();
    const forged = peer.entry(3, second!.hash, moved({ productId: MILK, quantityMilli: 500 }), {
      keys: { ...stranger, deviceId: peer.keys.deviceId },
    });
    const colleague = new Author(chain, 'H3').entry(
      1,
      nothing,
      moved({ productId: MILK, quantityMilli: 70 }),
      {
        series: peer.series,
      },
    );
    await told(
      peer.seriesStatement(),
      first!,
      flipped(second!),
      flipped(third!, third!.object.bytes.length - 100),
      forged,
      colleague,
    );
    expect(stock()).toBe(1_000);
    expect(counts()).toMatchObject({ invalid: 4, unverified: 0 });
    expect(alarms()).toContain('ENTRY-INVALID');
    await restart();
    expect(counts().invalid).toBe(4);
    const all = await till.carrier.everything();
    expect(all.filter(({ ref }) => ref.kind === 'ledger')).toHaveLength(1);
    await told(second!, third!);
    expect(stock()).toBe(3_000);
  });

  it('[INGEST-05] a newer kind of fact is kept, counted as such, passed on, and confirmed with what follows it', async () => {
    const [first] = peer.entries(1, MILK);
    const newer = peer.entry(2, first!.hash, {
      kind: 'loyalty.granted',
      version: 1,
      body: new Map([[1, 5]]),
    });
    const last = peer.entry(3, newer.hash, moved({ productId: MILK, quantityMilli: 7_000 }));
    await told(peer.seriesStatement(), first!, newer, last);
    expect(counts()).toMatchObject({ notUnderstood: 1, invalid: 0 });
    expect(stock()).toBe(8_000);
    expect(till.carrier.all('confirm').at(-1)).toMatchObject({ sequence: 3, hash: last.hash });
    const all = await till.carrier.everything();
    expect(all.filter(({ ref }) => ref.kind === 'ledger')).toHaveLength(3);
    await restart();
    await settled(till);
    expect(counts().notUnderstood).toBe(1);
  });

  it('[INGEST-05] what an older program did not understand counts after the upgrade', async () => {
    const entries = peer.entries(2, MILK);
    await told(peer.seriesStatement(), ...entries);
    await chain.close(till.node);
    // As a program left it that knew no such fact.
    const database = new DatabaseSync(join(chain.folderOf('H1'), 'till.db'));
    database.exec(
      "UPDATE object SET state = 3 WHERE document LIKE 'ledger/%'; DELETE FROM fact; DELETE FROM level;",
    );
    database.close();
    till = chain.openByHand('H1');
    await until(till.node, () => stock() === 2_000);
    expect(counts().notUnderstood).toBe(0);
  });

  it('[INGEST-06] I11: both entries of one place count and raise an alarm, in any order and after a restart', async () => {
    const [first, second] = peer.entries(2, MILK);
    const other = peer.entry(2, first!.hash, moved({ productId: MILK, quantityMilli: 40_000 }));
    await told(peer.seriesStatement(), other, first!, second!);
    expect(stock()).toBe(42_000);
    expect(counts().forks).toBe(1);
    expect(alarms()).toContain('FORK');
    await restart();
    expect(counts().forks).toBe(1);
  });

  it.each(['before', 'after'])(
    '[INGEST-06] I4: an entry that names another one before it than is held raises an alarm (that one came %s)',
    async (when) => {
      const [first] = peer.entries(1, MILK);
      const astray = peer.entry(
        2,
        new Uint8Array(32).fill(7),
        moved({ productId: MILK, quantityMilli: 1_000 }),
      );
      await told(peer.seriesStatement());
      await told(...(when === 'before' ? [first!, astray] : [astray, first!]));
      expect(alarms()).toContain('CHAIN-BROKEN');
      expect(stock()).toBe(2_000);
      expect(till.carrier.all('confirm').at(-1)).toMatchObject({ sequence: 1 });
    },
  );
});

it('[INGEST-02] I5: of two entries that claim one document the same one is shown, whichever came first', async () => {
  await chain.close(till.node);
  const shop = chain.open('H3');
  await chain.openShop(shop);
  await putProducts(shop, productPut(shop, 1));
  await sell(shop, 1);
  const sale = shop.node.facts(0, 100).at(-1)?.fact.fact;
  const one = peer.entry(1, nothing, sale!);
  const two = peer.entry(2, one.hash, sale!, { utcMs: chain.clock.ms + 60_000 });
  const shown: unknown[] = [];
  for (const order of [
    [one, two],
    [two, one],
  ]) {
    const fresh = chain.openByHand('H1');
    fresh.carrier.deliver([peer.seriesStatement(), ...order]);
    await settled(fresh);
    shown.push(fresh.node.receipts(9));
    await chain.close(fresh.node);
    for (const suffix of ['', '-wal', '-shm'])
      rmSync(join(chain.folderOf('H1'), `till.db${suffix}`), { force: true });
  }
  expect(shown[0]).toHaveLength(1);
  expect(shown[0]).toEqual(shown[1]);
});

describe('wrong places', () => {
  it('[INGEST-07] what stood in a wrong document first is not missed in the right one', async () => {
    const [entry] = peer.entries(1, MILK);
    const elsewhere = { ...entry!, ref: { kind: 'ledger', parts: [peer.series, '1'] } } as const;
    const statement = peer.seriesStatement();
    await told({ ...statement, ref: directoryRef(peer.branchId) });
    expect(till.node.status().series).toHaveLength(1);
    await told(statement, elsewhere);
    expect(stock()).toBe(0);
    expect(alarms()).toContain('ENTRY-INVALID');
    await told(entry!);
    expect(stock()).toBe(1_000);
    expect(counts().invalid).toBe(1);
  });
});

it('[HELD-01] a carrier that starts in the middle of it is told of nothing that is not on the disk', async () => {
  const entries = peer.entries(400, MILK);
  await told(peer.seriesStatement());
  till.carrier.deliver(entries);
  const committed = (): number =>
    withDatabase((database) =>
      Number(
        database.prepare('SELECT max(sequence) AS n FROM entry WHERE series = ?').get(peer.series)?.['n'],
      ),
    );
  const said = new Set<number>();
  while (stock() < 400_000) {
    till.carrier.ready();
    const last = till.carrier.all('confirm').findLast(({ series }) => series === peer.series)?.sequence ?? 0;
    expect(committed()).toBeGreaterThanOrEqual(last);
    said.add(last);
    await new Promise((resolve) => void setImmediate(resolve));
  }
  expect(said.size).toBeGreaterThan(1);
});

describe('what cannot be stored', () => {
  it('[INGEST-10] one object that cannot be taken holds up none of the others, and is told', async () => {
    const entries = peer.entries(5, MILK);
    const plant =
      "CREATE TRIGGER planted BEFORE INSERT ON entry WHEN NEW.sequence = 3 BEGIN SELECT RAISE(ABORT, 'planted'); END";
    withDatabase((database) => database.exec(plant));
    await told(peer.seriesStatement());
    await told(...entries);
    expect(stock()).toBe(4_000);
    expect(alarms()).toContain('INGEST-FAILED');
    withDatabase((database) => database.exec('DROP TRIGGER planted'));
    // It stands in its document still, and comes again from there.
    await told(...entries);
    expect(stock()).toBe(5_000);
  });

  it('[INGEST-10] while the disk refuses, nothing is given up', async () => {
    const entries = peer.entries(3, MILK);
    await told(peer.seriesStatement());
    const other = new DatabaseSync(join(chain.folderOf('H1'), 'till.db'));
    other.exec('BEGIN IMMEDIATE');
    till.carrier.deliver(entries);
    await until(till.node, () => alarms().includes('INGEST-FAILED'));
    expect(stock()).toBe(0);
    other.exec('ROLLBACK');
    other.close();
    await settled(till);
    expect(stock()).toBe(3_000);
  });

  it('[INGEST-10] a row of its own that is damaged costs the entries that touch it, and no others', async () => {
    const cocoa = 'bb'.repeat(16);
    const [first, second, third] = peer.entries(3, MILK);
    await told(peer.seriesStatement(), first!);
    withDatabase((database) =>
      database.exec(`UPDATE level SET value = zeroblob(length(value)) WHERE product = '${MILK}'`),
    );
    const last = peer.entry(4, third!.hash, moved({ productId: cocoa, quantityMilli: 1_000 }));
    till.carrier.deliver([second!, third!, last]);
    await until(till.node, () => till.node.stockOf(cocoa) === 1_000);
    expect(alarms()).toContain('INGEST-FAILED');
  });
});
