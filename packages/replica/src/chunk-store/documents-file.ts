import { hash } from 'node:crypto';
import { openPageFile } from '../database/page-file.ts';
import { finishRebuild, isToBeRebuilt, markToRebuild, rebuild } from '../database/rebuilt-file.ts';
import { readRows } from '../database/record.ts';
import { Fault } from '../fault.ts';
import { type ChunkTableOptions, chunkKeyParts, SqliteChunkTable } from './sqlite-chunk-table.ts';

/** The key part under which the heads of a document that rests are noted. */
export const HEADS = 'heads';

/** Chunks written in one transaction. */
const AT_ONCE = 200;

/** Every chunk that can still be read and is what it was; a relay has no other memory of its own. */
const salvage = (damaged: string, table: SqliteChunkTable): number => {
  const file = openPageFile(damaged);
  let writes: Parameters<SqliteChunkTable['apply']>[0][number][] = [];
  let saved = 0;
  const write = (): void => {
    if (writes.length > 0) table.apply(writes);
    saved += writes.length;
    writes = [];
  };
  try {
    for (const row of readRows(file)) {
      const [id, key, sha256, data] = row;
      const isChunk =
        row.length === 4 &&
        id === null &&
        key instanceof Uint8Array &&
        sha256 instanceof Uint8Array &&
        data instanceof Uint8Array;
      if (!isChunk || !hash('sha256', data, 'buffer').equals(sha256)) continue;
      const parts = chunkKeyParts(key);
      // What a document stood at when all of it was here says nothing once some of it may be lost.
      if (parts[1] === HEADS) continue;
      writes.push({ type: 'put', row: { key: parts, sha256, data } });
      if (writes.length >= AT_ONCE) write();
    }
    write();
    return saved;
  } finally {
    file.close();
  }
};

/** `setAside`: under which name a damaged file is kept; `saved`: chunks that came over from it. */
export type OpenedChunkTable = {
  readonly table: SqliteChunkTable;
  readonly setAside: string | null;
  readonly saved: number;
};

/**
 * Opens documents.db. One that is damaged, or was found so in its last life, is set aside under another name and a
 * new one begun with the chunks that can still be read; whatever else was in it comes back from till.db and from
 * peers. A file of a newer version is left alone, and the Fault passed on.
 */
export const openChunkTable = (
  file: string,
  atMs: number,
  options: Pick<ChunkTableOptions, 'disk' | 'inBackground'> = {},
): OpenedChunkTable => {
  const aside = `${file}.damaged-${atMs}`;
  const open = (): SqliteChunkTable =>
    new SqliteChunkTable(file, { ...options, onDamage: (fault) => markToRebuild(file, fault) });
  // Ended between two of its steps.
  finishRebuild(file, () => aside);
  if (!isToBeRebuilt(file)) {
    try {
      return { table: open(), setAside: null, saved: 0 };
    } catch (error) {
      if (!(error instanceof Fault) || error.code !== 'DATABASE-DAMAGED') throw error;
    }
  }
  let saved = 0;
  const fill = (part: string): void => {
    const table = new SqliteChunkTable(part, { disk: options.disk });
    try {
      saved = salvage(file, table);
    } finally {
      table.close();
    }
  };
  rebuild(file, fill, () => aside);
  return { table: open(), setAside: aside, saved };
};
