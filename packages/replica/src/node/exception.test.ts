import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { createDeviceKeys } from '../key/device-key.ts';
import { Author, flipped, moved } from '../till/author.fixture.ts';
import { byHand, drained, type Opened, TestChain, until } from '../till/chain.fixture.ts';
import { catalogRef, ledgerRef, registryRef, stockRef } from './document-map.ts';
import type { Carried, HandCarrier } from './hand-carrier.fixture.ts';
import { refName } from '../document/document-ref.ts';

const MILK = 'aa'.repeat(16);
const BRANCHES = [{ name: 'North', country: 'GB', tills: ['H1', 'H2', 'H3'] }] as const;
const DELIVERER = 'cd'.repeat(16);
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

const told = async (...objects: readonly Carried[]): Promise<void> => {
  for (const { ref, object } of objects)
    till.carrier.emit({ type: 'objects', ref, objects: [object], from: DELIVERER, complete: false });
  await new Promise((resolve) => void setImmediate(resolve));
  await drained(till.node);
};
const listed = () => till.node.status().exceptions;
const named = () => listed().map(({ code, deviceId, document }) => ({ code, deviceId, document }));
const restart = async (): Promise<void> => {
  await chain.close(till.node);
  till = chain.openByHand('H1');
};
const alarm = (code: string, more: { peer?: string } = {}): void =>
  till.carrier.emit({
    type: 'alarm',
    code,
    message: `${code} was told.`,
    ref: ledgerRef(peer.series, 0),
    ...more,
  });

it('[EXC-01] what a peer or the disk did is kept once with how often, sealed, and over a restart', async () => {
  const document = refName(ledgerRef(peer.series, 0));
  alarm('CHANGE-REFUSED', { peer: DELIVERER });
  chain.clock.ms += 60_000;
  alarm('CHANGE-REFUSED', { peer: DELIVERER });
  chain.clock.ms += 60_000;
  alarm('CHUNK-QUARANTINED');
  alarm('CARRIER-DIED', { peer: DELIVERER });
  alarm('DOCUMENTS-NOT-SAVED');
  const kept = [
    { code: 'CHUNK-QUARANTINED', deviceId: null, document, times: 1, seen: false },
    { code: 'CHANGE-REFUSED', deviceId: DELIVERER, document, times: 2, seen: false },
  ];
  expect(listed()).toMatchObject(kept);
  const before = listed();
  expect((before[1]?.lastMs ?? 0) - (before[1]?.firstMs ?? 0)).toBe(60_000);
  till.node.seeExceptions([before[0]?.id ?? '']);
  await restart();
  expect(listed()).toEqual(before.map((exception, at) => ({ ...exception, seen: at === 0 })));
  const files = ['till.db', 'till.db-wal'].map((name) => readFileSync(join(chain.folderOf('H1'), name)));
  expect(files.some((bytes) => bytes.includes('was told'))).toBe(false);
});

it('[EXC-01] a row that was damaged is left out, and the till opens', async () => {
  alarm('CHANGE-REFUSED', { peer: DELIVERER });
  await chain.close(till.node);
  const database = new DatabaseSync(join(chain.folderOf('H1'), 'till.db'));
  database.exec("UPDATE exception SET value = x'00'");
  database.close();
  till = chain.openByHand('H1');
  expect(listed()).toEqual([]);
});

it('[EXC-02] a flood is written once a second at most, and all of it is counted', async () => {
  for (let at = 0; at < 5_000; at++) {
    const ref = ledgerRef(peer.series, at);
    till.carrier.emit({ type: 'alarm', code: 'CHANGE-REFUSED', message: 'no', ref, peer: DELIVERER });
  }
  expect(listed().length).toBeLessThanOrEqual(51);
  await restart();
  expect(listed().reduce((sum, { times }) => sum + times, 0)).toBe(5_000);
});

it('[EXC-03] of entries the author is named for what it signed, else who delivered', async () => {
  const [first] = peer.entries(1, MILK);
  const colleague = new Author(chain, 'H3');
  const claimed = colleague.entry(1, new Uint8Array(0), moved({ productId: MILK, quantityMilli: 70 }), {
    series: peer.series,
  });
  const nonsense = peer.entry(2, first!.hash, { kind: 'stock.moved', version: 1, body: new Map([[99, 1]]) });
  await told(peer.seriesStatement(), first!, claimed, nonsense);
  const document = refName(ledgerRef(peer.series, 0));
  expect(named()).toEqual(
    expect.arrayContaining([
      { code: 'ENTRY-INVALID', deviceId: colleague.keys.deviceId, document },
      { code: 'ENTRY-INVALID', deviceId: peer.keys.deviceId, document },
    ]),
  );
  expect(named()).toHaveLength(2);
  const forged = peer.entry(3, first!.hash, moved({ productId: MILK, quantityMilli: 5 }), {
    keys: { ...createDeviceKeys(), deviceId: peer.keys.deviceId },
  });
  const misplaced = { ref: ledgerRef(peer.series, 7), object: first!.object };
  await told(flipped(first!), forged, misplaced);
  expect(named().filter(({ deviceId }) => deviceId === DELIVERER)).toEqual(
    expect.arrayContaining([
      { code: 'ENTRY-INVALID', deviceId: DELIVERER, document },
      { code: 'ENTRY-INVALID', deviceId: DELIVERER, document: refName(misplaced.ref) },
    ]),
  );
  expect(named()).toHaveLength(4);
});

