import { randomBytes } from 'node:crypto';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { TodayView } from '../api/today.ts';
import { hashPassword, writePassword } from '../owner/password.ts';
import { reportTables } from '../report/report-table.ts';
import { readApiFiles } from '@tillmesh/replica/process/api-file';
import { serve } from '../server/serve.fixture.ts';
import { askRunning, readFolder } from './ask-report.ts';
import { COLA_MINOR, createTestChain, sellCola, type TestChain, until } from './chain.fixture.ts';

let chain: TestChain;
beforeEach(async () => {
  chain = await createTestChain();
});
afterEach(() => chain.close());

/** The events that a page is sent, one at a time. */
const openLive = async (url: string, headers: Record<string, string>) => {
  const response = await fetch(`${url}/api/live`, { headers });
  if (response.body === null) throw new Error('no stream');
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = '';
  /** The data of the next event of this type; null when the stream ends before. */
  const nextData = async (type: 'today' | 'beat'): Promise<string | null> => {
    for (;;) {
      const end = rest.indexOf('\n\n');
      if (end >= 0) {
        const [, event, data] = /^event: (.*)\ndata: (.*)$/.exec(rest.slice(0, end)) ?? [];
        rest = rest.slice(end + 2);
        if (event === type && data !== undefined) return data;
      } else {
        const { value, done } = await reader.read();
        if (done) return null;
        rest += value;
      }
    }
  };
  /** Reads on until a view fits. */
  const next = async (fits: (view: TodayView) => boolean): Promise<TodayView | null> => {
    for (;;) {
      const data = await nextData('today');
      const view = data === null ? null : (JSON.parse(data) as TodayView);
      if (view === null || fits(view)) return view;
    }
  };
  return { status: response.status, next, beat: () => nextData('beat') };
};

const grossOf = (view: TodayView, currency: string): number =>
  view.overall.find((row) => row.currency === currency)?.sales.grossMinor ?? 0;

it('[SERVE-05] shows a sale of any branch on the owner’s page when it arrives', async () => {
  const [h1, g1] = [await chain.openTill('H1'), await chain.openTill('G1')];
  const serving = await serve(chain, chain.openReporter(h1, g1));
  const live = await openLive(serving.running.url, { cookie: await serving.signIn() });
  expect(live.status).toBe(200);
  await sellCola(h1, 3);
  const first = await live.next((view) => grossOf(view, 'GBP') > 0);
  expect(first?.overall.map(({ currency, sales }) => [currency, sales])).toEqual([
    ['GBP', { count: 1, unitsMilli: 3_000, grossMinor: 3 * COLA_MINOR }],
    ['JPY', { count: 0, unitsMilli: 0, grossMinor: 0 }],
  ]);
  await sellCola(g1, 2);
  const second = await live.next((view) => grossOf(view, 'JPY') > 0);
  expect(grossOf(second ?? first!, 'GBP')).toBe(3 * COLA_MINOR);
  const [ginza, harbour] = second?.branches ?? [];
  expect(ginza?.name).toBe('Ginza');
  expect(harbour).toMatchObject({ name: 'Harbour Street', freshness: { state: 'linked' } });
  expect(harbour?.tills.map(({ code, freshness }) => [code, freshness.state])).toEqual([
    ['H1', 'linked'],
    ['H2', 'away'],
  ]);
  h1.setLinks(false);
  const away = await live.next((view) => view.branches[1]?.freshness.state === 'away');
  expect(away?.branches[1]?.freshness.text).toMatch(
    /^Away since \d\d:\d\d, last heard \d\d:\d\d; later sales will follow$/,
  );
  await sellCola(h1, 1);
  h1.setLinks(true);
  expect(await live.next((view) => grossOf(view, 'GBP') === 4 * COLA_MINOR)).not.toBeNull();
  await serving.close();
  expect(serving.faults).toEqual([]);
});

it('[TODAY-01] [TODAY-05] real sales stay on the page when a till’s clock is ten years ahead', async () => {
  const [h1, h2] = [await chain.openTill('H1'), await chain.openTill('H2', 3_653 * 86_400_000)];
  const serving = await serve(chain, chain.openReporter(h1, h2));
  const live = await openLive(serving.running.url, { cookie: await serving.signIn() });
  await sellCola(h2, 5);
  const ahead = await live.next((view) => view.notices.some(({ id }) => id === 'ahead'));
  expect(ahead?.notices.find(({ id }) => id === 'ahead')?.text).toContain('H2, Harbour Street (20');
  expect(grossOf(ahead!, 'GBP')).toBe(0);
  await sellCola(h1, 3);
  expect(await live.next((view) => grossOf(view, 'GBP') === 3 * COLA_MINOR)).not.toBeNull();
  await serving.close();
});

