import { toHex } from '../cbor/bytes.ts';
import { OBJECT_STATE, type StoredObject } from '../store/object-table.ts';
import { openSignedValue, readValue, type ValueContent, type ValueHeader } from '../value/value.ts';
import { type Judged, judged, judgedOf, judgeSigned, stateOf } from './judge-object.ts';
import type { Roster } from './roster.ts';

export type ValidValue = { readonly header: ValueHeader; readonly content: ValueContent };
type Checked = ({ readonly ok: true } & ValidValue) | ({ readonly ok: false } & Judged);

/** Whether a value was signed by the device it names and is about the key it stands under; and what it says. */
export const checkValue = (roster: Roster, { bytes, key }: StoredObject): Checked => {
  const value = readValue(bytes);
  if (!value.ok) return { ok: false, ...judged(stateOf(value)) };
  const signed = judgeSigned(value.value, roster);
  if (!signed.ok) return { ok: false, ...judged(signed.state) };
  const { header } = signed;
  // A value under another key than its own subject would stand for something its author never said.
  if (header.subject !== key) return { ok: false, ...judged(OBJECT_STATE.invalid) };
  const dataKey = roster.dataKeys.get(toHex(header.dataKeyId));
  if (dataKey === undefined) return { ok: false, ...judged(OBJECT_STATE.unchecked) };
  const content = openSignedValue(value.value, dataKey);
  return content.ok
    ? { ok: true, header, content: content.value }
    : { ok: false, ...judgedOf(header.deviceId, stateOf(content)) };
};
