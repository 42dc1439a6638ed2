import { copyFileSync, cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import * as fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { PAGE_BYTES } from '../database/page-file.ts';
import { Fault } from '../fault.ts';
import type { Carried, HandCarrier } from '../node/hand-carrier.fixture.ts';
import {
  byHand,
  drained,
  ONE_TILL,
  type Opened,
  productPut,
  putProducts,
  sell,
  TestChain,
} from './chain.fixture.ts';
import { readModels } from './story.fixture.ts';

const RUNS = 30;

type Damage =
  | { readonly kind: 'flip'; readonly file: string; readonly at: number; readonly bit: number }
  | { readonly kind: 'fill'; readonly file: string; readonly at: number; readonly byte: number }
  | { readonly kind: 'cut'; readonly file: string; readonly at: number }
  | { readonly kind: 'remove'; readonly file: string }
  | { readonly kind: 'swap'; readonly file: string };

const FILES = ['till.db', 'till.db-wal', 'till.db-shm', 'till.head'] as const;
const file = fc.oneof({ arbitrary: fc.constant('till.db'), weight: 4 }, fc.constantFrom(...FILES));
/** Where in a file, in parts of a million. */
const at = fc.integer({ min: 0, max: 999_999 });
const damage: fc.Arbitrary<Damage> = fc.oneof(
  {
    arbitrary: fc.record({
      kind: fc.constant('flip' as const),
      file,
      at,
      bit: fc.integer({ min: 0, max: 7 }),
    }),
    weight: 3,
  },
  {
    arbitrary: fc.record({
      kind: fc.constant('fill' as const),
      file,
      at,
      byte: fc.constantFrom(0, 0xff, 0x5a),
    }),
    weight: 4,
  },
  fc.record({ kind: fc.constant('cut' as const), file, at }),
  fc.record({ kind: fc.constant('remove' as const), file }),
  fc.record({ kind: fc.constant('swap' as const), file }),
);

type ByHand = Opened & { readonly carrier: HandCarrier };

let chain: TestChain;
/** Two moments of one till, each as a power cut leaves it. */
let earlier: string;
/** What is in the log of one is in the file of the other. */
let later: { readonly logged: string; readonly written: string };
let objects: readonly Carried[];
let facts: readonly { readonly entry: string }[];
let levels: readonly unknown[];
let places: ReadonlySet<string>;
let entries: ReadonlySet<string>;
let labels: readonly string[];

const labelsAt = ({ node }: Opened): readonly string[] => node.receipts(1_000).map(({ label }) => label);
const levelsOf = ({ node }: Opened) =>
  node.stockLevels().map(({ productId, entriesMilli }) => [productId, entriesMilli]);
const placesOf = ({ node }: Opened) =>
  node.facts(0, 100_000).map(({ fact: { seriesId, sequence } }) => `${seriesId}/${sequence}`);

beforeAll(async () => {
  chain = await TestChain.make(ONE_TILL);
  const till = chain.openByHand('H1');
  await chain.openShop(till);
  await putProducts(till, productPut(till, 1), productPut(till, 2));
  for (let n = 0; n < 6; n += 1) await sell(till, 1);
  earlier = chain.image('H1');
  for (let n = 0; n < 6; n += 1) await sell(till, 2);
  const logged = chain.image('H1');
  const written = chain.image('H1');
  new DatabaseSync(join(written, 'till.db')).close();
  later = { logged, written };
  objects = await till.carrier.everything();
  ({ facts } = readModels(till.node));
  levels = levelsOf(till);
  places = new Set(placesOf(till));
  entries = new Set(facts.map(({ entry }) => entry));
  labels = labelsAt(till).toSorted();
  await chain.close(till.node);
});
afterAll(() => chain.end());

/** Whether a byte of the file is another one now. */
const spoil = (folder: string, what: Damage): boolean => {
  const path = join(folder, what.file);
  if (!existsSync(path)) return false;
  if (what.kind === 'remove') {
    rmSync(path);
    return true;
  }
  if (what.kind === 'swap') {
    const other = join(earlier, what.file);
    if (!existsSync(other)) return false;
    copyFileSync(other, path);
    return true;
  }
  const bytes = readFileSync(path);
  const place = Math.floor((what.at / 1_000_000) * bytes.length);
  if (what.kind === 'cut') writeFileSync(path, bytes.subarray(0, place));
  else if (what.kind === 'flip') {
    bytes[place] = (bytes[place] ?? 0) ^ (1 << what.bit);
    writeFileSync(path, bytes);
  } else {
    const page = place - (place % PAGE_BYTES);
    bytes.subarray(page, page + PAGE_BYTES).fill(what.byte);
    writeFileSync(path, bytes);
  }
  return true;
};

/** Opens the folder and hands everything over, again as often as the file is found damaged meanwhile. */
const openMended = async (
  folder: string,
  isAlone: boolean,
): Promise<{ readonly till: ByHand; readonly told: ReadonlySet<string>; readonly before: number }> => {
  const told = new Set<string>();
  let before = -1;
  for (let life = 0; life < 4; life += 1) {
    const { carrier, options } = byHand();
    let isDamaged = false;
    const till = chain.open(folder, { ...options, onDamage: () => void (isDamaged = true) });
    carrier().ready();
    try {
      await drained(till.node);
      if (before < 0) before = till.node.facts(0, 100_000).length;
      if (isAlone && life === 0) await writeOn(till);
      carrier().deliver(objects);
      await drained(till.node);
      readModels(till.node);
    } catch (error) {
      if (!(error instanceof Fault)) throw error;
      isDamaged = true;
    }
    for (const { code } of till.node.status().alarms) told.add(code);
    const isRotten = told.has('ROW-DAMAGED') && life === 0;
    if (!isDamaged && !isRotten) return { till: { ...till, carrier: carrier() }, told, before };
    await chain.close(till.node);
  }
  throw new Error('the till does not get well');
};

/** Writes an entry whoever is signed in and whatever is sold: somebody tried a wrong PIN. */
const writeOn = async (till: Opened): Promise<void> => {
  await till.run({ kind: 'session.sign-in', staffId: chain.staffId('Sam'), pin: '0000' });
};
/** Where entries stand that were not there before. */
const newPlaces = (till: Opened): readonly string[] => {
  const all = till.node.facts(0, 100_000).map(({ fact }) => fact);
  return all
    .filter(({ entry }) => !entries.has(entry))
    .map(({ seriesId, sequence }) => `${seriesId}/${sequence}`);
};

it(
  '[SALVAGE-10] I2 I3 I4 I6: whatever happens to the files between two lives, the till opens, holds all that anybody holds, and repeats no number',
  { timeout: 240_000 },
  async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(damage, { minLength: 1, maxLength: 3 }),
        fc.boolean(),
        fc.boolean(),
        async (damages, inLog, isAlone) => {
          const folder = join(chain.folder, 'damaged');
          rmSync(folder, { recursive: true, force: true });
          mkdirSync(folder);
          cpSync(inLog ? later.logged : later.written, folder, { recursive: true });
          for (const each of damages) spoil(folder, each);
          const { till, told, before } = await openMended(folder, isAlone);
          const read = readModels(till.node);
          expect(read.facts.filter(({ entry }) => entries.has(entry))).toEqual(facts);
          expect(levelsOf(till)).toEqual(levels);
          expect(labelsAt(till).toSorted()).toEqual(labels);
          expect(before < facts.length && told.size === 0).toBe(false);
          if (!isAlone) await writeOn(till);
          await chain.close(till.node);
          const again = (await openMended(folder, false)).till;
          // A till that sells alone before it hears of its tail needs the file that says how long that was.
          const isWitnessed = !isAlone || damages.every((each) => each.file !== 'till.head');
          const { forks } = again.node.status().counts;
          const taken = newPlaces(again).filter((place) => places.has(place));
          expect(isWitnessed ? [forks, taken] : [0, []]).toEqual([0, []]);
          expect(newPlaces(again).length).toBeGreaterThan(0);
          await chain.close(again.node);
        },
      ),
      { numRuns: RUNS, endOnFailure: true },
    );
  },
);
