/** What stands in one cell. */
export type Cell = string | number | boolean | null;
export type Row = Readonly<Record<string, Cell>>;
/** A row and the table it belongs to. */
export type Placed = { readonly table: string; readonly row: Row };

type Values = Readonly<Record<string, unknown>>;

const isCell = (value: unknown): value is Cell =>
  value === null || ['string', 'number', 'boolean'].includes(typeof value);

const isValues = (value: unknown): value is Values =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The how manieth of a list a row is, in the rows of its own lists too. */
const placeIn = (list: string): string => `${list}#`;

/**
 * Lays a value out in tables. What it has one of becomes a column, with dots where it lies deeper; a list of plain
 * values becomes one cell, its parts divided by spaces; a list of records becomes a table of its own, whose rows name
 * their owner by `keys` and by their place in each list on the way. Nothing is left out.
 */
export function* flatten(table: string, value: Values, keys: Row): Generator<Placed> {
  const row: Record<string, Cell> = { ...keys };
  const parts: Placed[] = [];
  const add = (name: string, part: unknown): void => {
    if (part === undefined) return;
    if (Object.hasOwn(row, name)) throw new TypeError(`${table} has two columns called ${name}`);
    if (isCell(part)) row[name] = part;
    else if (isValues(part))
      for (const [inner, deeper] of Object.entries(part)) add(`${name}.${inner}`, deeper);
    else if (Array.isArray(part) && part.every(isCell)) row[name] = part.map(String).join(' ');
    else if (Array.isArray(part) && part.every(isValues))
      for (const [at, item] of part.entries())
        parts.push(...flatten(`${table}.${name}`, item, { ...keys, [placeIn(name)]: at + 1 }));
    else throw new TypeError(`${table}.${name} holds what has no form in a table`);
  };
  for (const [name, part] of Object.entries(value)) add(name, part);
  yield { table, row };
  yield* parts;
}
