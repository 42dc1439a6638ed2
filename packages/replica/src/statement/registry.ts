import { toHex } from '../cbor/bytes.ts';
import type { Reading } from '../cose/label.ts';
import { agreementPublicKey } from '../key/agreement-key.ts';
import type { DataKey } from '../key/data-key.ts';
import { unwrapKey } from '../key/wrap.ts';
import { causalOrder, type Placed } from './causal-order.ts';
import { type BodyOf, readStated, type Stated } from './content.ts';
import { type Applied, appliedOf, type Item, signerOf } from './applied.ts';
import { headsOf } from './head.ts';
import { createJudge, findRootKey, findRootWords, type Judgement, type OpenStated } from './judge.ts';
import { ownersOf } from './owner-build.ts';
import { isOwnerProven } from './owner-proof.ts';
import { buildState } from './registry-build.ts';
import { isLifted, liftsOf } from './revocation-build.ts';
import type { OwnerRecord, RegistryState, StatementStatus } from './registry-state.ts';
import { type Claim, type Force, settle, type TakesOff } from './settle.ts';
import {
  openStatement,
  readStatement,
  ROOT,
  type Statement,
  statementHash,
  verifyStatement,
} from './statement.ts';

/**
 * What reading and checking cost is paid once per statement. It holds only what follows from the bytes, so
 * a fold with a cache and one without give the same.
 */
export type RegistryCache = {
  readonly read: Map<string, Reading<Statement>>;
  readonly verified: Map<string, boolean>;
  /** What was opened; a data key is named by its hash, so the bytes alone decide what they hold. */
  readonly stated: Map<string, Reading<Stated>>;
  /** What was wrapped, by the public key that it was tried for; null: it does not open. */
  readonly unwrapped: Map<string, DataKey | null>;
};
export const createRegistryCache = (): RegistryCache => ({
  read: new Map(),
  verified: new Map(),
  stated: new Map(),
  unwrapped: new Map(),
});

type FoldOptions = {
  readonly organisationId: string;
  /** By id, hexadecimal. */
  readonly dataKeys: ReadonlyMap<string, DataKey>;
  readonly cache?: RegistryCache;
};

type Read = { readonly hash: string; readonly reading: Reading<Statement> };

const readAll = (statements: Iterable<Uint8Array>, cache: RegistryCache): Read[] => {
  const all = new Map<string, Reading<Statement>>();
  for (const bytes of statements) {
    const hash = toHex(statementHash(bytes));
    const reading = cache.read.get(hash) ?? readStatement(bytes);
    cache.read.set(hash, reading);
    all.set(hash, reading);
  }
  return [...all].map(([hash, reading]) => ({ hash, reading })).sort((a, b) => (a.hash < b.hash ? -1 : 1));
};

const openCached =
  (cache: RegistryCache): OpenStated =>
  (statement, dataKey) => {
    const hash = toHex(statement.hash);
    const known = cache.stated.get(hash);
    if (known !== undefined && (statement.dataKeyId === null || dataKey !== undefined)) return known;
    const content = openStatement(statement, dataKey);
    const stated = content.ok ? readStated(content.value, statement.dataKeyId !== null) : content;
    if (stated.ok || stated.verdict !== 'unreadable') cache.stated.set(hash, stated);
    return stated;
  };

const verifyCached =
  (cache: RegistryCache) =>
  (statement: Statement, signKey: Uint8Array): boolean => {
    const name = `${toHex(statement.hash)}/${toHex(signKey)}`;
    const verified = cache.verified.get(name) ?? verifyStatement(statement, signKey);
    cache.verified.set(name, verified);
    return verified;
  };

const proveCached =
  (organisationId: string, cache: RegistryCache) =>
  (statement: Statement, body: BodyOf<'owner-succession'>): boolean => {
    const name = `${toHex(statement.hash)}/owner of ${organisationId}`;
    const proven = cache.verified.get(name) ?? isOwnerProven(organisationId, body);
    cache.verified.set(name, proven);
    return proven;
  };

type Judged = { readonly place: Placed<Item>; readonly judgement: Judgement };

/** What each statement is worth once it is weighed who took off whom, and whom an owner put back. */
const weigh = (judged: readonly Judged[]): ReadonlyMap<number, Force> => {
  const applied = judged.flatMap(({ judgement }) => judgement.applied ?? []);
  const [ofRoot, ofOthers] = [true, false].map((isRoots) =>
    appliedOf(applied, 'reinstatement').filter((word) => (signerOf(word) === ROOT) === isRoots),
  ) as [Applied<'reinstatement'>[], Applied<'reinstatement'>[]];
  const takesOffOf = ({ applied: one, isOverOwners }: Judgement): TakesOff | null => {
    const [revocation] = appliedOf(one === undefined ? [] : [one], 'revocation');
    if (revocation === undefined || isLifted(revocation, ofRoot)) return null;
    const lifts = liftsOf(revocation, ofOthers).map(({ place }) => place);
    return { id: revocation.body.deviceId, isOverOwners, lifts };
  };
  return settle(
    judged
      .filter(({ judgement }) => judgement.stands)
      .map(({ place, judgement }): Claim => {
        const { rests, isOwners } = judgement;
        return { place, rests, isOwners, takesOff: takesOffOf(judgement) };
      }),
  );
};

