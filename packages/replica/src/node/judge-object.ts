import { toHex } from '../cbor/bytes.ts';
import type { Misread, Reading } from '../cose/label.ts';
import { readSign1 } from '../cose/sign1.ts';
import { OBJECT_STATE, type ObjectState } from '../store/object-table.ts';
import type { Roster } from './roster.ts';

const STATE_OF = {
  invalid: OBJECT_STATE.invalid,
  'not-understood': OBJECT_STATE.notUnderstood,
  // The key may still come.
  unreadable: OBJECT_STATE.unchecked,
} as const satisfies Record<Misread['verdict'], ObjectState>;

export const stateOf = ({ verdict }: Misread): ObjectState => STATE_OF[verdict];

/**
 * The state of bytes whose header could not be read. A newer format is believed to be one only from its
 * author: anybody can write a number into a header.
 */
export const stateOfMisread = (
  misread: Misread,
  roster: Roster,
  bytes: Uint8Array,
  verify: (bytes: Uint8Array, signKey: Uint8Array) => Reading<unknown>,
): ObjectState => {
  if (misread.verdict !== 'not-understood') return stateOf(misread);
  const parts = readSign1(bytes);
  if (!parts.ok) return OBJECT_STATE.invalid;
  const author = roster.devices.get(toHex(parts.value.kid));
  if (author === undefined) return OBJECT_STATE.unchecked;
  const checked = verify(bytes, author.signKey);
  return checked.ok ? OBJECT_STATE.notUnderstood : stateOf(checked);
};
