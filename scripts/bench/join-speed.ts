import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { createChain } from '@tillmesh/replica';
import type { EnrolView } from '../../packages/terminal/src/api/enrol-view.ts';
import type { JoinView } from '../../packages/terminal/src/api/join-view.ts';
import type { CommandReply, ImportReport } from '../../packages/terminal/src/api/view.ts';
import { act, freshCommandId } from '../chain/cashier.ts';
import { type LocalApi, openLocalApi } from '../chain/local-api.ts';
import { waitFor } from '../chain/wait.ts';
import { type OwnProcess, startProcess } from '../process/own-process.ts';
import type { ProductList } from './product-list.ts';

const MAIN = fileURLToPath(new URL('../../packages/terminal/src/host/main.ts', import.meta.url));
const PIN = '482913';
const BETWEEN_SALES_MS = 500;
const PATIENCE_MS = 600_000;
const LISTEN = ['--listen', '127.0.0.1:0', '--enrol-port', '0'];

export type JoinSpeed = {
  readonly products: number;
  /** From asking to join to being linked as a till, without the seconds in which a person reads and types. */
  readonly tillMs: number;
  /** From asking to join to the answer to a first sale by barcode, of the list's first product. */
  readonly firstSaleMs: number;
  /** Until it holds all products. */
  readonly allProductsMs: number;
  /** The longest that a sale at the admin till took meanwhile, and how many it made. */
  readonly adminSales: number;
  readonly adminSlowestSaleMs: number;
  /** Processor time from asking to join until all was there: of both tills with their replica processes. */
  readonly cpuSeconds: { readonly admin: number; readonly joining: number };
};

const start = (folder: string, name: string): Promise<OwnProcess> =>
  startProcess({
    name,
    args: [MAIN, '--data', join(folder, name), '--port', '0', ...LISTEN],
    ready: /ready at http:/,
    logFile: join(folder, `${name}.log`),
  });

const cpuSecondsOf = (till: OwnProcess): number =>
  till.use().reduce((total, { cpuSeconds }) => total + cpuSeconds, 0);

const stateOf = async (api: LocalApi): Promise<JoinView['state'] | undefined> =>
  (await api.get<JoinView | null>('/api/join'))?.state;

const isAt = (api: LocalApi, step: JoinView['state']['step']) =>
  waitFor(`joining: ${step}`, PATIENCE_MS, async () => {
    const state = await stateOf(api);
    if (state?.step === 'blank' && state.refusal !== null) throw new Error(state.refusal.code);
    return state?.step === step ? state : null;
  });

/** Joins as two people at two screens would, through both local APIs. */
const joinAs = async (code: string, admin: LocalApi, blank: LocalApi): Promise<void> => {
  const { window } = await admin.post<EnrolView>('/api/enrol', { device: 'till', code });
  await blank.post('/api/join', { address: window?.addresses[0] });
  const shown = await isAt(blank, 'code');
  if (shown.step !== 'code') throw new Error('no code is shown');
  await waitFor('the new till waits', PATIENCE_MS, async () => {
    const { state } = (await admin.get<EnrolView>('/api/enrol')).window ?? {};
    return state?.step === 'open' && state.waiting.length > 0 ? true : null;
  });
  await admin.post('/api/enrol/code', { code: shown.code });
  await isAt(blank, 'found');
  await blank.post('/api/join/confirm', {});
};

/** Scans until the product is known, and sells it. */
const sellOnceKnown = async (api: LocalApi, code: string): Promise<void> => {
  await waitFor(`the product ${code}`, PATIENCE_MS, async () => {
    const command = { id: freshCommandId(), kind: 'basket.add', code };
    const [reply] = await api.post<readonly CommandReply[]>('/api/commands', [command]);
    return reply?.ok === true ? true : null;
  });
  await act(api, { kind: 'payment.take', tender: 'cash', tenderedMinor: 100 });
};

/** The admin till sells on while it takes in the other; gives how slow its slowest sale was. */
const keepSelling = (api: LocalApi, code: string) => {
  const stop = new AbortController();
  const sellOn = async (): Promise<{ readonly sales: number; readonly slowestMs: number }> => {
    let [sales, slowestMs] = [0, 0];
    while (!stop.signal.aborted) {
      const startMs = performance.now();
      await act(
        api,
        { kind: 'basket.add', code },
        { kind: 'payment.take', tender: 'cash', tenderedMinor: 100 },
      );
      slowestMs = Math.max(slowestMs, performance.now() - startMs);
      sales += 1;
      await pause(BETWEEN_SALES_MS);
    }
    return { sales, slowestMs };
  };
  const done = sellOn();
  return {
    end: () => {
      stop.abort();
      return done;
    },
  };
};

const prepareAdmin = async (folder: string, staffId: string, list: ProductList): Promise<LocalApi> => {
  const admin = openLocalApi(join(folder, 'H1'));
  await act(admin, { kind: 'session.sign-in', staffId, pin: PIN });
  await admin.post<ImportReport>('/api/import', {
    csv: list.csv,
    defaults: { price: '1.00', tax: 'zero' },
  });
  await act(admin, { kind: 'shift.open', floatMinor: 10_000 });
  return admin;
};

/** A blank till joins the shop of another one with a large catalogue, over loopback, and sells. */
export const measureJoin = async (folder: string, list: ProductList): Promise<JoinSpeed> => {
  const { staff } = await createChain(
    folder,
    {
      name: 'Bench',
      mark: 'demo',
      branches: [{ name: 'Bench', country: 'GB', tills: ['H1'] }],
      staff: [{ name: 'Olive', role: 'owner', pin: PIN }],
      relay: false,
      reporter: false,
    },
    { nowMs: Date.now() },
  );
  const staffId = staff[0]?.id ?? '';
  const running = [await start(folder, 'H1'), await start(folder, 'new')];
  try {
    const admin = await prepareAdmin(folder, staffId, list);
    const blank = openLocalApi(join(folder, 'new'));
    const selling = keepSelling(admin, list.codes[0] ?? '');
    const usedBefore = running.map(cpuSecondsOf);
    const startMs = performance.now();
    const since = (): number => Math.round(performance.now() - startMs);
    await joinAs('H2', admin, blank);
    await waitFor('the link', PATIENCE_MS, async () => {
      const state = await stateOf(blank);
      return state?.step === 'joined' && state.linked ? true : null;
    });
    const tillMs = since();
    await act(blank, { kind: 'session.sign-in', staffId, pin: PIN }, { kind: 'shift.open', floatMinor: 0 });
    await sellOnceKnown(blank, list.codes[0] ?? '');
    const firstSaleMs = since();
    const products = await waitFor('all products', PATIENCE_MS, async () => {
      const state = await stateOf(blank);
      if (state?.step !== 'joined') return null;
      const { here, expected } = state.products;
      return here >= expected ? here : null;
    });
    const allProductsMs = since();
    const [admined = 0, joined = 0] = running.map(
      (till, index) => cpuSecondsOf(till) - (usedBefore[index] ?? 0),
    );
    const { sales, slowestMs } = await selling.end();
    return {
      products,
      tillMs,
      firstSaleMs,
      allProductsMs,
      adminSales: sales,
      adminSlowestSaleMs: Math.round(slowestMs),
      cpuSeconds: { admin: Math.round(admined), joining: Math.round(joined) },
    };
  } finally {
    for (const till of running) await till.stop();
  }
};