/** Of owner keys. */
const OFF: ReadonlySet<OwnerRecord['state']> = new Set(['revoked', 'suspended']);

/**
 * The organisation that a set of statements states. A pure function of that set and of the keys: order,
 * doubles and the time of arrival mean nothing.
 */
export const foldRegistry = (statements: Iterable<Uint8Array>, options: FoldOptions): RegistryState => {
  const cache = options.cache ?? createRegistryCache();
  const all = readAll(statements, cache);
  const status = new Map<string, StatementStatus>();
  const items: Item[] = [];
  for (const { hash, reading } of all) {
    if (reading.ok) {
      items.push({ hash, parents: reading.value.parents.map(toHex), statement: reading.value });
    } else {
      const isNewer = reading.verdict === 'not-understood';
      status.set(hash, { status: isNewer ? 'not-understood' : 'invalid', reason: reading.reason });
    }
  }
  const { placed, waiting } = causalOrder(items, new Set(all.map(({ hash }) => hash)));
  for (const { hash } of waiting) status.set(hash, { status: 'waiting' });
  const open = openCached(cache);
  const rootKey = findRootKey(items, options.organisationId, open);
  const verify = verifyCached(cache);
  const judge = createJudge({
    organisationId: options.organisationId,
    rootKey,
    rootWords: findRootWords(placed, { rootKey, verify, open }),
    dataKeys: options.dataKeys,
    open,
    isOpaque: (hash) => status.get(hash)?.status === 'not-understood',
    verify,
    isProven: proveCached(options.organisationId, cache),
  });
  const judged = placed.map((place): Judged => ({ place, judgement: judge(place) }));
  const forces = weigh(judged);
  const applied: Applied[] = [];
  const standing: Judged[] = [];
  for (const { place, judgement } of judged) {
    const force = forces.get(place.index) ?? 'valid';
    const { signer } = place.item.statement;
    status.set(place.item.hash, force === 'valid' ? judgement.status : { status: force, signer });
    // What is voided is nothing to follow: it would be part of the past of whatever takes its signer off next.
    if (judgement.stands && force !== 'voided') standing.push({ place, judgement });
    if (judgement.applied !== undefined) applied.push({ ...judgement.applied, force });
  }
  const parents = new Map(items.map((item) => [item.hash, item.parents]));
  const built = buildState(applied, {
    dataKeys: options.dataKeys,
    parentsOf: (hash) => parents.get(hash) ?? [],
  });
  const owners = ownersOf(
    judged.map(({ judgement }) => judgement),
    forces,
  );
  return {
    organisationId: options.organisationId,
    rootKey,
    ...built,
    owners,
    // A device takes no owner key off, whatever it states; and naming a device's id puts no device back.
    revoked: new Map(
      [...built.revoked].filter(
        ([id]) => built.devices.has(id) || OFF.has(owners.get(id)?.state ?? 'revoked'),
      ),
    ),
    statements: new Map([...status].sort(([a], [b]) => (a < b ? -1 : 1))),
    ...headsOf(
      standing.map(({ place, judgement }) => ({ place, applied: judgement.applied })),
      placed,
    ),
  };
};

/** The data keys that a reader finds wrapped for it; by id, hexadecimal. */
const unwrapKeys = (
  state: RegistryState,
  { recipient, agreePrivate }: RegistryReader,
  cache: RegistryCache,
): ReadonlyMap<string, DataKey> => {
  const holder = toHex(agreementPublicKey(agreePrivate));
  const unwrap = (wrapped: Uint8Array): DataKey | null => {
    const name = `${holder}/${toHex(wrapped)}`;
    let key = cache.unwrapped.get(name);
    if (key === undefined) {
      const opened = unwrapKey(wrapped, agreePrivate);
      key = opened.ok ? opened.value : null;
      cache.unwrapped.set(name, key);
    }
    return key;
  };
  const keys = new Map<string, DataKey>();
  for (const { dataKeyId, wrapped } of state.keys.values()) {
    for (const own of wrapped.get(recipient) ?? []) {
      const key = unwrap(own);
      // What is wrapped wrongly is as good as not wrapped: its statements stay unreadable, and are counted.
      if (key === null || toHex(key.id) !== dataKeyId) continue;
      keys.set(dataKeyId, key);
      break;
    }
  }
  return keys;
};

/** Who reads the registry: a device, or the holder of a recovery sheet. */
export type RegistryReader = {
  /** A device id, the id of a later owner key, or `RECOVERY`. */
  readonly recipient: string;
  readonly agreePrivate: Uint8Array;
};

/** Folds the registry with every data key that this reader finds in it. */
export const openRegistry = (
  statements: Iterable<Uint8Array>,
  organisationId: string,
  reader: RegistryReader,
  cache: RegistryCache = createRegistryCache(),
): { readonly state: RegistryState; readonly dataKeys: ReadonlyMap<string, DataKey> } => {
  const set = [...statements];
  const shut = foldRegistry(set, { organisationId, dataKeys: new Map(), cache });
  const dataKeys = unwrapKeys(shut, reader, cache);
  return { state: foldRegistry(set, { organisationId, dataKeys, cache }), dataKeys };
};
