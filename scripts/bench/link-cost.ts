import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { CommandBody } from '@tillmesh/model';
import type { DevicesView, MeterRequest } from '../../packages/terminal/src/api/device-view.ts';
import { act } from '../chain/cashier.ts';
import { makeChain } from '../chain/make-chain.ts';
import { planChain, type TillDevice } from '../chain/running-chain.ts';
import { waitFor } from '../chain/wait.ts';

const OWNER = { name: 'Olive Owner', role: 'owner', pin: '902100' } as const;
const CODE = '9521000000015';
const PRICE_MINOR = 100;
const SETTLE_MS = 60_000;
const REST_MS = 30_000;
const IDLE_MS = 120_000;
const SALES = 20;
/** Slower than rounds go over a metered link: each sale costs one of its own. */
const GAP_MS = 15_000;
const SALES_A_DAY = 500;
const HOURS_A_DAY = 24;
const HOUR_MS = 3_600_000;
/** Of IPv4 and TCP with timestamps, without options of a handshake. */
const HEADER_BYTES = 52;

/** Of the one connection between the two, both ways: what TCP carried, and in how many segments. */
type Carried = { readonly bytes: number; readonly segments: number };

/** As the kernel counts it. */
const carriedTo = (address: string): Carried => {
  const text = execFileSync('ss', ['-tinH', 'state', 'established', 'dst', address], { encoding: 'utf8' });
  const sum = (...names: readonly string[]): number =>
    names.reduce((total, name) => total + Number(new RegExp(`\\b${name}:(\\d+)`).exec(text)?.[1] ?? 0), 0);
  return {
    bytes: sum('bytes_sent', 'bytes_received'),
    segments: sum('segs_out', 'segs_in'),
  };
};

const costOf = ({ bytes, segments }: Carried): number => bytes + segments * HEADER_BYTES;

const sale: readonly CommandBody[] = [
  { kind: 'basket.add', code: CODE },
  { kind: 'payment.take', tender: 'cash', tenderedMinor: PRICE_MINOR },
];

const relayIn = async (till: TillDevice) =>
  (await till.api().get<DevicesView>('/api/devices')).devices.find(({ kind }) => kind === 'relay');

/** What the till itself counted against the budget; 0 where it keeps none. */
const countedAt = async (till: TillDevice): Promise<number> =>
  (await relayIn(till))?.metered?.spentBytes ?? 0;

const linkedTo = (till: TillDevice): Promise<true> =>
  waitFor('the link to the relay', SETTLE_MS, async () =>
    (await relayIn(till))?.state === 'linked' ? true : null,
  );

/** A full hour by the clock of the branch, so many hours from now: outside its window a link carries what a day costs. */
const inHours = (hours: number): string => {
  const at = new Date(Date.now() + hours * HOUR_MS);
  const [hour = '00'] = at.toLocaleTimeString('en-GB', { timeZone: 'Europe/London' }).split(':');
  return `${hour}:00`;
};

type LinkCost = {
  readonly metered: boolean;
  readonly idleBytesPerHour: number;
  readonly bytesPerSale: number;
  readonly bytesPerDay: number;
  readonly newLinkBytes: number;
  /** What the till counted for what the kernel did, in a hundred. */
  readonly countedPercent: number | null;
};

const measureAt = async (till: TillDevice, address: string, metered: boolean): Promise<LinkCost> => {
  const deviceId = (await relayIn(till))?.deviceId ?? '';
  if (metered) {
    const plan = { megabytesPerDay: 30, from: inHours(3), to: inHours(4) };
    await till.api().post('/api/devices/metered', { deviceId, plan } satisfies MeterRequest);
  } else {
    // Anew as well, so that both begin with everything held.
    await till.api().post('/api/links', { on: false });
    await till.api().post('/api/links', { on: true });
  }
  await pause(1_000);
  await linkedTo(till);
  await pause(REST_MS);
  const begun = carriedTo(address);
  const countedBefore = await countedAt(till);
  await pause(IDLE_MS);
  const idle = costOf(carriedTo(address)) - costOf(begun);
  const before = carriedTo(address);
  for (let sold = 0; sold < SALES; sold += 1) {
    await act(till.api(), ...sale);
    await pause(GAP_MS);
  }
  const selling = costOf(carriedTo(address)) - costOf(before) - (idle * SALES * GAP_MS) / IDLE_MS;
  const counted = (await countedAt(till)) - countedBefore;
  const idleBytesPerHour = Math.round((idle * HOUR_MS) / IDLE_MS);
  const bytesPerSale = Math.round(selling / SALES);
  return {
    metered,
    idleBytesPerHour,
    bytesPerSale,
    bytesPerDay: HOURS_A_DAY * idleBytesPerHour + SALES_A_DAY * bytesPerSale,
    newLinkBytes: costOf(begun),
    countedPercent: metered
      ? Math.round((counted * 100) / (costOf(carriedTo(address)) - costOf(begun)))
      : null,
  };
};

/** A till and a relay as real processes. */
const measureOne = async (folder: string, metered: boolean): Promise<LinkCost> => {
  mkdirSync(folder);
  const branches = [{ name: 'High Street', country: 'GB', tills: ['H1'] }];
  const place = await makeChain(
    folder,
    { name: 'Bench', mark: 'real', branches, staff: [OWNER] },
    Date.now(),
  );
  const chain = await planChain(place, { logFolder: join(folder, 'log') });
  const [till] = chain.tills;
  if (till === undefined) throw new Error('the branch has no till');
  try {
    await chain.relay.start();
    await till.start();
    const person = { staffId: place.staff[0]?.id ?? '', pin: OWNER.pin };
    await act(till.api(), { kind: 'session.sign-in', ...person });
    const csv = `ean13,name\n${CODE},Apple juice`;
    await till.api().post('/api/import', { csv, defaults: { price: '1.00', tax: 'zero' } });
    await act(till.api(), { kind: 'shift.open', floatMinor: 10_000 });
    await linkedTo(till);
    return await measureAt(till, chain.relay.linkAddress, metered);
  } finally {
    await till.stop();
    await chain.relay.stop();
  }
};

/**
 * What a link between a till and a relay costs, in bytes as the kernel carried them, IP and TCP headers included: with
 * nothing to say, for each sale, and in a day with 500 sales; metered and not. Counts do not depend on the machine.
 */
export const measureLinkCost = async (): Promise<void> => {
  const folder = mkdtempSync(join(tmpdir(), 'tillmesh-link-'));
  try {
    const costs = await Promise.all(
      [false, true].map((metered) => measureOne(join(folder, metered ? 'metered' : 'plain'), metered)),
    );
    console.log(JSON.stringify(costs, null, 2));
  } finally {
    rmSync(folder, { recursive: true });
  }
};
