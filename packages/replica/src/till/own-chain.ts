import { toHex } from '../cbor/bytes.ts';
import { refName } from '../document/document-ref.ts';
import { Fault } from '../fault.ts';
import type { DataKey } from '../key/data-key.ts';
import { segmentStatement } from '../node/directory.ts';
import { directoryRef } from '../node/document-map.ts';
import type { NodeCore } from '../node/node-core.ts';
import { createJournal, type Journal } from './journal.ts';
import { beginSeries, readOwnSeries } from './own-series.ts';

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

const journalOf = (core: NodeCore, branchId: string, seriesId: string): Journal => {
  const { store, device, registry, outbox, random } = core;
  return createJournal({
    store,
    keys: device.keys,
    branchId,
    dataKey: () => keyFor(core, branchId),
    seriesId,
    registryHeads: () => registry.roster().state.entryHeads,
    outbox,
    random,
    segmentBegun: (segment, last) => {
      const seal = { series: seriesId, segment, sealSequence: last.sequence, sealHash: toHex(last.hash) };
      const bytes = segmentStatement(seal, last.clock, device.keys);
      registry.add([bytes], refName(directoryRef(branchId)));
      outbox.add(directoryRef(branchId), { bytes });
    },
  });
};

/** Where the till's own chain goes on; a new series puts a new journal in its place. */
export const createChain = (core: NodeCore, branchId: string) => {
  let seriesId = readOwnSeries(core);
  let journal: Journal | null = null;
  return {
    seriesId: (): string | null => seriesId,
    journal: (): Journal => {
      if (seriesId === null) throw new Error('a till without a series');
      journal ??= journalOf(core, branchId, seriesId);
      return journal;
    },
    begin: (): void => {
      seriesId = beginSeries(core, branchId);
      journal = null;
    },
  };
};

export type OwnChain = ReturnType<typeof createChain>;
