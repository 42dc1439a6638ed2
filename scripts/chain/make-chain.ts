import { type ChainPlan, createChain } from '@tillmesh/replica';
import type { ChainPlace } from './chain-place.ts';

/** Sets up a chain with a relay and a reporter below `folder` at `nowMs`, and says where its devices lie. */
export const makeChain = async (
  folder: string,
  plan: Omit<ChainPlan, 'relay' | 'reporter'>,
  nowMs: number,
): Promise<ChainPlace> => {
  const chain = await createChain(folder, { ...plan, relay: true, reporter: true }, { nowMs });
  const { relayFolder, reporterFolder } = chain;
  if (relayFolder === null || reporterFolder === null) throw new Error('no relay or no reporter was set up');
  return {
    tills: chain.tills.map(({ code, branch, folder: till, deviceId }) => ({
      code,
      branch,
      folder: till,
      deviceId,
    })),
    staff: chain.staff,
    relayFolder,
    reporterFolder,
  };
};
