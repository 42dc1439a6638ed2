import { loadavg } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { CommandBody } from '@tillmesh/model';
import type { DevicesView } from '../../packages/terminal/src/api/device-view.ts';
import { act } from '../chain/cashier.ts';
import type { ChainPlace } from '../chain/chain-place.ts';
import { makeChain } from '../chain/make-chain.ts';
import { planChain, type TillDevice } from '../chain/running-chain.ts';
import { waitFor } from '../chain/wait.ts';
import { type LiveScreen, openLiveScreen } from './live-screen.ts';
import { type Statistic, statisticOf } from './statistic.ts';

const OWNER = { name: 'Olive Owner', role: 'owner', pin: '902100' } as const;
const CODE = '9521000000015';
const PRODUCTS = `ean13,name\n${CODE},Apple juice`;
const PRICE_MINOR = 100;
const FLOAT_MINOR = 10_000;
const SETTLE_MS = 60_000;
/** What was opened at the start is exchanged, document by document; a shop opens its tills once a day. */
const REST_MS = 20_000;
const SALES_A_SECOND = 5;
const BATCH_SALES = 50;

/**
 * One minute's average of the machine while it was measured, since others may use it too; and the processor time that
 * the tills needed, which does not depend on them.
 */
type Load = { readonly loadAverage: number; readonly cpuSeconds: number };
const tenths = (value: number): number => Math.round(value * 10) / 10;
const usedBy = (tills: readonly TillDevice[]): number =>
  tills.flatMap((till) => till.process().use()).reduce((sum, { cpuSeconds }) => sum + cpuSeconds, 0);
const loadSince = (tills: readonly TillDevice[], before: number): Load => ({
  loadAverage: tenths(loadavg()[0] ?? 0),
  cpuSeconds: tenths(usedBy(tills) - before),
});

type Branch = {
  readonly tills: readonly TillDevice[];
  readonly stop: () => Promise<void>;
  readonly person: { readonly staffId: string; readonly pin: string };
};

const sale: readonly CommandBody[] = [
  { kind: 'basket.add', code: CODE },
  { kind: 'payment.take', tender: 'cash', tenderedMinor: PRICE_MINOR },
];

/** Tills of one branch as real processes, linked each to each, with shifts open and one product. */
const openBranch = async (folder: string, count: number): Promise<Branch> => {
  const codes = Array.from({ length: count }, (_, index) => `H${index + 1}`);
  const plan = {
    name: 'Bench',
    mark: 'real' as const,
    branches: [{ name: 'High Street', country: 'GB', tills: codes }],
    staff: [OWNER],
  };
  const place: ChainPlace = await makeChain(folder, plan, Date.now());
  const { tills } = await planChain(place, { logFolder: join(folder, 'log') });
  const stop = async (): Promise<void> => void (await Promise.all(tills.map((till) => till.stop())));
  const person = { staffId: place.staff[0]?.id ?? '', pin: OWNER.pin };
  await Promise.all(tills.map((till) => till.start()));
  const [first, ...others] = tills;
  if (first === undefined) throw new Error('the branch has no till');
  for (const till of tills) await act(till.api(), { kind: 'session.sign-in', ...person });
  await first.api().post('/api/import', { csv: PRODUCTS, defaults: { price: '1.00', tax: 'zero' } });
  for (const till of others) {
    await waitFor(`the product at ${till.code}`, SETTLE_MS, async () => {
      const hits = await till
        .api()
        .get<readonly { readonly priceMinor: number | null }[]>(`/api/products?search=${CODE}`);
      return hits.some(({ priceMinor }) => priceMinor !== null) ? true : null;
    });
  }
  for (const till of tills) await act(till.api(), { kind: 'shift.open', floatMinor: FLOAT_MINOR });
  for (const till of tills) await waitFor(`rest at ${till.code}`, SETTLE_MS, () => isAtRest(till));
  await pause(REST_MS);
  return { tills, stop, person };
};

