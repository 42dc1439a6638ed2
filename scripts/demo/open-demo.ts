import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ChainPlace } from '../chain/chain-place.ts';
import { makeChain } from '../chain/make-chain.ts';
import { DEMO_BRANCHES, DEMO_NAME, DEMO_STAFF } from './shop.ts';

/** What the set-up leaves beside the devices' folders, so that the demo goes on where it was. */
const PLACE_FILE = 'chain.json';

/**
 * The demo's devices in `folder`: those of the last time, or new ones. A folder whose set-up was broken
 * off holds nothing that anybody sold, and is made anew.
 */
export const openDemo = async (folder: string, fresh: boolean): Promise<ChainPlace> => {
  const file = join(folder, PLACE_FILE);
  if (!fresh && existsSync(file)) return JSON.parse(readFileSync(file, 'utf8')) as ChainPlace;
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const plan = { name: DEMO_NAME, mark: 'demo', branches: DEMO_BRANCHES, staff: DEMO_STAFF } as const;
  const place = await makeChain(folder, plan, Date.now());
  const draft = `${file}.new`;
  writeFileSync(draft, JSON.stringify(place, null, 2));
  renameSync(draft, file);
  return place;
};
