import { deflateRawSync } from 'node:zlib';
import { Counter, save } from '@automerge/automerge';
import { type CarrierDocument } from '../document/layout.ts';
import type { CarriedObject, DocumentKind } from '../document/document-ref.ts';
import { bucketOf, LIST_NAME, shapeOf } from '../document/shape.ts';
import {
  bodyOf,
  chunkOf,
  type Draw,
  messageOf,
  type Parts,
  putOn,
  putTogether,
  takeApart,
  unsigned,
  writeOn,
} from './forge.fixture.ts';

// What a hostile peer may send in the place of a sound message.

/** What mutations start from: sound changes that the attacked device does not have. */
export type Sound = {
  readonly kind: DocumentKind;
  readonly before: CarrierDocument;
  /** One after the other, of one writer. */
  readonly chunks: readonly Uint8Array[];
  readonly object: CarriedObject;
};

/** `free`: nothing is wrong with it, or may not be. */
export type Mutation = (sound: Sound, draw: Draw) => Uint8Array;

const pick = <T>(list: readonly T[], draw: Draw): T => {
  const one = list[draw(list.length)];
  if (one === undefined) throw new Error('There is nothing to choose from.');
  return one;
};

const withParts =
  (edit: (parts: Parts, draw: Draw) => void): Mutation =>
  ({ chunks }, draw) => {
    const parts = takeApart(pick(chunks.slice(0, 1), draw));
    edit(parts, draw);
    return messageOf([putTogether(parts)]);
  };

const withBody =
  (edit: (body: Buffer, draw: Draw) => Uint8Array): Mutation =>
  ({ chunks }, draw) =>
    messageOf([chunkOf(edit(Buffer.from(bodyOf(pick(chunks.slice(0, 1), draw))), draw))]);

const flip = (bytes: Buffer, draw: Draw): Buffer => {
  const at = draw(bytes.length);
  bytes[at] = (bytes[at] ?? 0) ^ (1 << draw(8));
  return bytes;
};

/** The part of a body before the objects: where nearly all of the format is. */
const flipFront = (bytes: Buffer, draw: Draw): Buffer => {
  const at = draw(Math.min(bytes.length, 130));
  bytes[at] = (bytes[at] ?? 0) ^ (1 << draw(8));
  return bytes;
};

const columnOf = ({ columns }: Parts, draw: Draw, except = 0x57): { id: number; bytes: Uint8Array } =>
  pick(
    columns.filter(({ id }) => id !== except),
    draw,
  );

/** Changes that Automerge itself writes, and that nobody of ours does. */
const foreignWrites = (
  kind: DocumentKind,
  object: CarriedObject,
): ((draft: Record<string, unknown>) => void)[] => {
  const shape = shapeOf(kind);
  const root: ((draft: Record<string, unknown>) => void)[] = [
    (draft) => void (draft['isAdmin'] = object.bytes),
    (draft) => void (draft[LIST_NAME] = [object.bytes]),
    (draft) => void delete draft[shape.form === 'list' ? LIST_NAME : 'b0'],
    (draft) => void (draft['text'] = 'a text of characters'),
  ];
  if (shape.form === 'list') {
    const list = (draft: Record<string, unknown>): unknown[] => draft[LIST_NAME] as unknown[];
    return [
      ...root,
      (draft) => void list(draft).splice(0, 1),
      (draft) => void (list(draft)[0] = object.bytes),
      (draft) => void list(draft).push({ nested: object.bytes }),
      (draft) => void list(draft).push('text'),
      (draft) => void list(draft).push(7),
      (draft) => void list(draft).push(new Counter(1)),
      (draft) => void list(draft).push([]),
      (draft) => void list(draft).push(object.bytes, null),
    ];
  }
  const key = object.key ?? '';
  const bucket = (draft: Record<string, unknown>): Record<string, unknown> =>
    draft[bucketOf(key, shape.buckets)] as Record<string, unknown>;
  const standing = (draft: Record<string, unknown>): string => Object.keys(bucket(draft))[0] ?? '';
  return [
    ...root,
    (draft) => void (bucket(draft)[key] = 'text'),
    (draft) => void (bucket(draft)[key] = 7),
    (draft) => void (bucket(draft)[key] = new Counter(1)),
    (draft) => void (bucket(draft)[key] = { nested: object.bytes }),
    (draft) => void (bucket(draft)[key] = new Date(0)),
    (draft) => void (draft[bucketOf(`${key}!`, shape.buckets)] = {}),
    (draft) => {
      bucket(draft)[key] = object.bytes;
      delete bucket(draft)[standing(draft)];
    },
  ];
};

