import { toHex } from '../cbor/bytes.ts';
import type { Reading } from '../cose/label.ts';
import type { DataKey } from '../key/data-key.ts';
import { type Applied, appliedOf, type Item } from './applied.ts';
import { follows, type Placed } from './causal-order.ts';
import type { BodyOf, Stated } from './content.ts';
import type { StatementStatus } from './registry-state.ts';
import { nothingKnown, remember, rememberVote, type RootWords } from './known.ts';
import { isAdmin, isOverOwners, objection, restsOf, signKeyOf, standingOf } from './right.ts';
import { organisationIdOf } from './root-key.ts';
import type { Rests } from './settle.ts';
import { ROOT, type Statement } from './statement.ts';
import type { OwnerVote } from './owner-word.ts';
import { weighVote } from './succession.ts';

/** What a statement states, opened with the key when it is sealed. */
export type OpenStated = (statement: Statement, dataKey: DataKey | undefined) => Reading<Stated>;

type JudgeOptions = {
  readonly organisationId: string;
  readonly rootKey: Uint8Array | null;
  readonly rootWords: RootWords;
  readonly dataKeys: ReadonlyMap<string, DataKey>;
  readonly verify: (statement: Statement, signKey: Uint8Array) => boolean;
  /** Whether whoever holds an owner key has signed for it to be named. */
  readonly isProven: (statement: Statement, body: BodyOf<'owner-succession'>) => boolean;
  readonly open: OpenStated;
  /** Hashes of what is at hand but was not understood. */
  readonly isOpaque: (hash: string) => boolean;
};

const refusal = (reason: string, signer: string = ROOT): StatementStatus =>
  signer === ROOT ? { status: 'invalid', reason } : { status: 'invalid', reason, signer };

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

/**
 * What the root key says of admin devices in all that is placed: who names another owner key is held against it also
 * where it knew nothing of that.
 */
export const findRootWords = (
  placed: readonly Placed<Item>[],
  { rootKey, verify, open }: Pick<JudgeOptions, 'rootKey' | 'verify' | 'open'>,
): RootWords => {
  const words = placed.flatMap((place): readonly Applied[] => {
    const { statement } = place.item;
    if (rootKey === null || statement.signer !== ROOT || statement.dataKeyId !== null) return [];
    const stated = open(statement, undefined);
    if (!stated.ok || !verify(statement, rootKey)) return [];
    return [{ place, ...stated.value, force: 'valid' }];
  });
  return { grants: appliedOf(words, 'grant'), reinstatements: appliedOf(words, 'reinstatement') };
};

export type Judgement = {
  readonly status: StatementStatus;
  readonly applied?: Applied;
  /** Whether later statements and entries name it among what they follow. */
  readonly stands: boolean;
  readonly rests: Rests;
  /** Its signer is a later owner key. */
  readonly isOwners: boolean;
  /** Of a revocation: it takes off an owner key of that id too. */
  readonly isOverOwners: boolean;
  /** Of a statement that names an owner key. */
  readonly vote?: OwnerVote;
};

const refused = (status: StatementStatus): Judgement => ({
  status,
  stands: false,
  rests: [],
  isOwners: false,
  isOverOwners: false,
});

/**
 * Judges statements one after another, each after all that it follows, as if nobody were ever taken off: that is
 * `settle`'s. A statement is held against its own past and nothing else, so what arrives later cannot change a
 * judgement.
 */
export const createJudge = (options: JudgeOptions): ((place: Placed<Item>) => Judgement) => {
  const known = nothingKnown(options.rootWords);
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
    const isOwners = standingOf(place, known) === 'owner';
    const isFirst = stated.ok && stated.value.kind === 'organisation';
    if (!isRooted && !isFirst)
      return refused(refusal('follows nothing of this organisation', statement.signer));
    if (!stated.ok) {
      const { verdict, reason } = stated;
      // Nobody here can tell what it states, so it stands only if its signer may state anything: whoever
      // may not could fill the heads with such statements.
      const stands = verdict !== 'invalid' && isAdmin(place, known);
      const rests = restsOf(place, null, known);
      const unread = { stands, rests, isOwners, isOverOwners: false };
      if (verdict === 'unreadable') return { status: { status: 'sealed-unreadable' }, ...unread };
      if (verdict === 'invalid') return refused(refusal(reason, statement.signer));
      return { status: { status: verdict, reason }, ...unread };
    }
    const reason =
      objection(place, stated.value, known, options.organisationId) ??
      (stated.value.kind === 'owner-succession' && !options.isProven(statement, stated.value.body)
        ? 'no proof that anybody holds the key'
        : null);
    if (reason !== null) return refused(refusal(reason, statement.signer));
    const rests = restsOf(place, stated.value, known);
    remember(known, place, stated.value);
    const vote =
      stated.value.kind === 'owner-succession'
        ? weighVote({ place, ...stated.value, force: 'valid' }, known)
        : null;
    if (vote !== null) rememberVote(known, vote);
    const { kind } = stated.value;
    return {
      status: { status: 'valid', kind },
      applied: { place, ...stated.value, force: 'valid' },
      stands: true,
      rests,
      isOwners,
      isOverOwners:
        stated.value.kind === 'revocation' && isOverOwners(place, stated.value.body.deviceId, known),
      ...(vote === null ? {} : { vote }),
    };
  };
};
