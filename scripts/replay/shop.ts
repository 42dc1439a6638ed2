import type { ImportReport, ProductHit } from '../../packages/terminal/src/api/view.ts';
import type { ChainPlace } from '../chain/chain-place.ts';
import { makeChain } from '../chain/make-chain.ts';
import type { RunningChain, TillDevice } from '../chain/running-chain.ts';
import { waitFor } from '../chain/wait.ts';
import { type Listing, listingCsv } from './listing.ts';

export const ZONE = 'Europe/London';
const COUNTRY = 'GB';
const TAX_CLASS = 'standard';
/** Overrides and refunds without a receipt need a supervisor. */
const PERSON = { name: 'Replay', role: 'supervisor', pin: '86420' } as const;
const CATALOG_TIMEOUT_MS = 60_000;

/** Branch `A` has the tills `A1`, `A2` and so on. */
const branchPlan = (branch: number, tills: number) => {
  const letter = String.fromCharCode('A'.charCodeAt(0) + branch);
  return {
    name: `Branch ${letter}`,
    country: COUNTRY,
    zone: ZONE,
    tills: Array.from({ length: tills }, (_, index) => `${letter}${index + 1}`),
  };
};

/** An organisation marked as a replay, made at `nowMs` by the replay's clock, with nothing sold yet. */
export const makeShop = (
  folder: string,
  branches: number,
  tills: number,
  nowMs: number,
): Promise<ChainPlace> => {
  const plan = {
    name: 'Replay',
    mark: 'replay',
    branches: Array.from({ length: branches }, (_, branch) => branchPlan(branch, tills)),
    staff: [PERSON],
  } as const;
  return makeChain(folder, plan, nowMs);
};

export const personOf = ({ staff }: ChainPlace): { readonly staffId: string; readonly pin: string } => {
  const staffId = staff.find(({ name }) => name === PERSON.name)?.id;
  if (staffId === undefined) throw new Error('nobody can sign in');
  return { staffId, pin: PERSON.pin };
};

/** True once a till sells exactly `count` products. */
const sells = async (till: TillDevice, count: number): Promise<true | null> => {
  const path = `/api/products?offset=${Math.max(0, count - 1)}&limit=2`;
  const tail = await till.api().get<readonly ProductHit[]>(path);
  return tail.length === 1 && tail[0]?.priceMinor !== null ? true : null;
};

/** Imports the products at one till and waits until every till sells just these; gives their number. */
export const importProducts = async (
  { tills }: RunningChain,
  products: readonly Listing[],
): Promise<number> => {
  const [first] = tills;
  if (first === undefined) throw new Error('there is no till');
  const csv = listingCsv(products, TAX_CLASS);
  const { written } = await first
    .api()
    .post<ImportReport>('/api/import', { csv, decimal: '.', strict: true });
  await Promise.all(
    tills.map((till) =>
      waitFor(`${written} products at ${till.code}`, CATALOG_TIMEOUT_MS, () => sells(till, written)),
    ),
  );
  return written;
};
