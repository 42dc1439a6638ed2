import { type Done, isMadeHere, ownerIdOfDevice, OWNERS } from './history.fixture.ts';
import { deviceIdOf } from '../key/device-key.ts';
import { ROOT } from './statement.ts';
import { barredOf } from './who-may-edit.fixture.ts';
import { type Ballot, ballotOf, lifts } from './who-is-named.fixture.ts';

/**
 * The rule of decision 0030 once more, by labels instead of sets: a deed is in when all that attack it are out and
 * each thing that its right rests on has one that is in; it is out when something that is in attacks it, or when all of
 * something that it rests on are out; what is left when nothing changes any more is suspended. Slow and short.
 */
export type Standing = {
  /** By hash. */
  readonly forces: ReadonlyMap<string, 'valid' | 'suspended' | 'voided' | 'invalid'>;
  readonly admins: ReadonlySet<string>;
  /** By device: state, and how far each of the two series counts. */
  readonly off: ReadonlyMap<string, string>;
  readonly key: string | null;
  /** Owner keys by which somebody may act. */
  readonly owners: ReadonlySet<string>;
  /** By device that may not edit the catalogue: how many of its values count all the same. */
  readonly barred: ReadonlyMap<string, number>;
};

/** Who is there before: all that are known, the admins among them, and those at another branch than the history's. */
export type First = {
  readonly known: readonly string[];
  readonly admins: readonly string[];
  readonly elsewhere: readonly string[];
};

