import { ROOT } from './statement.ts';
import type { Done } from './history.fixture.ts';

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
  const isAdmin = (deed: Done): boolean =>
    deed.signer === ROOT ||
    (isKnown(deed, deed.signer) &&
      (firstAdmins.includes(deed.signer) || before(deed, 'grant', deed.signer).length > 0));
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
    if (kind === 'put-back' || kind === 'grant') return signer === ROOT;
    if (kind === 'series')
      return signer !== ROOT && isKnown(deed, signer) && !(elsewhere.includes(signer) && isStill(deed));
    if (kind === 'pass')
      return before(deed, 'key', subject).length > 0 && (signer === ROOT || isKnown(deed, signer));
    if (kind === 'take-off' && signer !== ROOT && (signer === subject || owesTo(deed, signer, subject)))
      return false;
    return isAdmin(deed);
  };
  for (const deed of deeds) if (mayDo(deed)) hadRight.add(deed);

  const isLifted = (deed: Done): boolean =>
    [...hadRight].some(
      (word) => word.kind === 'put-back' && word.subject === deed.subject && knows(word, deed),
    );
  const takings = [...hadRight].filter((deed) => deed.kind === 'take-off' && !isLifted(deed));
  const restsOn = (deed: Done): readonly (readonly Done[])[] => [
    ...(deed.signer === ROOT ||
    (firstKnown.includes(deed.signer) && !(deed.kind === 'series' && elsewhere.includes(deed.signer)))
      ? []
      : [before(deed, 'admit', deed.signer)]),
    ...(deed.kind === 'pass' ? [before(deed, 'key', deed.subject)] : []),
  ];
  const label = new Map<Done, 'in' | 'out'>();
  for (let size = -1; size !== label.size;) {
    size = label.size;
    for (const deed of hadRight) {
      const attackers = takings.filter((taking) => taking.subject === deed.signer && !knows(taking, deed));
      const isOut =
        attackers.some((attacker) => label.get(attacker) === 'in') ||
        restsOn(deed).some((any) => any.every((one) => label.get(one) === 'out'));
      const isIn =
        attackers.every((attacker) => label.get(attacker) === 'out') &&
        restsOn(deed).every((any) => any.some((one) => label.get(one) === 'in'));
      if (isOut) label.set(deed, 'out');
      else if (isIn) label.set(deed, 'in');
    }
  }
  return {
    forces: new Map(
      deeds.map((deed) => {
        if (!hadRight.has(deed)) return [deed.hash, 'invalid'];
        const found = label.get(deed);
        return [deed.hash, found === undefined ? 'suspended' : found === 'in' ? 'valid' : 'voided'];
      }),
    ),
    ...summed({ hadRight: [...hadRight], takings, label, knows }, first),
  };
};

type Knows = (later: Done, earlier: Done) => boolean;
type Weighed = {
  readonly hadRight: readonly Done[];
  readonly takings: readonly Done[];
  readonly label: ReadonlyMap<Done, 'in' | 'out'>;
  readonly knows: Knows;
};

/** Who is off, how far that lets count, who is an admin, and under which key things are sealed. */
const summed = (
  { hadRight, takings, label, knows }: Weighed,
  { known: firstKnown, admins: firstAdmins }: First,
): Omit<Standing, 'forces'> => {
  const off = new Map<string, string>();
  const ids = new Set(
    hadRight.flatMap(({ kind, subject }) => (kind === 'take-off' || kind === 'admit' ? [subject] : [])),
  );
  for (const id of [...ids].sort()) {
    const against = takings.filter((taking) => taking.subject === id && label.get(taking) !== 'out');
    const sure = against.filter((taking) => label.get(taking) === 'in');
    const counting = sure.length > 0 ? sure : against;
    const last = counting.filter((one) => !counting.some((other) => knows(other, one)));
    const ways = hadRight.filter(({ kind, subject }) => kind === 'admit' && subject === id);
    const isIn = firstKnown.includes(id) || ways.some((way) => label.get(way) === 'in');
    const isOut = !isIn && ways.length > 0 && ways.every((way) => label.get(way) === 'out');
    const isNobody = ways.length === 0 && !firstKnown.includes(id);
    if (last.length === 0 && (isIn || isNobody)) continue;
    const state = sure.length > 0 || isOut ? 'revoked' : 'suspended';
    const reach = [0, 1].map((series) =>
      isIn && last.length > 0 ? Math.min(...last.map((one) => one.reach[series]!)) : 0,
    );
    off.set(id, `${state} ${reach.join(' ')}`);
  }
  const granted = [
    ...firstAdmins,
    ...hadRight.filter(({ kind }) => kind === 'grant').map(({ subject }) => subject),
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
