import { rmSync } from 'node:fs';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { compareBytes, toHex } from '../cbor/bytes.ts';
import type { Administration } from '../statement/organisation.ts';
import { giveCatalogRight, takeCatalogRight } from '../statement/catalog-right.ts';
import { foldRegistry } from '../statement/registry.ts';
import { readOrganisationFile } from '../setup/organisation-file.ts';
import { takeOff } from '../statement/take-off.ts';
import { Author } from '../till/author.fixture.ts';
import { byHand, TestChain } from '../till/chain.fixture.ts';
import { hashOf, idOf, named, settled, TEA } from './catalog-right.fixture.ts';
import type { Carried } from './hand-carrier.fixture.ts';
import { Office } from './office.fixture.ts';

const IDS = [TEA, 'bb'.repeat(16)] as const;
const WRITERS = ['H1', 'H2', 'S1'] as const;

let chain: TestChain;
let authors: ReadonlyMap<string, Author>;
beforeAll(async () => {
  chain = await TestChain.make();
  authors = new Map(WRITERS.map((code) => [code, new Author(chain, code)]));
});
afterAll(() => chain.end());

type Value = {
  readonly carried: Carried;
  readonly deviceId: string;
  readonly id: string;
  readonly name: string;
  readonly utcMs: number;
  readonly parents: readonly string[];
  readonly hash: string;
};

const valueOf = fc.record({
  what: fc.constant('value' as const),
  by: fc.constantFrom(...WRITERS),
  id: fc.constantFrom(...IDS),
  utcMs: fc.integer({ min: 1, max: 6 }),
  /** So many of the last values of the product are followed. */
  follows: fc.integer({ min: 0, max: 2 }),
});
const wordOf = fc.record({
  what: fc.constantFrom('take', 'take', 'take-off', 'give'),
  /** Stated by one of two that do not hear of each other; `both`: after all that either stated. */
  at: fc.constantFrom('one', 'other', 'both'),
  about: fc.constantFrom('H2', 'S1'),
  /** Which of the device's values so far are listed. */
  listed: fc.infiniteStream(fc.boolean()),
});
const histories = fc.record({
  deeds: fc.array(fc.oneof({ weight: 3, arbitrary: valueOf }, { weight: 2, arbitrary: wordOf }), {
    minLength: 4,
    maxLength: 18,
  }),
  order: fc.infiniteStream(fc.nat(1_000_000)),
  slice: fc.integer({ min: 1, max: 9 }),
  restartAt: fc.integer({ min: 0, max: 3 }),
});
type Deeds = typeof histories extends fc.Arbitrary<infer T> ? T : never;

/** What was written and stated; the words of two people who know of no other's until both are asked. */
const done = (deeds: Deeds['deeds']) => {
  const values: Value[] = [];
  const words: Carried[][] = [[], []];
  for (const deed of deeds) {
    if (deed.what === 'value') {
      const { by, id, utcMs, follows } = deed;
      const before = values.filter((value) => value.id === id).slice(-follows || Infinity);
      const parents = before.map(({ carried }) => carried);
      const name = `Name ${values.length}`;
      const carried = named(authors.get(by)!, name, { utcMs, parents, id });
      values.push({
        carried,
        deviceId: idOf(chain, by),
        id,
        name,
        utcMs,
        parents: parents.map((each) => toHex(hashOf(each))),
        hash: toHex(hashOf(carried)),
      });
      continue;
    }
    const { what, at, about, listed } = deed;
    const deviceId = idOf(chain, about);
    const chosen = values
      .filter((value) => value.deviceId === deviceId && listed.next().value === true)
      .map(({ carried }) => hashOf(carried));
    const state = (on: Administration): void => {
      if (what === 'give') giveCatalogRight(on, deviceId);
      else takeCatalogRight(on, { deviceId, listed: chosen, isOff: what === 'take-off' });
      if (what === 'take-off') takeOff(on, { deviceId, cuts: [] });
    };
    const known = at === 'both' ? words.flat() : words[at === 'one' ? 0 : 1]!;
    words[at === 'other' ? 1 : 0]!.push(...new Office(chain, known).states(state));
  }
  return { values, words: words.flat() };
};

