import { setTimeout as pause } from 'node:timers/promises';
import type { Report } from '@tillmesh/reports';
import { differing, type Holder, missing, readDocuments, readHeld } from '../verify/held.ts';
import type { RunningChain } from './running-chain.ts';

/** Reading takes time that the devices need: whole documents are compared rarer than entries are counted. */
const PAUSE_MS = 300;
const DOCUMENTS_PAUSE_MS = 1_000;

/** The reporter and the tills of a chain, with what each holds now. */
const holdersOf = (chain: RunningChain): readonly Holder[] => [
  { name: 'reporter', branch: null, deviceId: null, held: readHeld(chain.reporter.folder) },
  ...chain.tills.map(({ name, branch, deviceId, folder }) => ({
    name,
    branch,
    deviceId,
    held: readHeld(folder),
  })),
];

const entriesOpen = async (chain: RunningChain): Promise<readonly string[]> => {
  const holders = holdersOf(chain);
  const open = missing(holders);
  if (open.length > 0) return open;
  const { facts } = await chain.reporter.api().get<Report>('/api/totals');
  const entries = holders[0]?.held.entries ?? 0;
  return facts.folded === entries ? [] : [`the reporter has ${entries - facts.folded} entries to count`];
};

const documentsOpen = (chain: RunningChain): readonly string[] =>
  differing(
    [chain.reporter, ...chain.tills].map(({ name, folder }) => ({ name, documents: readDocuments(folder) })),
  );

/**
 * Waits until all devices hold the same and the reporter has counted it, or gives what is still missing
 * after `timeoutMs`, a sentence each.
 */
export const converge = async (chain: RunningChain, timeoutMs: number): Promise<readonly string[]> => {
  const endMs = performance.now() + timeoutMs;
  for (;;) {
    const entries = await entriesOpen(chain);
    const open = entries.length > 0 ? entries : documentsOpen(chain);
    if (open.length === 0 || performance.now() > endMs) return open;
    await pause(entries.length > 0 ? PAUSE_MS : DOCUMENTS_PAUSE_MS);
  }
};