export const whoStands = (deeds: readonly Done[], first: First): Standing => {
  const { admins: firstAdmins, known: firstKnown, elsewhere } = first;
  const at = new Map(deeds.map((deed) => [deed.hash, deed]));
  const past = new Map<string, ReadonlySet<string>>();
  for (const { hash, parents } of deeds) {
    const own = parents.filter((parent) => at.has(parent));
    past.set(hash, new Set(own.flatMap((parent) => [parent, ...(past.get(parent) ?? [])])));
  }
  const knows = (later: Done, earlier: Done): boolean => past.get(later.hash)!.has(earlier.hash);
  const hadRight = new Set<Done>();
  const before = (deed: Done, kind: Done['kind'], subject: string): readonly Done[] =>
    [...hadRight].filter((other) => other.kind === kind && other.subject === subject && knows(deed, other));
  const isKnown = (deed: Done, id: string): boolean =>
    firstKnown.includes(id) || before(deed, 'admit', id).length > 0;
  const ballots = new Map<Done, Ballot | null>();
  const votesFor = (deed: Done, id: string): readonly Done[] => before(deed, 'succeed', id);
  const ballotsFor = (deed: Done, id: string): readonly Ballot[] =>
    votesFor(deed, id).flatMap((vote) => {
      const ballot = ballots.get(vote);
      return ballot === null || ballot === undefined ? [] : [ballot];
    });
  const isDevices = (deed: Done): boolean =>
    deed.signer !== ROOT && ballotsFor(deed, deed.signer).length === 0;
  const isOwners = (deed: Done): boolean => !isDevices(deed);
  const isAdmin = (deed: Done): boolean =>
    isOwners(deed) ||
    (isDevices(deed) &&
      isKnown(deed, deed.signer) &&
      (firstAdmins.includes(deed.signer) || before(deed, 'grant', deed.signer).length > 0));
  /** The signer is named in a vote that knows of one by which the other stood. */
  const isNamedAfter = (deed: Done, other: string): boolean =>
    votesFor(deed, deed.signer).some(
      (vote) =>
        (ballots.get(vote) ?? null) !== null &&
        votesFor(deed, other).some((one) => (ballots.get(one) ?? null) !== null && knows(vote, one)),
    );
  const isOverOwner = (deed: Done): boolean =>
    deed.signer === ROOT || (!isDevices(deed) && isNamedAfter(deed, deed.subject));
  const owesTo = (deed: Done, id: string, above: string): boolean => {
    const ways = before(deed, 'admit', id);
    return (
      !firstKnown.includes(id) &&
      ways.length > 0 &&
      ways.every((way) => way.signer === above || (way.signer !== ROOT && owesTo(way, way.signer, above)))
    );
  };
  const isStill = (deed: Done): boolean => before(deed, 'admit', deed.signer).length === 0;
  const mayDo = (deed: Done): boolean => {
    const { kind, signer, subject } = deed;
    if (kind === 'put-back' && signer !== ROOT && ballotsFor(deed, subject).length > 0) return false;
    if (kind === 'put-back' || kind === 'grant') return isOwners(deed);
    if (kind === 'succeed') {
      const isFirst = before(deed, 'succeed', subject).length === 0;
      const { signKey } = OWNERS.find(({ ownerId }) => ownerId === subject)!;
      if (isFirst && (!isMadeHere(deed) || isKnown(deed, deviceIdOf(signKey)))) return false;
      return isDevices(deed) && isAdmin(deed);
    }
    if (kind === 'admit' && ballotsFor(deed, ownerIdOfDevice(subject) ?? '').length > 0) return false;
    if (kind === 'series')
      return isDevices(deed) && isKnown(deed, signer) && !(elsewhere.includes(signer) && isStill(deed));
    if (kind === 'pass')
      return before(deed, 'key', subject).length > 0 && (isOwners(deed) || isKnown(deed, signer));
    if (kind === 'take-off' && ballotsFor(deed, subject).length > 0 && !isOverOwner(deed)) return false;
    const isAgainst = kind === 'take-off' || kind === 'take-right' || kind === 'give-right';
    if (isAgainst && isDevices(deed) && (signer === subject || owesTo(deed, signer, subject))) return false;
    return isAdmin(deed);
  };
  for (const deed of deeds) {
    if (!mayDo(deed)) continue;
    hadRight.add(deed);
    if (deed.kind !== 'succeed') continue;
    const ballot = ballotOf(deed, {
      deeds,
      hadRight,
      knows,
      firstAdmins,
      owesTo,
      words: [...ballots.keys()],
    });
    // Said again, and still too few: as if it had not been said.
    if (ballot !== 'repeat') ballots.set(deed, ballot);
  }

  const liftsOf = (taking: Done, isRoots: boolean): readonly Done[] =>
    [...hadRight].filter((word) => lifts(word, taking, { knows }) && (word.signer === ROOT) === isRoots);
  const takings = [...hadRight].filter(
    (deed) => deed.kind === 'take-off' && liftsOf(deed, true).length === 0,
  );
  const any = (of: readonly Done[]): readonly Ballot[] => [[{ of, signers: 1 }]];
  const restsOn = (deed: Done): readonly (readonly Ballot[])[] => {
    const { signer, kind, subject } = deed;
    const pass = kind === 'pass' ? [any(before(deed, 'key', subject))] : [];
    if (signer === ROOT) return pass;
    if (!isDevices(deed)) return [ballotsFor(deed, signer), ...pass];
    const isFirst = firstKnown.includes(signer) && !(kind === 'series' && elsewhere.includes(signer));
    const grants = before(deed, 'grant', signer);
    const isGranted =
      kind === 'series' ||
      kind === 'pass' ||
      firstAdmins.includes(signer) ||
      grants.some((grant) => grant.signer === ROOT);
    return [
      ...(isFirst ? [] : [any(before(deed, 'admit', signer))]),
      ...(isGranted ? [] : [any(grants)]),
      ...pass,
    ];
  };
  const attackersOf = (deed: Done): readonly Done[] =>
    takings.filter(
      (taking) =>
        taking.subject === deed.signer && !knows(taking, deed) && (isDevices(deed) || isOverOwner(taking)),
    );
  const label = labelled([...hadRight], {
    attackersOf,
    restsOn,
    liftsOf: (taking) => liftsOf(taking, false),
  });
  return {
    forces: new Map(
      deeds.map((deed) => {
        if (!hadRight.has(deed)) return [deed.hash, 'invalid'];
        const found = label.get(deed);
        return [deed.hash, found === undefined ? 'suspended' : found === 'in' ? 'valid' : 'voided'];
      }),
    ),
    ...summed(
      { hadRight: [...hadRight], takings, label, knows, liftsOf: (taking) => liftsOf(taking, false) },
      first,
    ),
    owners: new Set(
      [...ballots].flatMap(([vote, ballot]) => {
        const isOff = takings.some(
          (taking) =>
            taking.subject === vote.subject &&
            isOverOwner(taking) &&
            label.get(taking) !== 'out' &&
            !liftsOf(taking, false).some((word) => label.get(word) === 'in'),
        );
        const stands =
          ballot !== null && ballot.every((count) => isMet(count, (deed) => label.get(deed) === 'in'));
        return stands && !isOff ? [vote.subject] : [];
      }),
    ),
  };
};

type Label = ReadonlyMap<Done, 'in' | 'out'>;
const isMet = ({ of, signers }: Ballot[number], counts: (deed: Done) => boolean): boolean =>
  new Set(of.filter(counts).map(({ signer }) => signer)).size >= signers;

type Grounds = {
  readonly attackersOf: (deed: Done) => readonly Done[];
  readonly restsOn: (deed: Done) => readonly (readonly Ballot[])[];
  readonly liftsOf: (taking: Done) => readonly Done[];
};

