import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { RelayHealth } from '@tillmesh/relay';
import { readDeviceFolder } from '@tillmesh/replica/port';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { DevicesView } from '../../packages/terminal/src/api/device-view.ts';
import {
  expired,
  makeIdentity,
  type TestIdentity,
} from '../../packages/replica/src/link/identity.fixture.ts';
import { statisticOf } from '../../scripts/bench/statistic.ts';
import { act } from '../../scripts/chain/cashier.ts';
import { makeChain } from '../../scripts/chain/make-chain.ts';
import { addressOf } from '../../scripts/chain/running-chain.ts';
import { type OwnProcess, startProcess } from '../../scripts/process/own-process.ts';
import { waitFor } from '../../scripts/chain/wait.ts';
import { arrival } from './chain/receipt.ts';
import {
  ARRIVAL_MS,
  joinShop,
  makeTestChain,
  openShop,
  sell,
  STAFF,
  type TestChain,
} from './chain/test-chain.ts';
import { toldTo } from './hostile/crowd.ts';

const SALES = 60;
const RUBBISH = 1_000;
const SLOW = 200;
/** The crowd's own work is done on the same cores; a till that waited for its links would take seconds. */
const SLOWER_AT_MOST = 10;

let chain: TestChain;
beforeAll(async () => {
  chain = await makeTestChain({ 'High Street': ['H1', 'H2', 'H3'] });
  await chain.relay.start();
  await chain.till('H1').start();
  await openShop(chain, chain.till('H1'));
});
afterAll(() => chain.end());

const identityOf = (folder: string): TestIdentity => {
  const { keys } = readDeviceFolder(folder, { kind: 'file' });
  return {
    tls: { key: keys.tlsPrivateKeyPem, cert: keys.tlsCertificatePem },
    tlsKeyHash: keys.public.tlsKeyHash,
  };
};

const doors = (): readonly string[] => [chain.till('H1').linkAddress, chain.relay.linkAddress];
const health = async (): Promise<RelayHealth> =>
  (await (await fetch(`${addressOf(chain.relay)}/health`)).json()) as RelayHealth;

let crowds = 0;
const startCrowd = (...args: readonly string[]): Promise<OwnProcess> =>
  startProcess({
    name: 'crowd',
    args: [fileURLToPath(new URL('hostile/run-crowd.ts', import.meta.url)), ...args, ...doors()],
    ready: /^the crowd is there/,
    logFile: join(chain.folder, 'log', `crowd-${(crowds += 1)}.log`),
  });

/** Milliseconds of each of some sales, one after the other. */
const saleTimes = async (): Promise<number[]> => {
  const times: number[] = [];
  for (let index = 0; index < SALES; index += 1) {
    const beganMs = performance.now();
    await sell(chain.till('H1'));
    times.push(performance.now() - beganMs);
  }
  return times;
};

const isLinked = async (): Promise<boolean> => {
  const { devices } = await chain.till('H1').api().get<DevicesView>('/api/devices');
  return devices.some(({ deviceId, state }) => deviceId === chain.till('H2').deviceId && state === 'linked');
};

it('[HOSTILE-08] an unlisted, expired or changed key and a device of another shop are told not one byte by till and relay', async () => {
  const plan = {
    name: 'Other Shop',
    mark: 'real',
    branches: [{ name: 'Far', country: 'GB', tills: ['F1'] }],
  } as const;
  const other = await makeChain(join(chain.folder, 'other'), { ...plan, staff: STAFF }, Date.now());
  const listed = identityOf(chain.till('H2').folder);
  const strangers: Readonly<Record<string, TestIdentity>> = {
    unlisted: makeIdentity(),
    'of another shop': identityOf(other.tills[0]?.folder ?? ''),
    expired: expired(listed),
    // The certificate is that of a listed device, and the key is not.
    changed: makeIdentity(),
  };
  for (const door of doors()) {
    // Links are another process's, which comes up after its till sells.
    await waitFor(`${door} answers`, ARRIVAL_MS, async () =>
      (await toldTo(door, listed)).startsWith('HTTP/1.1 101 ') ? true : null,
    );
    for (const [who, identity] of Object.entries(strangers))
      expect({ door, who, told: await toldTo(door, identity) }).toEqual({ door, who, told: '' });
    expect(await toldTo(door, listed)).toMatch(/^HTTP\/1\.1 101 /);
  }
});

it('[HOSTILE-09] I12: a thousand connections of rubbish and two hundred slow ones stop no sale, and relay and till still link', async () => {
  const before = statisticOf(await saleTimes()).p50;
  const crowd = await startCrowd('--hold', String(SLOW));
  try {
    const rubbish = await startCrowd('--throw', String(RUBBISH));
    const times = await saleTimes();
    const asked = await health();
    await rubbish.exited;
    const during = statisticOf(times).p50;
    console.log(
      JSON.stringify({ suite: 'crowd', beforeMs: before, duringMs: during, ratio: during / before }),
    );
    expect(during / before).toBeLessThan(SLOWER_AT_MOST);
    expect(asked.ready).toBe(true);
    // The slow ones are still there: an honest device gets in beside them, at the till and at the relay.
    await chain.till('H2').start();
    await waitFor('H2 linked to H1', ARRIVAL_MS, async () => ((await isLinked()) ? true : null));
    await waitFor('H2 linked to the relay', ARRIVAL_MS, async () => {
      const { links } = await health();
      const { deviceId } = chain.till('H2');
      return links.some((link) => link.deviceId === deviceId && link.state === 'linked') ? true : null;
    });
    await joinShop(chain, chain.till('H2'));
    const { saleId } = await sell(chain.till('H2'));
    await arrival(chain.till('H1'), saleId);
  } finally {
    await crowd.stop();
  }
});

it('[HOSTILE-08] a device that was taken off is told not one byte any more, as soon as till and relay have heard of it', async () => {
  const { deviceId, folder } = chain.till('H3');
  const identity = identityOf(folder);
  for (const door of doors()) expect(await toldTo(door, identity)).toMatch(/^HTTP\/1\.1 101 /);
  const api = chain.till('H1').api();
  await act(api, { kind: 'session.sign-out' });
  await act(api, { kind: 'session.sign-in', ...chain.person('owner') });
  await act(api, { kind: 'device.revoke', deviceId, reason: 'Stolen' });
  for (const door of doors()) {
    await waitFor(`${door} tells it nothing`, ARRIVAL_MS, async () =>
      (await toldTo(door, identity)) === '' ? true : null,
    );
  }
});
