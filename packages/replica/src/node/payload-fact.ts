import { decodeFact, encodeFact, type Fact, type RecordedFact } from '@tillmesh/model';
import type { EntryPayload } from '../entry/payload.ts';

/** A fact as an entry's payload. */
export const payloadOf = ({ fact, stamp }: RecordedFact): EntryPayload => {
  const { kind, version, body } = encodeFact(fact);
  return { kind, version, body, ...stamp };
};

export type ReadFact =
  | { readonly status: 'valid'; readonly recorded: RecordedFact }
  | { readonly status: 'invalid' | 'not-understood'; readonly reason: string };

/** An entry's payload as a fact; what this version does not know is said, not guessed. */
export const factOf = (payload: EntryPayload): ReadFact => {
  const { kind, version, body, ...stamp } = payload;
  const decoded = decodeFact(kind, version, body);
  if (decoded.status === 'not-understood')
    return { status: 'not-understood', reason: `${kind} version ${version}` };
  if (decoded.status === 'invalid') return decoded;
  const fact: Fact = decoded.fact;
  return { status: 'valid', recorded: { fact, stamp } };
};
