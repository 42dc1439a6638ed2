import { DatabaseSync, type StatementSync } from 'node:sqlite';
import type { Fault } from '../fault.ts';
import { faultOf } from './database-fault.ts';

/** Called with the Fault `DATABASE-DAMAGED`, before it is thrown. */
export type OnDamage = (fault: Fault) => void;

/**
 * A database whose damage is noticed by whatever statement meets it, a plain read too: then it is told, and thrown
 * as a Fault. Everything else is thrown as it is.
 */
export class WatchedDatabase extends DatabaseSync {
  readonly #file: string;
  #onDamage: OnDamage = () => undefined;

  constructor(file: string, timeoutMs: number) {
    super(file, { timeout: timeoutMs });
    this.#file = file;
  }

  onDamage(told: OnDamage): void {
    this.#onDamage = told;
  }

  override exec(sql: string): void {
    this.#watched(() => super.exec(sql));
  }

  override prepare(sql: string): StatementSync {
    const statement = this.#watched(() => super.prepare(sql));
    const watched = this.#watched.bind(this);
    // Made once for each member that is asked for: a statement runs thousands of times a second.
    const members = new Map<string | symbol, unknown>();
    return new Proxy(statement, {
      get: (target, name) => {
        const known = members.get(name);
        if (known !== undefined) return known;
        const member: unknown = Reflect.get(target, name);
        if (typeof member !== 'function') return member;
        const call = (...args: unknown[]): unknown => {
          const result: unknown = watched(() => Reflect.apply(member, target, args) as unknown);
          return name === 'iterate' ? watchedRows(result as Iterable<unknown>, watched) : result;
        };
        members.set(name, call);
        return call;
      },
    });
  }

  #watched<T>(work: () => T): T {
    try {
      return work();
    } catch (error) {
      const fault = faultOf(error, this.#file);
      if (fault?.code !== 'DATABASE-DAMAGED') throw error;
      this.#onDamage(fault);
      throw fault;
    }
  }
}

/** The next row may be the one that cannot be read. */
function* watchedRows<T>(rows: Iterable<T>, watched: <R>(work: () => R) => R): Generator<T> {
  const iterator = rows[Symbol.iterator]();
  try {
    for (;;) {
      const next = watched(() => iterator.next());
      if (next.done === true) return;
      yield next.value;
    }
  } finally {
    // Who stops early must not leave the statement reading: it would hold the log, and the next write.
    iterator.return?.();
  }
}
