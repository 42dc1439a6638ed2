import { randomBytes } from 'node:crypto';
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Answer, CommandBody, Product, RejectionCode } from '@tillmesh/model';
import type { CarrierConfig, CarrierPort, PeerAddress } from '../carrier/carrier-port.ts';
import { HandCarrier } from '../node/hand-carrier.fixture.ts';
import type { NodeOptions } from '../node/node-core.ts';
import type { CommandResult, ShopNode, TillNode } from '../node/node-port.ts';
import { openShopNode } from '../node/open-shop-node.ts';
import { type Chain, type ChainPlan, createChain } from '../setup/chain.ts';
import { openTillNode, type TillOptions } from './open-till-node.ts';

/** A morning at the shop; tests take the time from here and never from the machine. */
export const MORNING_MS = Date.UTC(2026, 4, 4, 8, 0);
export const PINS = { owner: '482913', cashier: '1357' } as const;

export const freshId = (): string => randomBytes(16).toString('hex');

const TWO_BRANCHES: ChainPlan = {
  name: 'Harbour & Sons',
  mark: 'real',
  branches: [
    { name: 'North', country: 'GB', tills: ['H1', 'H2'] },
    { name: 'South', country: 'GB', tills: ['S1'] },
  ],
  staff: [
    { name: 'Amelia', role: 'owner', pin: PINS.owner },
    { name: 'Sam', role: 'cashier', pin: PINS.cashier },
  ],
  relay: true,
  reporter: true,
};

export const ONE_TILL = { branches: [{ name: 'North', country: 'GB', tills: ['H1'] }] } as const;

/** Resolves as soon as the condition holds; looks after every change that a node tells, and now and then. */
export const until = (node: ShopNode, condition: () => boolean): Promise<void> =>
  new Promise((resolve, reject) => {
    const look = (): void => {
      try {
        if (!condition()) return;
        resolve();
      } catch (error) {
        reject(error instanceof Error ? error : new Error(String(error)));
      }
      clearInterval(timer);
      stop();
    };
    const timer = setInterval(look, 10);
    const stop = node.onChange(look);
    look();
  });

const turn = (): Promise<void> => new Promise((resolve) => void setImmediate(resolve));

/** Everything that came was looked at, synced and confirmed. */
export const drained = async (node: ShopNode): Promise<void> => {
  await until(node, () => node.status().counts.unverified === 0);
  // The queue ends, and what it leaves behind is synced, in turns of their own.
  await turn();
  await turn();
};

export type Opened = {
  readonly node: TillNode;
  /** Sends commands with fresh ids in one batch. */
  readonly run: (...bodies: readonly CommandBody[]) => Promise<readonly CommandResult[]>;
  /** The answers, which have to be there. */
  readonly done: (...bodies: readonly CommandBody[]) => Promise<readonly Answer[]>;
  /** The code with which the last of a batch was refused, or `done`. */
  readonly refused: (...bodies: readonly CommandBody[]) => Promise<RejectionCode | 'done'>;
};

const around = (node: TillNode): Opened => {
  const run: Opened['run'] = (...bodies) => node.execute(bodies.map((body) => ({ ...body, id: freshId() })));
  return {
    node,
    run,
    done: async (...bodies) =>
      (await run(...bodies)).map((result) => {
        if (result.ok) return result.answer;
        throw new Error(`${result.rejection.code}: ${result.rejection.message}`);
      }),
    refused: async (...bodies) => {
      const last = (await run(...bodies)).at(-1);
      return last === undefined || last.ok ? 'done' : last.rejection.code;
    },
  };
};

/** A real chain of shops in a temporary folder, with a clock that a test turns. */
export class TestChain {
  readonly folder: string;
  readonly chain: Chain;
  readonly clock = { ms: MORNING_MS, nowMs: (): number => this.clock.ms };
  readonly #nodes = new Set<ShopNode>();
  #images = 0;

  private constructor(folder: string, chain: Chain) {
    this.folder = folder;
    this.chain = chain;
  }

  static async make(plan: Partial<ChainPlan> = {}): Promise<TestChain> {
    const folder = mkdtempSync(join(tmpdir(), 'tillmesh-chain-'));
    return new TestChain(
      folder,
      await createChain(folder, { ...TWO_BRANCHES, ...plan }, { nowMs: MORNING_MS }),
    );
  }