/** Whether a till is linked to all others and they hold all it wrote. */
const isAtRest = async (till: TillDevice): Promise<true | null> => {
  const { devices } = await till.api().get<DevicesView>('/api/devices');
  const others = devices.filter(({ kind, state }) => kind === 'till' && state !== 'self');
  return others.every(({ state, theyLack }) => state === 'linked' && theyLack?.records === 0) ? true : null;
};

const sell = async (till: TillDevice): Promise<string> => {
  const answer = (await act(till.api(), ...sale)).at(-1);
  if (answer?.kind !== 'paid' || answer.saleId === null) throw new Error('no sale was made');
  return answer.saleId;
};

const isShown = (screens: readonly LiveScreen[], sold: ReadonlyMap<string, unknown>): boolean =>
  screens.every(({ shownMs }) => [...sold.keys()].every((saleId) => shownMs.has(saleId)));

/**
 * From the answer of a sale at one till's API to the message on each other till's live socket that shows it, at five
 * sales a second in all, the tills selling in turns.
 */
export const measureShown = async (
  folder: string,
  count: number,
  sales: number,
): Promise<Statistic & Load> => {
  const { tills, stop } = await openBranch(folder, count);
  try {
    const screens = await Promise.all(tills.map((till) => openLiveScreen(till.folder)));
    /** By sale: when it was answered, and at which till. */
    const sold = new Map<string, { readonly answeredMs: number; readonly at: number }>();
    const used = usedBy(tills);
    const startMs = performance.now();
    for (let index = 0; index < sales; index += 1) {
      await pause(Math.max(0, startMs + (index * 1_000) / SALES_A_SECOND - performance.now()));
      const at = index % tills.length;
      const till = tills[at];
      if (till !== undefined) sold.set(await sell(till), { answeredMs: performance.now(), at });
    }
    await waitFor('every sale on every screen', SETTLE_MS, () => (isShown(screens, sold) ? true : null));
    const waits = [...sold].flatMap(([saleId, { answeredMs, at }]) =>
      screens.flatMap(({ shownMs }, screen) =>
        screen === at ? [] : [Math.max(0, (shownMs.get(saleId) ?? 0) - answeredMs)],
      ),
    );
    for (const screen of screens) screen.close();
    return { ...statisticOf(waits), ...loadSince(tills, used) };
  } finally {
    await stop();
  }
};

export type Return = {
  readonly entries: number;
  /** From the order to link again to the newest sale on the other till's screen. */
  readonly newestShownMs: number;
  /** To the author's knowing that the other holds all: every signature checked, everything on the disk. */
  readonly allHeldMs: number;
} & Load;

/** A till that was off the network while another wrote so many entries is put back. */
export const measureReturn = async (folder: string, entries: number): Promise<Return> => {
  const { tills, stop } = await openBranch(folder, 2);
  try {
    const [author, away] = tills;
    if (author === undefined || away === undefined) throw new Error('the branch has not two tills');
    await away.api().post('/api/links', { on: false });
    const lacked = async (): Promise<number> => {
      const { devices } = await author.api().get<DevicesView>('/api/devices');
      return devices.find(({ code }) => code === away.code)?.theyLack?.records ?? 0;
    };
    const before = await lacked();
    let newest = '';
    while ((await lacked()) - before < entries) {
      for (let index = 0; index < BATCH_SALES; index += 1) newest = await sell(author);
    }
    const written = (await lacked()) - before;
    const screen = await openLiveScreen(away.folder);
    const used = usedBy([away]);
    const startMs = performance.now();
    await away.api().post('/api/links', { on: true });
    const held = waitFor('everything at the other till', SETTLE_MS, async () =>
      (await lacked()) === 0 ? performance.now() - startMs : null,
    );
    const newestShownMs = await waitFor('the newest sale', SETTLE_MS, () => {
      const shownMs = screen.shownMs.get(newest);
      return shownMs === undefined ? null : shownMs - startMs;
    });
    const allHeldMs = await held;
    screen.close();
    return {
      entries: written,
      newestShownMs: Math.round(newestShownMs),
      allHeldMs: Math.round(allHeldMs),
      ...loadSince([away], used),
    };
  } finally {
    await stop();
  }
};
