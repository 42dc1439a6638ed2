import type { DocumentRef } from '../carrier/carrier-port.ts';

const CATALOG_SHARDS = 64;
/** The one epoch of this version; a new epoch carries over what still counts. */
const EPOCH = '0';

export const registryRef: DocumentRef = { kind: 'registry', parts: [EPOCH] };
export const directoryRef = (branchId: string): DocumentRef => ({ kind: 'directory', parts: [branchId] });
export const ledgerRef = (seriesId: string, segment: number): DocumentRef => ({
  kind: 'ledger',
  parts: [seriesId, String(segment)],
});
export const stockRef = (branchId: string, seriesId: string): DocumentRef => ({
  kind: 'stock',
  parts: [branchId, seriesId, EPOCH],
});
/** Products spread over shards by the first byte of their (random) id. */
export const catalogRef = (productId: string): DocumentRef => ({
  kind: 'catalog',
  parts: [String(Number.parseInt(productId.slice(0, 2), 16) % CATALOG_SHARDS), EPOCH],
});

/** The document of a name that `refName` gave; no part of one holds a slash. */
export const refOfName = (name: string): DocumentRef => {
  const [kind, ...parts] = name.split('/');
  return { kind: kind as DocumentRef['kind'], parts };
};

/** Whose slots a stock document holds; null for any other document. */
export const slotSeriesOf = (name: string): { readonly branch: string; readonly series: string } | null => {
  const { kind, parts } = refOfName(name);
  const [branch, series] = parts;
  return kind === 'stock' && branch !== undefined && series !== undefined ? { branch, series } : null;
};

export type KnownDocument = { readonly ref: DocumentRef; readonly branchId: string | null };

/** What the open parts of registry and directory say exists. */
export type Territory = {
  readonly branchIds: readonly string[];
  readonly series: readonly {
    readonly seriesId: string;
    readonly branchId: string;
    readonly segments: number;
  }[];
};

/**
 * Every document of the organisation, in the order in which they should be caught up: of the ledgers what is written
 * now comes before everything that is full, which is history.
 */
export const documentsOf = (territory: Territory): readonly KnownDocument[] => {
  const known: KnownDocument[] = [{ ref: registryRef, branchId: null }];
  for (const branchId of territory.branchIds) known.push({ ref: directoryRef(branchId), branchId });
  for (const { seriesId, branchId, segments } of territory.series)
    known.push({ ref: ledgerRef(seriesId, segments - 1), branchId });
  for (const { seriesId, branchId } of territory.series)
    known.push({ ref: stockRef(branchId, seriesId), branchId });
  for (let shard = 0; shard < CATALOG_SHARDS; shard += 1) {
    known.push({ ref: { kind: 'catalog', parts: [String(shard), EPOCH] }, branchId: null });
  }
  for (const { seriesId, branchId, segments } of territory.series) {
    for (let segment = segments - 2; segment >= 0; segment -= 1)
      known.push({ ref: ledgerRef(seriesId, segment), branchId });
  }
  return known;
};

type Listed = {
  readonly devices: ReadonlyMap<string, { readonly branchId: string | null }>;
  readonly series: ReadonlyMap<string, { readonly branchId: string }>;
};

/** What exists, from the registry's open part and the segments that directories name. */
export const surveyTerritory = (listed: Listed, segments: ReadonlyMap<string, number>): Territory => {
  const branchIds = new Set<string>();
  for (const { branchId } of listed.devices.values()) if (branchId !== null) branchIds.add(branchId);
  for (const { branchId } of listed.series.values()) branchIds.add(branchId);
  return {
    branchIds: [...branchIds],
    series: [...listed.series].map(([seriesId, { branchId }]) => ({
      seriesId,
      branchId,
      segments: segments.get(seriesId) ?? 1,
    })),
  };
};
