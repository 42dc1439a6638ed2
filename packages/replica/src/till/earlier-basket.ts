import { type Basket, emptyBasket, evolve, type LedgerFact, readTillState } from '@tillmesh/model';
import { fromHex } from '../cbor/bytes.ts';
import type { NodeCore } from '../node/node-core.ts';
import { SALVAGED_BASKET } from '../store/salvage.ts';

type Reading = Pick<NodeCore, 'store' | 'reader'>;

/** What came of baskets at the end of a life. */
export type LastBaskets = {
  /** Still open then: with money on it, or saved with its lines from a damaged till.db. */
  readonly open: Basket | null;
  /** Sold or given up there. */
  readonly ended: readonly string[];
};
const NONE: LastBaskets = { open: null, ended: [] };

/** A till has one basket at a time, and none lasts beyond these. */
const isEnd = ({ fact }: LedgerFact): boolean =>
  fact.kind === 'sale.completed' ||
  fact.kind === 'basket.cancelled' ||
  fact.kind === 'shift.opened' ||
  fact.kind === 'shift.joined' ||
  fact.kind === 'shift.left' ||
  fact.kind === 'shift.closed';

/** The facts after the last end of a basket, in order, and that end; null where an entry between is not held. */
const sinceEnd = (
  { store, reader }: Reading,
  last: LedgerFact,
): { readonly end: LedgerFact | null; readonly facts: readonly LedgerFact[] } | null => {
  const facts: LedgerFact[] = [];
  for (let at = last; ;) {
    if (isEnd(at)) return { end: at, facts: facts.toReversed() };
    facts.push(at);
    const { entry, seriesId, sequence } = at;
    if (sequence === 1) return { end: null, facts: facts.toReversed() };
    const hash = fromHex(entry);
    const place = store.entries.at(seriesId, sequence).find((each) => Buffer.compare(each.hash, hash) === 0);
    const before = place === undefined ? null : reader(place.previous);
    if (before === null) return null;
    at = before;
  }
};

const STATE = { session: null, shift: null, numbers: null };

/** The basket with the payments that these facts leave on it. */
const withPayments = (basket: Basket, facts: readonly LedgerFact[]): Basket => {
  const state = readTillState({ ...STATE, basket: { ...basket, payments: [] } }, true);
  return facts.reduce(evolve, state).basket ?? basket;
};

const paidBasket = (facts: readonly LedgerFact[]): { readonly id: string; readonly utcMs: number } | null => {
  for (const { fact, stamp } of facts) {
    if (fact.kind === 'payment.taken' || fact.kind === 'payment.requested')
      return { id: fact.basketId, utcMs: stamp.utcMs };
  }
  return null;
};

/**
 * The basket that was open after the last fact of a life. Payments on it are facts; its lines were this till's
 * alone, and are there only where they could be saved.
 */
export const openBasketOf = (core: Reading, last: LedgerFact): LastBaskets => {
  const since = sinceEnd(core, last);
  if (since === null) return NONE;
  const { end, facts } = since;
  const ended =
    end?.fact.kind === 'sale.completed' || end?.fact.kind === 'basket.cancelled' ? [end.fact.basketId] : [];
  const saved = (core.store.local.get(SALVAGED_BASKET) as Basket | undefined) ?? null;
  const paid = paidBasket(facts);
  if (paid !== null) {
    const basket = saved?.basketId === paid.id ? saved : emptyBasket(paid.id, paid.utcMs);
    const open = withPayments(basket, facts);
    return { open: open.payments.length > 0 || open.lines.length > 0 ? open : null, ended };
  }
  // Begun before the last one ended, it ended before that.
  const isStale =
    saved === null ||
    ended.some((basketId) => basketId === saved.basketId) ||
    saved.startedAtMs < (end?.stamp.utcMs ?? 0);
  return { open: isStale ? null : { ...saved, payments: [] }, ended };
};
