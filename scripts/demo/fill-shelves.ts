import type { CommandBody } from '@tillmesh/model';
import type { ImportReport, ProductHit } from '../../packages/terminal/src/api/view.ts';
import { act, runCommands } from '../chain/cashier.ts';
import type { ChainPlace } from '../chain/chain-place.ts';
import type { LocalApi } from '../chain/local-api.ts';
import type { RunningChain } from '../chain/running-chain.ts';
import { waitFor } from '../chain/wait.ts';
import { DEMO_STAFF, demoCatalog } from './shop.ts';

const ARRIVAL_TIMEOUT_MS = 30_000;
/** Fixed, so that a set-up that was broken off and started again moves the stock once. */
const RECEIVE_ID = '00000000000000000000000000000001';

type Person = { readonly staffId: string; readonly pin: string };

/** Who signs in for a role of the demo's staff. */
export const demoPerson = (place: ChainPlace, role: (typeof DEMO_STAFF)[number]['role']): Person => {
  const person = DEMO_STAFF.find((candidate) => candidate.role === role);
  const staffId = place.staff.find(({ name }) => name === person?.name)?.id;
  if (person === undefined || staffId === undefined) throw new Error(`the demo has no ${role}`);
  return { staffId, pin: person.pin };
};

const productsOf = (api: LocalApi): Promise<readonly ProductHit[]> =>
  api.get<readonly ProductHit[]>('/api/products?offset=0&limit=200');

const importCatalog = async (api: LocalApi): Promise<number> => {
  const report = await api.post<ImportReport>('/api/import', { csv: demoCatalog(), strict: true });
  return report.written;
};

/** The import gives the opening stock to the branch it was made in; the other receives as much as goods. */
const receiveGoods = async (api: LocalApi, stocked: readonly ProductHit[]): Promise<void> => {
  const lines = stocked.map(({ id, stockMilli }) => ({ productId: id, quantityMilli: stockMilli }));
  const body: CommandBody = { kind: 'stock.move', reason: 'received', lines, note: 'first delivery' };
  await runCommands(api, [{ ...body, id: RECEIVE_ID }]);
};

const asSupervisor = async (api: LocalApi, person: Person, work: () => Promise<void>): Promise<void> => {
  await act(api, { kind: 'session.sign-in', ...person });
  await work();
  await act(api, { kind: 'session.sign-out' });
};

/** Gives an empty demo its catalogue and stock; one that has products already is left as it is. */
export const fillShelves = async (chain: RunningChain, place: ChainPlace): Promise<void> => {
  const [first] = chain.tills;
  const other = chain.tills.find(({ branch }) => branch !== first?.branch);
  if (first === undefined || other === undefined) throw new Error('the demo needs tills in two branches');
  const known = await productsOf(first.api());
  if (known.length > 0) return;
  const supervisor = demoPerson(place, 'supervisor');
  await asSupervisor(first.api(), supervisor, async () => {
    await importCatalog(first.api());
  });
  const stocked = await productsOf(first.api());
  await Promise.all(
    chain.tills.map((till) =>
      waitFor(`the catalogue at ${till.code}`, ARRIVAL_TIMEOUT_MS, async () => {
        const arrived = await productsOf(till.api());
        return arrived.length === stocked.length && arrived.every(({ priceMinor }) => priceMinor !== null)
          ? arrived
          : null;
      }),
    ),
  );
  await asSupervisor(other.api(), supervisor, () => receiveGoods(other.api(), stocked));
};
