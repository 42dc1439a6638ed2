/**
 * A Shape describes one kind of value once and gives three things from it: its compact wire form
 * (maps with integer keys, what a ledger entry holds for ever), its reading back from the wire, and
 * its reading from JSON with names (what the local API receives). Reading never trusts its input:
 * whatever does not fit is a ShapeError that names the place.
 */
export type Wire =
  | number
  | string
  | boolean
  | null
  | Uint8Array
  | readonly Wire[]
  | ReadonlyMap<number, Wire>;

export type Shape<T> = {
  /** The wire form; `value` is trusted. */
  readonly encode: (value: T) => Wire;
  /** From the wire; throws ShapeError. `at` names the place, such as `sale.completed.lines[3]`. */
  readonly decode: (wire: unknown, at: string) => T;
  /** From parsed JSON; throws ShapeError. */
  readonly read: (json: unknown, at: string) => T;
};

/** Any shape at all, when only its reading matters: what it encodes is known where its type is. */
export type AnyShape = {
  readonly encode: (value: never) => Wire;
  readonly decode: (wire: unknown, at: string) => unknown;
  readonly read: (json: unknown, at: string) => unknown;
};

export type ShapeOf<S> = S extends Shape<infer T> ? T : never;

export class ShapeError extends Error {
  readonly at: string;
  readonly expected: string;
  constructor(at: string, expected: string) {
    super(`${at}: expected ${expected}`);
    this.name = 'ShapeError';
    this.at = at;
    this.expected = expected;
  }
}

/**
 * Passes on what went wrong in a part, with the place of the whole before it. Places are only put together
 * here: a ledger is read far more often than it is wrong.
 */
export const rethrowWithin = (at: string, error: unknown): never => {
  if (error instanceof ShapeError) throw new ShapeError(at + error.at, error.expected);
  throw error;
};

export type Parsed<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly error: ShapeError };

/** Runs a reading and gives the ShapeError as a value; anything else thrown is a bug and passes through. */
export const parse = <T>(reading: () => T): Parsed<T> => {
  try {
    return { ok: true, value: reading() };
  } catch (error) {
    if (error instanceof ShapeError) return { ok: false, error };
    throw error;
  }
};
