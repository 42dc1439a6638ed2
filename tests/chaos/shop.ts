import { cpSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { ProductHit } from '../../packages/terminal/src/api/view.ts';
import { act } from '../../scripts/chain/cashier.ts';
import type { ChainPlace } from '../../scripts/chain/chain-place.ts';
import { makeChain } from '../../scripts/chain/make-chain.ts';
import { waitFor } from '../../scripts/chain/wait.ts';
import { freePort } from '../../scripts/process/free-port.ts';
import { makeFolder } from './tool.ts';
import { type ChaosTill, createChaosTill, type TillPlan } from './till.ts';

/** Anything may be slow while processes die beside it and others use the machine too. */
export const ARRIVAL_MS = 120_000;
export const FLOAT_MINOR = 50_000;

export const PRODUCTS = [
  { sku: 'A1', code: '9521000000015', name: 'Apple juice', priceMinor: 250, tax: 'standard' },
  { sku: 'B1', code: '9521000000022', name: 'Bread', priceMinor: 175, tax: 'zero' },
  { sku: 'C1', code: '9521000000039', name: 'Candle', priceMinor: 99, tax: 'standard' },
] as const;
export type ShopProduct = (typeof PRODUCTS)[number];

/** Of each product, at the branch that opens the shop. */
export const OPENING_MILLI = 1_000_000_000;

const PERSON = { name: 'Sue Supervisor', role: 'supervisor', pin: '470011' } as const;

const LIST = [
  'sku,barcode,name,price,tax,stock',
  ...PRODUCTS.map(({ sku, code, name, priceMinor, tax }) =>
    [sku, code, name, (priceMinor / 100).toFixed(2), tax, OPENING_MILLI / 1000].join(','),
  ),
].join('\n');

export type ChaosShop = {
  readonly folder: string;
  readonly place: ChainPlace;
  readonly tills: readonly ChaosTill[];
  readonly till: (code: string) => ChaosTill;
  /** Stops what runs and removes the folder. */
  readonly end: () => Promise<void>;
};

/** What a suite settles otherwise than usual, by the code of a till. */
export type ShopWishes = {
  /** Part of the name of the temporary folder. */
  readonly name: string;
  /** Where a till's data lie, where that has to be a disk of its own; null: where they were made. */
  readonly home?: (code: string) => string | null;
  /** Addresses at which `from` dials `to`; by default its own. */
  readonly dialled?: (from: string, to: string, linkAddress: string) => string;
  /** Where a till listens; by default at a free port of loopback. */
  readonly listens?: (code: string, port: number) => string;
  readonly within?: (code: string) => readonly string[];
  /** Tills are told no address, neither their own nor others'. */
  readonly findEachOther?: true;
};

/** A chain whose tills all dial one another; branches by name with the codes of their tills. Nothing runs yet. */
export const makeShop = async (
  branches: Readonly<Record<string, readonly string[]>>,
  wishes: ShopWishes,
): Promise<ChaosShop> => {
  const folder = makeFolder(wishes.name);
  const place = await makeChain(
    folder,
    {
      name: 'Chaos Shop',
      mark: 'real',
      branches: Object.entries(branches).map(([name, tills]) => ({ name, country: 'GB', tills })),
      staff: [PERSON],
    },
    Date.now(),
  );
  const listens = new Map<string, string>();
  for (const { code } of place.tills) {
    const port = await freePort();
    listens.set(code, wishes.listens?.(code, port) ?? `127.0.0.1:${port}`);
  }
  const homeOf = (till: ChainPlace['tills'][number]): string => {
    const home = wishes.home?.(till.code) ?? till.folder;
    if (home !== till.folder) cpSync(till.folder, home, { recursive: true });
    return home;
  };
  const planOf = async (till: ChainPlace['tills'][number]): Promise<TillPlan> => ({
    ...till,
    folder: homeOf(till),
    logFolder: join(folder, 'log'),
    apiPort: await freePort(),
    listen: wishes.findEachOther === true ? '' : (listens.get(till.code) ?? ''),
    peers: [...(wishes.findEachOther === true ? [] : listens)]
      .filter(([code]) => code !== till.code)
      .map(([code, address]) => wishes.dialled?.(till.code, code, address) ?? address),
    ...(wishes.within === undefined ? {} : { within: wishes.within(till.code) }),
  });
  const tills: ChaosTill[] = [];
  for (const till of place.tills) tills.push(createChaosTill(await planOf(till)));
  return {
    folder,
    place,
    tills,
    till: (code) => {
      const till = tills.find((candidate) => candidate.code === code);
      if (till === undefined) throw new Error(`no till ${code}`);
      return till;
    },
    end: async () => {
      await Promise.all(tills.map((till) => till.stop()));
      rmSync(folder, { recursive: true, force: true });
    },
  };
};

const signIn = async (shop: ChaosShop, till: ChaosTill): Promise<void> => {
  const staffId = shop.place.staff.find(({ name }) => name === PERSON.name)?.id ?? '';
  await act(till.api(), { kind: 'session.sign-in', staffId, pin: PERSON.pin });
};

export const productAt = async (till: ChaosTill, { code }: ShopProduct): Promise<ProductHit | null> => {
  const hits = await till.api().get<readonly ProductHit[]>(`/api/products?search=${code}`);
  return hits.find(({ codes }) => codes.includes(code)) ?? null;
};

/** The first till imports the products, every till opens a shift once it has them. All run already. */
export const openShifts = async (shop: ChaosShop): Promise<void> => {
  const [first] = shop.tills;
  if (first === undefined) throw new Error('a shop without a till');
  for (const till of shop.tills) {
    await signIn(shop, till);
    if (till === first) await till.api().post('/api/import', { csv: LIST, strict: true });
    for (const product of PRODUCTS) {
      await waitFor(`${product.name} at ${till.code}`, ARRIVAL_MS, async () => {
        const hit = await productAt(till, product);
        return hit === null || hit.priceMinor === null ? null : hit;
      });
    }
    await act(till.api(), { kind: 'shift.open', floatMinor: FLOAT_MINOR });
  }
};
