import { type AnyShape, type Shape, ShapeError } from './shape.ts';

type Kinds = Readonly<Record<string, AnyShape>>;
/** One member of a union: the record's fields and its `kind`. */
export type UnionOf<K extends Kinds> = {
  [Name in keyof K & string]: K[Name] extends Shape<infer T> ? { readonly kind: Name } & T : never;
}[keyof K & string];

/** Reads `{ kind, ...fields }` from JSON by the shape named by `kind`. */
export const readUnion = <K extends Kinds>(kinds: K, json: unknown, at: string): UnionOf<K> => {
  if (typeof json !== 'object' || json === null || Array.isArray(json)) throw new ShapeError(at, 'an object');
  const { kind, ...fields } = json as Record<string, unknown>;
  const shape = typeof kind === 'string' && Object.hasOwn(kinds, kind) ? kinds[kind] : undefined;
  if (shape === undefined) throw new ShapeError(`${at}.kind`, `one of ${Object.keys(kinds).join(', ')}`);
  return { kind, ...(shape.read(fields, at) as object) } as UnionOf<K>;
};
