import type { Answer, CommandBody } from '@tillmesh/model';
import { Fault, type TillNode } from '@tillmesh/replica';
import type { Device } from '../device/device.ts';
import type { Chance } from '../world/chance.ts';
import { nextTask, ownerIn, type Shop } from './task.ts';
import type { Journal } from './journal.ts';

type Batch = readonly (CommandBody & { readonly id: string })[];

/** How many batches that nobody answered are tried again. */
const RETRIES_MAX = 2;

/**
 * Somebody at a till: takes one thing up after the other, as the state of the till has it, and asks again when the
 * till went away over an answer.
 */
export class Cashier {
  readonly #till: Device<TillNode>;
  readonly #shop: Shop;
  readonly #journal: Journal;
  readonly #chance: Chance;
  #unanswered: Batch | null = null;
  #retries = 0;
  #ordered: readonly CommandBody[] = [];
  /** The till was closed for the day; nothing more is done but what is asked for. */
  isClosing = false;

  constructor(till: Device<TillNode>, shop: Shop, journal: Journal, chance: Chance) {
    this.#till = till;
    this.#shop = shop;
    this.#journal = journal;
    this.#chance = chance;
  }

  get isIdle(): boolean {
    return this.#unanswered === null;
  }

  /** Nobody waits for an answer any more: the till is another than the one that was asked. */
  forget(): void {
    this.#unanswered = null;
  }

  /** The owner comes and does this, at once or as soon as the till is there. */
  order(bodies: readonly CommandBody[]): void {
    this.#ordered = bodies;
    this.work();
  }

  /** Does the next thing, if the till is there. */
  work(): void {
    this.#till.act((node) => {
      if (this.#unanswered !== null && this.#retries < RETRIES_MAX) {
        this.#retries += 1;
        this.#ask(node, this.#unanswered);
        return;
      }
      this.#retries = 0;
      this.#unanswered = null;
      const task = this.#nextTask(node);
      if (task.length === 0) return;
      // Mostly in one go, sometimes key by key, so that a till may go away between any two.
      const batch = task.map((body) => ({ ...body, id: this.#freshId() }));
      if (this.#chance.maybe(0.8)) this.#ask(node, batch);
      else this.#askOneByOne(node, batch);
    });
  }

  #nextTask(node: TillNode): readonly CommandBody[] {
    const ordered = this.#ordered;
    this.#ordered = [];
    if (ordered.length > 0) return [...ownerIn(node, this.#shop), ...ordered];
    return nextTask(node, this.#shop, this.#chance, this.isClosing);
  }

  #freshId(): string {
    return Buffer.from(this.#chance.bytes(16)).toString('hex');
  }

  #askOneByOne(node: TillNode, batch: Batch): void {
    const [first, ...rest] = batch;
    if (first === undefined) return;
    this.#ask(node, [first], () => this.#askOneByOne(node, rest));
  }

  #ask(node: TillNode, batch: Batch, then: () => void = () => undefined): void {
    this.#unanswered = batch;
    this.#journal.counts.batches += 1;
    node.execute(batch).then(
      (results) => {
        if (!this.#till.isLive(node)) return;
        this.#unanswered = null;
        const answers = results.flatMap((result): readonly Answer[] => (result.ok ? [result.answer] : []));
        this.#journal.counts.done += answers.length;
        this.#journal.counts.refused += results.length - answers.length;
        this.#journal.told(this.#till.name, node, answers);
        if (answers.length === results.length) then();
      },
      (error: unknown) => {
        if (!this.#till.isLive(node)) return;
        if (!(error instanceof Fault)) throw error;
        // Nothing of it was done, and the person is told so.
        this.#journal.counts.failed += 1;
      },
    );
  }
}
