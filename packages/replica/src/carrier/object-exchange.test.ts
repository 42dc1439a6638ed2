import { expect, it } from 'vitest';
import type { CarriedObject } from '../document/document-ref.ts';
import { ObjectGate } from '../gate/object-gate.ts';
import { packObjects } from '../gate/object-pack.ts';
import { REFS, signers, stranger, value } from '../gate/shop-objects.fixture.ts';
import { SignerTable } from '../gate/signers.ts';
import { ObjectExchange } from './object-exchange.ts';

const exchanging = () => {
  const table = new SignerTable(signers);
  const gate = new ObjectGate({
    organisationId: '',
    signers: table,
    holds: () => false,
    pause: () => Promise.resolve(),
  });
  const taken: CarriedObject[] = [];
  const refused: string[] = [];
  const exchange = new ObjectExchange({
    gate,
    soon: (run) => run(),
    later: () => () => undefined,
    nowMs: () => 0,
    refOf: () => REFS.catalog,
    holds: () => false,
    read: () => [],
    take: (_documentId, objects) => taken.push(...objects),
    send: () => undefined,
    part: () => undefined,
    refused: (_documentId, _peer, reason) => refused.push(reason),
    onParted: () => undefined,
  });
  return { table, exchange, taken, refused };
};

const both = [value('p/core', 1), value('q/core', 1, stranger)];

it('[CHANGE-07] [CHANGE-12] objects that came before the registry named who signed them are taken once it does', async () => {
  const { table, exchange, taken, refused } = exchanging();
  await exchange.heard('z', 'd', packObjects(both));
  expect(taken).toEqual([]);
  const { deviceId, signKey } = stranger.public;
  table.learn({ rootKey: null, devices: [{ deviceId, signKey }] });
  for (const { peer, documentId, packed } of exchange.takeWaiting())
    await exchange.heard(peer, documentId, packed);
  expect(taken).toEqual(both);
  expect([refused, exchange.takeWaiting()]).toEqual([[], []]);
});

it('[CHANGE-07] of one peer so much may wait and no more, and nothing once its link is gone', async () => {
  const { exchange } = exchanging();
  const large = value('p/core', 1, stranger, { size: 900_000 });
  for (let n = 0; n < 20; n += 1) await exchange.heard('z', 'd', packObjects([large]));
  await exchange.heard('y', 'd', packObjects(both));
  exchange.lost('y');
  const waiting = exchange.takeWaiting();
  expect(waiting.map(({ peer }) => peer)).toEqual(Array.from({ length: waiting.length }, () => 'z'));
  expect(waiting.length).toBe(18);
});
