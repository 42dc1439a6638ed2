import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import {
  checkChain,
  type ChainLink,
  foldRegistry,
  readEntryHeader,
  readOrganisationFile,
  verifyEntry,
} from '@tillmesh/replica';
import { createHash } from 'node:crypto';

/** What is wrong with one series; sequences say where. */
export type SeriesFinding = {
  readonly series: string;
  /** Printed on its documents, such as `H1`; null for a device that the registry does not name. */
  readonly device: string | null;
  readonly entries: number;
  readonly last: number;
  readonly gaps: readonly { readonly from: number; readonly to: number }[];
  /** Places that hold two entries. */
  readonly forks: readonly number[];
  /** Entries that do not name the one before them. */
  readonly broken: readonly number[];
  /** Entries that their author did not sign, or whose author the registry does not name. */
  readonly badSignatures: readonly number[];
};

export type ChainSum = {
  readonly entries: number;
  /** Missing sequences, not runs of them; a broken link counts as one. */
  readonly gaps: number;
  readonly forks: number;
  readonly badSignatures: number;
};

export type Verification = {
  readonly series: readonly SeriesFinding[];
  /** Objects of ledgers that are no entry this version can read. */
  readonly unreadable: number;
  readonly sum: ChainSum;
};

type Entry = { readonly link: ChainLink; readonly signed: boolean };
type Row = { readonly document: string; readonly bytes: Uint8Array };

const readRows = (folder: string): readonly Row[] => {
  const database = new DatabaseSync(join(folder, 'till.db'), { readOnly: true, timeout: 5_000 });
  try {
    return database
      .prepare(
        "SELECT document, bytes FROM object WHERE document LIKE 'ledger/%' OR document LIKE 'registry/%'",
      )
      .all()
      .map((row) => ({ document: String(row['document']), bytes: row['bytes'] as Uint8Array }));
  } finally {
    database.close();
  }
};

const missingIn = (gaps: SeriesFinding['gaps']): number =>
  gaps.reduce((sum, { from, to }) => sum + to - from + 1, 0);

const findingOf = (series: string, device: string | null, entries: readonly Entry[]): SeriesFinding => {
  const chain = checkChain(entries.map(({ link }) => link));
  return {
    series,
    device,
    entries: chain.entries,
    last: chain.last,
    gaps: chain.gaps,
    forks: chain.forks.map(({ sequence }) => sequence),
    broken: chain.broken.map(({ sequence }) => sequence),
    badSignatures: entries.filter(({ signed }) => !signed).map(({ link }) => link.sequence),
  };
};

const sumOf = (series: readonly SeriesFinding[]): ChainSum => ({
  entries: series.reduce((sum, { entries }) => sum + entries, 0),
  gaps: series.reduce((sum, { gaps, broken }) => sum + missingIn(gaps) + broken.length, 0),
  forks: series.reduce((sum, { forks }) => sum + forks.length, 0),
  badSignatures: series.reduce((sum, { badSignatures }) => sum + badSignatures.length, 0),
});

/**
 * Walks every chain that `till.db` of a device folder holds: over the bytes themselves, with the public keys
 * of the registry alone, so it needs no secret and believes nothing the device noted of them.
 */
export const verifyFolder = (folder: string): Verification => {
  const rows = readRows(folder);
  const { organisationId } = readOrganisationFile(folder);
  const statements = rows.filter(({ document }) => document.startsWith('registry/'));
  const registry = foldRegistry(
    statements.map(({ bytes }) => bytes),
    { organisationId, dataKeys: new Map() },
  );
  const bySeries = new Map<string, Entry[]>();
  let unreadable = 0;
  for (const { bytes } of rows.filter(({ document }) => document.startsWith('ledger/'))) {
    const header = readEntryHeader(bytes);
    if (!header.ok) {
      unreadable += 1;
      continue;
    }
    const { series, sequence, previous, deviceId } = header.value;
    const author = registry.devices.get(deviceId);
    const owner = registry.series.get(series)?.deviceId;
    const signed = author !== undefined && owner === deviceId && verifyEntry(bytes, author.signKey).ok;
    const hash = createHash('sha256').update(bytes).digest();
    const entries = bySeries.get(series) ?? [];
    entries.push({ link: { sequence, previous, hash }, signed });
    bySeries.set(series, entries);
  }
  const series = [...bySeries]
    .map(([name, entries]) => {
      const owner = registry.series.get(name)?.deviceId ?? '';
      return findingOf(name, registry.devices.get(owner)?.code ?? null, entries);
    })
    .sort((one, other) => (one.series < other.series ? -1 : 1));
  return { series, unreadable, sum: sumOf(series) };
};
