import { Admissions } from './admission.ts';
import { type Applied, type Item, signerOf } from './applied.ts';
import { follows, type Placed } from './causal-order.ts';
import type { Stated } from './content.ts';
import { compareWords, type OwnerVote } from './owner-word.ts';

/** What the root key said of admin devices, wherever it stands. */
export type RootWords = {
  readonly grants: readonly Applied<'grant'>[];
  readonly reinstatements: readonly Applied<'reinstatement'>[];
};

/** What the statements judged so far have shown. */
export type Known = {
  readonly rootWords: RootWords;
  readonly genesis: Placed<Item>[];
  readonly devices: Map<string, Applied<'device'>[]>;
  readonly admissions: Admissions;
  readonly grants: Map<string, Applied<'grant'>[]>;
  /** Under the id of the key. */
  readonly keys: Map<string, Applied<'data-key'>[]>;
  /** By the device or owner key that they take off. */
  readonly revocations: Map<string, Applied<'revocation'>[]>;
  readonly reinstatements: Applied<'reinstatement'>[];
  /** By owner key: who named it. */
  readonly owners: Map<string, OwnerVote[]>;
  /** By device: its words for owner keys, the latest first. */
  readonly words: Map<string, OwnerVote[]>;
  /** What follows from a statement's past alone is found once; by its index, and the owner key in question. */
  readonly isFromAbove: Map<number, boolean>;
  readonly stoodAt: Map<string, boolean>;
  /** Under the hash of the statement. */
  readonly lists: Map<string, Applied<'catalog-list'>>;
};

export const nothingKnown = (rootWords: RootWords): Known => ({
  rootWords,
  genesis: [],
  devices: new Map(),
  admissions: new Admissions(),
  grants: new Map(),
  keys: new Map(),
  revocations: new Map(),
  reinstatements: [],
  owners: new Map(),
  words: new Map(),
  isFromAbove: new Map(),
  stoodAt: new Map(),
  lists: new Map(),
});

const append = <T>(lists: Map<string, T[]>, key: string, item: T): void => {
  const list = lists.get(key);
  if (list === undefined) lists.set(key, [item]);
  else list.push(item);
};

export const remember = (known: Known, place: Placed<Item>, stated: Stated): void => {
  const force = 'valid';
  switch (stated.kind) {
    case 'organisation':
      known.genesis.push(place);
      return;
    case 'device':
      append(known.devices, stated.body.deviceId, { place, ...stated, force });
      known.admissions.add({ place, body: stated.body });
      return;
    case 'grant':
      return append(known.grants, stated.body.deviceId, { place, ...stated, force });
    case 'data-key':
      return append(known.keys, stated.body.dataKeyId, { place, ...stated, force });
    case 'revocation':
      return append(known.revocations, stated.body.deviceId, { place, ...stated, force });
    case 'catalog-list':
      known.lists.set(place.item.hash, { place, ...stated, force });
      return;
    case 'reinstatement':
      known.reinstatements.push({ place, ...stated, force });
      return;
    default:
  }
};

export const rememberVote = (known: Known, vote: OwnerVote): void => {
  append(known.owners, vote.body.ownerId, vote);
  const words = known.words.get(signerOf(vote)) ?? [];
  let [from, to] = [0, words.length];
  while (from < to) {
    const middle = (from + to) >>> 1;
    const other = words[middle];
    if (other !== undefined && compareWords(vote, other) < 0) to = middle;
    else from = middle + 1;
  }
  words.splice(from, 0, vote);
  known.words.set(signerOf(vote), words);
};

/** Of these, what the author of a statement knew of. */
export const knownAt = <A extends { readonly place: Placed<Item> }>(
  place: Placed<Item>,
  items: readonly A[] | undefined,
): readonly A[] => (items ?? []).filter((item) => follows(place, item.place));