it('[SERVE-05] sends nothing more to a session that ended', async () => {
  const h1 = await chain.openTill('H1');
  const serving = await serve(chain, chain.openReporter(h1));
  const live = await openLive(serving.running.url, { cookie: await serving.signIn() });
  expect(await live.next(() => true)).not.toBeNull();
  await writePassword(chain.reporterFolder, await hashPassword('battery staple', randomBytes));
  await sellCola(h1, 1);
  expect(await live.next((view) => grossOf(view, 'GBP') > 0)).toBeNull();
  await serving.close();
});

it('[SERVE-09] tells its pages every 30 s that it lives, though nothing changed', async () => {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
  try {
    const serving = await serve(chain, chain.openReporter());
    const live = await openLive(serving.running.url, { cookie: await serving.signIn() });
    expect(await live.next(() => true)).not.toBeNull();
    for (let beat = 0; beat < 3; beat += 1) {
      vi.advanceTimersByTime(30_000);
      expect(await live.beat()).not.toBeNull();
    }
    await serving.close();
    expect(serving.faults).toEqual([]);
  } finally {
    vi.useRealTimers();
  }
});

it('[REPORT-12] [REPORT-13] names branches, tills and what the totals rest on, as JSON and as tables', async () => {
  const h1 = await chain.openTill('H1');
  await sellCola(h1, 3);
  const node = chain.openReporter(h1);
  const serving = await serve(chain, node);
  await until(node, () => node.facts(0, 10).some(({ fact }) => fact.fact.kind === 'sale.completed'));
  const access = { address: serving.running.url, token: serving.token };
  const live = await openLive(access.address, { authorization: `Bearer ${access.token}` });
  await live.next((view) => grossOf(view, 'GBP') > 0);
  const asked = await askRunning(access, {});
  if (!asked.ok) throw new Error(asked.reason);
  const { report } = asked;
  expect(report.tills).toMatchObject([{ branch: 'Harbour Street', till: 'H1', sales: { grossMinor: 450 } }]);
  expect(report.rates).toMatchObject([
    { taxClass: 'standard', ratePpm: 200_000, sales: { netMinor: 375, taxMinor: 75, grossMinor: 450 } },
  ]);
  expect(report.tenders).toEqual([
    { currency: 'GBP', tender: 'cash', receivedMinor: 450, givenBackMinor: 0, lostMinor: 0 },
  ]);
  expect(report.exponents).toEqual({ GBP: 2 });
  expect(report.facts).toEqual({
    folded: node.facts(0, 100).length,
    invalid: 0,
    notUnderstood: 0,
    unverified: 0,
    withheld: 0,
    forks: 0,
  });
  expect(JSON.stringify(report)).not.toContain('\n');
  const tables = reportTables(report);
  expect(tables).toContain(`Corner & Co (DEMO): ${report.facts.folded} facts`);
  expect(tables).toMatch(/Harbour Street +H1 +GBP +1 +3 +4\.50 +0 +0 +0\.00/);
  expect(tables).toMatch(/standard +GBP +20 +3\.75 +0\.75 +4\.50/);
  await serving.close();
});

it('[REPORT-14] asks the reporter that runs, and reads the folder where none does', async () => {
  const h1 = await chain.openTill('H1');
  await sellCola(h1, 3);
  const node = chain.openReporter(h1);
  const serving = await serve(chain, node);
  const access = await readApiFiles(chain.reporterFolder);
  if (access === null) throw new Error('no address was left');
  await until(node, () => node.facts(0, 10).some(({ fact }) => fact.fact.kind === 'sale.completed'));
  expect(await askRunning({ ...access, token: 'wrong' }, {})).toEqual({
    ok: false,
    reason: 'it answered 401',
  });
  await serving.close();
  expect(await readApiFiles(chain.reporterFolder)).toBeNull();
  expect((await askRunning(access, {})).ok).toBe(false);
  const report = await readFolder(chain.reporterFolder, {});
  expect(report.overall).toMatchObject([{ currency: 'GBP', sales: { count: 1, grossMinor: 450 } }]);
  expect((await readFolder(chain.reporterFolder, { to: '2000-01-01' })).overall).toEqual([]);
});