const written =
  (choose: (sound: Sound, draw: Draw) => (draft: Record<string, unknown>) => void): Mutation =>
  (sound, draw) =>
    messageOf([writeOn(sound.before, choose(sound, draw)).chunk]);

/** A key column that says `__proto__` in the place of the key that Automerge would not let anybody write. */
const forbiddenKey: Mutation = ({ chunks, kind }, draw) => {
  const parts = takeApart(pick(chunks.slice(0, 1), draw));
  const name = pick(['__proto__', 'constructor', 'prototype', ''], draw);
  const text = Buffer.concat([Buffer.of(0x7f), unsigned(name.length), Buffer.from(name)]);
  const id = shapeOf(kind).form === 'map' ? 0x15 : 0x13;
  parts.columns = parts.columns.map((column) => (column.id === id ? { id: 0x15, bytes: text } : column));
  return messageOf([putTogether(parts)]);
};

/** Every column claims ten million rows. */
const operationBomb: Mutation = ({ chunks }, draw) => {
  const parts = takeApart(pick(chunks.slice(0, 1), draw));
  const rows = 10_000_000 + draw(1_000);
  const run = (value: number): Buffer => Buffer.concat([unsigned(rows), Buffer.of(value)]);
  parts.columns = parts.columns.map(({ id, bytes }) => {
    if (id === 0x34) return { id, bytes: Buffer.concat([Buffer.of(0), unsigned(rows)]) };
    if (id === 0x57) return { id, bytes };
    return { id, bytes: run(id === 0x42 ? 1 : id === 0x56 ? 0x07 : 1) };
  });
  return messageOf([putTogether(parts)]);
};

/** A few hundred bytes that would be megabytes. */
const BOMB = deflateRawSync(Buffer.alloc(8_000_000), { level: 9 });
const packedBomb: Mutation = (_sound, draw) =>
  messageOf([chunkOf(Buffer.concat([BOMB, Buffer.alloc(draw(9))]), 2)]);

const wholeDocument: Mutation = ({ before }, draw) => {
  const saved = Buffer.from(save(before));
  return messageOf([draw(2) === 0 ? saved : flip(saved, draw)], draw(2) === 0 ? 0x42 : 0x43);
};

/** Another byte in the place of one. */
const flipByte = (bytes: Buffer, at: number, draw: Draw): Buffer => {
  bytes[at] = (bytes[at] ?? 0) ^ (1 + draw(255));
  return bytes;
};

const container: Mutation = ({ chunks }, draw) => {
  const bytes = Buffer.from(messageOf(chunks.slice(0, 1)));
  switch (draw(4)) {
    case 0:
      return flipByte(bytes, draw(6), draw);
    case 1:
      return bytes.subarray(0, draw(bytes.length));
    case 2:
      return Buffer.concat([bytes, Buffer.from(Array.from({ length: 1 + draw(40) }, () => draw(256)))]);
    default:
      // A filter that claims a billion entries.
      return Buffer.concat([
        Buffer.of(0x42, 0, 0, 1, 0, 7),
        unsigned(2 ** 30),
        Buffer.of(10, 7),
        bytes.subarray(4),
      ]);
  }
};

const noise: Mutation = (_sound, draw) =>
  Uint8Array.from({ length: 1 + draw(300) }, (_, at) => (at === 0 && draw(2) === 0 ? 0x42 : draw(256)));

