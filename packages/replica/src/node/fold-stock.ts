import { effectsOf, type LedgerFact } from '@tillmesh/model';
import type { TillStore } from '../store/till-store.ts';

/** What a fact moves in the shop's stock. Damaged goods have left it and have no place here yet. */
const movesOf = ({ fact, stamp }: LedgerFact): readonly (readonly [product: string, milli: number])[] =>
  effectsOf(fact, stamp).flatMap((effect) =>
    effect.kind === 'stock' && effect.place === 'shop' ? [[effect.productId, effect.quantityMilli]] : [],
  );

/** Adds what a fact moves to the levels of its branch. */
export const foldStock = ({ levels }: TillStore, fact: LedgerFact): void => {
  for (const [product, milli] of movesOf(fact)) levels.addStock(fact.branchId, product, milli);
};

/** Takes it back. */
export const unfoldStock = ({ levels }: TillStore, fact: LedgerFact): void => {
  for (const [product, milli] of movesOf(fact)) levels.takeStock(fact.branchId, product, milli);
};

/** Adds it to the slots that this device publishes of its series: absolute totals that only grow. */
export const foldOwnSlots = ({ slots }: TillStore, fact: LedgerFact): void => {
  const { branchId: branch, seriesId: series, sequence } = fact;
  for (const [product, milli] of movesOf(fact)) slots.addOwn({ branch, series, product }, milli, sequence);
};
