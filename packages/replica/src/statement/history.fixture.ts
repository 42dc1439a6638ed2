import * as fc from 'fast-check';
import { toHex } from '../cbor/bytes.ts';
import { createDataKey } from '../key/data-key.ts';
import { createDeviceKeys, type DeviceKeys } from '../key/device-key.ts';
import { sha256 } from '../key/hash.ts';
import { seededRandom } from '../key/random.fixture.ts';
import { NORTH, NOW_MS } from './chain-of-shops.fixture.ts';
import { giveCatalogRight, takeCatalogRight } from './catalog-right.ts';
import {
  addDevice,
  type Administration,
  grantAdmin,
  setSettings,
  shareKey,
  stateSeries,
} from './organisation.ts';
import { as, asDevice, asOwner, asRoot, organisationId, shops } from './registry.fixture.ts';
import { foldRegistry, type RegistryCache } from './registry.ts';
import { ORGANISATION, type RegistryState } from './registry-state.ts';
import { ann, begun, bob, cleo, cut } from './revocation.fixture.ts';
import { proveOwner } from './owner-proof.ts';
import { createRootKeys, ownerIdOf, type RootKeys, rootKeysOf } from './root-key.ts';
import { readStatement, ROOT, type Signer } from './statement.ts';
import { nameOwner, passKey, reinstate, takeOff } from './take-off.ts';

/** Not admitted when a history begins. */
const [dan, eve] = ['dan', 'eve'].map((name) => createDeviceKeys(seededRandom(name))) as [
  DeviceKeys,
  DeviceKeys,
];
/** `ann`, `bob` and `cleo` are admins whom the root key admitted, `other` is none, `dan` and `eve` are nobody yet. */
export const PEOPLE: readonly DeviceKeys[] = [ann, bob, cleo, shops.devices.other, dan, eve];
/** Keys that may be named as the owner's, the last of them by a device that has it as its own too. */
export const OWNERS: readonly RootKeys[] = [
  ...['first sheet', 'second sheet'].map((name) => createRootKeys(seededRandom(name))),
  rootKeysOf(dan.signPrivate),
];
/** The owner id that goes with a device's key. */
export const ownerIdOfDevice = (deviceId: string): string | null => {
  const keys = PEOPLE.find((person) => person.deviceId === deviceId);
  return keys === undefined ? null : ownerIdOf(keys.public.signKey);
};
const KEYS = ['one', 'two', 'three'].map((name) => createDataKey(seededRandom(name)));
export const CUT_SERIES = [shops.series.other, shops.series.till] as const;

/** Some that anybody may have written. */
export const CATALOG_VALUES = [1, 2, 3].map((n) => sha256(Uint8Array.of(n)));
/** A device that is none of those who act. */
const MADE_ELSEWHERE = shops.devices.till.deviceId;
export const isMadeHere = ({ reach }: Pick<Deed, 'reach'>): boolean => reach[0] > 0;
export const isWithOff = ({ reach }: Pick<Deed, 'reach'>): boolean => reach[1] < 2;

/** What is stated, in plain words; the subject is a person, a key or nothing. */
export type Deed = {
  readonly kind:
    | 'take-off'
    | 'put-back'
    | 'admit'
    | 'grant'
    | 'name'
    | 'key'
    | 'pass'
    | 'series'
    | 'take-right'
    | 'give-right'
    | 'succeed';
  /** `ROOT`, a device id, or the id of an owner key. */
  readonly signer: string;
  readonly subject: string;
  /**
   * Of the two series, where nothing counts any more after; 0: not named. Where the right to the catalogue is taken: so
   * many of the catalogue values of its device count, and whether it comes with taking the device off. Where an owner
   * key is named: whether its sheet was made at the signer, and 0 if not.
   */
  readonly reach: readonly [number, number];
};
/** A statement with the deed that it is and what its header names. */
export type Done = Deed & {
  readonly bytes: Uint8Array;
  readonly hash: string;
  readonly parents: readonly string[];
  readonly utcMs: number;
};

export type Step = {
  readonly signer: number;
  readonly kind: Deed['kind'];
  readonly about: number;
  readonly reach: readonly [number, number];
  readonly apart: number;
  readonly unknown: readonly number[];
  readonly nowMs: number;
};

