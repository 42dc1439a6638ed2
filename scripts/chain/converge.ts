import { setTimeout as pause } from 'node:timers/promises';
import type { Report } from '@tillmesh/reports';
import { differences, type Holder, readHeld } from '../verify/held.ts';
import type { RunningChain } from './running-chain.ts';

const PAUSE_MS = 250;

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

/** What is still missing until all hold the same and the reporter has counted it, a sentence each. */
const stillOpen = async (chain: RunningChain): Promise<readonly string[]> => {
  const holders = holdersOf(chain);
  const open = differences(holders);
  if (open.length > 0) return open;
  const { facts } = await chain.reporter.api().get<Report>('/api/totals');
  const entries = holders[0]?.held.entries ?? 0;
  return facts.folded === entries ? [] : [`the reporter has ${entries - facts.folded} entries to count`];
};

/** Waits until nothing is missing, or gives what still is after `timeoutMs`. */
export const converge = async (chain: RunningChain, timeoutMs: number): Promise<readonly string[]> => {
  const endMs = performance.now() + timeoutMs;
  for (;;) {
    const open = await stillOpen(chain);
    if (open.length === 0 || performance.now() > endMs) return open;
    await pause(PAUSE_MS);
  }
};
