import { toHex } from '../cbor/bytes.ts';
import { type Applied, appliedOf, latestApplied, signerOf } from './applied.ts';
import type { Judgement } from './judge.ts';
import type { OwnerRecord } from './registry-state.ts';
import { compareWords, firstAndLast, type OwnerVote } from './owner-word.ts';
import { liftsOf } from './revocation-build.ts';
import { ownerFingerprint } from './root-key.ts';
import { type Force, isMet } from './settle.ts';

type Forces = ReadonlyMap<number, Force>;

/** What is left of the revocations that may take off an owner key: the strongest that was not lifted. */
const isOff = (
  revocations: readonly Applied<'revocation'>[],
  reinstatements: readonly Applied<'reinstatement'>[],
  forceOf: (one: Applied) => Force,
): 'revoked' | 'suspended' | null => {
  const forces = revocations.flatMap((one): readonly Force[] => {
    const lifts = liftsOf(one, reinstatements).map(forceOf);
    if (lifts.includes('valid')) return [];
    return [lifts.includes('suspended') && forceOf(one) === 'valid' ? 'suspended' : forceOf(one)];
  });
  if (forces.includes('valid')) return 'revoked';
  return forces.includes('suspended') ? 'suspended' : null;
};

const isLower = (one: OwnerVote, other: OwnerVote): boolean => one.place.item.hash < other.place.item.hash;

const recordOf = (
  votes: readonly OwnerVote[],
  latest: ReadonlySet<OwnerVote>,
  off: 'revoked' | 'suspended' | null,
  forces: Forces,
): OwnerRecord | null => {
  const last = latestApplied<OwnerVote>(firstAndLast(votes));
  if (last === undefined) return null;
  const { ownerId, ownerKey, recoveryKey } = last.body;
  const stands = (least: readonly Force[]): boolean =>
    votes.some(({ basis }) =>
      basis?.every((need) => isMet(need, (index) => least.includes(forces.get(index) ?? 'voided'))),
    );
  const followed = votes
    .filter(({ place }) => (forces.get(place.index) ?? 'voided') !== 'voided')
    .reduce<OwnerVote | null>((least, vote) => (least === null || isLower(vote, least) ? vote : least), null);
  const named = stands(['valid']) ? 'standing' : stands(['valid', 'suspended']) ? 'suspended' : 'named';
  return {
    ownerId,
    ownerKey,
    recoveryKey,
    fingerprint: ownerFingerprint(ownerKey, recoveryKey),
    state: named === 'named' || off === null ? (off === 'revoked' ? off : named) : off,
    namedBy: [...new Set(votes.filter((vote) => latest.has(vote)).map(signerOf))].sort(),
    needed: last.needed,
    atMs: votes.reduce((first, { place }) => Math.min(first, place.item.statement.clock.utcMs), Infinity),
    held: followed === null ? null : { madeBy: followed.body.madeBy, proof: followed.body.proof },
  };
};

const RANKS: readonly OwnerRecord['state'][] = ['standing', 'suspended', 'revoked', 'named'];

/** Every owner key that somebody named who may, and what became of it. */
export const ownersOf = (
  judgements: readonly Judgement[],
  forces: Forces,
): ReadonlyMap<string, OwnerRecord> => {
  const votes = judgements.flatMap(({ vote }) => vote ?? []);
  const applied = judgements.flatMap((one) => one.applied ?? []);
  const revocations = appliedOf(
    judgements.flatMap((one) => (one.isOverOwners && one.applied !== undefined ? [one.applied] : [])),
    'revocation',
  );
  const reinstatements = appliedOf(applied, 'reinstatement');
  const forceOf = ({ place }: Applied): Force => forces.get(place.index) ?? 'voided';
  const counting = votes.filter((vote) => forceOf(vote) === 'valid');
  const latest = new Set(
    [...Map.groupBy(counting, signerOf).values()].map((own) =>
      own.reduce((last, word) => (compareWords(word, last) < 0 ? word : last)),
    ),
  );
  const found = new Map<string, OwnerRecord>();
  const against = Map.groupBy(revocations, ({ body }) => body.deviceId);
  const byOwner = [...Map.groupBy(votes, ({ body }) => body.ownerId)];
  for (const [ownerId, all] of byOwner.sort(([a], [b]) => (a < b ? -1 : 1))) {
    const off = isOff(against.get(ownerId) ?? [], reinstatements, forceOf);
    // Of one key with several recovery keys the one counts that was named by enough.
    for (const same of Map.groupBy(all, ({ body }) => toHex(body.recoveryKey)).values()) {
      const record = recordOf(same, latest, off, forces);
      const known = found.get(ownerId);
      if (record === null) continue;
      const rank = (state: OwnerRecord['state'] | undefined): number =>
        state === undefined ? RANKS.length : RANKS.indexOf(state);
      const isBetter =
        rank(record.state) < rank(known?.state) ||
        (record.state === known?.state && record.fingerprint < known.fingerprint);
      if (isBetter) found.set(ownerId, record);
    }
  }
  return found;
};
