import type { Shape } from '@tillmesh/model';

/** Reads an older version of a body as the newest one says it. Nothing writes it any more. */
export type Older<T> = Pick<Shape<T>, 'decode'>;

export const upgraded = <Old, T>(shape: Shape<Old>, upgrade: (body: Old) => T): Older<T> => ({
  decode: (wire, at) => upgrade(shape.decode(wire, at)),
});

/** A kind of statement: the shape that it is written in, and its versions before that, the first one first. */
export type Versions<T> = {
  readonly sealed: boolean;
  readonly shape: Shape<T>;
  readonly older: readonly Older<T>[];
};

/** The version that a kind is written in. */
export const newestOf = ({ older }: Pick<Versions<unknown>, 'older'>): number => older.length + 1;

/** What reads that version; undefined for one of later. */
export const readerOf = <T>({ shape, older }: Versions<T>, version: number): Older<T> | undefined =>
  version === older.length + 1 ? shape : older[version - 1];
