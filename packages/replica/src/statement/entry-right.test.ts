import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { createDeviceKeys } from '../key/device-key.ts';
import { seededRandom } from '../key/random.fixture.ts';
import { NORTH, SOUTH } from './chain-of-shops.fixture.ts';
import { createEntryRights } from './entry-right.ts';
import { addDevice } from './organisation.ts';
import { as, asRoot, organisationId, readerOf, shops, whole } from './registry.fixture.ts';
import { createRegistryCache, openRegistry } from './registry.ts';
import type { RegistryState } from './registry-state.ts';
import { ann, begun, off, states } from './revocation.fixture.ts';

const late = createDeviceKeys(seededRandom('late'));
const heads = (state: RegistryState): readonly Uint8Array[] => state.entryHeads;

/** A device that comes later, first as a reporter and then as a till of the one branch, and of the other. */
const staged = () => {
  const before = [...begun];
  const known: Uint8Array[][] = [before];
  for (const [kind, branchId] of [
    ['reporter', null],
    ['till', NORTH],
    ['till', SOUTH],
  ] as const) {
    const sofar = known.at(-1) ?? before;
    const office = as(
      asRoot,
      openRegistry(sofar, organisationId, readerOf(shops.devices.reporter)).state.heads,
    );
    addDevice(office, { keys: late.public, kind, branchId, code: 'L1' }, []);
    known.push([...sofar, ...office.writer.statements]);
  }
  return known;
};
const stages = staged();
const folded = (statements: readonly Uint8Array[]) => {
  const cache = createRegistryCache();
  const { state } = openRegistry(statements, organisationId, readerOf(shops.devices.reporter), cache);
  return { state, right: createEntryRights(cache)(state) };
};
const states4 = stages.map((statements) => folded(statements).state);
const claim = (at: number, branchId: string) => ({
  deviceId: late.deviceId,
  branchId,
  heads: heads(states4[at] ?? whole),
});

it('[RIGHT-01] I10: an entry is held against the registry as of the heads that it names, and not as of today', () => {
  const { right } = folded(stages[3] ?? []);
  expect([0, 1, 2, 3].map((at) => right(claim(at, NORTH)))).toEqual(['lacking', 'lacking', 'given', 'given']);
  expect([0, 1, 2, 3].map((at) => right(claim(at, SOUTH)))).toEqual([
    'lacking',
    'lacking',
    'lacking',
    'given',
  ]);
  // No heads show nothing.
  expect(right({ ...claim(3, NORTH), heads: [] })).toBe('lacking');
});

it('[RIGHT-01] who was taken off since had its right all the same: that is weighed by cuts', () => {
  const gone = states(asRoot, [stages[3] ?? []], off(late));
  const { right, state } = folded([...(stages[3] ?? []), ...gone]);
  expect(state.revoked.has(late.deviceId)).toBe(true);
  expect(right(claim(2, NORTH))).toBe('given');
  // Its admission is void once who admitted it was taken off, and it was one.
  expect(right({ deviceId: ann.deviceId, branchId: NORTH, heads: heads(states4[0] ?? whole) })).toBe('given');
});

it('[RIGHT-02] what follows statements that are not here is not known, until what is here shows the right', () => {
  const all = stages[3] ?? [];
  fc.assert(
    fc.property(fc.subarray([...all.keys()]), fc.shuffledSubarray([...all.keys()]), (part, rest) => {
      const some = folded(part.map((index) => all[index] ?? new Uint8Array()));
      for (const at of [0, 1, 2, 3]) {
        const full = folded(all).right(claim(at, NORTH));
        expect([full, 'unknown']).toContain(some.right(claim(at, NORTH)));
      }
      const again = folded(rest.map((index) => all[index] ?? new Uint8Array()));
      expect(['given', 'unknown']).toContain(again.right(claim(3, NORTH)));
    }),
    { numRuns: 30 },
  );
});
