import { toHex } from '../cbor/bytes.ts';
import { refName } from '../document/document-ref.ts';
import { Fault } from '../fault.ts';
import type { DataKey } from '../key/data-key.ts';
import { segmentStatement } from '../node/directory.ts';
import { directoryRef } from '../node/document-map.ts';
import type { NodeCore } from '../node/node-core.ts';
import { cutsOf, mayCount } from '../node/standing.ts';
import { createJournal, type Journal } from './journal.ts';
import { type Mark, readOwnSeriesId } from './left-series.ts';
import { beginSeries } from './own-series.ts';

/** The data key of a purpose, which every enrolled till was given. */
export const keyFor = (core: NodeCore, purpose: string): DataKey => {
  const key = core.registry.roster().currentKey(purpose);
  if (key !== null) return key;
  throw new Fault(
    'DATA-KEY-MISSING',
    'This till was not given the key of its branch or organisation.',
    'Nothing was changed. Enrol the till again, or copy a newer organisation.json into its folder.',
  );
};

/** Where the till's own chain goes on; a new series puts a new journal in its place. */
export const createOwnChain = (core: NodeCore, branchId: string) => {
  const { store, device, registry, outbox, random, clock } = core;
  let seriesId = readOwnSeriesId(store.local);
  let isBegun = false;
  let journal: Journal | null = null;
  /** A segment began in the present transaction. */
  let segmentBegun = false;

  const journalOf = (series: string): Journal =>
    createJournal({
      store,
      keys: device.keys,
      branchId,
      dataKey: () => keyFor(core, branchId),
      seriesId: series,
      registryHeads: () => registry.roster().state.entryHeads,
      outbox,
      random,
      clock,
      reader: core.reader,
      counts: (sequence) => mayCount(cutsOf(registry.roster(), series), sequence),
      segmentBegun: (segment, last) => {
        const seal = { series, segment, sealSequence: last.sequence, sealHash: toHex(last.hash) };
        const bytes = segmentStatement(seal, last.clock, device.keys);
        registry.add([bytes], refName(directoryRef(branchId)));
        outbox.add(directoryRef(branchId), { bytes });
        segmentBegun = true;
      },
    });
  const present = (): Journal => {
    if (seriesId === null) throw new Error('a till without a series');
    journal ??= journalOf(seriesId);
    return journal;
  };
  return {
    seriesId: (): string | null => seriesId,
    /** Whether the series was begun since this till was opened. */
    isBegun: (): boolean => isBegun,
    head: () => present().head(),
    /** The series and where this journal stands in it, whatever else till.db holds of it. */
    place: (): { readonly series: string; readonly head: Mark } => {
      const { sequence, hash } = present().head();
      return { series: seriesId ?? '', head: { sequence, hash: toHex(hash) } };
    },
    append: (recorded: Parameters<Journal['append']>[0]) => present().append(recorded),
    committed: (): void => {
      present().committed();
      // The carrier opens the new ledger document only now, and then gets what was put before.
      if (segmentBegun) core.registryChanged();
      segmentBegun = false;
    },
    rolledBack: (): void => {
      present().rolledBack();
      segmentBegun = false;
    },
    /** `meanwhile` is written in the transaction of the new series. */
    begin: (meanwhile: () => void): void => {
      seriesId = beginSeries(core, branchId, meanwhile);
      isBegun = true;
      journal = null;
    },
  };
};
export type OwnChain = ReturnType<typeof createOwnChain>;
