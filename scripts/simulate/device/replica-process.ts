import { type CarrierConfig, type CarrierPort, Fault } from '@tillmesh/replica';
import {
  type CarrierInput,
  type CarrierOutput,
  type CarrierPorts,
  createCarrier,
  DEFAULT_TIMING,
  processPorts,
} from '@tillmesh/replica/port';
import type { Chance } from '../world/chance.ts';
import type { Owner } from '../world/virtual-time.ts';
import { beginProcess, type Machine, type World } from './machine.ts';

/** A day has fewer heartbeats this way, and nothing else changes. */
const TIMING = { ...DEFAULT_TIMING, heartbeatMs: 20_000, silenceMs: 60_000 };

/** Told to peers, as real programs do: then they tell each other of entries ahead of documents. */
const PROGRAM = 'simulated';

const START_MS = 40;
const BACK_OFF_FIRST_MS = 200;
const BACK_OFF_MAX_MS = 10_000;
/** From one process of a machine to the other. */
const BETWEEN_MS = [0.05, 1.5] as const;

/** How the messages between two processes go: in order, each a little later. */
class Channel {
  readonly #world: World;
  readonly #chance: Chance;
  #lastMs = 0;

  constructor(world: World, chance: Chance) {
    this.#world = world;
    this.#chance = chance;
  }

  pass(run: () => void, owner: Owner): void {
    const { time } = this.#world;
    const [least, most] = BETWEEN_MS;
    this.#lastMs = Math.max(this.#lastMs, time.nowMs + least + this.#chance.next() * (most - least));
    time.later(run, this.#lastMs - time.nowMs, owner);
  }
}

/** What becomes of objects between the two processes: told once more, or in another order. Nobody may mind. */
export type Muddle = { doubled: number; shuffled: number };

/**
 * The replica process of a simulated machine, as its main process sees it: the real carrier behind two channels,
 * which may die at any moment and is started again.
 */
export class ReplicaProcess implements CarrierPort {
  readonly #world: World;
  readonly #machine: Machine;
  readonly #main: Owner;
  readonly #config: CarrierConfig;
  readonly #chance: Chance;
  readonly #muddle: Muddle;
  readonly #down: Channel;
  readonly #up: Channel;
  readonly #listeners = new Set<(output: CarrierOutput) => void>();
  #owner: Owner | null = null;
  #carrier: CarrierPort | null = null;
  #delivers = true;
  #deaths = 0;
  #closed = false;
  /** Told by what its process ended that nobody meant to end. */
  onPanic: (error: unknown) => void = () => undefined;

  constructor(world: World, machine: Machine, main: Owner, config: CarrierConfig, muddle: Muddle) {
    this.#world = world;
    this.#machine = machine;
    this.#main = main;
    this.#config = config;
    this.#muddle = muddle;
    this.#chance = world.chance.fork(`replica/${main.name}/${world.time.nowMs}`);
    this.#down = new Channel(world, this.#chance);
    this.#up = new Channel(world, this.#chance);
    world.time.later(() => this.#start(), START_MS, main);
  }

  send(input: CarrierInput): void {
    const owner = this.#owner;
    if (!this.#delivers || this.#closed || owner === null) {
      // Before the first start a real child's messages wait for it.
      if (this.#delivers && !this.#closed)
        this.#world.time.later(() => this.send(input), START_MS, this.#main);
      return;
    }
    const copy = structuredClone(input);
    this.#down.pass(() => this.#carrier?.send(copy), owner);
  }

  onOutput(listener: (output: CarrierOutput) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Ends as a process does that is told to: it saves first. */
  async close(): Promise<void> {
    this.#closed = true;
    await this.#carrier?.close();
    this.end(true);
  }

  /** The process is gone, now. `isTold`: its machine is still there to tell the others. */
  end(isTold: boolean): void {
    const owner = this.#owner;
    if (owner === null) return;
    owner.alive = false;
    this.#owner = null;
    this.#carrier = null;
    this.#world.network.gone(owner, isTold);
    this.#machine.disk.abandon('documents.db');
  }

  /** Nothing of it runs on; `end` follows. */
  freeze(): void {
    if (this.#owner !== null) this.#owner.alive = false;
  }

  /** The process dies and its main process lives on. */
  die(how: string): void {
    if (this.#owner === null || this.#closed) return;
    this.end(true);
    this.#delivers = false;
    const delayMs = Math.min(BACK_OFF_FIRST_MS * 2 ** this.#deaths, BACK_OFF_MAX_MS);
    this.#deaths += 1;
    const message = `The replica process ${how}; it is started again. Selling is unaffected.`;
    this.#emit({ type: 'alarm', code: 'CARRIER-DIED', message });
    this.#world.time.later(() => this.#start(), delayMs, this.#main);
  }

  #start(): void {
    if (this.#closed) return;
    const owner = beginProcess(this.#machine, 'replica');
    this.#owner = owner;
    this.#world.time.later(() => this.#run(owner), START_MS, owner);
  }

  #run(owner: Owner): void {
    const { network, time } = this.#world;
    const { host, disk } = this.#machine;
    const ports: CarrierPorts = {
      ...processPorts(disk.hook),
      timing: TIMING,
      transport: network.transportOf(host, owner),
      random: this.#chance.next,
      onPanic: (error) => {
        this.onPanic(error);
        time.later(() => this.die('panicked'), 0, this.#main);
      },
    };
    try {
      this.#carrier = createCarrier({ ...this.#config, program: PROGRAM }, ports);
    } catch (error) {
      if (!(error instanceof Fault)) throw error;
      const { code, message } = error;
      this.#up.pass(() => this.#emit({ type: 'alarm', code, message }), this.#main);
      time.later(() => this.die('could not start'), 0, this.#main);
      return;
    }
    this.#carrier.onOutput((output) => {
      if (output.type === 'ready') this.#delivers = true;
      for (const told of this.#muddled(structuredClone(output))) {
        this.#up.pass(() => this.#emit(told), this.#main);
      }
    });
  }

  #muddled(output: CarrierOutput): CarrierOutput[] {
    if (output.type !== 'objects' || output.complete) return [output];
    const { next, maybe } = this.#chance;
    if (maybe(0.02)) {
      this.#muddle.doubled += 1;
      return [output, output];
    }
    if (output.objects.length < 2 || !maybe(0.1)) return [output];
    this.#muddle.shuffled += 1;
    const keyed = output.objects.map((object) => ({ object, at: next() }));
    return [{ ...output, objects: keyed.toSorted((a, b) => a.at - b.at).map(({ object }) => object) }];
  }

  #emit(output: CarrierOutput): void {
    for (const listener of this.#listeners) listener(output);
  }
}
