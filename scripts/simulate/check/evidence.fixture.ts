import type { Fact, LedgerFact } from '@tillmesh/model';
import { Journal } from '../trade/journal.ts';
import type { Evidence, Place, Witness } from './evidence.ts';

const BRANCH = 'b'.repeat(32);
const SHIFT = 's'.repeat(32);
export const PRODUCT = 'a'.repeat(32);

/** Names of entries and series read best short; nothing here looks into them. */
export type Made = { readonly fact: LedgerFact; readonly place: Place };

type Over = {
  readonly series?: string;
  readonly sequence?: number;
  readonly entry?: string;
  readonly previous?: string;
  readonly shiftId?: string | null;
  readonly commandId?: string;
};

/** Entry 1 of series A, unless it is told otherwise. */
export const made = (fact: Fact, over: Over = {}): Made => {
  const { series = 'A', sequence = 1, shiftId = SHIFT, commandId = `${over.entry ?? 'e1'}-command` } = over;
  const entry = over.entry ?? `e${sequence}`;
  const previous = over.previous ?? (sequence === 1 ? '' : `e${sequence - 1}`);
  return {
    fact: {
      fact,
      stamp: {
        utcMs: 0,
        offsetMinutes: 0,
        businessDate: '2026-03-10',
        shiftId,
        staffId: null,
        approverId: null,
        commandId,
      },
      entry,
      deviceId: 'd',
      branchId: BRANCH,
      seriesId: series,
      sequence,
    },
    place: { series, sequence, previous },
  };
};

/** A sale of one thing for 2.50, tax of 0.42 in it, as a fact. */
export const sale = (over: Record<string, unknown> = {}): Fact =>
  ({
    kind: 'sale.completed',
    saleId: 'sale-1',
    basketId: 'basket-1',
    document: { kind: 'receipt', number: 1, label: 'A1-R-1' },
    currency: 'GBP',
    lines: [
      {
        line: 1,
        productId: PRODUCT,
        quantityMilli: 1_000,
        unitPriceMinor: 250,
        netMinor: 208,
        taxMinor: 42,
        priceIncludesTax: true,
      },
    ],
    rates: [{ netMinor: 208, taxMinor: 42, grossMinor: 250 }],
    totalMinor: 250,
    payments: [{ tenderedMinor: 300, changeMinor: 50, amountMinor: 250 }],
    discounts: [],
    extras: [],
    cashRoundingMinor: 0,
    channel: 'shop',
    ...over,
  }) as unknown as Fact;

type Shown = {
  readonly levels?: readonly [entriesMilli: number, slotsMilli: number];
  readonly forks?: number;
  /** What it made itself, by its entries. */
  readonly own?: readonly string[];
};

/** A device that holds these entries and shows what it is told to. */
export const device = (
  name: string,
  entries: readonly Made[],
  { levels, forks = 0, own = [] }: Shown = {},
): Witness =>
  ({
    name,
    branchId: BRANCH,
    folder: '',
    node: {
      stockLevels: () =>
        levels === undefined
          ? []
          : [{ branchId: BRANCH, productId: PRODUCT, entriesMilli: levels[0], slotsMilli: levels[1] }],
      status: () => ({ counts: { forks } }),
    },
    till: {
      document: () => null,
      newestOwn: () => entries.map(({ fact }) => fact).filter(({ entry }) => own.includes(entry)),
    },
    facts: entries.map(({ fact }) => fact),
    places: new Map(entries.map(({ fact: { entry }, place }) => [entry, place])),
  }) as unknown as Witness;

export const evidenceOf = (witnesses: readonly Witness[], journal = new Journal()): Evidence => ({
  journal,
  witnesses,
  union: new Map(witnesses.flatMap(({ facts }) => facts.map((fact) => [fact.entry, fact] as const))),
  places: new Map(witnesses.flatMap(({ places }) => [...places])),
});
