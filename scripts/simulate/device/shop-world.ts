import { createHash } from 'node:crypto';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import {
  createChain,
  foldRegistry,
  openRelayNode,
  openShopNode,
  openTillNode,
  readOrganisationFile,
  readRecoverySheet,
  type RelayNode,
  type RootKeys,
  type ShopNode,
  type TillNode,
} from '@tillmesh/replica';
import { type BranchPlan, CASHIER, OWNER, planBranches } from '../trade/shop-plan.ts';
import { SimDisk } from '../world/disk.ts';
import { Device } from './device.ts';
import { type Machine, MachineClock, type World } from './machine.ts';
import type { Muddle } from './replica-process.ts';

export type SimTill = {
  readonly code: string;
  readonly deviceId: string;
  readonly branchId: string;
  readonly branchName: string;
  readonly device: Device<TillNode>;
};

/** A whole chain of shops on simulated machines. */
export type ShopWorld = {
  readonly world: World;
  readonly branches: readonly BranchPlan[];
  readonly tills: readonly SimTill[];
  readonly relay: Device<RelayNode>;
  readonly reporter: Device<ShopNode>;
  readonly staffId: (name: string) => string;
  readonly muddle: Muddle;
  /** What the recovery sheet holds: it lies with the owner, and in no device. */
  readonly sheet: RootKeys;
};

export type ShopWorldPlan = { readonly folder: string; readonly tills: number; readonly branches: number };

const RELAY = 'relay';
const REPORTER = 'reporter';
/** Where the relay and the reporter stand. */
const AWAY = 'away';
/** How wrong a machine's clock may run, parts per million. */
const DRIFT_PPM = 40;

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');

/** The TLS key of each device by its code, as the registry names it. */
const keysIn = (folder: string): ReadonlyMap<string, string> => {
  const { organisationId, statements } = readOrganisationFile(folder);
  const { devices } = foldRegistry(statements, { organisationId, dataKeys: new Map() });
  return new Map([...devices.values()].map(({ code, tlsKeyHash }) => [code, hex(tlsKeyHash)]));
};

/** Makes the organisation and all its machines; nothing runs yet. */
export const makeShopWorld = async (world: World, plan: ShopWorldPlan): Promise<ShopWorld> => {
  const { chance, time } = world;
  const branches = planBranches(plan.tills, plan.branches);
  const folderOf = (code: string): string => join(plan.folder, code, 'life-0');
  rmSync(plan.folder, { recursive: true, force: true });
  const chain = await createChain(
    plan.folder,
    { name: 'Simulated', mark: 'replay', branches, staff: [OWNER, CASHIER], relay: true, reporter: true },
    { nowMs: time.nowMs, random: chance.fork('chain').bytes, folderOf },
  );
  const keys = keysIn(folderOf(RELAY));
  const machine = (name: string, place: string): Machine => ({
    host: { name, place, keyHash: keys.get(name) ?? '' },
    disk: new SimDisk(join(plan.folder, name)),
    clock: new MachineClock(time, (chance.next() * 2 - 1) * DRIFT_PPM),
  });
  const muddle: Muddle = { doubled: 0, shuffled: 0 };
  const tills = chain.tills.map(({ code, deviceId, branch, branchId }): SimTill => {
    const others = chain.tills.filter((till) => till.branch === branch && till.code !== code);
    const dials = [RELAY, ...others.map((till) => till.code)];
    const device = new Device<TillNode>(
      world,
      { machine: machine(code, branch), dials },
      muddle,
      openTillNode,
    );
    return { code, deviceId, branchId, branchName: branch, device };
  });
  const relay = new Device<RelayNode>(
    world,
    { machine: machine(RELAY, AWAY), dials: [] },
    muddle,
    ({ folder, listen, dial, carrier }) =>
      openRelayNode({ folder, listen: listen ?? { host: RELAY, port: 0 }, dial, carrier }),
  );
  const reporter = new Device<ShopNode>(
    world,
    { machine: machine(REPORTER, AWAY), dials: [RELAY] },
    muddle,
    openShopNode,
  );
  const sheet = readRecoverySheet(chain.recoverySheet);
  if (!sheet.ok) throw new Error(sheet.reason);
  const staff = new Map(chain.staff.map(({ id, name }) => [name, id]));
  return {
    world,
    branches,
    tills,
    relay,
    reporter,
    muddle,
    sheet: sheet.value,
    staffId: (name) => staff.get(name) ?? '',
  };
};

/** One hash over what happened: two runs of one seed give the same. */
export class Trace {
  readonly #hash = createHash('sha256');
  #count = 0;

  add(...parts: readonly (string | Uint8Array)[]): void {
    this.#count += 1;
    for (const part of parts) {
      this.#hash.update(`${part.length}:`);
      this.#hash.update(part);
    }
  }

  /** How much it has taken in. */
  get count(): number {
    return this.#count;
  }

  digest(): string {
    return this.#hash.copy().digest('hex');
  }
}
