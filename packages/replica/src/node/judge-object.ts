import { toHex } from '../cbor/bytes.ts';
import type { Misread } from '../cose/label.ts';
import { type SignedObject, verifySigned } from '../cose/signed-object.ts';
import { OBJECT_STATE, type ObjectState } from '../store/object-table.ts';
import type { Roster } from './roster.ts';

const STATE_OF = {
  invalid: OBJECT_STATE.invalid,
  'not-understood': OBJECT_STATE.notUnderstood,
  // The key may still come.
  unreadable: OBJECT_STATE.unchecked,
} as const satisfies Record<Misread['verdict'], ObjectState>;

export const stateOf = ({ verdict }: Misread): ObjectState => STATE_OF[verdict];

/** What was signed by the device it names, or the state of what was not, or not yet to be told. */
export type Signed<Header> =
  | { readonly ok: true; readonly header: Header }
  | { readonly ok: false; readonly state: ObjectState };

/**
 * Whether the device that an object names signed it. A newer format is believed to be one only from its
 * author: anybody can write a number into a header.
 */
export const judgeSigned = <Header>(object: SignedObject<Header>, roster: Roster): Signed<Header> => {
  const { parts, header } = object;
  if (!header.ok && header.verdict !== 'not-understood') return { ok: false, state: stateOf(header) };
  const author = roster.devices.get(toHex(parts.kid));
  if (author === undefined) return { ok: false, state: OBJECT_STATE.unchecked };
  const verified = verifySigned(object, author.signKey);
  return verified.ok ? { ok: true, header: verified.value } : { ok: false, state: stateOf(verified) };
};

/**
 * What an object is, and whose doing it is if it is invalid: the author's, where it signed what is no good, else
 * whoever delivered it, since what was not signed by its author or stands in a wrong place anybody can make.
 */
export type Judged = { readonly state: ObjectState; readonly author: string | null };

export const judged = (state: ObjectState): Judged => ({ state, author: null });

export const judgedOf = (author: string, state: ObjectState): Judged => ({ state, author });
