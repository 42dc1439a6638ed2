import { free, getHeads, load, save } from '@automerge/automerge';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { CarriedObject, DocumentKind } from '../document/document-ref.ts';
import type { CarrierDocument } from '../document/layout.ts';
import { objectHash } from '../document/object-digest.ts';
import { GatedDevice, join } from './gate.fixture.ts';
import { drawFrom, putOn } from './forge.fixture.ts';
import { HARMLESS, misplaced, type Mutation, MUTATIONS, type Sound } from './mutation.fixture.ts';
import { entry, KINDS, objectOf, other, REFS, statement, stranger, value } from './shop-objects.fixture.ts';

/** Of each kind; over all five 20,000. */
const PER_KIND = 4_000;
/** So many start from the same sound changes. */
const PER_SOUND = 140;
const SEED = 4_103;

const cut = (object: CarriedObject): CarriedObject => {
  const bytes = Uint8Array.from(object.bytes);
  bytes[bytes.length - 1] = (bytes[bytes.length - 1] ?? 0) ^ 1;
  return { ...object, bytes };
};

/** Objects that may not stand where they are put. */
const MISPLACED: Readonly<Record<DocumentKind, Readonly<Record<string, Mutation>>>> = {
  registry: {
    'an unsigned object': misplaced([{ bytes: Uint8Array.of(1, 2, 3) }, cut(statement(3))]),
    'another object': misplaced([entry(5)]),
  },
  directory: {
    'an unsigned object': misplaced([{ bytes: Uint8Array.of(1, 2, 3) }, cut(statement(4))]),
    'another object': misplaced([entry(5)]),
  },
  ledger: {
    'an unsigned object': misplaced([{ bytes: new Uint8Array(500) }, cut(entry(10))]),
    'another object': misplaced([
      entry(7, { series: `${other.deviceId.slice(0, 8)}00000002`, keys: other }),
      entry(8, { keys: other }),
      entry(9, { keys: stranger }),
      entry(2_001),
      statement(1),
    ]),
  },
  catalog: {
    'an unsigned object': misplaced([{ key: 'p/core', bytes: new Uint8Array(300) }, cut(value('p/core', 2))]),
    'another object': misplaced([value('p/core', 1, undefined, { subject: 'q/core' })]),
    'another place': misplaced([value('p/core', 3)], true),
  },
  stock: {
    'an unsigned object': misplaced([{ key: 'page/1', bytes: new Uint8Array(300) }, cut(value('page/2', 2))]),
    'another object': misplaced([
      value('page/1', 1, undefined, { subject: 'page/2' }),
      value('page/1', 1, other),
      value('page/1', 1, stranger),
    ]),
    'another place': misplaced([value('page/3', 3)], true),
  },
};

/** What must be refused however it is drawn, and by which rule. */
const BY_RULE: Readonly<Record<string, readonly string[]>> = {
  'a bit, checksum not mended': ['form', 'message'],
  'cut short': ['form'],
  'a column left out': ['operation', 'form'],
  'a column added': ['operation', 'form'],
  'the count of operations': ['structure', 'form', 'named nobody'],
  'what it follows': ['missing', 'structure'],
  'a writer listed': ['operation', 'form'],
  'a message or more': ['form'],
  'a foreign operation': ['operation'],
  'a forbidden key': ['operation'],
  'millions of operations': ['operation'],
  'a packed bomb': ['form'],
  'a whole document': ['form', 'message'],
  // A byte in the front may make a message that asks for something and brings nothing.
  'the message around': ['message', 'form', 'nothing in it'],
  noise: ['message'],
  'an unsigned object': ['object'],
  'another object': ['object'],
  'another place': ['operation'],
};

/** Sound changes are taken once; another one of the same place that was taken before makes twins of them. */
const HARMLESS_BY = Object.fromEntries(
  Object.keys(HARMLESS).map((name) => [name, ['taken', 'nothing in it', 'named nobody']]),
);

let attacked: GatedDevice;
let third: GatedDevice;
let numbers = 1_000;

