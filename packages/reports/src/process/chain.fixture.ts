import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  type Chain,
  createChain,
  openShopNode,
  openTillNode,
  type ShopNode,
  type TillNode,
} from '@tillmesh/replica';
import { createCarrier } from '@tillmesh/replica/carrier';

const LOOPBACK = '127.0.0.1';
const PIN = '2468';

export type TestChain = Chain & {
  readonly folder: string;
  readonly reporterFolder: string;
  /**
   * A till that sells, with a shift open and one product of the given price; it listens on a free port. Its
   * clock may be ahead.
   */
  readonly openTill: (code: string, aheadMs?: number) => Promise<TillNode>;
  /** The reporter, dialling these devices; to be closed by whoever runs it. */
  readonly openReporter: (...peers: readonly ShopNode[]) => ShopNode;
  readonly close: () => Promise<void>;
};

export const COLA_MINOR = 150;
const COLA = {
  sku: 'cola',
  name: 'Cola',
  codes: ['5000000000012'],
  unit: 'piece',
  taxClass: 'standard',
  category: '',
};

const newId = (): string => randomBytes(16).toString('hex');

/** Runs commands; throws with the code of the first refusal. */
const command = async (till: TillNode, ...bodies: readonly object[]): Promise<void> => {
  const results = await till.execute(bodies.map((body) => ({ ...body, id: newId() })));
  for (const result of results) if (!result.ok) throw new Error(JSON.stringify(result.rejection));
};

/** A cash sale of so many bottles, paid exactly. */
export const sellCola = async (till: TillNode, bottles: number): Promise<void> =>
  command(
    till,
    { kind: 'basket.add', code: 'cola', quantityMilli: bottles * 1_000 },
    { kind: 'payment.take', tender: 'cash', tenderedMinor: bottles * COLA_MINOR },
  );

/** Resolves when a condition holds, asked again after every change of the node. */
export const until = (node: ShopNode, holds: () => boolean): Promise<void> =>
  new Promise((resolve) => {
    const check = (): void => {
      if (!holds()) return;
      unlisten();
      resolve();
    };
    const unlisten = node.onChange(check);
    check();
  });

const ready = async (node: ShopNode): Promise<void> => until(node, () => node.status().port !== null);

/** Two branches, London with two tills and Tokyo with one, and a reporter, in a folder of its own. */
export const createTestChain = async (): Promise<TestChain> => {
  const folder = await mkdtemp(join(tmpdir(), 'tillmesh-reports-'));
  const clock = { nowMs: () => Date.now() };
  const chain = await createChain(
    folder,
    {
      name: 'Corner & Co',
      mark: 'demo',
      branches: [
        { name: 'Harbour Street', country: 'GB', tills: ['H1', 'H2'] },
        { name: 'Ginza', country: 'JP', tills: ['G1'] },
      ],
      staff: [{ name: 'Amina', role: 'owner', pin: PIN }],
      relay: false,
      reporter: true,
    },
    { nowMs: Date.now() },
  );
  const { reporterFolder } = chain;
  if (reporterFolder === null) throw new Error('no reporter was set up');
  const tills: TillNode[] = [];

  const openTill = async (code: string, aheadMs = 0): Promise<TillNode> => {
    const place = chain.tills.find((till) => till.code === code);
    if (place === undefined) throw new Error(`no till ${code}`);
    const listen = { host: LOOPBACK, port: 0 };
    const till = openTillNode({
      folder: place.folder,
      clock: { nowMs: () => Date.now() + aheadMs },
      listen,
      dial: [],
      carrier: createCarrier,
    });
    tills.push(till);
    await ready(till);
    await command(
      till,
      { kind: 'session.sign-in', staffId: chain.staff[0]?.id, pin: PIN },
      { kind: 'shift.open', floatMinor: 0 },
      {
        kind: 'catalog.put',
        products: [{ productId: till.productIdOf('cola'), core: COLA, priceMinor: COLA_MINOR }],
      },
    );
    return till;
  };

  return {
    ...chain,
    folder,
    reporterFolder,
    openTill,
    openReporter: (...peers) => {
      const dial = peers.map((peer) => ({ host: LOOPBACK, port: peer.status().port ?? 0 }));
      return openShopNode({
        folder: reporterFolder,
        clock,
        listen: null,
        dial,
        carrier: createCarrier,
      });
    },
    close: async () => {
      await Promise.all(tills.map((till) => till.close()));
      await rm(folder, { recursive: true });
    },
  };
};
