import { toHex } from '../cbor/bytes.ts';
import type { Reading } from '../cose/label.ts';
import type { DataKey } from '../key/data-key.ts';
import { deviceIdOf } from '../key/device-key.ts';
import { latest } from '../value/winner.ts';
import { follows, type Placed } from './causal-order.ts';
import type { BodyOf, Stated, StatementKind } from './content.ts';
import type { StatementStatus } from './registry-state.ts';
import { organisationIdOf } from './root-key.ts';
import { ROOT, type Statement } from './statement.ts';

export type Item = {
  readonly hash: string;
  readonly parents: readonly string[];
  readonly statement: Statement;
};
/** A statement that is valid, with what it states. */
export type Applied<K extends StatementKind = StatementKind> = {
  readonly place: Placed<Item>;
  readonly kind: K;
  /** In which it was stated. */
  readonly version: number;
  readonly body: BodyOf<K>;
};

/** What a statement states, opened with the key when it is sealed. */
export type OpenStated = (statement: Statement, dataKey: DataKey | undefined) => Reading<Stated>;

type JudgeOptions = {
  readonly organisationId: string;
  readonly rootKey: Uint8Array | null;
  readonly dataKeys: ReadonlyMap<string, DataKey>;
  readonly verify: (statement: Statement, signKey: Uint8Array) => boolean;
  readonly open: OpenStated;
  /** Hashes of what is at hand but was not understood. */
  readonly isOpaque: (hash: string) => boolean;
};

const refusal = (reason: string, signer: string = ROOT): StatementStatus =>
  signer === ROOT ? { status: 'invalid', reason } : { status: 'invalid', reason, signer };

/** Of several that concern one thing: causally later, then later clock, then hash. */
export const latestApplied = <A extends Applied>(items: readonly A[]): A | undefined => {
  const last = items.filter((item) => !items.some((other) => follows(other.place, item.place)));
  const ranked = last.map((item) => ({
    item,
    clock: item.place.item.statement.clock,
    hash: item.place.item.statement.hash,
  }));
  return latest(ranked)?.item;
};

/** Of several that say a thing for the first time: the one that follows none of the others, then by hash. */
export const earliestApplied = <A extends Applied>(items: readonly A[]): A | undefined =>
  items
    .filter((item) => !items.some((other) => follows(item.place, other.place)))
    .sort((a, b) => (a.place.item.hash < b.place.item.hash ? -1 : 1))[0];

/** The key of the organisation with this id, from any statement that shows one that fits. */
export const findRootKey = (
  items: readonly Item[],
  organisationId: string,
  open: OpenStated,
): Uint8Array | null => {
  for (const { statement } of items) {
    const stated =
      statement.signer === ROOT && statement.dataKeyId === null ? open(statement, undefined) : null;
    if (stated?.ok === true && stated.value.kind === 'organisation') {
      const { rootKey } = stated.value.body;
      if (organisationIdOf(rootKey) === organisationId) return rootKey;
    }
  }
  return null;
};

/** What the statements judged so far have shown. */
type Known = {
  readonly genesis: Placed<Item>[];
  readonly devices: Map<string, Applied<'device'>[]>;
  readonly grants: Map<string, Applied<'grant'>[]>;
};

const signKeyOf = (place: Placed<Item>, known: Known, rootKey: Uint8Array | null): Uint8Array | null => {
  const { signer } = place.item.statement;
  if (signer === ROOT) return rootKey;
  const introduced = known.devices.get(signer)?.find((device) => follows(place, device.place));
  return introduced?.body.signKey ?? null;
};

const isAdmin = (place: Placed<Item>, known: Known): boolean => {
  const { signer } = place.item.statement;
  if (signer === ROOT) return true;
  const grants = (known.grants.get(signer) ?? []).filter((grant) => follows(place, grant.place));
  return latestApplied(grants)?.body.grants.includes('admin') ?? false;
};

