import * as fc from 'fast-check';
import { toHex } from '../cbor/bytes.ts';
import { createDataKey } from '../key/data-key.ts';
import { createDeviceKeys, type DeviceKeys } from '../key/device-key.ts';
import { seededRandom } from '../key/random.fixture.ts';
import { NORTH, NOW_MS } from './chain-of-shops.fixture.ts';
import {
  addDevice,
  type Administration,
  grantAdmin,
  setSettings,
  shareKey,
  stateSeries,
} from './organisation.ts';
import { as, asDevice, asRoot, organisationId, shops } from './registry.fixture.ts';
import { foldRegistry, type RegistryCache } from './registry.ts';
import { ORGANISATION, type RegistryState } from './registry-state.ts';
import { ann, begun, bob, cleo, cut } from './revocation.fixture.ts';
import { readStatement, ROOT, type Signer } from './statement.ts';
import { passKey, reinstate, takeOff } from './take-off.ts';

/** Not admitted when a history begins. */
const [dan, eve] = ['dan', 'eve'].map((name) => createDeviceKeys(seededRandom(name))) as [
  DeviceKeys,
  DeviceKeys,
];
/** `ann`, `bob` and `cleo` are admins whom the root key admitted, `other` is none, `dan` and `eve` are nobody yet. */
const PEOPLE: readonly DeviceKeys[] = [ann, bob, cleo, shops.devices.other, dan, eve];
const KEYS = ['one', 'two', 'three'].map((name) => createDataKey(seededRandom(name)));
export const CUT_SERIES = [shops.series.other, shops.series.till] as const;

/** What is stated, in plain words; the subject is a person, a key or nothing. */
export type Deed = {
  readonly kind: 'take-off' | 'put-back' | 'admit' | 'grant' | 'name' | 'key' | 'pass' | 'series';
  /** `ROOT` or a device id. */
  readonly signer: string;
  readonly subject: string;
  /** Of the two series, where nothing counts any more after; 0: not named. */
  readonly reach: readonly [number, number];
};
/** A statement with the deed that it is and what its header names. */
export type Done = Deed & {
  readonly bytes: Uint8Array;
  readonly hash: string;
  readonly parents: readonly string[];
  readonly utcMs: number;
};

type Step = {
  readonly signer: number;
  readonly what: number;
  readonly about: number;
  readonly reach: readonly [number, number];
  readonly apart: number;
  readonly unknown: readonly number[];
  readonly nowMs: number;
};

/** Mostly what takes rights away: the rest is there to be taken. */
const KINDS: readonly Deed['kind'][] = [
  ...(['take-off', 'take-off', 'take-off', 'take-off', 'take-off', 'take-off', 'put-back'] as const),
  ...(['admit', 'admit', 'grant', 'name', 'key', 'pass', 'series'] as const),
];

/** The three admins most often: who has no rights takes none away. */
const WHO = [0, 1, 2, 0, 1, 2, 0, 1, 2, 3, 4, 5];
const stepOf: fc.Arbitrary<Step> = fc.record({
  signer: fc.constantFrom(...WHO, PEOPLE.length),
  what: fc.nat({ max: KINDS.length - 1 }),
  about: fc.constantFrom(...WHO),
  reach: fc.tuple(fc.nat({ max: 3 }), fc.nat({ max: 3 })),
  /** So many of the newest the signer has not heard of, and some of those before. */
  apart: fc.constantFrom(0, 0, 1, 2, 3, 14),
  unknown: fc.array(fc.nat({ max: 13 }), { maxLength: 4 }),
  nowMs: fc.integer({ min: 1, max: 4 }),
});

const signerOf = (index: number): { readonly id: string; readonly signer: Signer } => {
  const keys = PEOPLE[index];
  return keys === undefined ? { id: ROOT, signer: asRoot } : { id: keys.deviceId, signer: asDevice(keys) };
};

const keyOf = (about: number) => KEYS[about % KEYS.length]!;

const subjectOf = (kind: Deed['kind'], about: number, signer: string): string => {
  if (kind === 'key' || kind === 'pass') return toHex(keyOf(about).id);
  if (kind === 'series') return `${signer === ROOT ? '0'.repeat(8) : signer.slice(0, 8)}0000000${about}`;
  return kind === 'name' ? `Name ${about}` : PEOPLE[about]!.deviceId;
};

const state = (on: Administration, { kind, subject, reach }: Deed, about: number): void => {
  const person = PEOPLE[about]!;
  const till = {
    recipient: shops.devices.reporter.deviceId,
    agreeKey: shops.devices.reporter.public.agreeKey,
  };
  switch (kind) {
    case 'take-off':
      return takeOff(on, {
        deviceId: subject,
        cuts: CUT_SERIES.flatMap((series, at) => (reach[at] === 0 ? [] : [cut(series, reach[at]!)])),
      });
    case 'put-back':
      return reinstate(on, subject);
    case 'admit':
      return addDevice(on, { keys: person.public, kind: 'till', branchId: NORTH, code: `P${about}` }, []);
    case 'grant':
      return grantAdmin(on, subject);
    case 'name':
      return setSettings(on, { name: subject, mark: 'real' });
    case 'key':
      return shareKey(on, keyOf(about), ORGANISATION, [till]);
    case 'pass':
      return passKey(on.writer, keyOf(about), ORGANISATION, [till]);
    case 'series':
      return stateSeries(on.writer, subject, NORTH);
  }
};

const { organisation, branchKeys } = shops;
const dataKeys = new Map(
  [organisation.organisationKey, ...Object.values(branchKeys), ...KEYS].map((key) => [toHex(key.id), key]),
);
export const foldWith = (statements: readonly Uint8Array[], cache: RegistryCache): RegistryState =>
  foldRegistry(statements, { organisationId, dataKeys, cache });

/**
 * A history: each step by somebody who knows all that was stated before but for some, so that people act apart, hear
 * of one another, and act in the name of a past that they know better.
 */
export const doAll = (steps: readonly Step[], cache: RegistryCache): readonly Done[] => {
  const done: Done[] = [];
  for (const { signer: by, what, about, reach, apart, unknown, nowMs } of steps) {
    const { id, signer } = signerOf(by);
    const kind = KINDS[what]!;
    const known = done.slice(0, Math.max(0, done.length - apart)).filter((_, at) => !unknown.includes(at));
    const { heads } = foldWith([...begun, ...known.map(({ bytes }) => bytes)], cache);
    const deed: Deed = { kind, signer: id, subject: subjectOf(kind, about, id), reach };
    const on = as(signer, heads, NOW_MS + nowMs);
    state(on, deed, about);
    const [bytes] = on.writer.statements;
    const read = readStatement(bytes!);
    if (!read.ok) throw new Error(read.reason);
    const { parents, clock, hash } = read.value;
    done.push({
      ...deed,
      bytes: bytes!,
      hash: toHex(hash),
      parents: parents.map(toHex),
      utcMs: clock.utcMs,
    });
  }
  return done;
};

export const history = (minLength: number, maxLength: number): fc.Arbitrary<readonly Step[]> =>
  fc.array(stepOf, { minLength, maxLength });