  folderOf(code: string): string {
    return join(this.folder, code);
  }

  staffId(name: string): string {
    const person = this.chain.staff.find((staff) => staff.name === name);
    if (person === undefined) throw new Error(`nobody is called ${name}`);
    return person.id;
  }

  /** Without more, a device whose carrier never gets ready: all it does, it does alone (I12). */
  options(folder: string, more: Partial<TillOptions> = {}): TillOptions {
    const carrier = (config: CarrierConfig): CarrierPort => new HandCarrier(config);
    return { folder, clock: this.clock, listen: null, dial: [], carrier, ...more };
  }

  /** Opens a till by its code, or by the folder of an image of it. */
  open(code: string, more: Partial<TillOptions> = {}): Opened {
    const folder = code.includes('/') ? code : this.folderOf(code);
    const node = openTillNode(this.options(folder, more));
    this.#nodes.add(node);
    return around(node);
  }

  /** Opens a till whose carrier is the test itself, and has started. */
  openByHand(code: string): Opened & { readonly carrier: HandCarrier } {
    const { carrier, options } = byHand();
    const opened = this.open(code, options);
    carrier().ready();
    return { ...opened, carrier: carrier() };
  }

  openReporter(more: Partial<NodeOptions> = {}): ShopNode {
    const node = openShopNode(this.options(this.folderOf('reporter'), more));
    this.#nodes.add(node);
    return node;
  }

  /** The till signed in, its shift open. */
  async openShop(till: Opened, name = 'Amelia', pin: string = PINS.owner): Promise<void> {
    await till.done(
      { kind: 'session.sign-in', staffId: this.staffId(name), pin },
      { kind: 'shift.open', floatMinor: 10_000 },
    );
  }

  /** A copy of a device's folder as the disk has it now: what a power cut at this moment leaves behind. */
  image(code: string): string {
    this.#images += 1;
    const folder = join(this.folder, `${code}-image-${this.#images}`);
    cpSync(this.folderOf(code), folder, { recursive: true });
    return folder;
  }

  async close(node: ShopNode): Promise<void> {
    this.#nodes.delete(node);
    await node.close();
  }

  async end(): Promise<void> {
    for (const node of this.#nodes) await this.close(node);
    rmSync(this.folder, { recursive: true });
  }
}

/** Options that put a test in the carrier's place. */
export const byHand = (): {
  readonly options: { readonly carrier: (config: CarrierConfig) => CarrierPort };
  readonly carrier: () => HandCarrier;
} => {
  let made: HandCarrier | null = null;
  return {
    options: { carrier: (config) => (made = new HandCarrier(config)) },
    carrier: () => {
      if (made === null) throw new Error('no carrier was started');
      return made;
    },
  };
};

export const LOOPBACK: PeerAddress = { host: '127.0.0.1', port: 0 };

/** A product as `catalog.put` takes it: 3.50, taxed, a piece, ten in stock. */
export const productPut = (
  till: Opened,
  n: number,
  over: Partial<Pick<Product, 'name' | 'codes' | 'category'>> & {
    readonly priceMinor?: number;
    readonly openingStockMilli?: number;
  } = {},
) => {
  const { priceMinor = 350, openingStockMilli = 10_000, ...core } = over;
  const sku = `SKU-${n}`;
  return {
    productId: till.node.productIdOf(sku),
    core: {
      sku,
      name: `Product ${n}`,
      codes: [codeOf(n)],
      unit: 'piece',
      taxClass: 'standard',
      category: '',
      ...core,
    },
    priceMinor,
    openingStockMilli,
  } as const;
};

export const codeOf = (n: number): string => `50${n.toString().padStart(11, '0')}`;

export const putProducts = (till: Opened, ...products: readonly ReturnType<typeof productPut>[]) =>
  till.done({ kind: 'catalog.put', products: [...products] });

/** Sells one piece of each product for cash, as one batch, and gives the sale's id. */
export const sell = async (till: Opened, ...products: readonly number[]): Promise<string> => {
  const answers = await till.done(
    ...products.map((n): CommandBody => ({ kind: 'basket.add', code: codeOf(n) })),
    { kind: 'payment.take', tender: 'cash', tenderedMinor: 1_000_000 },
  );
  const paid = answers.at(-1);
  if (paid?.kind !== 'paid' || paid.saleId === null) throw new Error('the sale was not completed');
  return paid.saleId;
};
