import { free, getHeads, load, save } from '@automerge/automerge';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { CarriedObject, DocumentKind } from '../document/document-ref.ts';
import type { CarrierDocument } from '../document/layout.ts';
import { objectHash } from '../document/object-digest.ts';
import { GatedDevice, join } from './gate.fixture.ts';
import {
  drawFrom,
  HARMLESS,
  messageOf,
  misplaced,
  type Mutation,
  MUTATIONS,
  putOn,
  type Sound,
  takeApart,
  putTogether,
} from './mutation.fixture.ts';
import { entry, KINDS, objectOf, other, REFS, statement, stranger, value } from './shop-objects.fixture.ts';

/** At least 20,000 over all kinds. */
const PER_KIND = 4_200;
/** So many start from the same sound changes. */
const PER_SOUND = 100;
const SEED = 4_103;

const MISPLACED: Readonly<Record<DocumentKind, readonly Mutation[]>> = {
  registry: [misplaced([{ bytes: Uint8Array.of(1, 2, 3) }, entry(5), cut(statement(3))])],
  directory: [misplaced([{ bytes: Uint8Array.of(1, 2, 3) }, entry(5), cut(statement(4))])],
  ledger: [
    misplaced([
      { bytes: new Uint8Array(500) },
      entry(7, { series: `${other.deviceId.slice(0, 8)}00000002`, keys: other }),
      entry(8, { keys: other }),
      entry(9, { keys: stranger }),
      entry(2_001),
      cut(entry(10)),
      statement(1),
    ]),
  ],
  catalog: [
    misplaced([
      { key: 'p/core', bytes: new Uint8Array(300) },
      value('p/core', 1, undefined, 'q/core'),
      cut(value('p/core', 2)),
    ]),
    misplaced([value('p/core', 3)], true),
  ],
  stock: [
    misplaced([
      { key: 'page/1', bytes: new Uint8Array(300) },
      value('page/1', 1, undefined, 'page/2'),
      value('page/1', 1, other),
      value('page/1', 1, stranger),
      cut(value('page/2', 2)),
    ]),
    misplaced([value('page/3', 3)], true),
  ],
};

function cut(object: CarriedObject): CarriedObject {
  const bytes = Uint8Array.from(object.bytes);
  bytes[bytes.length - 1] = (bytes[bytes.length - 1] ?? 0) ^ 1;
  return { ...object, bytes };
}

let attacked: GatedDevice;
let third: GatedDevice;
let numbers = 1_000;

beforeAll(async () => {
  attacked = new GatedDevice('attacked');
  third = new GatedDevice('third');
  await attacked.open();
  await third.open();
  for (const kind of KINDS) {
    attacked.documents.put(
      REFS[kind],
      Array.from({ length: 30 }, (_, number) => objectOf(kind, number)),
    );
  }
  await attacked.documents.flush();
});

afterAll(() => {
  attacked.close();
  third.close();
});

/** Sound changes by a writer who has what the attacked device has. */
const soundOf = (kind: DocumentKind): Sound => {
  const before = attacked.document(kind);
  const chunks: Uint8Array[] = [];
  let after = before;
  for (let size = 1; size <= 3; size += 1) {
    const objects = Array.from({ length: size }, () => objectOf(kind, (numbers += 1)));
    const written = putOn(after, kind, objects);
    // One writer for all three: the first copy is written on.
    chunks.push(written.chunk);
    after = written.after;
  }
  return { kind, before, chunks, object: objectOf(kind, (numbers += 1)) };
};

const savedOthers = (kind: DocumentKind): string =>
  KINDS.filter((one) => one !== kind)
    .map((one) => Buffer.from(save(attacked.document(one))).toString('base64'))
    .join();

const loadsAgain = (document: CarrierDocument): boolean => {
  const loaded = load<Record<string, unknown>>(save(document));
  const isSame = getHeads(loaded).join() === getHeads(document).join();
  free(loaded);
  return isSame;
};

const hashesOf = (device: GatedDevice, kind: DocumentKind): ReadonlySet<string> =>
  new Set(device.objects(kind).map(({ bytes }) => objectHash(bytes)));

/** What came of the mutations of a kind: by rule that refused them, or passed. */
const attack = async (kind: DocumentKind): Promise<Record<string, Record<string, number>>> => {
  const draw = drawFrom(SEED + KINDS.indexOf(kind));
  const mutations = [
    ...Object.entries(MUTATIONS),
    ...MISPLACED[kind].map((one) => ['misplaced', one] as const),
  ];
  const counts: Record<string, Record<string, number>> = {};
  let sound = soundOf(kind);
  for (let number = 0; number < PER_KIND; number += 1) {
    if (number % PER_SOUND === 0) sound = soundOf(kind);
    const [name, mutate] = mutations[number % mutations.length] ?? ['', HARMLESS['sound changes']];
    if (mutate === undefined) throw new Error('There are no mutations.');
    const peer = `peer ${kind} ${number}`;
    const headsBefore = getHeads(attacked.document(kind)).join();
    let refused = await attacked.hear(peer, kind, mutate(sound, draw));
    const grew = getHeads(attacked.document(kind)).join() !== headsBefore;
    if (refused === null && !grew) {
      // Held until what it follows comes; nobody gives that.
      const before = attacked.refused.length;
      await attacked.runTimers();
      refused = attacked.refused[before]?.what ?? null;
    }
    if (refused !== null) {
      expect(attacked.refused.at(-1)).toMatchObject({ kind, from: peer });
      expect(grew).toBe(false);
    } else if (grew) expect(loadsAgain(attacked.document(kind))).toBe(true);
    attacked.wire.leaves(peer);
    const outcome = refused ?? (grew ? 'taken' : 'nothing in it');
    const ofName = (counts[name] ??= {});
    ofName[outcome] = (ofName[outcome] ?? 0) + 1;
  }
  return counts;
};

it.each(KINDS)(
  '[CHANGE-01] of thousands of mutated changes of a %s document none does harm',
  async (kind) => {
    const others = savedOthers(kind);
    const objectsBefore = hashesOf(attacked, kind);
    const counts = await attack(kind);
    console.log(kind, JSON.stringify(counts));
    expect(savedOthers(kind)).toBe(others);
    expect(loadsAgain(attacked.document(kind))).toBe(true);
    const objectsAfter = hashesOf(attacked, kind);
    expect([...objectsBefore].filter((hash) => !objectsAfter.has(hash))).toEqual([]);
    expect(attacked.panics).toEqual([]);
    expect(attacked.refused.filter(({ what }) => what.startsWith('broken'))).toEqual([]);
  },
  120_000,
);
void messageOf;
void takeApart;
void putTogether;
void join;