/** Whether a device was at a branch as far as the statement's author could know. */
const isAt = (place: Placed<Item>, deviceId: string, branchId: string, known: Known): boolean =>
  (known.devices.get(deviceId) ?? []).some(
    (device) => device.body.branchId === branchId && follows(place, device.place),
  );

/** Why the signer may not state this; null when it may. */
const objection = (
  place: Placed<Item>,
  stated: Stated,
  known: Known,
  organisationId: string,
): string | null => {
  const { signer } = place.item.statement;
  switch (stated.kind) {
    case 'organisation':
      if (signer !== ROOT) return 'only the root key states itself';
      return organisationIdOf(stated.body.rootKey) === organisationId ? null : 'another organisation';
    case 'grant':
      return signer === ROOT ? null : 'only the root key grants';
    case 'series':
      if (signer === ROOT) return 'a series is stated by its device';
      if (!stated.body.series.startsWith(signer.slice(0, 8))) return 'a series of another device';
      return isAt(place, signer, stated.body.branchId, known) ? null : 'a series at a branch not its own';
    case 'device':
      if (deviceIdOf(stated.body.signKey) !== stated.body.deviceId) return 'a device id that is not its key';
      break;
    default:
  }
  return isAdmin(place, known) ? null : 'no right to state this';
};

const append = <T>(lists: Map<string, T[]>, key: string, item: T): void => {
  const list = lists.get(key);
  if (list === undefined) lists.set(key, [item]);
  else list.push(item);
};

const remember = (known: Known, place: Placed<Item>, stated: Stated): void => {
  if (stated.kind === 'organisation') known.genesis.push(place);
  if (stated.kind === 'device') append(known.devices, stated.body.deviceId, { place, ...stated });
  if (stated.kind === 'grant') append(known.grants, stated.body.deviceId, { place, ...stated });
};

export type Judgement = {
  readonly status: StatementStatus;
  readonly applied?: Applied;
  /** Whether later statements and entries name it among what they follow. */
  readonly stands: boolean;
};

const refused = (status: StatementStatus): Judgement => ({ status, stands: false });

/**
 * Judges statements one after another, each after all that it follows. A statement is held against its own
 * past and nothing else, so what arrives later cannot change a judgement.
 */
export const createJudge = (options: JudgeOptions): ((place: Placed<Item>) => Judgement) => {
  const known: Known = { genesis: [], devices: new Map(), grants: new Map() };
  return (place) => {
    const { statement, parents } = place.item;
    const isRooted = known.genesis.some((first) => follows(place, first));
    if (!isRooted && parents.some(options.isOpaque)) {
      return refused({ status: 'not-understood', reason: 'follows only what is not understood' });
    }
    const signKey = signKeyOf(place, known, options.rootKey);
    if (signKey === null) return refused(refusal('signed by nobody who was known'));
    if (!options.verify(statement, signKey)) return refused(refusal('a signature that does not fit'));
    const { dataKeyId } = statement;
    const dataKey = dataKeyId === null ? undefined : options.dataKeys.get(toHex(dataKeyId));
    const stated = options.open(statement, dataKey);
    const isFirst = stated.ok && stated.value.kind === 'organisation';
    if (!isRooted && !isFirst)
      return refused(refusal('follows nothing of this organisation', statement.signer));
    if (!stated.ok) {
      const { verdict, reason } = stated;
      // Nobody here can tell what it states, so it stands only if its signer may state anything: whoever
      // may not could fill the heads with such statements.
      const stands = verdict !== 'invalid' && isAdmin(place, known);
      if (verdict === 'unreadable') return { status: { status: 'sealed-unreadable' }, stands };
      if (verdict === 'invalid') return refused(refusal(reason, statement.signer));
      return { status: { status: verdict, reason }, stands };
    }
    const reason = objection(place, stated.value, known, options.organisationId);
    if (reason !== null) return refused(refusal(reason, statement.signer));
    remember(known, place, stated.value);
    const { kind } = stated.value;
    return { status: { status: 'valid', kind }, applied: { place, ...stated.value }, stands: true };
  };
};
