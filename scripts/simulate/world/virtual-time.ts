/**
 * Who a task belongs to: one process of one device in one of its lives. What it starts, timers included, belongs to
 * it as well, and nothing of it runs after its end.
 */
export type Owner = {
  readonly name: string;
  /** What its clock says, which may be wrong. */
  readonly nowMs: () => number;
  alive: boolean;
  /** What it was told last by `performance.now`. */
  heardMs: number;
};

type Task = {
  readonly atMs: number;
  readonly order: number;
  readonly owner: Owner;
  run: (() => void) | null;
};

/** The world itself: what happens between devices. */
export const WORLD: Owner = { name: 'world', nowMs: () => 0, alive: true, heardMs: 0 };

const isBefore = (a: Task, b: Task): boolean => a.atMs < b.atMs || (a.atMs === b.atMs && a.order < b.order);

/** A binary heap of what is to be done, the earliest first. */
class Agenda {
  readonly #tasks: Task[] = [];

  get first(): Task | undefined {
    return this.#tasks[0];
  }

  push(task: Task): void {
    const tasks = this.#tasks;
    let at = tasks.push(task) - 1;
    while (at > 0) {
      const above = (at - 1) >> 1;
      const parent = tasks[above];
      if (parent === undefined || !isBefore(task, parent)) break;
      tasks[at] = parent;
      at = above;
    }
    tasks[at] = task;
  }

  shift(): Task | undefined {
    const tasks = this.#tasks;
    const first = tasks[0];
    const last = tasks.pop();
    if (first === undefined || last === undefined || tasks.length === 0) return first;
    let at = 0;
    for (;;) {
      const child = this.#lesserChild(at);
      const below = tasks[child];
      if (below === undefined || !isBefore(below, last)) break;
      tasks[at] = below;
      at = child;
    }
    tasks[at] = last;
    return first;
  }

  #lesserChild(at: number): number {
    const [left, right] = [this.#tasks[2 * at + 1], this.#tasks[2 * at + 2]];
    return left !== undefined && right !== undefined && isBefore(right, left) ? 2 * at + 2 : 2 * at + 1;
  }
}

/** A task that threw: in a real machine its process would have ended. */
export type Broken = { readonly owner: Owner; readonly error: unknown };

/** So much passes for a process that asks what time it is: work takes time, or slices would never end. */
const GLANCE_MS = 0.25;

/** Time as all devices of a simulated world have it. It moves only from one task to the next. */
export class VirtualTime {
  #nowMs: number;
  #order = 0;
  #done = 0;
  readonly #agenda = new Agenda();
  #owner: Owner = WORLD;
  readonly #onBroken: (broken: Broken) => void;
  /** The real one: between two of its turns everything that a task promised is done. */
  readonly #realTurn: (run: () => void) => void;

  constructor(startMs: number, onBroken: (broken: Broken) => void, realTurn: (run: () => void) => void) {
    this.#nowMs = startMs;
    this.#onBroken = onBroken;
    this.#realTurn = realTurn;
  }

  get nowMs(): number {
    return this.#nowMs;
  }

  /** Tasks done so far. */
  get done(): number {
    return this.#done;
  }

  get owner(): Owner {
    return this.#owner;
  }

  /** Runs something later; returns what calls it off. */
  later(run: () => void, delayMs: number, owner: Owner = this.#owner): () => void {
    const delay = Number.isFinite(delayMs) ? Math.max(0, delayMs) : 0;
    const task: Task = { atMs: this.#nowMs + delay, order: this.#order, owner, run };
    this.#order += 1;
    this.#agenda.push(task);
    return () => {
      task.run = null;
    };
  }

  /** What a process of the present owner reads from its monotonic clock. */
  glance(): number {
    const owner = this.#owner;
    owner.heardMs = Math.max(this.#nowMs, owner.heardMs) + GLANCE_MS;
    return owner.heardMs;
  }

  fault(error: unknown): void {
    this.#onBroken({ owner: this.#owner, error });
  }

  /** Does all that is due up to a moment, or until `isOver` says so; then it is that moment. */
  runUntil(untilMs: number, isOver: () => boolean = () => false): Promise<void> {
    return new Promise((resolve) => {
      const step = (): void => {
        this.#owner = WORLD;
        const first = this.#agenda.first;
        if (isOver() || first === undefined || first.atMs > untilMs) {
          if (!isOver()) this.#nowMs = Math.max(this.#nowMs, untilMs);
          resolve();
          return;
        }
        this.#agenda.shift();
        this.#do(first);
        this.#realTurn(step);
      };
      this.#realTurn(step);
    });
  }

  #do({ atMs, owner, run }: Task): void {
    this.#nowMs = Math.max(this.#nowMs, atMs);
    if (run === null || !owner.alive) return;
    this.#owner = owner;
    this.#done += 1;
    try {
      run();
    } catch (error) {
      this.fault(error);
    }
  }
}
