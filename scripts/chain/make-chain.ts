import { createChain } from '@tillmesh/replica';
import type { ChainPlace } from './chain-place.ts';

type ChainPlan = Parameters<typeof createChain>[1];

/** Sets up a chain with a relay and a reporter below `folder`, and says where its devices lie. */
export const makeChain = async (
  folder: string,
  plan: Omit<ChainPlan, 'relay' | 'reporter'>,
): Promise<ChainPlace> => {
  const chain = await createChain(folder, { ...plan, relay: true, reporter: true });
  const { relayFolder, reporterFolder } = chain;
  if (relayFolder === null || reporterFolder === null) throw new Error('no relay or no reporter was set up');
  return { tills: chain.tills, staff: chain.staff, relayFolder, reporterFolder };
};
