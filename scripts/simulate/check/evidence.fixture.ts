import type { Fact, LedgerFact } from '@tillmesh/model';
import type { Cut } from '@tillmesh/replica/port';
import { Journal } from '../trade/journal.ts';
import { type Evidence, evidenceFrom, type Place, type Witness } from './evidence.ts';
import type { RegistryReading } from './registry-reading.ts';

export const BRANCH = 'b'.repeat(32);
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

type Off = {
  readonly state?: 'revoked' | 'suspended';
  readonly cuts: Readonly<Record<string, readonly Cut[]>>;
};

/** Of a shop where device `d` writes series A and device `o` series B, and every key is `k1` of the organisation. */
type Stated = {
  readonly off?: Readonly<Record<string, Off>>;
  readonly statements?: Readonly<Record<string, string>>;
  readonly ring?: readonly string[];
};

const registry = (name: string, { off = {}, statements = {}, ring = ['k1'] }: Stated): RegistryReading => ({
  self: { deviceId: name, branchId: BRANCH },
  off: new Map(
    Object.entries(off).map(([deviceId, { state = 'revoked', cuts }]) => [
      deviceId,
      { state, cuts: new Map(Object.entries(cuts)) },
    ]),
  ),
  admins: [],
  authors: new Map([
    ['A', 'd'],
    ['B', 'o'],
  ]),
  statements: new Map(Object.entries(statements)),
  newestKeys: new Map([['organisation', 'k1']]),
  ring: new Set(ring),
});

type Shows = {
  readonly levels?: readonly [entriesMilli: number, slotsMilli: number];
  readonly forks?: number;
  /** What it made itself, by its entries. */
  readonly own?: readonly string[];
  /** What ceased to count once, and what of its places does not count now, by entries. */
  readonly withdrawn?: readonly string[];
  readonly withheld?: readonly Made[];
  readonly shownWithheld?: number;
  /** What is sold by it. */
  readonly withheldMinor?: number;
  readonly stated?: Stated;
  /** Devices it shows as off; default: as its statements have it. */
  readonly shownOff?: readonly string[];
  readonly roles?: readonly string[];
  /** The branch of which a device was a till at the heads of an entry. */
  readonly branches?: Readonly<Record<string, string | null>>;
};

const countBySeries = (entries: readonly Made[], { shownWithheld, withheldMinor = 250 }: Shows) =>
  [...new Set(entries.map(({ place }) => place.series))].map((seriesId) => ({
    seriesId,
    salesMinor: withheldMinor,
    entries: shownWithheld ?? entries.filter(({ place }) => place.series === seriesId).length,
  }));

/** A device that holds these entries and shows what it is told to. */
export const device = (name: string, entries: readonly Made[], shows: Shows = {}): Witness => {
  const { levels, forks = 0, own = [], withdrawn = [], withheld = [], stated = {} } = shows;
  const off = shows.shownOff ?? Object.keys(stated.off ?? {});
  return {
    name,
    branchId: BRANCH,
    folder: '',
    node: {
      stockLevels: () =>
        levels === undefined
          ? []
          : [{ branchId: BRANCH, productId: PRODUCT, entriesMilli: levels[0], slotsMilli: levels[1] }],
      status: () => ({ counts: { forks }, withheld: countBySeries(withheld, shows) }),
      withdrawn: () => withdrawn.map((entry) => ({ position: 1, entry })),
      shop: () => ({
        devices: off.map((deviceId) => ({
          deviceId,
          off: { state: stated.off?.[deviceId]?.state ?? 'revoked' },
        })),
        staff: [],
        roles: shows.roles ?? [],
      }),
    },
    till: {
      document: () => null,
      newestOwn: () => entries.map(({ fact }) => fact).filter(({ entry }) => own.includes(entry)),
    },
    facts: entries.map(({ fact }) => fact),
    places: new Map([...entries, ...withheld].map(({ fact: { entry }, place }) => [entry, place])),
    registry: registry(name, stated),
    branches: new Map(Object.entries(shows.branches ?? {})),
  } as unknown as Witness;
};

export const evidenceOf = (
  witnesses: readonly Witness[],
  journal = new Journal(),
  off: readonly Witness[] = [],
): Evidence => evidenceFrom(journal, witnesses, off);
