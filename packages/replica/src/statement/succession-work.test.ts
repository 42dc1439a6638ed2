import { afterEach, expect, it } from 'vitest';
import { createDeviceKeys } from '../key/device-key.ts';
import { seededRandom } from '../key/random.fixture.ts';
import { NORTH } from './chain-of-shops.fixture.ts';
import { Past } from './causal-order.ts';
import { addDevice, type Administration, grantAdmin } from './organisation.ts';
import { newOwner } from './owner-key.fixture.ts';
import { as, asDevice, asOwner, asRoot, organisationId, shops } from './registry.fixture.ts';
import { createRegistryCache, foldRegistry } from './registry.ts';
import { ann, begun, bob, cleo, fold, off, states } from './revocation.fixture.ts';
import { createRootKeys, type RootKeys } from './root-key.ts';
import { nameOwner } from './take-off.ts';

const { till } = shops.devices;
const sheets = Array.from({ length: 80 }, (_, at) => createRootKeys(seededRandom(`sheet ${at}`)));
const [one] = sheets as [RootKeys];
const alone = states(asRoot, [], (on) => [ann, bob, cleo].forEach((keys) => off(keys)(on)));
/** An admin device that `till` admitted. */
const rogue = createDeviceKeys(seededRandom('rogue'));
const admin = states(asRoot, [], (on) => grantAdmin(on, rogue.deviceId));
const names = (on: Administration, owner: RootKeys): void => nameOwner(on, newOwner(owner, till));

/** What one device states, `count` times: of several keys or one, each in knowledge of the one before or of none. */
const row = (known: readonly Uint8Array[], count: number, ofMany: boolean): readonly Uint8Array[] => {
  const on = as(asDevice(till), fold(known).heads);
  for (const owner of sheets.slice(0, count)) names(on, ofMany ? owner : one);
  return on.writer.statements;
};
const apart = (known: readonly Uint8Array[], count: number, ofMany: boolean): readonly Uint8Array[] => {
  const { heads } = fold(known);
  return sheets.slice(0, count).flatMap((owner, at) => {
    const on = as(asDevice(till), heads, 1_000_000 + at);
    names(on, ofMany ? owner : one);
    return on.writer.statements;
  });
};

const has = Object.getOwnPropertyDescriptor(Past.prototype, 'has')!;
afterEach(() => {
  Object.defineProperty(Past.prototype, 'has', has);
});
/** How often a fold looks into what a statement follows. */
const looksOf = (statements: readonly Uint8Array[]): number => {
  let looks = 0;
  Object.defineProperty(Past.prototype, 'has', {
    ...has,
    value: function counted(this: Past, index: number): boolean {
      looks += 1;
      return (has.value as Past['has']).call(this, index);
    },
  });
  foldRegistry([...begun, ...statements], {
    organisationId,
    dataKeys: new Map(),
    cache: createRegistryCache(),
  });
  Object.defineProperty(Past.prototype, 'has', has);
  return looks;
};

/** What the statements of a device cost, beyond what is there without them. */
const costOf = (state: (count: number) => readonly Uint8Array[], count: number): number =>
  looksOf(state(count)) - looksOf(state(0));

const actsOfOne = (count: number): readonly Uint8Array[] => {
  const named = [...alone, ...apart(alone, count, false)];
  if (count === 0) return named;
  const by = as(asOwner(one), fold(named).heads);
  for (let at = 0; at < count; at += 1) off(bob)(by);
  return [...named, ...by.writer.statements];
};
const SHAPES: Readonly<Record<string, (count: number) => readonly Uint8Array[]>> = {
  'many keys in a row, each of which stands': (count) => [...alone, ...row(alone, count, true)],
  'many keys in a row, by one of several': (count) => row([], count, true),
  'many keys apart from one another': (count) => [...alone, ...apart(alone, count, true)],
  'one key in a row': (count) => [...alone, ...row(alone, count, false)],
  'one key in a row, by one of several': (count) => row([], count, false),
  'one key apart from one another': (count) => [...alone, ...apart(alone, count, false)],
  'keys, between taking others off and admitting them again': (count) => {
    const on = as(asDevice(till), fold().heads);
    for (const [at, owner] of sheets.slice(0, count).entries()) {
      if (at % 3 === 0) off(rogue)(on);
      else if (at % 3 === 1)
        addDevice(on, { keys: rogue.public, kind: 'till', branchId: NORTH, code: 'R' }, []);
      else names(on, owner);
    }
    return [...admin, ...on.writer.statements];
  },
  'what such a key then states': actsOfOne,
};

it.each(Object.entries(SHAPES))(
  '[SUCCESSION-12] twice as many statements of one device take no more than four times the looks: %s',
  (_, state) => {
    const [some, twice] = [40, 80].map((count) => costOf(state, count)) as [number, number];
    expect(twice).toBeLessThan(4.2 * some);
  },
);
