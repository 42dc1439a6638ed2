import type { CarrierConfig, CarrierPort, NodeOptions } from '@tillmesh/replica';
import { type Owner, WORLD } from '../world/virtual-time.ts';
import { beginProcess, type Machine, type World } from './machine.ts';
import { type Muddle, ReplicaProcess } from './replica-process.ts';

/** How a device ends that nobody asked to: its process is killed, or the power goes. */
export type Ending = 'kill' | 'power-cut';

export type DevicePlan = {
  readonly machine: Machine;
  /** Names of the machines it dials. */
  readonly dials: readonly string[];
};

/** Where every machine listens: its name is its address. */
const PORT = 7100;

const FIRST_LIFE_MS = 1;
const AGAIN_MS = 1_000;

/** What a kind of device opens in its folder; in the order of `T`'s life. */
export type Opened = { readonly close: () => Promise<void> };

/** A device that lives, dies and lives again; `T` is what its program gives. */
export class Device<T extends Opened> {
  readonly world: World;
  readonly plan: DevicePlan;
  readonly #open: (options: NodeOptions) => T;
  readonly #muddle: Muddle;
  #main: Owner | null = null;
  #node: T | null = null;
  #replica: ReplicaProcess | null = null;
  /** How often it was started. */
  lives = 0;
  /** Called in each life, when its program runs. */
  onUp: (node: T) => void = () => undefined;
  /** Its program could not be started. */
  onStartFailed: (error: unknown) => void = (error) => {
    throw error;
  };

  constructor(world: World, plan: DevicePlan, muddle: Muddle, open: (options: NodeOptions) => T) {
    this.world = world;
    this.plan = plan;
    this.#muddle = muddle;
    this.#open = open;
  }

  get name(): string {
    return this.plan.machine.host.name;
  }

  /** Null while it is off. */
  get node(): T | null {
    return this.#node;
  }

  get isUp(): boolean {
    return this.#node !== null;
  }

  /** Does something as the device's own process would, in a turn of its own. */
  act(run: (node: T) => void): void {
    const main = this.#main;
    if (main === null) return;
    this.world.time.later(
      () => {
        if (this.#node !== null) run(this.#node);
      },
      0,
      main,
    );
  }

  start(afterMs: number = FIRST_LIFE_MS): void {
    if (this.#main !== null) return;
    const main = beginProcess(this.plan.machine, 'main');
    this.#main = main;
    this.lives += 1;
    this.world.time.later(() => this.#begin(main), afterMs, main);
  }

  /** The replica process alone dies. */
  killReplica(): void {
    this.#replica?.die('was killed');
  }

  /** The power goes in the middle of what it does: its files stay as they are now. `end` follows. */
  cutPower(): void {
    if (this.#main === null) return;
    this.#keepDisk('power-cut', () => undefined);
    this.#main.alive = false;
    this.#replica?.freeze();
  }

  /** Whether what a program does still happens to somebody. */
  isLive(node: T): boolean {
    return this.#node === node && this.#main?.alive === true;
  }

  /** It is off at once. `spoil`: what becomes of its disk meanwhile. */
  end(how: Ending, spoil: (folder: string) => void = () => undefined): void {
    const { disk } = this.plan.machine;
    if (this.#main === null) return;
    this.#main.alive = false;
    this.#main = null;
    this.#node = null;
    this.#replica?.end(how === 'kill');
    this.#replica = null;
    this.#keepDisk(how, spoil);
    disk.nextLife();
  }

  /** A program whose disk failed ends itself, and is started again. */
  #diskLost(main: Owner): void {
    if (this.#main !== main) return;
    this.end('kill');
    this.start(AGAIN_MS);
  }

  #keepDisk(how: Ending, spoil: (folder: string) => void): void {
    const { disk } = this.plan.machine;
    disk.keep((folder) => {
      if (how === 'power-cut') disk.loseUnsynced(folder, this.world.chance);
      spoil(folder);
    });
  }

  #begin(main: Owner): void {
    const { machine, dials } = this.plan;
    const carrier = (config: CarrierConfig): CarrierPort => {
      this.#replica = new ReplicaProcess(this.world, machine, main, config, this.#muddle);
      return this.#replica;
    };
    const random = this.world.chance.fork(`${this.name}/${this.lives}`).bytes;
    try {
      this.#node = this.#open({
        folder: machine.disk.folder,
        clock: machine.clock,
        random,
        listen: { host: this.name, port: PORT },
        dial: dials.map((host) => ({ host, port: PORT })),
        carrier,
        disk: machine.disk.hook,
        onDamage: () => void this.world.time.later(() => this.#diskLost(main), 0, WORLD),
      });
    } catch (error) {
      this.onStartFailed(error);
      return;
    }
    this.onUp(this.#node);
  }
}