/** Labels until nothing changes; what could only be in by itself, as who is put back by whom he named, is out. */
const labelled = (deeds: readonly Done[], { attackersOf, restsOn, liftsOf }: Grounds): Label => {
  const label = new Map<Done, 'in' | 'out'>();
  const isIn = (deed: Done): boolean => label.get(deed) === 'in';
  const holds = (deed: Done, counts: (one: Done) => boolean): boolean =>
    restsOn(deed).every((any) => any.some((all) => all.every((count) => isMet(count, counts))));
  for (let size = -1; size !== label.size;) {
    size = label.size;
    for (const deed of deeds) {
      const isFended = (taking: Done): boolean => label.get(taking) === 'out' || liftsOf(taking).some(isIn);
      if (attackersOf(deed).every(isFended) && holds(deed, isIn)) label.set(deed, 'in');
    }
    if (size !== label.size) continue;
    const possible = new Set<Done>();
    const isPossible = (deed: Done): boolean => possible.has(deed);
    for (let grown = -1; grown !== possible.size;) {
      grown = possible.size;
      for (const deed of deeds) {
        const isFended = (taking: Done): boolean => !isIn(taking) || liftsOf(taking).some(isPossible);
        if (attackersOf(deed).every(isFended) && holds(deed, isPossible)) possible.add(deed);
      }
    }
    for (const deed of deeds) if (!possible.has(deed)) label.set(deed, 'out');
  }
  return label;
};

type Knows = (later: Done, earlier: Done) => boolean;
type Weighed = {
  readonly hadRight: readonly Done[];
  readonly takings: readonly Done[];
  readonly label: ReadonlyMap<Done, 'in' | 'out'>;
  readonly knows: Knows;
  readonly liftsOf: (taking: Done) => readonly Done[];
};

/** Who is off, how far that lets count, who is an admin, and under which key things are sealed. */
const summed = (
  { hadRight, takings, label, knows, liftsOf }: Weighed,
  first: First,
): Omit<Standing, 'forces' | 'owners'> => {
  const { known: firstKnown, admins: firstAdmins } = first;
  const off = new Map<string, string>();
  const owners = new Set(hadRight.flatMap(({ kind, subject }) => (kind === 'succeed' ? [subject] : [])));
  const ids = new Set(
    hadRight.flatMap(({ kind, subject }) => (kind === 'take-off' || kind === 'admit' ? [subject] : [])),
  );
  for (const id of [...ids].sort()) {
    const lifted = (taking: Done, by: 'in' | undefined): boolean =>
      liftsOf(taking).some((word) => label.get(word) === by);
    const against = takings.filter(
      (taking) => taking.subject === id && label.get(taking) !== 'out' && !lifted(taking, 'in'),
    );
    const sure = against.filter((taking) => label.get(taking) === 'in' && !lifted(taking, undefined));
    const counting = sure.length > 0 ? sure : against;
    const last = counting.filter((one) => !counting.some((other) => knows(other, one)));
    const ways = hadRight.filter(({ kind, subject }) => kind === 'admit' && subject === id);
    const isIn = firstKnown.includes(id) || ways.some((way) => label.get(way) === 'in');
    const isOut = !isIn && ways.length > 0 && ways.every((way) => label.get(way) === 'out');
    const isNobody = ways.length === 0 && !firstKnown.includes(id);
    if (owners.has(id) || (last.length === 0 && (isIn || isNobody))) continue;
    const state = sure.length > 0 || isOut ? 'revoked' : 'suspended';
    const reach = [0, 1].map((series) =>
      isIn && last.length > 0 ? Math.min(...last.map((one) => one.reach[series]!)) : 0,
    );
    off.set(id, `${state} ${reach.join(' ')}`);
  }
  const granted = [
    ...firstAdmins,
    ...hadRight
      .filter((deed) => deed.kind === 'grant' && (deed.signer === ROOT || label.get(deed) === 'in'))
      .map(({ subject }) => subject),
  ];
  const keys = hadRight.filter(({ kind }) => kind === 'key');
  const firsts = keys.filter(
    (deed) => deed === firstOf(keys, deed.subject, knows, label) && label.get(deed) === 'in',
  );
  const newest = firsts
    .filter((one) => !firsts.some((other) => knows(other, one)))
    .sort((a, b) => a.utcMs - b.utcMs || (a.hash < b.hash ? -1 : 1));
  return {
    off,
    barred: barredOf({ hadRight, label, knows, off }, first),
    admins: new Set(granted.filter((id) => !off.has(id))),
    key: newest.at(-1)?.subject ?? null,
  };
};

/** Who introduced a key: of those that say it for the first time what counts most, then the lowest hash. */
const firstOf = (
  keys: readonly Done[],
  key: string,
  knows: Knows,
  label: Weighed['label'],
): Done | undefined => {
  const ofKey = keys.filter(({ subject }) => subject === key);
  const worth = (deed: Done): number => ['in', undefined, 'out'].indexOf(label.get(deed));
  return ofKey
    .filter((one) => !ofKey.some((other) => knows(one, other)))
    .sort((a, b) => worth(a) - worth(b) || (a.hash < b.hash ? -1 : 1))[0];
};