/** The rule once more: of what may count, what nothing else that may count followed, then the latest, then by hash. */
const expectedOf = ({ values, words }: ReturnType<typeof done>) => {
  const { organisationId, statements } = readOrganisationFile(chain.folderOf('H1'));
  const { catalogBars } = foldRegistry([...statements, ...words.map(({ object }) => object.bytes)], {
    organisationId,
    dataKeys: new Map(),
  });
  const isIn = ({ deviceId, hash }: Value): boolean => {
    const bar = catalogBars.get(deviceId);
    return bar === undefined || bar.listed.some((list) => toHex(list).includes(hash.slice(0, 32)));
  };
  const names = IDS.map((id) => {
    const counting = values.filter((value) => value.id === id && isIn(value));
    const last = counting.filter(({ hash }) => !counting.some(({ parents }) => parents.includes(hash)));
    const [best] = last.toSorted(
      (a, b) => b.utcMs - a.utcMs || compareBytes(hashOf(b.carried), hashOf(a.carried)),
    );
    return best?.name ?? null;
  });
  return { names, barred: catalogBars.size };
};

/** What a blank till makes of it, told in this order, in slices, with an end of the process between. */
const namesAfter = async (objects: readonly Carried[], slice: number, restartAt: number) => {
  for (const suffix of ['', '-wal', '-shm'])
    rmSync(join(chain.folderOf('S1'), `till.db${suffix}`), { force: true });
  let { carrier, options } = byHand();
  let { node } = chain.open('S1', options);
  carrier().ready();
  for (let at = 0; at < objects.length; at += slice) {
    carrier().deliver(objects.slice(at, at + slice));
    if (at % 2 === 0) await new Promise((resolve) => void setImmediate(resolve));
    if (at / slice !== restartAt) continue;
    await chain.close(node);
    ({ carrier, options } = byHand());
    ({ node } = chain.open('S1', options));
    carrier().ready();
    // What was not stored yet comes again, as from a document.
    carrier().deliver(objects.slice(0, at + slice));
  }
  await settled(node);
  const names = IDS.map((id) => node.lookup.product(id)?.name ?? null);
  const { invalid, unverified } = node.status().counts;
  const standing = (await carrier().everything())
    .filter(({ ref }) => ref.kind === 'catalog')
    .map(({ object }) => toHex(hashOf({ ref: objects[0]!.ref, object })))
    .toSorted();
  await chain.close(node);
  return { names, standing, invalid, unverified };
};

it(
  '[CATR-08] I5 I10: the same stands at every device, whatever came when, and nothing unlisted of who may not edit',
  { timeout: 120_000 },
  async () => {
    const met = { barred: 0, empty: 0, moved: 0 };
    await fc.assert(
      fc.asyncProperty(histories, async ({ deeds, order, slice, restartAt }) => {
        const made = done(deeds);
        const expected = expectedOf(made);
        const objects = [...made.values.map(({ carried }) => carried), ...made.words];
        const shuffled = objects
          .map((object) => ({ object, at: Number(order.next().value) }))
          .toSorted((a, b) => a.at - b.at)
          .map(({ object }) => object);
        const standing = made.values
          .filter(({ name }) => expected.names.includes(name))
          .map(({ hash }) => hash)
          .toSorted();
        const same = { names: expected.names, standing, invalid: 0, unverified: 0 };
        expect(await namesAfter(objects, objects.length, -1)).toEqual(same);
        expect(await namesAfter(shuffled, slice, restartAt)).toEqual(same);
        if (expected.barred > 0) met.barred += 1;
        if (expected.names.includes(null)) met.empty += 1;
        if (made.words.length > 1) met.moved += 1;
      }),
      { numRuns: 25 },
    );
    expect([met.barred > 8, met.empty > 2, met.moved > 8]).toEqual([true, true, true]);
  },
);