export const MUTATIONS: Readonly<Record<string, Mutation>> = {
  'a bit in the front': withBody(flipFront),
  'a bit anywhere': withBody(flip),
  'a byte': withBody((body, draw) => {
    body[draw(body.length)] = draw(256);
    return body;
  }),
  'a bit, checksum not mended': ({ chunks }, draw) =>
    messageOf([flip(Buffer.from(pick(chunks, draw)), draw)]),
  'cut short': withBody((body, draw) => body.subarray(0, draw(body.length))),
  'bytes put in': withBody((body, draw) => {
    const at = draw(body.length);
    return Buffer.concat([body.subarray(0, at), Buffer.of(draw(256)), body.subarray(at)]);
  }),
  'a column of another change': withParts((parts, draw) => {
    const column = columnOf(parts, draw);
    column.bytes = columnOf(parts, draw).bytes;
  }),
  'bytes of a column': withParts((parts, draw) => {
    const column = columnOf(parts, draw);
    column.bytes = Buffer.from(Array.from({ length: 1 + draw(6) }, () => draw(256)));
  }),
  'a bit of a column': withParts((parts, draw) => {
    const column = columnOf(parts, draw);
    column.bytes = flip(Buffer.from(column.bytes), draw);
  }),
  'a column left out': withParts((parts, draw) => void parts.columns.splice(draw(parts.columns.length), 1)),
  'a column added': withParts((parts, draw) => {
    parts.columns.push({ id: pick([0x91, 0xa5, 0x94, 0x72, 0x73], draw), bytes: Buffer.of(0x7f, draw(256)) });
    parts.columns.sort((a, b) => a.id - b.id);
  }),
  'a number of a column': withParts((parts, draw) => {
    const column = columnOf(parts, draw);
    column.id = draw(0x80);
  }),
  'lengths of columns': ({ chunks }, draw) => {
    const parts = takeApart(pick(chunks.slice(0, 1), draw));
    const lengths = parts.columns.map(({ bytes }) => bytes.length);
    lengths[draw(lengths.length)] = pick([0, 1, 5, 127, 2 ** 31, 2 ** 45], draw);
    return messageOf([putTogether(parts, lengths)]);
  },
  'the count of operations': withParts((parts, draw) => {
    parts.startOp = Math.max(1, parts.startOp + pick([-1, 1, -5, 100, 2 ** 31, 2 ** 40], draw));
  }),
  'the count of changes': withParts((parts, draw) => {
    parts.seq = pick([0, 2, 3, 2 ** 31, 2 ** 50], draw);
  }),
  'what it follows': withParts((parts, draw) => {
    if (draw(3) === 0) parts.deps = [];
    else parts.deps = [Buffer.from(Array.from({ length: 32 }, () => draw(256)))];
  }),
  'its writer': withParts((parts, draw) => {
    parts.actor = draw(2) === 0 ? Buffer.alloc(16) : Buffer.alloc(draw(40), draw(256));
  }),
  'a writer listed': withParts((parts, draw) => {
    parts.others = [...parts.others, Buffer.alloc(16, draw(256))];
    if (draw(2) === 0) parts.others.sort((a, b) => Buffer.compare(a, b));
  }),
  'a message or more': withParts((parts, draw) => {
    if (draw(2) === 0) parts.message = Buffer.from('a note');
    else parts.extra = Buffer.from('more');
  }),
  'a foreign operation': written(({ kind, object }, draw) => pick(foreignWrites(kind, object), draw)),
  'a forbidden key': forbiddenKey,
  'millions of operations': operationBomb,
  'a packed bomb': packedBomb,
  'a whole document': wholeDocument,
  'the message around': container,
  noise,
};

/** Sound in every other way, put where it does not belong or signed by whoever may not. */
export const misplaced =
  (objects: readonly CarriedObject[], moveBucket = false): Mutation =>
  ({ before, kind }, draw) => {
    const object = pick(objects, draw);
    if (!moveBucket) return messageOf([putOn(before, kind, [object]).chunk]);
    const shape = shapeOf(kind);
    if (shape.form === 'list') return noise({ before, kind, chunks: [], object }, draw);
    const key = object.key ?? '';
    const own = bucketOf(key, shape.buckets);
    const others = Array.from({ length: shape.buckets }, (_, index) => `b${index}`).filter(
      (name) => name !== own,
    );
    const bucket = pick(others, draw);
    const write = (draft: Record<string, unknown>): void => {
      (draft[bucket] as Record<string, unknown>)[key] = object.bytes;
    };
    return messageOf([writeOn(before, write).chunk]);
  };

/** Nothing is wrong with these: sound devices may send them. */
export const HARMLESS: Readonly<Record<string, Mutation>> = {
  'sound changes': ({ chunks }) => messageOf(chunks),
  'changes twice': ({ chunks }) => messageOf([...chunks, ...chunks]),
  'changes the other way round': ({ chunks }) => messageOf(chunks.toReversed()),
};
