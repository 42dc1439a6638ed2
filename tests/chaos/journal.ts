import type { Command, CommandBody } from '@tillmesh/model';
import type { CommandReply } from '../../packages/terminal/src/api/view.ts';
import { freshCommandId } from '../../scripts/chain/cashier.ts';
import type { Chance } from './chance.ts';
import { PRODUCTS, type ShopProduct } from './shop.ts';

/** What a customer wants, with the money by this test's own sum. */
export type Wish = {
  readonly lines: readonly { readonly product: ShopProduct; readonly quantityMilli: number }[];
  readonly totalMinor: number;
  readonly tenderedMinor: number;
};

export type Sold = Wish & { readonly till: string; readonly saleId: string; readonly label: string };

/** One request: whole sales, done in one transaction or not at all. */
export type Batch = {
  readonly till: string;
  readonly wishes: readonly Wish[];
  readonly commands: readonly Command[];
};

const MOST_LINES = 3;
const MOST_PIECES = 4;

const drawWish = (chance: Chance): Wish => {
  // A product twice would be one line.
  const products = new Set(
    Array.from({ length: chance.between(1, MOST_LINES) }, () => chance.oneOf(PRODUCTS)),
  );
  const lines = [...products].map((product) => ({
    product,
    quantityMilli: chance.between(1, MOST_PIECES) * 1_000,
  }));
  const totalMinor = lines.reduce(
    (sum, { product, quantityMilli }) => sum + (product.priceMinor * quantityMilli) / 1_000,
    0,
  );
  // Change is given for some, so that the drawer is more than a sum of what was handed over.
  return { lines, totalMinor, tenderedMinor: totalMinor + chance.oneOf([0, 0, 5, 1_000]) };
};

const commandsOf = ({ lines, tenderedMinor }: Wish): readonly CommandBody[] => [
  ...lines.map(({ product: { code }, quantityMilli }): CommandBody => ({
    kind: 'basket.add',
    code,
    quantityMilli,
  })),
  { kind: 'payment.take', tender: 'cash', tenderedMinor },
];

export const drawBatch = (till: string, chance: Chance, most: number): Batch => {
  const wishes = Array.from({ length: chance.between(1, most) }, () => drawWish(chance));
  const commands = wishes.flatMap(commandsOf).map((body) => ({ ...body, id: freshCommandId() }));
  return { till, wishes, commands };
};

/** The sales of a batch as the till answered them; throws when it answered anything else. */
const soldIn = ({ till, wishes }: Batch, replies: readonly CommandReply[]): readonly Sold[] => {
  const paid = replies.flatMap((reply) => {
    if (!reply.ok) throw new Error(`${till} refused: ${JSON.stringify(reply.rejection)}`);
    return reply.answer.kind === 'paid' ? [reply.answer] : [];
  });
  return wishes.map((wish, index) => {
    const { saleId = null, label = null } = paid[index] ?? {};
    if (saleId === null || label === null)
      throw new Error(`${till} left a sale unpaid: ${JSON.stringify(paid)}`);
    return { ...wish, till, saleId, label };
  });
};

/**
 * What was asked and what was answered, kept by the test alone. A batch without an answer is open: it may have
 * been done or not, and whoever asks again with the same ids learns which.
 */
export const createJournal = () => {
  const sold: Sold[] = [];
  const open = new Set<Batch>();
  let againCount = 0;
  return {
    asked: (batch: Batch): void => {
      if (open.has(batch)) againCount += 1;
      open.add(batch);
    },
    answered: (batch: Batch, replies: readonly CommandReply[]): readonly Sold[] => {
      const sales = soldIn(batch, replies);
      open.delete(batch);
      sold.push(...sales);
      return sales;
    },
    sold: (till?: string): readonly Sold[] =>
      till === undefined ? [...sold] : sold.filter((sale) => sale.till === till),
    openAt: (till: string): readonly Batch[] => [...open].filter((batch) => batch.till === till),
    /** How often an answer was lost and asked for again. */
    askedAgain: (): number => againCount,
  };
};
export type Journal = ReturnType<typeof createJournal>;

export const sumMinor = (sales: readonly Sold[]): number =>
  sales.reduce((sum, { totalMinor }) => sum + totalMinor, 0);

export const soldMilli = (sales: readonly Sold[], { sku }: ShopProduct): number =>
  sales
    .flatMap(({ lines }) => lines)
    .filter(({ product }) => product.sku === sku)
    .reduce((sum, { quantityMilli }) => sum + quantityMilli, 0);
