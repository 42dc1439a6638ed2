import { equalBytes } from '../cbor/bytes.ts';
import { type Applied, type Item, latestApplied, signerOf } from './applied.ts';
import { follows, type Placed } from './causal-order.ts';
import type { BodyOf } from './content.ts';
import { type Known, knownAt } from './known.ts';
import { isLifted } from './revocation-build.ts';
import type { Basis, Need } from './settle.ts';
import { ROOT } from './statement.ts';

/**
 * How admin devices name a new owner key (decision 0041). Each signs a statement; the key stands from the one on with
 * which more than half of the admin devices have, so that of one or two all have to.
 */
export type OwnerVote = Applied<'owner-succession'> & {
  /** How many admin devices it takes, as of this statement. */
  readonly needed: number;
  /** What has to count for the key to stand by this statement; null: too few had signed. */
  readonly basis: Basis | null;
};

type Successor = Pick<BodyOf<'owner-succession'>, 'ownerId' | 'recoveryKey'>;

export const isSameOwner = (one: Successor, other: Successor): boolean =>
  one.ownerId === other.ownerId && equalBytes(one.recoveryKey, other.recoveryKey);

/** The statements by which an owner key stands, as far as the author of a statement knew of them. */
export const decisiveVotes = (place: Placed<Item>, ownerId: string, known: Known): readonly OwnerVote[] =>
  knownAt(place, known.owners.get(ownerId)).filter(({ basis }) => basis !== null);

/** Whether an owner key was named in knowledge of another one that stood, and so may take that one off. */
export const isNamedAfter = (place: Placed<Item>, ownerId: string, other: string, known: Known): boolean => {
  const earlier = decisiveVotes(place, other, known);
  return decisiveVotes(place, ownerId, known).some((vote) =>
    earlier.some((one) => follows(vote.place, one.place)),
  );
};

/** The grants by which a device is an admin: the root key's latest word decides, where it said one. */
export const adminGrants = (grants: readonly Applied<'grant'>[]): readonly Applied<'grant'>[] => {
  const last = latestApplied(grants.filter((grant) => signerOf(grant) === ROOT));
  if (last !== undefined) return last.body.grants.includes('admin') ? [last] : [];
  return grants.filter(({ body }) => body.grants.includes('admin'));
};

/** Revocations of whom none was lifted, as far as the author of a statement knew; the root key's word counts besides. */
const takenOffAt = (
  place: Placed<Item>,
  id: string,
  { revocations, reinstatements, rootWords }: Known,
): readonly Applied<'revocation'>[] => {
  const words = [
    ...rootWords.reinstatements.filter((word) => !follows(word.place, place)),
    ...knownAt(place, reinstatements),
  ];
  return knownAt(place, revocations.get(id)).filter((one) => !isLifted(one, words));
};

/** Of these revocations the ones of who stands above the device: nobody makes himself the majority by its equals'. */
const fromAbove = (
  revocations: readonly Applied<'revocation'>[],
  deviceId: string,
  known: Known,
): readonly Applied<'revocation'>[] =>
  revocations.filter((one) => {
    const signer = signerOf(one);
    const isOwners = signer === ROOT || decisiveVotes(one.place, signer, known).length > 0;
    return isOwners || known.admissions.aboveAt(one.place, deviceId).has(signer);
  });

/** Who had a say: the ids of those who may sign, how many count in all, and what took others out of the count. */
type Electorate = {
  readonly voters: ReadonlySet<string>;
  readonly size: number;
  readonly leftOut: readonly Need[];
};

/**
 * Admin devices as of a statement. Whom the root key made one counts unless that was done in knowledge of the
 * statement: else who holds the oldest admin device would sign in the name of a past in which it was the only one.
 */
const electorateAt = (place: Placed<Item>, known: Known): Electorate => {
  const voters = new Set<string>();
  const leftOut: Need[] = [];
  let size = 0;
  const byDevice = Map.groupBy(
    [
      ...known.rootWords.grants.filter((grant) => !follows(grant.place, place)),
      ...[...known.grants.values()]
        .flatMap((grants) => knownAt(place, grants))
        .filter((grant) => signerOf(grant) !== ROOT),
    ],
    ({ body }) => body.deviceId,
  );
  const leaveOut = (revocations: readonly Applied<'revocation'>[]): void =>
    void leftOut.push({ of: revocations.map((one) => one.place), signers: 1 });
  for (const [deviceId, grants] of byDevice) {
    const granting = adminGrants(grants).map(signerOf);
    if (granting.length === 0) continue;
    const offOwners = granting.map((owner) =>
      owner === ROOT ? [] : fromAbove(takenOffAt(place, owner, known), owner, known),
    );
    const off = takenOffAt(place, deviceId, known);
    const above = fromAbove(off, deviceId, known);
    if (offOwners.every((revocations) => revocations.length > 0)) {
      for (const revocations of offOwners) leaveOut(revocations);
    } else if (above.length > 0) {
      leaveOut(above);
    } else {
      size += 1;
      if (off.length === 0) voters.add(deviceId);
    }
  }
  return { voters, size, leftOut };
};

/** What a statement that names an owner key comes to, by itself and those before it. A device's latest word counts. */
export const weighVote = (vote: Applied<'owner-succession'>, known: Known): OwnerVote => {
  const { voters, size, leftOut } = electorateAt(vote.place, known);
  const all = [...[...known.owners.values()].flatMap((votes) => knownAt(vote.place, votes)), vote];
  const agreed = [...Map.groupBy(all, signerOf)].flatMap(([deviceId, votes]) => {
    const last = latestApplied<Applied<'owner-succession'>>(votes);
    if (!voters.has(deviceId) || last === undefined || !isSameOwner(last.body, vote.body)) return [];
    return [votes.filter(({ body }) => isSameOwner(body, vote.body)).map(({ place }) => place)];
  });
  const needed = Math.floor(size / 2) + 1;
  const basis = agreed.length < needed ? null : [{ of: agreed.flat(), signers: needed }, ...leftOut];
  return { ...vote, needed, basis };
};
