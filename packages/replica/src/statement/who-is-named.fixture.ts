import type { Done } from './history.fixture.ts';
import { ROOT } from './statement.ts';

/** That of these deeds so many are by different signers; an owner key stands where all such are met. */
export type Count = { readonly of: readonly Done[]; readonly signers: number };
export type Ballot = readonly Count[];

export type Past = {
  readonly deeds: readonly Done[];
  readonly hadRight: ReadonlySet<Done>;
  /** Those by which devices named owner keys so far. */
  readonly words: readonly Done[];
  readonly knows: (later: Done, earlier: Done) => boolean;
  readonly firstAdmins: readonly string[];
  /** Whether a device would not be there but for another one, as far as the deed's author knew. */
  readonly owesTo: (deed: Done, id: string, above: string) => boolean;
};

export const lifts = (word: Done, taking: Done, { knows }: Pick<Past, 'knows'>): boolean =>
  word.kind === 'put-back' &&
  word.subject === taking.subject &&
  knows(word, taking) &&
  (taking.signer !== ROOT || word.signer === ROOT);

/**
 * The rule of decision 0041 once more: what has to count for a key to stand by this vote; null: too few agreed. A repeat
 * is one that says the same again, and they are still too few.
 */
export const ballotOf = (vote: Done, past: Past): Ballot | 'repeat' | null => {
  const { deeds, hadRight, words, knows, firstAdmins, owesTo } = past;
  const isKnown = (deed: Done): boolean => hadRight.has(deed) && knows(vote, deed);
  const isRootsWord = (deed: Done): boolean => deed.signer === ROOT && !knows(deed, vote);
  const isOwner = (id: string): boolean =>
    deeds.some((deed) => deed.kind === 'succeed' && deed.subject === id && isKnown(deed));
  const takings = (id: string): readonly Done[] =>
    deeds.filter(
      (deed) =>
        deed.kind === 'take-off' &&
        deed.subject === id &&
        isKnown(deed) &&
        !deeds.some((word) => (isKnown(word) || isRootsWord(word)) && lifts(word, deed, past)),
    );
  const fromAbove = (id: string): readonly Done[] =>
    takings(id).filter(
      (deed) => deed.signer === ROOT || isOwner(deed.signer) || owesTo(deed, id, deed.signer),
    );
  const grants = deeds.filter(
    (deed) => deed.kind === 'grant' && (isRootsWord(deed) || (isKnown(deed) && deed.signer !== ROOT)),
  );
  const left: Count[] = [];
  const electors: string[] = [];
  for (const id of new Set([...firstAdmins, ...grants.map(({ subject }) => subject)])) {
    const by = grants.filter(({ subject }) => subject === id).map(({ signer }) => signer);
    const isRoots = firstAdmins.includes(id) || by.includes(ROOT);
    const granters = isRoots ? [] : by.map(fromAbove);
    if (!isRoots && granters.every((off) => off.length > 0)) {
      left.push(...granters.map((of) => ({ of, signers: 1 })));
    } else if (fromAbove(id).length > 0) left.push({ of: fromAbove(id), signers: 1 });
    else electors.push(id);
  }
  const votes = [...words.filter((deed) => knows(vote, deed)), vote];
  /** How long the longest row of words is that ends with this one, each in knowledge of the one before. */
  const nth = (deed: Done): number =>
    1 +
    Math.max(
      0,
      ...votes
        .filter(({ signer }) => signer === deed.signer)
        .filter((one) => knows(deed, one))
        .map(nth),
    );
  const inOrder = (own: readonly Done[]): readonly Done[] =>
    own.toSorted((a, b) => nth(a) - nth(b) || a.utcMs - b.utcMs || (a.hash < b.hash ? -1 : 1));
  const wordsOf = (id: string): readonly Done[] => inOrder(votes.filter(({ signer }) => signer === id));
  const agreed = electors.filter(
    (id) => takings(id).length === 0 && wordsOf(id).at(-1)?.subject === vote.subject,
  );
  const needed = Math.floor(electors.length / 2) + 1;
  if (agreed.length < needed) return wordsOf(vote.signer).at(-2)?.subject === vote.subject ? 'repeat' : null;
  const of = agreed.flatMap((id) => {
    const same = wordsOf(id).filter(({ subject }) => subject === vote.subject);
    return [same[0]!, same.at(-1)!];
  });
  return [{ of, signers: needed }, ...left];
};