beforeAll(async () => {
  attacked = new GatedDevice('attacked');
  third = new GatedDevice('third');
  await attacked.open();
  await third.open();
  for (const kind of KINDS) {
    const objects = Array.from({ length: 30 }, (_, number) => objectOf(kind, number));
    attacked.documents.put(REFS[kind], objects.slice(0, 10));
    await attacked.documents.flush();
    attacked.documents.put(REFS[kind], objects.slice(10));
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
  for (const size of [1, 2]) {
    const objects = Array.from({ length: size }, () => objectOf(kind, (numbers += 1)));
    const written = putOn(after, kind, objects);
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

/** What a document holds: of a list every object; of a map every key, since a later value may take a place. */
const holdings = (device: GatedDevice, kind: DocumentKind): ReadonlySet<string> =>
  new Set(device.objects(kind).map(({ key, bytes }) => key ?? objectHash(bytes)));

type Counts = Record<string, Record<string, number>>;

/** Delivers one mutation as a peer of its own; gives the rule that refused it, or `taken`, or `nothing in it`. */
const deliver = async (kind: DocumentKind, peer: string, message: Uint8Array): Promise<string> => {
  const headsBefore = getHeads(attacked.document(kind)).join();
  let refused = await attacked.hear(peer, kind, message);
  const grew = (): boolean => getHeads(attacked.document(kind)).join() !== headsBefore;
  if (refused === null && !grew()) {
    const before = attacked.refused.length;
    // Held until what it follows comes; nobody gives that.
    await attacked.runTimers();
    refused = attacked.refused[before]?.what ?? null;
  }
  if (refused !== null) {
    expect(attacked.refused.at(-1)).toMatchObject({ kind, from: peer });
    expect(grew()).toBe(false);
  } else if (grew()) expect(loadsAgain(attacked.document(kind))).toBe(true);
  attacked.wire.leaves(peer);
  return refused ?? (grew() ? 'taken' : 'nothing in it');
};

const attack = async (kind: DocumentKind): Promise<Counts> => {
  const draw = drawFrom(SEED + KINDS.indexOf(kind));
  const mutations = Object.entries({ ...MUTATIONS, ...MISPLACED[kind] });
  const harmless = Object.entries(HARMLESS);
  const counts: Counts = {};
  let sound = soundOf(kind);
  for (let number = 0; number < PER_KIND; number += 1) {
    if (number % PER_SOUND === 0) sound = soundOf(kind);
    // Once the sound changes are taken, all that was made of them would be their twins.
    const last = (number % PER_SOUND) - PER_SOUND + harmless.length;
    const one = last < 0 ? mutations[number % mutations.length] : harmless[(number + last) % harmless.length];
    const [name, mutate] = one ?? ['', () => new Uint8Array()];
    const outcome = await deliver(kind, `peer ${number}`, mutate(sound, draw));
    const ofName = (counts[name] ??= {});
    ofName[outcome] = (ofName[outcome] ?? 0) + 1;
  }
  return counts;
};

const sumBy = (counts: Counts): Record<string, number> => {
  const sums: Record<string, number> = {};
  for (const outcomes of Object.values(counts)) {
    for (const [outcome, count] of Object.entries(outcomes)) sums[outcome] = (sums[outcome] ?? 0) + count;
  }
  return sums;
};

it.each(KINDS)(
  '[CHANGE-01] of thousands of mutated changes of a %s document none does harm',
  async (kind) => {
    const others = savedOthers(kind);
    const before = holdings(attacked, kind);
    const counts = await attack(kind);
    const sums = sumBy(counts);
    console.info(`${kind}: ${JSON.stringify(sums)}`);
    const wrongly = Object.entries({ ...BY_RULE, ...HARMLESS_BY })
      .map(([name, rules]) => [name, Object.keys(counts[name] ?? {}).filter((one) => !rules.includes(one))])
      .filter(([, outcomes]) => outcomes?.length !== 0);
    expect(wrongly).toEqual([]);
    const rules = ['message', 'form', 'operation', 'structure', 'missing', 'object'];
    expect(rules.filter((rule) => (sums[rule] ?? 0) < 60)).toEqual([]);
    expect(sums['taken'] ?? 0).toBeGreaterThan(20);
    expect(Object.values(sums).reduce((all, one) => all + one, 0)).toBe(PER_KIND);
    expect(savedOthers(kind)).toBe(others);
    expect(loadsAgain(attacked.document(kind))).toBe(true);
    const after = holdings(attacked, kind);
    expect([...before].filter((one) => !after.has(one))).toEqual([]);
    expect(attacked.panics).toEqual([]);
    expect(attacked.refused.filter(({ what }) => what.startsWith('broken') || what === 'trial')).toEqual([]);
  },
  120_000,
);

it('[CHANGE-01] what passed of them comes to an honest device, which names nobody', async () => {
  join(attacked, third);
  for (const kind of KINDS) {
    const heads = getHeads(attacked.document(kind)).join();
    await third.until(() => getHeads(third.document(kind)).join() === heads);
    expect(loadsAgain(third.document(kind))).toBe(true);
  }
  expect(third.refused).toEqual([]);
});
