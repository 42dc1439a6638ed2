import { zoneOffsetMinutes } from '@tillmesh/model';
import { groupInvoices, type Invoice, tillOfInvoice } from './invoice.ts';
import { listProducts, type Listing } from './listing.ts';
import type { SourceFile } from './read-file.ts';
import type { Reject } from './source-row.ts';

/** An invoice at its place: which till enters it, and when by the shop's clock. */
export type Planned = { readonly invoice: Invoice; readonly till: number; readonly utcMs: number };

/**
 * What all tills do between two moments at which they wait for one another: the invoices of one trading
 * day, or of its part before or after the links are cut or healed.
 */
export type Step = {
  readonly date: string;
  readonly opensDay: boolean;
  readonly closesDay: boolean;
  readonly cut: boolean;
  /** By till, in order of time. */
  readonly tills: readonly (readonly Planned[])[];
  readonly openMs: number;
  readonly closeMs: number;
};

export type Plan = {
  readonly rowCount: number;
  readonly rejected: readonly Reject[];
  readonly products: readonly Listing[];
  readonly steps: readonly Step[];
  readonly invoices: readonly Invoice[];
  /** By till and date: money in the drawer at opening, enough for the refunds of the day. */
  readonly floatMinor: (till: number, date: string) => number;
};

export type PlanOptions = {
  readonly zone: string;
  readonly tillCount: number;
  readonly partition: boolean;
  /** Trading days to replay, from the first; absent replays all. */
  readonly limitDays?: number | undefined;
};

const MINUTE_MS = 60_000;
const DEFAULT_FLOAT_MINOR = 20_000;
/** The business day begins at 04:00, as in every branch made from a country profile. */
const CUTOFF_MS = 4 * 60 * MINUTE_MS;

const dateOf = (localMs: number): string => new Date(localMs - CUTOFF_MS).toISOString().slice(0, 10);

/** The moment a wall clock shows `localMs`; asked twice because the offset depends on the answer. */
export const utcOfLocal = (zone: string, localMs: number): number => {
  const guess = localMs - zoneOffsetMinutes(zone, localMs) * MINUTE_MS;
  return localMs - zoneOffsetMinutes(zone, guess) * MINUTE_MS;
};

/** 0, 1 or 2 for each invoice: in which third of the rows its first row stands. */
const thirdsOf = (invoices: readonly Invoice[]): ReadonlyMap<Invoice, number> => {
  const total = invoices.reduce((sum, { rows }) => sum + rows.length, 0);
  const thirds = new Map<Invoice, number>();
  let before = 0;
  for (const invoice of invoices) {
    thirds.set(invoice, Math.floor((3 * before) / total));
    before += invoice.rows.length;
  }
  return thirds;
};

const planSteps = (invoices: readonly Invoice[], options: PlanOptions): readonly Step[] => {
  const thirds = thirdsOf(invoices);
  const byDate = Map.groupBy(invoices, ({ localMs }) => dateOf(localMs));
  return [...byDate].flatMap(([date, day]) => {
    const parts = options.partition
      ? [...Map.groupBy(day, (invoice) => thirds.get(invoice) === 1)]
      : [[false, day] as const];
    const openMs = utcOfLocal(options.zone, (day[0]?.localMs ?? 0) - MINUTE_MS);
    const closeMs = utcOfLocal(options.zone, (day.at(-1)?.localMs ?? 0) + MINUTE_MS);
    return parts.map(([cut, own], index) => {
      const planned = own.map((invoice) => ({
        invoice,
        till: tillOfInvoice(invoice.number, options.tillCount),
        utcMs: utcOfLocal(options.zone, invoice.localMs),
      }));
      const tills = Array.from({ length: options.tillCount }, (_, till) =>
        planned.filter((item) => item.till === till),
      );
      return {
        date,
        opensDay: index === 0,
        closesDay: index === parts.length - 1,
        cut,
        tills,
        openMs,
        closeMs,
      };
    });
  });
};

const planFloats = (steps: readonly Step[]): Plan['floatMinor'] => {
  const refunded = new Map<string, number>();
  for (const { date, tills } of steps) {
    for (const { invoice, till } of tills.flat()) {
      if (invoice.kind !== 'refund') continue;
      const key = `${till} ${date}`;
      const sum = invoice.rows.reduce((total, row) => total + row.quantity * row.priceMinor, 0);
      refunded.set(key, (refunded.get(key) ?? 0) + sum);
    }
  }
  return (till, date) => DEFAULT_FLOAT_MINOR + (refunded.get(`${till} ${date}`) ?? 0);
};

const firstDays = (invoices: readonly Invoice[], limit: number | undefined): readonly Invoice[] => {
  if (limit === undefined) return invoices;
  const dates = [...new Set(invoices.map(({ localMs }) => dateOf(localMs)))].slice(0, limit);
  return invoices.filter(({ localMs }) => dates.includes(dateOf(localMs)));
};

/** Settles, before any till runs, what every till will be asked to do and when. */
export const planReplay = (file: SourceFile, options: PlanOptions): Plan => {
  const grouped = groupInvoices(file.accepted);
  const invoices = firstDays(grouped.invoices, options.limitDays);
  const steps = planSteps(invoices, options);
  const rows = invoices.flatMap((invoice) => invoice.rows);
  const rejected = [...file.rejected, ...grouped.rejected].sort((one, other) => one.row - other.row);
  return {
    rowCount: file.rowCount,
    rejected,
    products: listProducts(rows.toSorted((one, other) => one.row - other.row)),
    steps,
    invoices,
    floatMinor: planFloats(steps),
  };
};
