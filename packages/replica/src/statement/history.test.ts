import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { toHex } from '../cbor/bytes.ts';
import {
  CATALOG_VALUES,
  CUT_SERIES,
  doAll,
  type Done,
  foldWith,
  history,
  ownerIdOfDevice,
  OWNERS,
} from './history.fixture.ts';
import { shops } from './registry.fixture.ts';
import { createRegistryCache } from './registry.ts';
import { ORGANISATION, type RegistryState } from './registry-state.ts';
import { ann, begun, bob, cleo } from './revocation.fixture.ts';
import { isListed } from './value-list.ts';
import { successionHistory } from './succession-history.fixture.ts';
import { type Standing, whoStands } from './who-stands.fixture.ts';

const { till, other, relay, reporter } = shops.devices;
const idsOf = (...all: readonly { readonly deviceId: string }[]): string[] =>
  all.map(({ deviceId }) => deviceId);
const FIRST = {
  known: idsOf(till, other, relay, reporter, ann, bob, cleo),
  admins: idsOf(till, ann, bob, cleo),
  elsewhere: idsOf(other),
};
const idsOfOwners = new Set(OWNERS.map(({ ownerId }) => ownerId));
const FIRST_KEY = toHex(shops.organisation.organisationKey.id);

/** What the registry says of the same. */
const standingIn = (state: RegistryState, done: readonly Done[]): Standing => ({
  forces: new Map(
    done.map(({ hash }) => [
      hash,
      (state.statements.get(hash)?.status ?? 'invalid') as 'valid' | 'suspended' | 'voided' | 'invalid',
    ]),
  ),
  admins: state.admins,
  off: new Map(
    [...state.revoked]
      .filter(([id]) => !state.owners.has(id))
      .map(([id, { state: how, cuts }]) => [
        id,
        `${how} ${CUT_SERIES.map((series) => cuts.get(series)?.at(-1)?.sequence ?? 0).join(' ')}`,
      ]),
  ),
  key: state.currentKeys.get(ORGANISATION) ?? null,
  owners: new Set(
    [...state.owners.values()].flatMap((one) => (one.state === 'standing' ? [one.ownerId] : [])),
  ),
  barred: new Map(
    [...state.catalogBars].map(([id, { listed }]) => [
      id,
      CATALOG_VALUES.filter((hash) => isListed(listed, hash)).length,
    ]),
  ),
});

describe('histories of people who take one another off', () => {
  it('[REVOKE-11] [CATR-07] I5: end the same on every device, in whatever order and pieces they come', () => {
    const cache = createRegistryCache();
    const same = fc.property(history(1, 14), fc.gen(), (steps, gen) => {
      const set = [...begun, ...doAll(steps, cache).map(({ bytes }) => bytes)];
      const once = foldWith(set, cache);
      const device = createRegistryCache();
      const arriving = gen(fc.shuffledSubarray, set, { minLength: set.length });
      const pieces = gen(fc.array, fc.nat({ max: set.length }), { maxLength: 3 }) as readonly number[];
      for (const upTo of pieces) foldWith(arriving.slice(0, upTo), device);
      expect(foldWith(arriving, device)).toEqual(once);
    });
    fc.assert(same, { numRuns: 40 });
  });

  it('[REVOKE-11] [CATR-07] I10: end as the rule written down a second time says', () => {
    const cache = createRegistryCache();
    const met = new Map<string, number>();
    const agrees = fc.property(history(6, 12), (steps) => {
      const done = doAll(steps, cache);
      const state = foldWith([...begun, ...done.map(({ bytes }) => bytes)], cache);
      const expected = whoStands(done, FIRST);
      const key = expected.key ?? FIRST_KEY;
      expect(standingIn(state, done)).toEqual({ ...expected, key });
      for (const force of new Set(expected.forces.values())) met.set(force, (met.get(force) ?? 0) + 1);
      for (const count of expected.barred.values())
        met.set(`barred ${count > 0}`, (met.get(`barred ${count > 0}`) ?? 0) + 1);
      for (const how of expected.off.values())
        met.set(how.split(' ')[0]!, (met.get(how.split(' ')[0]!) ?? 0) + 1);
    });
    fc.assert(agrees, { numRuns: 100 });
    // A generator that never comes to what the rule is about would prove nothing.
    const all = ['valid', 'suspended', 'voided', 'invalid', 'revoked', 'barred true', 'barred false'];
    for (const what of all) expect([what, (met.get(what) ?? 0) > 4]).toEqual([what, true]);
  });

  it('[SUCCESSION-06] I5: so do those in which admin devices name owner keys, in whatever order they come', () => {
    const cache = createRegistryCache();
    const same = fc.property(successionHistory(8), fc.gen(), (steps, gen) => {
      const set = [...begun, ...doAll(steps, cache).map(({ bytes }) => bytes)];
      const once = foldWith(set, cache);
      const device = createRegistryCache();
      const arriving = gen(fc.shuffledSubarray, set, { minLength: set.length });
      const pieces = gen(fc.array, fc.nat({ max: set.length }), { maxLength: 3 }) as readonly number[];
      for (const upTo of pieces) foldWith(arriving.slice(0, upTo), device);
      expect(foldWith(arriving, device)).toEqual(once);
    });
    fc.assert(same, { numRuns: 30 });
  });

  it('[SUCCESSION-06] I10: and end as the rule written down a second time says', () => {
    const cache = createRegistryCache();
    const met = new Map<string, number>();
    const meet = (what: string): void => void met.set(what, (met.get(what) ?? 0) + 1);
    const agrees = fc.property(successionHistory(9), (steps) => {
      const done = doAll(steps, cache);
      const state = foldWith([...begun, ...done.map(({ bytes }) => bytes)], cache);
      const expected = whoStands(done, FIRST);
      const key = expected.key ?? FIRST_KEY;
      expect(standingIn(state, done)).toEqual({ ...expected, key });
      for (const { state: stands } of state.owners.values()) meet(stands);
      const isOwnerToo = (id: string): boolean =>
        state.owners.get(ownerIdOfDevice(id) ?? '')?.state === 'standing';
      for (const { signer, kind, hash } of done) {
        const is = expected.forces.get(hash);
        if (idsOfOwners.has(signer)) meet(`${kind} ${is}`);
        if (kind === 'succeed') meet(`${kind} ${is}`);
        // Whoever has its key may act as both, and neither is the other.
        if (isOwnerToo(signer)) meet(`${is} by a device whose key is an owner's`);
      }
      for (const id of state.devices.keys()) {
        if (isOwnerToo(id)) meet(`both, device ${state.revoked.has(id) ? 'off' : 'stands'}`);
      }
    });
    fc.assert(agrees, { numRuns: 250 });
    for (const what of [
      ...(['named', 'standing', 'revoked', 'suspended'] as const),
      ...(['grant valid', 'put-back valid', 'take-off valid', 'grant voided', 'take-off voided'] as const),
      ...(['succeed valid', 'succeed invalid', 'both, device off', 'both, device stands'] as const),
      "valid by a device whose key is an owner's",
    ])
      expect([what, (met.get(what) ?? 0) > 2]).toEqual([what, true]);
  });
});
