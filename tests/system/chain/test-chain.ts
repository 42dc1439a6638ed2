import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { CommandBody } from '@tillmesh/model';
import type { CommandReply, ProductHit } from '../../../packages/terminal/src/api/view.ts';
import { act, freshCommandId } from '../../../scripts/chain/cashier.ts';
import type { ChainPlace } from '../../../scripts/chain/chain-place.ts';
import { makeChain } from '../../../scripts/chain/make-chain.ts';
import {
  type ChainOptions,
  planChain,
  type RunningChain,
  type TillDevice,
} from '../../../scripts/chain/running-chain.ts';
import { waitFor } from '../../../scripts/chain/wait.ts';

/** How long anything may take to get from one device to another before a test fails. */
export const ARRIVAL_MS = 20_000;

export const STAFF = [
  { name: 'Olive Owner', role: 'owner', pin: '902100' },
  { name: 'Sue Supervisor', role: 'supervisor', pin: '470011' },
  { name: 'Carl Cashier', role: 'cashier', pin: '135711' },
] as const;

export type TestChain = RunningChain & {
  readonly folder: string;
  readonly place: ChainPlace;
  readonly till: (code: string) => TillDevice;
  readonly person: (role: (typeof STAFF)[number]['role']) => {
    readonly staffId: string;
    readonly pin: string;
  };
  /** Stops all and removes the folder. */
  readonly end: () => Promise<void>;
};

/** A real chain in a temporary folder; branches by name with the codes of their tills. Nothing runs yet. */
export const makeTestChain = async (
  branches: Readonly<Record<string, readonly string[]>>,
  options: Pick<ChainOptions, 'tillArgs' | 'ownerPassword'> & { readonly mark?: 'real' | 'replay' } = {},
): Promise<TestChain> => {
  const folder = mkdtempSync(join(tmpdir(), 'tillmesh-test-'));
  const plan = {
    name: 'Test Shop',
    mark: options.mark ?? 'real',
    branches: Object.entries(branches).map(([name, tills]) => ({ name, country: 'GB', tills })),
    staff: STAFF,
  };
  const place = await makeChain(folder, plan, Date.now());
  const chain = await planChain(place, { ...options, logFolder: join(folder, 'log') });
  return {
    ...chain,
    folder,
    place,
    till: (code) => {
      const till = chain.tills.find((candidate) => candidate.code === code);
      if (till === undefined) throw new Error(`no till ${code}`);
      return till;
    },
    person: (role) => {
      const person = STAFF.find((candidate) => candidate.role === role);
      const staffId = place.staff.find(({ name }) => name === person?.name)?.id;
      if (person === undefined || staffId === undefined) throw new Error(`no ${role}`);
      return { staffId, pin: person.pin };
    },
    end: async () => {
      await chain.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
};

const PRODUCTS = [
  'sku,barcode,name,price,tax,stock',
  'A1,9521000000015,Apple juice,2.50,standard,1000',
  'B1,9521000000022,Bread,1.75,zero,1000',
  'C1,9521000000039,Candle,0.99,standard,1000',
].join('\n');

/** The barcode of a product of the test shop, and what it costs. */
export const APPLE = { code: '9521000000015', sku: 'A1', priceMinor: 250, stockMilli: 1_000_000 } as const;

export const FLOAT_MINOR = 10_000;

/** A supervisor signs in, imports three products with 1,000 pieces of each, and opens a shift. */
export const openShop = async (chain: TestChain, till: TillDevice): Promise<void> => {
  const api = till.api();
  await act(api, { kind: 'session.sign-in', ...chain.person('supervisor') });
  await api.post('/api/import', { csv: PRODUCTS, strict: true });
  await act(api, { kind: 'shift.open', floatMinor: FLOAT_MINOR });
};

/** Signs a supervisor in and opens a shift at a till that gets its products from another. */
export const joinShop = async (chain: TestChain, till: TillDevice): Promise<void> => {
  const api = till.api();
  await act(api, { kind: 'session.sign-in', ...chain.person('supervisor') });
  await waitFor(`products at ${till.code}`, ARRIVAL_MS, async () => {
    const product = await findProduct(till, APPLE.code);
    return product === null || product.priceMinor === null ? null : product;
  });
  await act(api, { kind: 'shift.open', floatMinor: FLOAT_MINOR });
};

export const findProduct = async (till: TillDevice, code: string): Promise<ProductHit | null> => {
  const hits = await till
    .api()
    .get<readonly ProductHit[]>(`/api/products?search=${encodeURIComponent(code)}`);
  return hits.find(({ codes }) => codes.includes(code)) ?? null;
};

/** The commands of a sale of one piece for exact cash, with ids of their own. */
export const saleCommands = (code: string, priceMinor: number) => {
  const bodies: readonly CommandBody[] = [
    { kind: 'basket.add', code },
    { kind: 'payment.take', tender: 'cash', tenderedMinor: priceMinor },
  ];
  return bodies.map((body) => ({ ...body, id: freshCommandId() }));
};

export const send = (till: TillDevice, commands: readonly unknown[]): Promise<readonly CommandReply[]> =>
  till.api().post('/api/commands', commands);

/** What the till answered to the payment that completed a sale. */
export const soldBy = (
  replies: readonly CommandReply[],
): { readonly saleId: string; readonly label: string } => {
  const last = replies.at(-1);
  if (last?.ok !== true || last.answer.kind !== 'paid') {
    throw new Error(`no sale: ${JSON.stringify(replies)}`);
  }
  const { saleId, label } = last.answer;
  if (saleId === null || label === null) throw new Error(`not paid in full: ${JSON.stringify(last)}`);
  return { saleId, label };
};

export const sell = async (
  till: TillDevice,
  code: string = APPLE.code,
  priceMinor: number = APPLE.priceMinor,
) => soldBy(await send(till, saleCommands(code, priceMinor)));
