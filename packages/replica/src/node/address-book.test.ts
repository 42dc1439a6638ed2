import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { PeerAddress } from '../carrier/carrier-port.ts';
import { noteJoined } from '../enrol/note-joined.ts';
import { TestChain } from '../till/chain.fixture.ts';
import type { HandCarrier } from './hand-carrier.fixture.ts';

let chain: TestChain;
beforeEach(async () => {
  chain = await TestChain.make({ branches: [{ name: 'North', country: 'GB', tills: ['H1', 'H2', 'H3'] }] });
});
afterEach(() => chain.end());

const at = (host: string): PeerAddress => ({ host, port: 7_100 });
const deviceOf = (code: string): string =>
  chain.chain.tills.find((till) => till.code === code)?.deviceId ?? '';

/** The addresses that a carrier was given at its last start. */
const hintsOf = (carrier: HandCarrier): readonly PeerAddress[] =>
  carrier.all('hints').at(-1)?.addresses ?? [];

it('[NEAR-07] where listed devices proved their keys is remembered, sealed, and handed to the next carrier', async () => {
  const { node, carrier } = chain.openByHand('H1');
  carrier.ready();
  expect(hintsOf(carrier)).toEqual([]);
  carrier.emit({ type: 'met', deviceId: deviceOf('H2'), address: at('tearoom.example') });
  carrier.emit({ type: 'met', deviceId: deviceOf('H3'), address: at('fe80::7%eth0') });
  carrier.emit({ type: 'met', deviceId: 'f'.repeat(32), address: at('stranger.example') });
  carrier.ready();
  expect(hintsOf(carrier)).toEqual([at('fe80::7%eth0'), at('tearoom.example')]);
  await chain.close(node);
  for (const name of ['till.db', 'till.db-wal']) {
    const file = join(chain.folderOf('H1'), name);
    expect(existsSync(file) && readFileSync(file).includes('tearoom')).toBe(false);
  }
  const again = chain.openByHand('H1');
  again.carrier.ready();
  expect(hintsOf(again.carrier)).toEqual([at('fe80::7%eth0'), at('tearoom.example')]);
});

it('[NEAR-07] of each device the four newest addresses are kept, however often they are told', () => {
  const { carrier } = chain.openByHand('H1');
  const meet = (host: string): void => {
    chain.clock.ms += 1_000;
    carrier.emit({ type: 'met', deviceId: deviceOf('H2'), address: at(host) });
  };
  for (const host of ['a', 'b', 'a', 'c', 'd', 'e', 'f', 'f']) meet(host);
  carrier.emit({ type: 'met', deviceId: deviceOf('H3'), address: at('x') });
  carrier.ready();
  expect(hintsOf(carrier).map(({ host }) => host)).toEqual(['x', 'f', 'e', 'd', 'c']);
  // An hour later it is the newest again.
  chain.clock.ms += 3_600_000;
  meet('c');
  carrier.ready();
  expect(hintsOf(carrier).map(({ host }) => host)).toEqual(['c', 'x', 'f', 'e', 'd']);
});

it('[NEAR-11] the addresses given at the joining are dialled at each start, until somebody was met', async () => {
  const given = [at('till.example'), { ...at('relay.example'), url: 'wss://relay.example' }];
  noteJoined(chain.folderOf('H1'), { peers: given, products: 0 });
  const first = chain.openByHand('H1');
  expect(hintsOf(first.carrier)).toEqual(given);
  // Cut off before the first link.
  await chain.close(first.node);
  const second = chain.openByHand('H1');
  expect(hintsOf(second.carrier)).toEqual(given);
  second.carrier.emit({ type: 'met', deviceId: deviceOf('H2'), address: at('tearoom.example') });
  await chain.close(second.node);
  const third = chain.openByHand('H1');
  expect(hintsOf(third.carrier)).toEqual([at('tearoom.example')]);
});