/** Mostly what takes rights away: the rest is there to be taken. */
const KINDS: readonly Deed['kind'][] = [
  ...(['take-off', 'take-off', 'take-off', 'take-off', 'take-off', 'take-off', 'put-back'] as const),
  ...(['take-off', 'take-off', 'take-off'] as const),
  ...(['admit', 'admit', 'grant', 'name', 'key', 'pass', 'series'] as const),
  ...(['take-right', 'take-right', 'take-right', 'give-right'] as const),
];

/** The three admins most often: who has no rights takes none away. */
export const ADMINS = [0, 1, 2];
const WHO = [...ADMINS, ...ADMINS, ...ADMINS, 3, 4, 5];
/** Whose number comes after those of people: as a signer the root key, and then the owner keys; about whom, these. */
export const ROOT_NUMBER = PEOPLE.length;
export const OWNER_NUMBERS = OWNERS.map((_, at) => at);
type Choice = {
  readonly kinds: readonly Deed['kind'][];
  readonly signers: readonly number[];
  readonly about: readonly number[];
};
export const stepOf = ({ kinds, signers, about }: Choice): fc.Arbitrary<Step> =>
  fc.record({
    signer: fc.constantFrom(...signers),
    kind: fc.constantFrom(...kinds),
    about: fc.constantFrom(...about),
    reach: fc.tuple(fc.nat({ max: 3 }), fc.nat({ max: 3 })),
    /** So many of the newest the signer has not heard of, and some of those before. */
    apart: fc.constantFrom(0, 0, 1, 2, 3, 14),
    unknown: fc.array(fc.nat({ max: 13 }), { maxLength: 4 }),
    nowMs: fc.integer({ min: 1, max: 4 }),
  });

const signerOf = (index: number): { readonly id: string; readonly signer: Signer } => {
  const keys = PEOPLE[index];
  const owner = OWNERS[index - ROOT_NUMBER - 1];
  if (owner !== undefined) return { id: owner.ownerId, signer: asOwner(owner) };
  return keys === undefined ? { id: ROOT, signer: asRoot } : { id: keys.deviceId, signer: asDevice(keys) };
};

const keyOf = (about: number) => KEYS[about % KEYS.length]!;

const ownerOf = (about: number) => OWNERS[about % OWNERS.length]!;
const personOf = (about: number) => PEOPLE[about % PEOPLE.length]!;

const subjectOf = (kind: Deed['kind'], about: number, signer: string): string => {
  const owner = OWNERS[about - PEOPLE.length];
  if (kind === 'succeed') return ownerOf(about).ownerId;
  if (owner !== undefined && (kind === 'take-off' || kind === 'put-back')) return owner.ownerId;
  if (kind === 'key' || kind === 'pass') return toHex(keyOf(about).id);
  if (kind === 'series') return `${signer === ROOT ? '0'.repeat(8) : signer.slice(0, 8)}0000000${about}`;
  return kind === 'name' ? `Name ${about}` : personOf(about).deviceId;
};

const state = (on: Administration, { kind, signer, subject, reach }: Deed, about: number): void => {
  const person = personOf(about);
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
    case 'take-right': {
      const listed = CATALOG_VALUES.slice(0, reach[0]);
      return takeCatalogRight(on, { deviceId: subject, listed, isOff: isWithOff({ reach }) });
    }
    case 'give-right':
      return giveCatalogRight(on, subject);
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
    case 'succeed': {
      const owner = ownerOf(about);
      const madeBy = isMadeHere({ reach }) && signer !== ROOT ? signer : MADE_ELSEWHERE;
      const proven = proveOwner(owner, organisationId, madeBy);
      return nameOwner(on, { ownerKey: owner.signKey, recoveryKey: owner.recoveryKey, ...proven });
    }
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
  for (const { signer: by, kind, about, reach, apart, unknown, nowMs } of steps) {
    const { id, signer } = signerOf(by);
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
  fc.array(stepOf({ kinds: KINDS, signers: [...WHO, ROOT_NUMBER], about: WHO }), { minLength, maxLength });
