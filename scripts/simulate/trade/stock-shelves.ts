import type { CommandBody } from '@tillmesh/model';
import type { TillNode } from '@tillmesh/replica';
import type { ShopWorld } from '../device/shop-world.ts';
import { OWNER, type ProductPlan } from './shop-plan.ts';

const SECOND_MS = 1_000;
const OPENING_MILLI = 100_000;

/** Runs commands at a till before anything may go wrong; throws at the first that is refused. */
const runAll = async (
  shop: ShopWorld,
  code: string,
  bodies: (node: TillNode) => readonly CommandBody[],
): Promise<void> => {
  const device = shop.tills.find((till) => till.code === code)?.device;
  const { time, chance } = shop.world;
  let outcome: string | null = null;
  device?.act((node) => {
    const batch = bodies(node).map((body) => ({
      ...body,
      id: Buffer.from(chance.bytes(16)).toString('hex'),
    }));
    node.execute(batch).then(
      (results) => {
        const refused = results.find((result) => !result.ok);
        outcome = refused === undefined || refused.ok ? 'done' : refused.rejection.code;
      },
      (error: unknown) => (outcome = String(error)),
    );
  });
  await time.runUntil(time.nowMs + 60 * SECOND_MS, () => outcome !== null);
  if (outcome !== 'done') throw new Error(`${code} could not be made ready: ${outcome ?? 'no answer'}`);
};

/** Until a till knows all products. */
const knownAt = async (shop: ShopWorld, code: string, products: readonly ProductPlan[]): Promise<void> => {
  const node = shop.tills.find((till) => till.code === code)?.device.node;
  const { time } = shop.world;
  const isKnown = (): boolean =>
    node !== null &&
    node !== undefined &&
    products.every(({ code: of }) => node.lookup.productByCode(of) !== null);
  for (let tries = 0; tries < 60 && !isKnown(); tries += 1) await time.runUntil(time.nowMs + 5 * SECOND_MS);
};

/** The first till puts all products, and every branch's first till what stands on its shelves. */
export const stockShelves = async (shop: ShopWorld, products: readonly ProductPlan[]): Promise<void> => {
  const firsts = shop.branches.map(({ tills }) => tills[0] ?? '');
  const [first = ''] = firsts;
  const signIn: CommandBody = { kind: 'session.sign-in', staffId: shop.staffId(OWNER.name), pin: OWNER.pin };
  await runAll(shop, first, (node) => [
    signIn,
    {
      kind: 'catalog.put',
      products: products.map(({ sku, code, priceMinor }) => ({
        productId: node.productIdOf(sku),
        core: {
          sku,
          name: `Product ${sku}`,
          codes: [code],
          unit: 'piece',
          taxClass: 'standard',
          category: '',
        },
        priceMinor,
      })),
    },
  ]);
  for (const code of firsts) {
    await knownAt(shop, code, products);
    await runAll(shop, code, (node) => [
      signIn,
      {
        kind: 'stock.move',
        reason: 'opening',
        lines: products.map(({ sku }) => ({
          productId: node.productIdOf(sku),
          quantityMilli: OPENING_MILLI,
        })),
        note: '',
      },
      { kind: 'session.sign-out' },
    ]);
  }
};