it('[EXC-03] a fork and a broken chain name the device of the series', async () => {
  const [first, second] = peer.entries(2, MILK);
  const other = peer.entry(2, first!.hash, moved({ productId: MILK, quantityMilli: 40_000 }));
  const astray = peer.entry(3, new Uint8Array(32).fill(7), moved({ productId: MILK, quantityMilli: 1 }));
  await told(peer.seriesStatement(), first!, second!, other, astray);
  const document = refName(ledgerRef(peer.series, 0));
  expect(named()).toEqual(
    expect.arrayContaining([
      { code: 'FORK', deviceId: peer.keys.deviceId, document },
      { code: 'CHAIN-BROKEN', deviceId: peer.keys.deviceId, document },
    ]),
  );
  expect(named().every(({ deviceId }) => deviceId === peer.keys.deviceId)).toBe(true);
});

it('[EXC-03] of values the author is named for what it signed; moved to a wrong place, who delivered', async () => {
  const subject = `${MILK}/core`;
  const nonsense = peer.value(subject, new Map([[99, 1]]));
  await told(nonsense);
  const document = refName(catalogRef(subject));
  expect(named()).toEqual([{ code: 'VALUE-INVALID', deviceId: peer.keys.deviceId, document }]);
  const colleague = new Author(chain, 'H3');
  const slot = { inMilli: 5, outMilli: 0, sequence: 1 };
  const own = peer.slot(MILK, slot);
  const elsewhere = { ref: stockRef(peer.branchId, colleague.series), object: own.object };
  const claimed = colleague.slot(MILK, slot, peer.series);
  const strayed = { ref: catalogRef('bb'.repeat(16)), object: nonsense.object };
  await told(peer.seriesStatement(), colleague.seriesStatement(), elsewhere, claimed, flipped(own), strayed);
  expect(named()).toHaveLength(5);
  expect(named()).toEqual(
    expect.arrayContaining([
      { code: 'VALUE-INVALID', deviceId: DELIVERER, document: refName(elsewhere.ref) },
      { code: 'VALUE-INVALID', deviceId: colleague.keys.deviceId, document: refName(claimed.ref) },
      { code: 'VALUE-INVALID', deviceId: DELIVERER, document: refName(own.ref) },
      { code: 'VALUE-INVALID', deviceId: DELIVERER, document: refName(strayed.ref) },
    ]),
  );
});

it('[EXC-03] a statement made without right names its signer, once', async () => {
  await told(peer.seriesStatement('ff'.repeat(8)));
  await until(till.node, () => listed().length === 1);
  expect(named()).toEqual([
    { code: 'STATEMENT-INVALID', deviceId: peer.keys.deviceId, document: refName(registryRef) },
  ]);
  await told(peer.seriesStatement());
  await restart();
  await told(new Author(chain, 'H3').seriesStatement());
  expect(till.node.status().series).toHaveLength(3);
  expect(listed()).toMatchObject([{ times: 1 }]);
});

it('[EXC-05] a reporter keeps them as a till does', async () => {
  const { carrier, options } = byHand();
  const reporter = chain.openReporter(options);
  carrier().emit({ type: 'alarm', code: 'LINK-SENDER', message: 'It lied.', peer: DELIVERER });
  await chain.close(reporter);
  expect(chain.openReporter(byHand().options).status().exceptions).toMatchObject([
    { code: 'LINK-SENDER', deviceId: DELIVERER },
  ]);
});

it('[WATCH-06] what was put under quarantine is given to the carrier of the next life, told, and lifted', async () => {
  const quarantine = {
    ref: ledgerRef(peer.series, 0),
    peer: DELIVERER,
    measure: 'muted',
    sinceMs: 1_000,
    untilMs: 9_000,
    times: 1,
    isOver: false,
  } as const;
  const over = { ...quarantine, peer: null, isOver: true };
  till.carrier.emit({ type: 'quarantines', quarantines: [quarantine, over] });
  await restart();
  expect(till.carrier.config.quarantines).toEqual([quarantine, over]);
  const [shown] = till.node.status().quarantines;
  expect(till.node.status().quarantines).toEqual([
    {
      id: shown?.id,
      measure: 'muted',
      deviceId: DELIVERER,
      document: refName(quarantine.ref),
      sinceMs: 1_000,
      untilMs: 9_000,
    },
  ]);
  expect(till.node.liftQuarantine(shown?.id ?? '')).toBe(true);
  expect(till.node.liftQuarantine('no such')).toBe(false);
  expect(till.carrier.all('lift')).toEqual([
    { type: 'lift', pair: { ref: quarantine.ref, peer: DELIVERER } },
  ]);
});
