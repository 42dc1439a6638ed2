import { type AnyShape, rethrowWithin, type Shape, ShapeError, type Wire } from './shape.ts';

export type Field<T, Optional extends boolean> = {
  readonly key: number;
  readonly shape: Shape<T>;
  readonly optional: Optional;
};

/** A field under an integer key; keys are for ever and never used again for something else. */
export const field = <T>(key: number, shape: Shape<T>): Field<T, false> => ({ key, shape, optional: false });
/** A field that may be absent. */
export const optional = <T>(key: number, shape: Shape<T>): Field<T, true> => ({ key, shape, optional: true });

type AnyField = { readonly key: number; readonly shape: AnyShape; readonly optional: boolean };
type Fields = Readonly<Record<string, AnyField>>;
type Flat<T> = { [K in keyof T]: T[K] };
export type RecordOf<F extends Fields> = Flat<
  {
    readonly [K in keyof F as F[K]['optional'] extends true ? never : K]: F[K] extends Field<infer T, false>
      ? T
      : never;
  } & {
    readonly [K in keyof F as F[K]['optional'] extends true ? K : never]?: F[K] extends Field<infer T, true>
      ? T
      : never;
  }
>;

/** A record with named fields: a map with integer keys on the wire, an object in JSON. Unknown keys are refused. */
export const record = <F extends Fields>(fields: F): Shape<RecordOf<F>> => {
  const entries = Object.entries(fields).map(([name, item]) => ({ ...item, name, at: `.${name}` }));
  const names = new Set(Object.keys(fields));
  const keys = new Set(entries.map(({ key }) => key));
  if (keys.size !== entries.length) throw new Error('two fields of a record share a key');

  const build = (
    get: (name: string, key: number) => unknown,
    part: 'decode' | 'read',
    at: string,
  ): RecordOf<F> => {
    const value: Record<string, unknown> = {};
    try {
      for (const item of entries) {
        const raw = get(item.name, item.key);
        if (raw !== undefined) value[item.name] = item.shape[part](raw, item.at);
        else if (!item.optional) throw new ShapeError(item.at, 'a value');
      }
    } catch (error) {
      return rethrowWithin(at, error);
    }
    return value as RecordOf<F>;
  };

  return {
    encode: (value) => {
      const wire = new Map<number, Wire>();
      for (const item of entries) {
        const part = (value as Record<string, unknown>)[item.name];
        if (part !== undefined) wire.set(item.key, item.shape.encode(part as never));
      }
      return wire;
    },
    decode: (wire, at) => {
      if (!(wire instanceof Map)) throw new ShapeError(at, 'a map');
      const map: ReadonlyMap<unknown, unknown> = wire;
      for (const key of map.keys()) {
        if (typeof key !== 'number' || !keys.has(key))
          throw new ShapeError(`${at}[${String(key)}]`, 'a known key');
      }
      return build((_name, key) => map.get(key), 'decode', at);
    },
    read: (json, at) => {
      if (typeof json !== 'object' || json === null || Array.isArray(json))
        throw new ShapeError(at, 'an object');
      for (const name of Object.keys(json)) {
        if (!names.has(name)) throw new ShapeError(`${at}.${name}`, 'a known name');
      }
      const object = json as Record<string, unknown>;
      return build((name) => (Object.hasOwn(object, name) ? object[name] : undefined), 'read', at);
    },
  };
};

/** A list of at most `max` items. */
export const list = <T>(item: Shape<T>, max: number): Shape<readonly T[]> => {
  const each =
    (part: 'decode' | 'read') =>
    (value: unknown, at: string): readonly T[] => {
      if (!Array.isArray(value)) throw new ShapeError(at, 'a list');
      if (value.length > max) throw new ShapeError(at, `at most ${max} items`);
      const items: T[] = [];
      try {
        for (const raw of value) items.push(item[part](raw, ''));
      } catch (error) {
        return rethrowWithin(`${at}[${items.length}]`, error);
      }
      return items;
    };
  return {
    encode: (value) => value.map((part) => item.encode(part)),
    decode: each('decode'),
    read: each('read'),
  };
};
