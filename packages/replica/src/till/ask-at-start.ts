import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { toHex } from '../cbor/bytes.ts';
import { directoryRef, ledgerRef } from '../node/document-map.ts';
import { deviceWords } from '../node/device-words.ts';
import type { NodeCore, NodeOptions } from '../node/node-core.ts';
import { processLater } from '../node/process-later.ts';
import { Fault } from '../fault.ts';
import { documentPrint } from './document-print.ts';
import type { OwnChain } from './own-chain.ts';
import { createStartInquiry, type StartInquiry } from './start-inquiry.ts';

/** The directory of the branch, which names the segments, and the newest of them. */
const ownDocuments = ({ registry, self }: NodeCore, series: string) => {
  const segments = registry.territory().series.find(({ seriesId }) => seriesId === series)?.segments ?? 1;
  return [directoryRef(self.branchId ?? ''), ledgerRef(series, segments - 1)];
};

/** How the documents stood at this till's last end, all of them being held here. */
const SEEN = 'documents-seen';

const fileIn = (folder: string): string => join(folder, 'documents.db');

/** Whether own documents may hold what till.db lacks; they cannot where nothing was written to them since. */
const mayHoldMore = ({ store }: NodeCore, folder: string): boolean => {
  const file = fileIn(folder);
  if (!existsSync(file)) return false;
  const seen = store.local.get(SEEN);
  return typeof seen !== 'string' || documentPrint(file) !== seen;
};

/** Once the carrier has ended: what its documents hold is held here, so the next start need not wait for them. */
export const noteDocuments = ({ store, ingest }: NodeCore, inquiry: StartInquiry, folder: string): void => {
  if (!inquiry.isCompared() || ingest.waiting() > 0) return;
  const print = documentPrint(fileIn(folder));
  if (print === null) return;
  try {
    store.transaction(() => store.local.put(SEEN, print));
  } catch (error) {
    // It is not needed: they are compared at the next start.
    if (!(error instanceof Fault)) throw error;
  }
};

/** Asks own documents and peers for entries that the journal lacks. Of a series just begun nobody can have any. */
export const askAtStart = (
  core: NodeCore,
  chain: OwnChain,
  { folder, dial, later = processLater }: Pick<NodeOptions, 'folder' | 'dial' | 'later'>,
): StartInquiry => {
  const { store, registry, alarms, session } = core;
  const series = chain.seriesId() ?? '';
  return createStartInquiry(
    {
      later,
      series,
      documents: () => ownDocuments(core, series),
      isHeld: (of, { sequence, hash }) =>
        store.entries.hashesAt(of, sequence).some((own) => toHex(own) === toHex(hash)),
      unproven: (by) => {
        const who = deviceWords(registry.roster(), by);
        alarms.raise(
          'OWN-ENTRIES-CLAIMED',
          `${who} says that it holds records of this till which this till lacks, and has not sent them. ` +
            'Nothing was changed; this till sells on. If this comes again, call your installer.',
          { deviceId: by },
        );
      },
    },
    {
      documents: !chain.isBegun() && mayHoldMore(core, folder),
      peers: !chain.isBegun() && (dial.length > 0 || session.remembersAddresses()),
    },
  );
};
