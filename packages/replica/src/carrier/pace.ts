import type { DocumentKind } from '../document/document-ref.ts';

/** How often a document goes to the peers, with so many of them linked. */
export type Pace = {
  /** Between two rounds to the peers, at most. The first change after a quiet time goes out at once. */
  readonly restMs: number;
  /** How long what came from a peer waits at most before it is passed on to others. */
  readonly gatherMs: number;
  /** How long what is urgent waits for company; 0: it goes at once. */
  readonly urgentMs: number;
};

/** How many devices are linked, and whether one of them over a metered link. */
export type Linked = { readonly linkCount: number; readonly isMetered: boolean };

const SECOND_MS = 1_000;
const QUICK: Pace = { restMs: SECOND_MS, gatherMs: SECOND_MS, urgentMs: 0 };
/** What is passed on at once needs no rest but the Repo's own. */
const OF_RELAY: Pace = { restMs: 100, gatherMs: SECOND_MS, urgentMs: 0 };
/** Well below the time after which whoever was told ahead puts it into the document (see `FreshExchange`). */
const REST_MAX_MS = 20_000;
const GATHER_MAX_MS = 90_000;
/** Over a metered link each round costs: what is written in this time goes together. */
const METERED_MS = 10_000;
/** Levels of other branches, which nobody sells by. */
const STOCK_TIMES = 3;

const between = (least: number, most: number, value: number): number =>
  Math.min(most, Math.max(least, value));

/**
 * A round costs a message to every peer and its answer, and passing on does so between any two of them: in a shop of
 * twelve tills it was most of the work there is. So the more are linked the slower it goes, where it may: new entries
 * are told ahead of their ledger (see `FreshExchange`), and slots are for other branches. A relay passes on at once:
 * those behind it have nobody else.
 */
export const paceOf = (
  kind: DocumentKind,
  isRelay: boolean,
  { linkCount: peers, isMetered }: Linked,
): Pace => {
  if (isRelay) return OF_RELAY;
  if (kind !== 'ledger' && kind !== 'stock') return QUICK;
  const times = kind === 'stock' ? STOCK_TIMES : 1;
  return {
    restMs: between(SECOND_MS, REST_MAX_MS, (peers * peers * SECOND_MS) / 6) * times,
    gatherMs:
      between(isMetered ? METERED_MS : SECOND_MS, GATHER_MAX_MS, (peers * peers * SECOND_MS * 3) / 4) * times,
    urgentMs: isMetered ? METERED_MS : 0,
  };
};
